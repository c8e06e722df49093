"""Splitting a node in two."""

from __future__ import annotations

from conceptwriter.outline import Caret, edits
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, lines, texts, translated


def test_splitting_a_concept() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.split(document, node, 10))
    assert texts(document)[:3] == ["The boats", "came in.", "Nobody was waiting."]
    assert document.text(node) == "The boats"
    assert notice.caret is not None
    assert document.text(notice.caret.node) == "came in."
    undone = document.undo()
    assert undone is not None
    assert undone.caret == Caret(node, 10)


def test_splitting_at_the_ends() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.split(document, node, 0))
    assert texts(document)[:2] == ["", "The boats came in."]
    assert notice.caret == Caret(node)
    notice = document.apply(edits.split(document, node, 999))
    assert texts(document)[:3] == ["", "The boats came in.", ""]
    assert notice.caret is not None
    notice = document.apply(edits.split(document, notice.caret.node, 0))
    assert texts(document)[:4] == ["", "The boats came in.", "", ""]


def test_splitting_leaves_other_languages_whole_and_stale() -> None:
    document, node = translated()
    document.apply(edits.split(document, node, 2, ENGLISH))
    assert document.text(node, FRENCH) == "Il pleuvait."
    assert document.is_stale(node, FRENCH)
    assert list(document.node(find(document, "rained.")).renditions) == [ENGLISH]


def test_splitting_a_translation_leaves_the_source_whole() -> None:
    document, node = translated()
    document.apply(edits.set_language(document, [node], FRENCH))
    document.apply(edits.split(document, node, 2))
    assert (document.source_text(node), document.text(node)) == ("It rained.", "Il")
    second = document.next_sibling(node)
    assert second is not None
    assert document.node(second).source_language == FRENCH
    assert document.text(second) == "pleuvait."
    assert not edits.may_replace(document, node, FRENCH)


def test_splitting_a_heading_takes_its_children_along() -> None:
    document = harbour()
    document.apply(edits.split(document, find(document, "The letter"), 3))
    assert lines(document)[5:8] == ["  # The", "  # letter", "    -"]
    document.undo()
    document.apply(edits.split(document, find(document, "The letter"), 99))
    assert lines(document)[5:7] == ["  # The letter", "    -"]
    assert lines(document)[11] == "  #"


def test_a_line_break_after_a_concept_goes_with_its_end() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    document.apply(edits.set_attributes(document, node, {"break": "1", "k": "v"}))
    document.apply(edits.split(document, node, 9))
    second = find(document, "came in.")
    assert document.node(node).attributes == {"k": "v"}
    assert document.node(second).attributes == {"break": "1", "k": "v"}
    document.apply(edits.merge_with_previous(document, second))
    assert document.node(node).attributes == {"break": "1", "k": "v"}

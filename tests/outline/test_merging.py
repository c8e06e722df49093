"""Merging neighbouring nodes: no word is lost in any language."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Caret, Document, Draft, EditError, Kind, Origin, edits
from tests.outline.drafts import ENGLISH, FRENCH, find, harbour, lines, paragraph, section, texts, type_in


def test_merging_concepts_joins_their_sentences() -> None:
    document = harbour()
    node = find(document, "Nobody was waiting.")
    notice = document.apply(edits.merge_with_previous(document, node))
    assert texts(document)[:2] == ["The boats came in. Nobody was waiting.", "It rained."]
    assert notice.caret == Caret(find(document, "The boats came in. Nobody was waiting."), 19)
    assert notice.removed == (node,)
    undone = document.undo()
    assert undone is not None
    assert undone.caret == Caret(node)


def test_split_and_merge_again() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.split(document, node, 9))
    assert notice.caret is not None
    document.apply(edits.merge_with_previous(document, notice.caret.node))
    assert document.text(node) == "The boats came in."


def test_merging_with_the_next() -> None:
    document = harbour()
    node = find(document, "The boats came in.")
    notice = document.apply(edits.merge_with_next(document, node))
    assert notice.caret == Caret(node, 18)
    assert document.text(node) == "The boats came in. Nobody was waiting."
    blue = find(document, "It was blue.")
    document.apply(edits.merge_with_next(document, blue))
    assert lines(document)[4:8] == [
        "  # The letter",
        "    -",
        "      . It was old.",
        "      . It was blue.",
    ]
    with pytest.raises(EditError, match="nothing after"):
        edits.merge_with_next(document, find(document, "The end."))


def test_the_first_concept_joins_the_paragraphs() -> None:
    document = harbour()
    read = find(document, "He read it.")
    notice = document.apply(edits.merge_with_previous(document, read))
    assert lines(document)[6:10] == [
        "    -",
        "      . It was old.",
        "      . It was blue.",
        "      . He read it.",
    ]
    assert notice.caret == Caret(read)


def test_sections_join_with_their_children() -> None:
    document = harbour()
    document.apply(edits.merge_with_previous(document, find(document, "Two")))
    assert lines(document)[0] == "# One Two"
    assert lines(document)[-2:] == ["  -", "    . The end."]


def test_nothing_to_merge_with() -> None:
    document = harbour()
    for text in ("One", "The boats came in.", "The letter", "It was old."):
        with pytest.raises(EditError, match="before this one to merge with"):
            edits.merge_with_previous(document, find(document, text))
    with pytest.raises(EditError, match="document itself"):
        edits.merge_with_previous(document, ROOT)


def test_merging_keeps_every_language_and_note() -> None:
    document = harbour()
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node, french in ((first, "Elle était vieille."), (second, "Elle était bleue.")):
        document.apply(edits.set_rendition(document, node, FRENCH, french))
        document.apply(edits.set_note(document, node, f"note {french}"))
    document.apply(edits.set_rendition(document, second, "jpn_Jpan", "青かった。"))
    document.apply(edits.merge_with_previous(document, second))
    assert document.text(first) == "It was old. It was blue."
    assert document.text(first, FRENCH) == "Elle était vieille. Elle était bleue."
    assert not document.is_stale(first, FRENCH), "two fresh translations joined translate the joined text"
    assert document.text(first, "jpn_Jpan") == "青かった。"
    assert document.is_stale(first, "jpn_Jpan"), "half a translation does not"
    assert document.node(first).note == "note Elle était vieille.\nnote Elle était bleue."


def test_a_translation_that_was_emptied_does_not_make_the_joined_one_whole() -> None:
    document = harbour()
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node in (first, second):
        document.apply(edits.set_rendition(document, node, FRENCH, "Vieux."))
    type_in(document, first, "", 1.0, FRENCH)
    document.apply(edits.set_status(document, [second], "check"))
    document.apply(edits.merge_with_previous(document, second))
    assert document.text(first, FRENCH) == "Vieux."
    assert document.is_stale(first, FRENCH)
    assert document.node(first).status == "check"


def test_merging_stale_or_unlike_translations() -> None:
    document = harbour()
    first, second = find(document, "It was old."), find(document, "It was blue.")
    for node in (first, second):
        document.apply(edits.set_rendition(document, node, FRENCH, "Vieux."))
    type_in(document, first, "It was ancient.", 1.0, ENGLISH)
    type_in(document, second, "Bleu.", 9.0, FRENCH)
    document.apply(edits.merge_with_previous(document, second))
    assert document.text(first, FRENCH) == "Vieux. Bleu."
    assert document.is_stale(first, FRENCH)
    assert not edits.may_replace(document, first, FRENCH), "a person's half is a person's text"


def test_merging_nodes_written_in_different_languages_loses_nothing() -> None:
    document = harbour()
    first = find(document, "It was old.")
    parent = document.parent(first)
    assert parent is not None
    document.apply(edits.add_node(document, parent, 1, Kind.CONCEPT, "Elle était bleue.", FRENCH))
    second = find(document, "Elle était bleue.")
    document.apply(edits.merge_with_previous(document, second))
    assert document.source_text(first) == "It was old. Elle était bleue."
    assert document.text(first, FRENCH) == "Elle était bleue."
    assert document.is_stale(first, FRENCH)


def test_an_empty_node_takes_the_other_as_it_is() -> None:
    document = harbour()
    first = find(document, "It was old.")
    document.apply(edits.edit_text(document, first, ""))
    french = Draft(Kind.CONCEPT, "Bleue.", FRENCH, origin=Origin.PROPOSED)
    document.apply(edits.add_subtree(document, document.parent(first) or 0, 1, french))
    document.apply(edits.merge_with_previous(document, find(document, "Bleue.")))
    assert document.node(first).source_language == FRENCH
    assert document.source_text(first) == "Bleue."
    assert document.node(first).renditions[FRENCH].origin is Origin.PROPOSED


def test_chinese_and_japanese_sentences_are_joined_without_a_space() -> None:
    document = Document.from_draft(section("題", paragraph("雨だった。", "誰もいない。")), "jpn_Jpan")
    notice = document.apply(edits.merge_with_previous(document, find(document, "誰もいない。")))
    assert texts(document) == ["雨だった。誰もいない。"]
    assert notice.caret is not None
    assert notice.caret.position == 5

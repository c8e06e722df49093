"""What a step was about."""

from __future__ import annotations

import pytest

from conceptwriter.outline import Document, Operation, edits
from conceptwriter.outline.excerpts import excerpt, typed_so_little
from tests.outline.drafts import find, harbour


@pytest.fixture
def document() -> Document:
    return harbour()


def said(document: Document, operation: Operation) -> str:
    document.apply(operation)
    return excerpt(operation, document.text)


def test_typed_words_and_the_whole_word_that_was_mended(document: Document) -> None:
    node = find(document, "It rained.")
    assert said(document, edits.edit_text(document, node, "It rained. All night.")) == "All night."
    assert said(document, edits.edit_text(document, node, "It trained. All night.")) == "trained"
    assert said(document, edits.edit_text(document, node, "It trained. All nights.")) == "nights"


def test_deleted_words(document: Document) -> None:
    node = find(document, "It rained.")
    assert said(document, edits.edit_text(document, node, "It.")) == "rained"
    assert said(document, edits.delete(document, [node])) == "It."


def test_moved_and_marked_nodes_are_named_by_what_they_say(document: Document) -> None:
    node = find(document, "It rained.")
    assert said(document, edits.set_locked(document, [node], True)) == "It rained."
    document.apply(edits.set_locked(document, [node], False))
    assert said(document, edits.set_note(document, node, "Check the weather")) == "Check the weather"
    assert said(document, edits.set_note(document, node, "")) == "Check the weather"


def test_a_split_tells_the_words_behind_the_cut(document: Document) -> None:
    node = find(document, "It rained.")
    assert said(document, edits.split(document, node, 3)) == "rained."


def test_a_long_excerpt_is_one_short_line(document: Document) -> None:
    node = find(document, "It rained.")
    words = said(document, edits.edit_text(document, node, "It rained.\n" + "and rained " * 40))
    assert len(words) <= 80
    assert words.endswith("…")
    assert "\n" not in words


def test_a_node_that_is_gone_leaves_the_excerpt_empty(document: Document) -> None:
    operation = edits.set_locked(document, [find(document, "It rained.")], True)

    def gone(_node: int) -> str:
        raise KeyError

    assert excerpt(operation, gone) == ""


def test_a_letter_is_little_a_word_is_not(document: Document) -> None:
    node = find(document, "It rained.")
    assert typed_so_little(edits.edit_text(document, node, "It rained.A"))
    assert not typed_so_little(edits.edit_text(document, node, "It rained. Once"))
    assert not typed_so_little(edits.edit_text(document, node, "It poured."))
    assert not typed_so_little(edits.set_locked(document, [node], True))

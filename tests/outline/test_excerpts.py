"""What a step was about."""

from __future__ import annotations

import pytest

from conceptwriter.outline import Document, Operation, Rendition, edits
from conceptwriter.outline.changes import SetRendition
from conceptwriter.outline.excerpts import MOST_CHANGES, excerpt, typed_so_little
from tests.outline.drafts import find, harbour


@pytest.fixture
def document() -> Document:
    return harbour()


def excerpt_of(document: Document, operation: Operation) -> str:
    document.apply(operation)
    return excerpt(operation, document.text)


def test_typed_words_and_the_whole_word_that_was_repaired(document: Document) -> None:
    node = find(document, "It rained.")
    assert excerpt_of(document, edits.edit_text(document, node, "It rained. All night.")) == "All night."
    assert excerpt_of(document, edits.edit_text(document, node, "It trained. All night.")) == "trained"
    assert excerpt_of(document, edits.edit_text(document, node, "It trained. All nights.")) == "nights"


def test_deleted_words(document: Document) -> None:
    node = find(document, "It rained.")
    assert excerpt_of(document, edits.edit_text(document, node, "It.")) == "rained"
    assert excerpt_of(document, edits.delete(document, [node])) == "It."


def test_moved_and_marked_nodes_are_named_by_what_they_say(document: Document) -> None:
    node = find(document, "It rained.")
    assert excerpt_of(document, edits.set_locked(document, [node], True)) == "It rained."
    document.apply(edits.set_locked(document, [node], False))
    assert excerpt_of(document, edits.set_note(document, node, "Check the weather")) == "Check the weather"
    assert excerpt_of(document, edits.set_note(document, node, "")) == "Check the weather"


def test_a_split_tells_the_words_after_the_cut(document: Document) -> None:
    node = find(document, "It rained.")
    assert excerpt_of(document, edits.split(document, node, 3)) == "rained."


def test_a_long_excerpt_is_one_short_line(document: Document) -> None:
    node = find(document, "It rained.")
    words = excerpt_of(document, edits.edit_text(document, node, "It rained.\n" + "and rained " * 40))
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


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "New words.", "New words."),
        ("It rained.", "It rained", "."),
        ("It rained.", "It never rained.", "never"),
        ("It rained.", "It rained!", "!"),
        ("It rained.", "It  rained.", "It rained."),
        ("It rained.", "It stained.", "stained"),
        ("aa", "aaa", "aaa"),
        ("the rain", "the rainy", "rainy"),
        ("the rain", "other rain", "other"),
        ("a (b) c", "a (bx) c", "bx"),
        ("a b", "a-b", "-"),
    ],
)
def test_what_was_typed_into_a_text(document: Document, before: str, after: str, words: str) -> None:
    node = find(document, "It rained.")
    document.apply(edits.edit_text(document, node, before, merge=False))
    assert excerpt_of(document, edits.edit_text(document, node, after, merge=False)) == words


def test_typing_in_several_texts_is_described_in_its_order(document: Document) -> None:
    node, other = find(document, "It rained."), find(document, "It was old.")
    first = edits.edit_text(document, node, "It rained. Much.", merge=False)
    second = edits.edit_text(document, other, "It was old. Too.", merge=False)
    assert excerpt(first.merged_with(second), document.text) == "Much. Too."
    third = edits.edit_text(document, node, "It rained.", merge=False)
    assert excerpt(second.merged_with(third), document.text) == "Too."


def test_the_length_of_an_excerpt(document: Document) -> None:
    node = find(document, "It rained.")
    operation = edits.edit_text(document, node, "It rained. one two", merge=False)
    assert excerpt(operation, document.text, 7) == "one two"
    assert excerpt(operation, document.text, 6) == "one t…"
    assert excerpt(operation, document.text, 5) == "one…"


def test_a_note_that_continues_is_described_by_what_is_new(document: Document) -> None:
    node = find(document, "It rained.")
    document.apply(edits.set_note(document, node, "Check the weather"))
    assert excerpt_of(document, edits.set_note(document, node, "Check the weather again")) == "again"


def test_what_became_empty_is_not_told_as_a_space(document: Document) -> None:
    first = edits.edit_text(document, find(document, "It rained."), "", merge=False)
    second = edits.edit_text(document, find(document, "It was old."), "It was old. Too.", merge=False)
    third = edits.edit_text(document, find(document, "It was blue."), "", merge=False)
    assert excerpt(first.merged_with(second).merged_with(third), document.text) == "Too."


@pytest.mark.parametrize(
    ("text", "little"), [("It rained.", False), ("It rained.ab", True), ("It rained.abc", False)]
)
def test_two_letters_are_little(document: Document, text: str, little: bool) -> None:
    assert typed_so_little(edits.edit_text(document, find(document, "It rained."), text)) is little


def test_a_removed_branch_is_named_by_its_first_text(document: Document) -> None:
    document.apply(edits.delete(document, [find(document, "Two")]))
    assert excerpt(edits.purge(document), document.text) == "Two"
    document.apply(edits.delete(document, [document.parent(find(document, "He read it.")) or 0]))
    assert excerpt(edits.purge(document, document.children(2)[:1]), document.text) == "He read it."
    assert (
        excerpt(edits.set_status(document, [find(document, "It rained.")], "done"), document.text) == "done"
    )


def test_of_a_long_step_only_the_first_changes_are_looked_at() -> None:
    """A list of steps shows many at once, each perhaps the translation of a chapter."""
    texts = [""] * MOST_CHANGES + ["Too late."]
    changes = [SetRendition(node, "fra_Latn", None, Rendition(text)) for node, text in enumerate(texts, 10)]
    assert excerpt(Operation("Translate", tuple(changes)), lambda _node: "") == ""
    assert excerpt(Operation("Translate", tuple(changes[1:])), lambda _node: "") == "Too late."

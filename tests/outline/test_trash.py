"""What the trash remembers, and where things go when they are restored."""

from __future__ import annotations

from typing import Any

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, LockedError, edits
from conceptwriter.outline.trash import INDEX, MARKS, PARENT, excerpt, old_place, origin
from tests.outline.drafts import find, harbour, lines, paragraph, section

NOON = 1_700_000_000.7


@pytest.fixture
def document() -> Document:
    return harbour()


def delete(document: Document, *texts: str, time: float = NOON) -> None:
    document.apply(edits.delete(document, [find(document, text) for text in texts], time))


def restore(document: Document, *texts: str) -> None:
    document.apply(edits.restore(document, [find(document, text) for text in texts]))


def test_it_tells_where_and_when(document: Document) -> None:
    delete(document, "It was old.")
    node = find(document, "It was old.")
    found = origin(document, node)
    assert found.time == 1_700_000_000
    assert found.complete
    assert [document.text(above) for above in found.above] == ["One", "The letter", ""]
    delete(document, "One")
    assert origin(document, node).above == found.above, "what is in the trash still has its name"
    document.apply(edits.purge(document, [find(document, "One")]))
    assert origin(document, node).above == ()
    assert not origin(document, node).complete


def test_the_time_is_that_of_the_clock_unless_asked(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conceptwriter.outline.deleting.clock", lambda: 1234.9)
    document.apply(edits.delete(document, [find(document, "Two")]))
    assert origin(document, find(document, "Two")).time == 1234


@pytest.mark.parametrize(("index", "place"), [("0", 1), ("1", 1), ("2", 1), ("3", 1), ("9", 1)])
def test_the_place_is_after_the_sibling_that_preceded_it(document: Document, index: str, place: int) -> None:
    delete(document, "Nobody was waiting.")
    node = find(document, "Nobody was waiting.")
    attributes = document.node(node).attributes
    document.apply(edits.set_attributes(document, node, {**attributes, INDEX: index}))
    restore(document, "Nobody was waiting.")
    assert document.index_in_parent(node) == place


@pytest.mark.parametrize(
    ("index", "comes_home"), [("1", True), ("9" * 11, True), ("9" * 12, False), ("x", False)]
)
def test_an_index_that_is_none_is_not_gone_by(document: Document, index: str, comes_home: bool) -> None:
    node = find(document, "Nobody was waiting.")
    home = document.parent(node)
    delete(document, "Nobody was waiting.")
    kept: dict[str, str | None] = {key: None for key in document.node(node).attributes if key != PARENT}
    document.apply(edits.set_attributes(document, node, {**kept, INDEX: index}))
    found = old_place(document, node)
    assert found == ((home, int(index)) if comes_home else None)


def test_restoring_leaves_no_mark(document: Document) -> None:
    before = lines(document)
    node = find(document, "Nobody was waiting.")
    document.apply(edits.set_attributes(document, node, {"mine": "kept"}))
    delete(document, "Nobody was waiting.")
    restore(document, "Nobody was waiting.")
    assert lines(document) == before
    assert document.node(node).attributes == {"mine": "kept"}


def test_everything_goes_back_in_any_order_of_asking(document: Document) -> None:
    before = lines(document)
    delete(document, "The boats came in.")
    delete(document, "It rained.")
    delete(document, "It was old.", "It was blue.")
    delete(document, "The letter")
    delete(document, "One")
    assert len(document.children(TRASH)) == 5
    document.apply(edits.restore(document, sorted(document.children(TRASH))))
    assert lines(document) == before
    document.undo()
    document.apply(edits.restore(document, list(reversed(document.children(TRASH)))))
    assert lines(document) == before


def test_what_was_written_since_does_not_shift_the_place(document: Document) -> None:
    delete(document, "Nobody was waiting.")
    paragraph_of_boats = document.parent(find(document, "The boats came in."))
    assert paragraph_of_boats is not None
    document.apply(edits.add_child(document, paragraph_of_boats, "It was early.", first=True))
    restore(document, "Nobody was waiting.")
    texts = [document.text(child) for child in document.children(paragraph_of_boats)]
    assert texts == ["It was early.", "The boats came in.", "Nobody was waiting.", "It rained."]


def test_the_neighbour_shows_the_place_when_the_paragraph_is_gone(document: Document) -> None:
    delete(document, "It was blue.")
    document.apply(edits.indent(document, [find(document, "He read it.")]))  # a paragraph of its neighbour
    document.apply(edits.merge_with_next(document, find(document, "It was old.")))
    restore(document, "It was blue.")
    neighbour = document.previous_sibling(find(document, "It was blue."))
    assert neighbour is not None
    assert document.text(neighbour).startswith("It was old.")


def test_without_its_paragraph_a_sentence_goes_to_the_end_of_its_section(document: Document) -> None:
    delete(document, "He read it.")  # with its paragraph
    lone = document.children(TRASH)[0]
    assert document.node(lone).kind.value == "paragraph"
    delete(document, "It was old.")
    delete(document, "It was blue.")
    document.apply(edits.purge(document, [document.children(TRASH)[0]]))  # the paragraph of both
    restore(document, "It was old.")
    section_of_it = document.path(find(document, "It was old."))[-3]
    assert document.text(section_of_it) == "The letter"


def test_a_section_whose_chapter_is_gone_goes_to_the_end(document: Document) -> None:
    delete(document, "The letter")
    delete(document, "One")
    document.apply(edits.purge(document, [find(document, "One")]))
    restore(document, "The letter")
    assert document.children(ROOT)[-1] == find(document, "The letter")


def test_a_trash_of_an_earlier_version_is_restored_by_parent_and_index(document: Document) -> None:
    before = lines(document)
    node = find(document, "Nobody was waiting.")
    delete(document, "Nobody was waiting.")
    attributes = document.node(node).attributes
    for mark in set(MARKS) - {"trash.parent", "trash.index"}:
        attributes.pop(mark, None)
    assert origin(document, node).time == 0
    assert len(origin(document, node).above) == 1
    restore(document, "Nobody was waiting.")
    assert lines(document) == before


@pytest.mark.parametrize(
    "marks",
    [
        {"trash.parent": "x", "trash.above": "1 2 99999 -4 x", "trash.time": "soon"},
        {"trash.parent": "9" * 40, "trash.index": "9" * 40, "trash.time": "9" * 40},
        {"trash.parent": "2", "trash.index": "0", "trash.before": "2", "trash.after": "1"},
        {},
    ],
)
def test_nonsense_in_the_marks_loses_nothing(document: Document, marks: dict[str, Any]) -> None:
    delete(document, "It was old.")
    node = find(document, "It was old.")
    document.node(node).attributes.clear()
    document.node(node).attributes.update(marks)
    assert origin(document, node).time == 0
    document.apply(edits.restore(document, [node]))
    assert not document.in_trash(node)
    document.undo()
    assert document.in_trash(node)


def test_a_locked_place_is_named(document: Document) -> None:
    delete(document, "It was old.")
    document.apply(edits.set_locked(document, [find(document, "The letter")], locked=True))
    with pytest.raises(LockedError, match="locked"):
        restore(document, "It was old.")


def test_thousands_go_and_come_back() -> None:
    document = Document.from_draft(section("Book", *(paragraph(f"Sentence {n}.") for n in range(3000))))
    before = lines(document)
    document.apply(edits.delete(document, document.children(ROOT)))
    document.apply(edits.restore(document, document.children(TRASH)))
    assert lines(document) == before


def test_a_branch_is_named_by_its_heading_or_its_first_sentences(document: Document) -> None:
    one = find(document, "One")
    assert excerpt(document, one) == "One"
    boats = document.parent(find(document, "It rained."))
    assert boats is not None
    whole = "The boats came in. Nobody was waiting. It rained."
    assert excerpt(document, boats) == whole
    assert excerpt(document, boats, len(whole)) == whole
    assert excerpt(document, boats, len(whole)) == whole
    assert excerpt(document, boats, len(whole) - 1) == whole[:-2] + "…"
    assert excerpt(document, boats, 20) == "The boats came in.…"
    document.apply(edits.edit_text(document, boats, "Of  rain\nand boats"))
    assert excerpt(document, boats) == "Of rain and boats"


def test_next_to_what_comes_next_when_what_was_before_is_gone(document: Document) -> None:
    boats = document.parent(find(document, "It rained."))
    assert boats is not None
    delete(document, "Nobody was waiting.")
    document.apply(edits.add_child(document, boats, "It was early.", first=True))
    document.apply(
        edits.move(
            document,
            [find(document, "The boats came in.")],
            document.parent(find(document, "The end.")) or 0,
            0,
        )
    )
    document.apply(edits.add_child(document, boats, "It was cold.", first=True))
    restore(document, "Nobody was waiting.")
    texts = [document.text(child) for child in document.children(boats)]
    assert texts == ["It was cold.", "It was early.", "Nobody was waiting.", "It rained."]


def test_the_old_index_when_both_neighbours_are_gone(document: Document) -> None:
    boats = document.parent(find(document, "It rained."))
    assert boats is not None
    delete(document, "Nobody was waiting.")
    end = document.parent(find(document, "The end.")) or 0
    for text in ("A.", "B.", "C."):
        document.apply(edits.add_child(document, boats, text))
    document.apply(
        edits.move(document, [find(document, "The boats came in."), find(document, "It rained.")], end, 0)
    )
    restore(document, "Nobody was waiting.")
    texts = [document.text(child) for child in document.children(boats)]
    assert texts == ["A.", "Nobody was waiting.", "B.", "C."]

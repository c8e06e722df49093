"""Steps that were made in parts: undone and redone together, or a part at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conceptwriter.outline import ROOT, Document, LockedError, Operation, edits
from conceptwriter.outline.history import ends_of_steps, is_long, parts_of_last
from conceptwriter.outline.renditions import labels, relabel
from tests.outline.drafts import harbour, picture

GERMAN, DUTCH = "deu_Latn", "nld_Latn"


def in_parts(document: Document, group: str = "now", time: float = 1.0, language: str = GERMAN) -> int:
    """Declare the language in parts of two nodes; the number of parts."""
    found = list(labels(document, [ROOT]))
    pieces = [found[place : place + 2] for place in range(0, len(found), 2)]
    for some in pieces:
        document.apply(replace(relabel(document, some, language), group=group, time=time))
    return len(pieces)


def test_parts_come_to_the_same_as_the_whole() -> None:
    one, other = harbour(), harbour()
    one.apply(edits.set_written_language(one, [ROOT], GERMAN))
    assert in_parts(other) > 2
    assert picture(one) == picture(other)


def test_they_are_undone_and_redone_together() -> None:
    document = harbour()
    document.apply(edits.set_note(document, ROOT, "before"))
    before = picture(document)
    count = in_parts(document)
    after = picture(document)
    assert parts_of_last(document.history.done) == count
    assert is_long(document.history.done)
    notice = document.undo()
    assert notice is not None
    assert (notice.label, len(notice.changed)) == ("Set source language", len(set(notice.changed)))
    assert picture(document) == before
    assert document.undo_label == "Edit note"
    document.redo()
    assert picture(document) == after
    assert document.redo() is None


def test_one_part_at_a_time_and_the_rest_together() -> None:
    document = harbour()
    before = picture(document)
    count = in_parts(document)
    after = picture(document)
    document.undo(one_part=True)
    assert (len(document.history.done), len(document.history.undone)) == (count - 1, 1)
    document.redo(one_part=True)
    assert picture(document) == after
    document.undo(one_part=True)
    document.undo()
    assert picture(document) == before


def test_two_long_steps_with_the_same_name_and_time_are_two() -> None:
    document = harbour()
    first = in_parts(document, "one")
    second = in_parts(document, "other", language=DUTCH)
    assert parts_of_last(document.history.done) == second
    assert len(document.history.done) == first + second


def test_each_long_step_is_one_in_the_list() -> None:
    document = harbour()
    document.apply(edits.set_note(document, ROOT, "before"))
    first = in_parts(document)
    document.apply(edits.set_note(document, ROOT, "after"))
    second = in_parts(document, "other", 2.0, DUTCH)
    assert ends_of_steps(document.history.done) == [1, 1 + first, 2 + first, 2 + first + second]
    document.undo(one_part=True)
    assert ends_of_steps(document.history.undone[::-1]) == [1]


def test_steps_of_the_same_time_are_not_taken_for_a_long_one() -> None:
    document = harbour()
    for words in ("one", "two", "three"):
        document.apply(replace(edits.set_note(document, ROOT, words), merge_key=None))
    assert ends_of_steps(document.history.done) == [1, 2, 3]
    assert parts_of_last(document.history.done) == 1
    assert parts_of_last([]) == 0


def test_the_group_is_stored() -> None:
    operation = Operation("Replace 3", group="1.5")
    assert Operation.from_dict(operation.to_dict()) == operation
    assert "group" not in Operation("Replace 3").to_dict()


def test_a_locked_text_anywhere_is_found_before_anything_changes() -> None:
    document = harbour()
    last = list(document.concepts())[-1]
    document.apply(edits.set_locked(document, [last], True))
    with pytest.raises(LockedError):
        list(labels(document, [ROOT]))

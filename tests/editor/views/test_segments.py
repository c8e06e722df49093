"""A very long paragraph in the Text view: shown in parts, and one text all the same."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from conceptwriter.editor.views.segments import LONG, LONGEST, cut
from conceptwriter.outline import ROOT, Caret, Document, edits
from conceptwriter.outline.gaps import running_text
from tests.editor.desks import paragraph, section

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline import Operation
    from tests.editor.rooms import Room

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def long_room(room_with: Callable[[Document], Room]) -> Room:
    texts = [f"It was day {number}." for number in range(500)]
    return room_with(
        Document.from_draft(
            section("Book", paragraph(*texts), paragraph("The end."), source_language="eng_Latn")
        )
    )


def shown(room: Room) -> list[str]:
    return [
        room.text.strip.face_of(key).text.text
        for key in room.text.strip.rows
        if room.text.strip.face_of(key).height
    ]


def check(room: Room) -> None:
    """The rows say what the paragraphs say."""
    document = room.document
    said = [running_text(document, document.children(key)) for key in document.children(ROOT)]
    rows: dict[int, list[str]] = {key: [] for key in document.children(ROOT)}
    for key in room.text.strip.rows[1:]:
        owner = key if key in rows else document.parent(key)
        assert owner is not None
        rows[owner].append(room.text.strip.face_of(key).text.text)
    # a word cut in two by a split may begin the next part
    assert ["".join(parts).replace(" ", "") for parts in rows.values()] == [
        text.replace(" ", "") for text in said
    ]
    assert room.text.strip.rows == room.text.plan.visible.nodes


def test_few_sentences_are_one_part_and_many_are_several() -> None:
    assert cut(list(range(LONG))) == [list(range(LONG))]
    parts = cut(list(range(3, 1003)))
    assert [concept for part in parts for concept in part] == list(range(3, 1003))
    assert all(len(part) <= LONGEST for part in parts)


def test_one_sentence_more_moves_few_parts() -> None:
    before = cut(list(range(3, 5003)))
    after = cut([*range(3, 2000), 9999, *range(2000, 5003)])
    same = {part[0] for part in before} & {part[0] for part in after}
    assert len(same) > len(before) - 4


def test_the_parts_say_the_whole_paragraph(long_room: Room) -> None:
    assert len(long_room.text.strip.rows) > 6
    check(long_room)
    faces = [long_room.text.strip.face_of(key) for key in long_room.text.strip.rows[1:]]
    assert faces[0].text_top > 0
    assert faces[1].text_top == 0, "no space between the parts"


def test_typing_structure_and_undo_in_a_later_part(long_room: Room) -> None:
    room = long_room
    node = room.edit(room.text, "It was day 250.", 10)
    assert room.text.row_editor.edited not in room.document.children(ROOT)
    room.press(" no")
    assert room.document.text(node) == "It was day no 250."
    assert (
        room.text.row_editor.field.text == room.text.strip.face_of(room.text.row_editor.edited or 0).text.text
    )
    check(room)
    room.press(Key.Key_End, Key.Key_Return)
    check(room)
    room.desk.undo()
    check(room)
    first = room.text.strip.rows[3]
    room.desk.place_caret(first, 0)
    room.press(Key.Key_Left)
    assert room.desk.current == room.document.previous_sibling(first)
    room.press(Key.Key_Right)
    assert room.desk.caret == Caret(first, 0)
    room.press(Key.Key_Backspace)
    assert first not in room.document
    check(room)


def test_a_selection_goes_from_part_to_part(long_room: Room) -> None:
    room = long_room
    room.edit(room.text, "It was day 20.", 7)
    room.press((Key.Key_End, SHIFT | CONTROL))
    assert room.commands.selected_text().startswith("day 20. It was day 21.")
    assert room.commands.selected_text().count("\n\n") == 1
    room.press(Key.Key_Delete)
    check(room)
    assert len(room.text.strip.rows) == 2
    room.desk.undo()
    check(room)
    assert len(room.text.strip.rows) > 6


@pytest.mark.parametrize("seed", range(3))
def test_any_edits(long_room: Room, seed: int) -> None:
    room, chance = long_room, random.Random(seed)
    document = room.document
    for _ in range(25):
        concepts = list(document.concepts())
        start, node = concepts[len(concepts) // 2], chance.choice(concepts)
        builders: list[Callable[[], Operation]] = [
            partial(edits.delete, document, [node]),
            partial(edits.split, document, node, 5),
            partial(edits.duplicate, document, [node]),
            partial(edits.move_down, document, [node]),
            partial(edits.remove_range, document, Caret(start, 3), Caret(node, 2)),
            partial(edits.split_paragraph, document, node),
        ]
        room.desk.attempt(chance.choice(builders))
        if chance.random() < 0.3:
            room.desk.undo()
        check(room)


def test_a_part_is_not_selected_with_its_first_sentence(long_room: Room) -> None:
    room = long_room
    key = room.text.strip.rows[3]
    room.text.setFocus()
    room.desk.set_current(key)
    assert not room.text.states.state_of(key).selected
    spots = room.text.states.spots_of(key)
    assert [room.text.strip.face_of(key).text.text[spot.start : spot.end] for spot in spots] == [
        room.document.text(key)
    ]
    room.desk.set_folded(room.document.children(ROOT)[0], True)
    room.desk.set_folded(room.document.children(ROOT)[0], False)
    check(room)

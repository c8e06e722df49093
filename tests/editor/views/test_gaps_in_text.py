"""White space between sentences in the text view: shown, typed, deleted and copied exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from conceptwriter.outline import edits
from conceptwriter.outline.gaps import running_text

if TYPE_CHECKING:
    from tests.editor.rooms import Room

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

FIRST, SECOND = "The boats came in at dawn.", "Nobody was waiting for them on the quay."


def with_gap(room: Room, gap: str) -> int:
    """The first sentence, followed by this white space."""
    node = room.node("The boats came")
    room.document.apply(edits.set_attributes(room.document, node, {"gap": gap}))
    return node


def reads(room: Room, node: int) -> str:
    parent = room.document.parent(node)
    assert parent is not None
    return running_text(room.document, room.document.children(parent))


@pytest.mark.parametrize("gap", ["  ", "\u3000", "\u00a0", "\n", "", "\u2003 "])
def test_a_gap_is_shown_typed_around_and_copied(room: Room, gap: str) -> None:
    node = with_gap(room, gap)
    room.edit(room.text, "The boats came", 3)
    assert room.text.row_editor.field.text.startswith(FIRST + gap + SECOND)
    room.press("x", Key.Key_Backspace, "y")
    assert reads(room, node).startswith("They boats came in at dawn." + gap + SECOND)
    room.press((Key.Key_A, CONTROL))
    room.edit(room.text, "Nobody", 3)
    room.press("z")
    assert reads(room, node).startswith("They boats came in at dawn." + gap + "Nobzody was")
    last = room.document.siblings(node)[-1]
    room.desk.place_caret(last, len(room.document.text(last)), 0, node)
    room.commands.copy()
    assert QApplication.clipboard().text() == reads(room, node)


def test_one_of_two_spaces_goes_with_one_key(room: Room) -> None:
    node = with_gap(room, "  ")
    room.edit(room.text, "The boats came", len(FIRST))
    room.press(Key.Key_Delete)
    assert reads(room, node).startswith(f"{FIRST} {SECOND}")
    assert room.document.text(node) == FIRST
    room.press(" ")
    assert reads(room, node).startswith(f"{FIRST}  {SECOND}")
    room.press("Then dark.")
    assert reads(room, node).startswith(f"{FIRST} Then dark. {SECOND}")


@pytest.mark.parametrize(
    "odd", ["\u2028", "\u2029", "\u00a0", "\u202f", "\u3000", "\u200b", "\u00ad", "\ufffc", "🙂\u00a0"]
)
def test_characters_that_are_not_touched_stay_what_they_are(room: Room, odd: str) -> None:
    node = room.node("The boats came")
    text = f"One{odd}two{odd}{odd}three."
    room.document.apply(edits.edit_text(room.document, node, text))
    room.edit(room.outline, "One", 0)
    room.press("ab", Key.Key_Backspace)
    assert room.document.text(node) == f"a{text}"
    room.press(Key.Key_Backspace, Key.Key_Delete)
    assert room.document.text(node) == text[1:]


def test_the_no_break_spaces_of_a_sentence_outlast_typing_next_to_them(room: Room) -> None:
    node = room.node("The boats came")
    room.document.apply(edits.edit_text(room.document, node, "Ah\u00a0! Eh\u202f? Oh\u00a0!"))
    room.edit(room.outline, "Ah", 0)
    room.press("a")
    assert room.document.text(node) == "aAh\u00a0! Eh\u202f? Oh\u00a0!"

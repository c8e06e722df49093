"""Other languages, input methods and directions of script in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.views.marks import Mark, marks_of
from conceptwriter.outline import Caret, edits
from tests.editor.rooms import paragraph_of

if TYPE_CHECKING:
    from tests.editor.rooms import Room

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_each_paragraph_speaks_its_language(room: Room) -> None:
    key = paragraph_of(room, "Marie")
    face = room.text.strip.face_of(key)
    assert face.language.text == "fr"  # type: ignore[attr-defined]
    assert face.note.text == "1 outdated"  # type: ignore[attr-defined]
    assert "French" in face.tip(10, face.text_top + 4), "by its name, not its code"
    assert "1 outdated" in face.tip(face.text_left + face.text_width + 30, face.text_top + 4)
    assert sum(Mark.MACHINE in marks_of(room.document, node) for node in room.document.children(key)) == 1
    room.desk.perform(edits.set_language(room.document, [room.node("Chapter 1")], "deu_Latn"))
    other = room.text.strip.face_of(paragraph_of(room, "The boats came"))
    assert other.language.text == "de"  # type: ignore[attr-defined]
    assert other.note.text == "○"  # type: ignore[attr-defined]
    room.desk.undo()
    assert room.text.strip.face_of(paragraph_of(room, "The boats came")).language.text == ""  # type: ignore[attr-defined]


def test_editing_a_translation_keeps_the_source(room: Room) -> None:
    node = room.edit(room.text, "Marie", 5)
    room.press("!")
    assert room.document.text(node).startswith("Marie! avait")
    assert room.document.source_text(node) == "Marie had written in a hurry."


def compose(room: Room, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(room.text.row_editor.field, event)


def test_structure_keys_wait_for_a_composition(room: Room) -> None:
    node = room.edit(room.text, "Nobody", 6)
    before = room.document.revision
    compose(room, "にほ")
    assert room.composing()
    assert room.document.revision == before
    room.press(Key.Key_Return, Key.Key_Tab, Key.Key_Escape, (Key.Key_D, CONTROL))
    room.commands.delete()
    room.commands.split()
    assert room.document.revision == before
    room.text.verticalScrollBar().setValue(room.text.verticalScrollBar().maximum())
    assert room.text.row_editor.field.isVisible()
    compose(room, "", "日本")
    assert not room.composing()
    assert room.document.text(node).startswith("Nobody日本 was")


def test_emoji_count_as_one_character(room: Room) -> None:
    node = room.edit(room.text, "Nobody", 6)
    compose(room, "", "🔔")
    room.press("x")
    assert room.document.text(node).startswith("Nobody🔔x was")
    assert room.desk.caret == Caret(node, 8)
    room.press(Key.Key_Backspace, Key.Key_Backspace)
    assert room.document.text(node).startswith("Nobody was")


def test_arrows_follow_the_direction_of_the_script(room: Room) -> None:
    node = room.edit(room.text, "שלום", 0)
    assert room.text.strip.face_of(paragraph_of(room, "שלום")).block.right_to_left
    room.press(Key.Key_Left)
    assert room.desk.caret == Caret(node, 1)
    room.press(Key.Key_Right, Key.Key_Right)
    assert room.desk.current == room.node("Chapter 2")


def test_a_translation_is_not_cut(room: Room) -> None:
    node = room.edit(room.text, "Marie")
    room.press(" Puis elle sortit.")
    assert room.document.text(node).endswith("hâte. Puis elle sortit.")

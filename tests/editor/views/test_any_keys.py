"""Random keys in random views.

Whatever is pressed, views, editor and document agree, and undo takes all of it back.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from conceptwriter.outline import ROOT

if TYPE_CHECKING:
    from conceptwriter.editor.desk.folds import Folds
    from tests.editor.rooms import Room

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier

KEYS = [
    *[
        (key, NONE)
        for key in (Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End)
    ],
    *[(key, SHIFT) for key in (Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Return)],
    *[
        (key, NONE)
        for key in (Key.Key_Return, Key.Key_Return, Key.Key_Backspace, Key.Key_Delete, Key.Key_Tab)
    ],
    *[(key, NONE) for key in (Key.Key_Escape, Key.Key_F2, Key.Key_A, Key.Key_Space, Key.Key_Period)],
    *[(key, CONTROL) for key in (Key.Key_Up, Key.Key_Down, Key.Key_Space, Key.Key_A, Key.Key_C, Key.Key_D)],
    *[
        (key, CONTROL)
        for key in (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_X, Key.Key_V)
    ],
    *[(key, CONTROL | SHIFT) for key in (Key.Key_Up, Key.Key_Down, Key.Key_Right)],
    (Key.Key_Backtab, SHIFT),
    (Key.Key_PageDown, NONE),
    (Key.Key_PageUp, NONE),
]


def check(room: Room) -> None:
    document, desk = room.document, room.desk
    assert desk.current in document
    assert not document.in_trash(desk.current)
    assert desk.current in desk.selection
    assert room.outline.strip.rows == room.outline.plan.visible.nodes
    assert room.outline.strip.rows == expected_rows(room, desk.outline_folds)
    in_text = [node for node in expected_rows(room, desk.text_folds) if node in room.text.strip.rows]
    assert room.text.strip.rows == in_text
    for view in (room.outline, room.text):
        assert view.strip.row_of(view.plan.key_of(desk.current)) >= 0, "the current node is to be seen"
        if view.row_editor.edited is not None:
            assert view is desk.lead
            assert desk.caret is not None
            face = view.strip.face_of(view.row_editor.edited)
            assert view.row_editor.field.text == face.text.text
            assert view.row_editor.field.toPlainText() == face.text.text.replace("\u00a0", " ")
            assert face.text.place(desk.caret) == view.row_editor.field.position
            place = view.strip.place_of(view.row_editor.edited)
            if place is not None:
                assert view.row_editor.field.y() == place.top + face.text_top
        for one, two in zip(view.strip.placed, view.strip.placed[1:], strict=False):
            assert two.top == one.top + one.height


def expected_rows(room: Room, folds: Folds) -> list[int]:
    rows: list[int] = []
    stack = [room.desk.zoom]
    while stack:
        node = stack.pop()
        rows.append(node)
        if not folds.is_folded(node) or node == room.desk.zoom:
            stack.extend(reversed(room.document.children(node)))
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_any_keys(room: Room, seed: int) -> None:
    chance = random.Random(seed)
    before = [room.document.text(node) for node in room.document.subtree(ROOT)]
    QApplication.clipboard().clear()
    room.outline.setFocus()
    for step in range(150):
        if step % 20 == 0:
            view = chance.choice([room.outline, room.text])
            view.setFocus()
            room.desk.place_caret(chance.choice(list(room.document.subtree(ROOT))), chance.randrange(9))
            if view.flows and room.document.node(room.desk.current).kind == "paragraph":
                room.commands.start_editing()
        if chance.random() < 0.05:
            chance.choice([room.commands.zoom_in, room.commands.zoom_out, room.desk.undo, room.desk.redo])()
        else:
            room.press(chance.choice(KEYS))
        check(room)
    while room.document.undo_label:
        room.desk.undo()
        check(room)
    assert [room.document.text(node) for node in room.document.subtree(ROOT)] == before

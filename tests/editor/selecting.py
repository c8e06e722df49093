"""Selecting text with mouse and keys, and what is selected then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from conceptwriter.outline import ROOT, Caret, Kind

if TYPE_CHECKING:
    from tests.editor.rooms import Room

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def point_of(room: Room, text: str, position: int) -> QPoint:
    """Where a caret stands in the text view."""
    node = room.node(text)
    key = room.text.plan.key_of(node)
    face, place = room.text.strip.face_of(key), room.text.strip.place_of(key)
    assert place is not None
    at = face.text.place(Caret(node, position))
    assert at is not None
    line = face.block.line_rect(face.block.line_of(at))
    return QPoint(
        face.text_left + round(face.block.caret_x(at)), place.top + face.text_top + round(line.center().y())
    )


def send(room: Room, kind: QEvent.Type, point: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    viewport = room.text.viewport()
    where = QPointF(viewport.mapToGlobal(point))
    event = QMouseEvent(kind, QPointF(point), where, LEFT, LEFT, modifiers)
    QApplication.sendEvent(viewport, event)


def drag(room: Room, start: QPoint, *through: QPoint) -> None:
    send(room, QEvent.Type.MouseButtonPress, start)
    for point in through:
        send(room, QEvent.Type.MouseMove, point)
    QTest.mouseRelease(room.text.viewport(), LEFT, NONE, through[-1])


def highlighted(room: Room) -> str:
    """The characters that are painted as selected, row by row."""
    view, parts = room.text, []
    for key in view.strip.rows:
        if key == view.row_editor.edited:
            parts.append(view.row_editor.field.textCursor().selectedText())
        else:
            text = view.strip.face_of(key).text.text
            parts.extend(text[spot.start : spot.end] for spot in view.states.spots_of(key) if spot.marked)
    return "\n\n".join(part for part in parts if part)


def whole(room: Room) -> str:
    document = room.document
    return "".join(
        document.text(node)
        for node in document.descendants(ROOT)
        if document.node(node).kind is not Kind.PARAGRAPH
    )


ACROSS = (
    "waiting for them on the quay. A bell rang across the water, and then there was only the sound of the "
    "ropes.\n\nThe old man"
)


def select_across(room: Room) -> None:
    room.text.setFocus()
    drag(room, point_of(room, "Nobody", 11), point_of(room, "A bell", 9), point_of(room, "The old man", 11))

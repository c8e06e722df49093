"""What a view tells a screen reader about its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QAccessible

from conceptwriter.gui.views.marks import kind_text, mark_text, marks_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.views.node_view import NodeView


class NodeSpeech:
    """The rows of one view in words."""

    def __init__(self, view: NodeView) -> None:
        self.view = view

    def spoken_rows(self) -> list[int]:
        """Keys of the rows on screen."""
        rows = self.view.rows
        return [rows[place.row] for place in self.view.placed if place.row < len(rows) and place.height]

    def spoken_name(self, key: int) -> str:
        """What the row says."""
        if key not in self.view.desk.document:
            return ""
        face = self.view.face_of(key)
        empty = QCoreApplication.translate("Speech", "Empty paragraph")
        return face.text.text or face.gist or face.placeholder or empty

    def spoken_details(self, key: int) -> str:
        """Kind, level and marks."""
        document = self.view.desk.document
        if key not in document:
            return ""
        parts = [
            kind_text(document.node(key).kind),
            QCoreApplication.translate("Speech", "level {number}").format(number=document.depth(key)),
        ]
        parts.extend(mark_text(mark) for mark in marks_of(document, key))
        return ", ".join(parts)

    def spoken_rect(self, key: int) -> QRect:
        """Its place on the screen."""
        place = self.view.place_of(key)
        if place is None:
            return QRect()
        corner = self.view.viewport().mapToGlobal(QPoint(0, place.top))
        return QRect(corner.x(), corner.y(), self.view.row_width, place.height)

    def spoken_state(self, key: int) -> QAccessible.State:
        """Focused, selected, folded."""
        state = QAccessible.State()
        if key not in self.view.desk.document:
            return state
        state.focusable = state.selectable = True
        state.focused = self.view.has_keyboard and key == self.view.key_of(self.view.desk.current)
        state.selected = key in self.view.selected
        state.expandable = bool(self.view.desk.document.node(key).children)
        state.expanded = state.expandable and not self.view.folds.is_folded(key)
        state.collapsed = state.expandable and self.view.folds.is_folded(key)
        state.offscreen = self.view.place_of(key) is None
        return state

    def spoken_editor(self) -> QWidget | None:
        """The live editor, when it is open."""
        return self.view.editor if self.view.edited is not None else None

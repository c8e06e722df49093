"""What a view reports to a screen reader about its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QAccessible

from conceptwriter.editor.views.caret_speech import words_about_row
from conceptwriter.editor.views.marks import kind_text, mark_text, marks_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.row_states import RowStates


class NodeSpeech:
    """The rows of one view as spoken text."""

    def __init__(
        self, desk: Desk, strip: RowStrip, editor: RowEditor, plan: RowPlan, states: RowStates
    ) -> None:
        self._desk, self._strip, self._editor, self._plan, self._states = desk, strip, editor, plan, states

    def spoken_rows(self) -> list[int]:
        """Keys of the rows on screen."""
        rows = self._strip.rows
        return [rows[place.row] for place in self._strip.placed if place.row < len(rows) and place.height]

    def spoken_name(self, key: int) -> str:
        """The text of the row."""
        if key not in self._desk.document:
            return ""
        face = self._strip.face_of(key)
        empty = QCoreApplication.translate("Speech", "Empty paragraph")
        return face.text.text or face.gist or face.placeholder or empty

    def spoken_details(self, key: int) -> str:
        """Kind, level and marks."""
        document = self._desk.document
        if key not in document:
            return ""
        parts = [
            kind_text(document.node(key).kind),
            QCoreApplication.translate("Speech", "level {number}").format(number=document.depth(key)),
        ]
        parts.extend(mark_text(mark) for mark in marks_of(document, key))
        typing_at = self._states.typing_at if key == self._editor.edited else None
        parts.extend(words_about_row(document, self._strip.face_of(key), typing_at))
        return ", ".join(dict.fromkeys(parts))

    def spoken_rect(self, key: int) -> QRect:
        """Its place on screen."""
        place = self._strip.place_of(key)
        if place is None:
            return QRect()
        corner = self._strip.viewport.mapToGlobal(QPoint(0, place.top))
        return QRect(corner.x(), corner.y(), self._strip.row_width, place.height)

    def spoken_state(self, key: int) -> QAccessible.State:
        """Focused, selected, folded."""
        state = QAccessible.State()
        if key not in self._desk.document:
            return state
        state.focusable = state.selectable = True
        state.focused = self._editor.has_keyboard and key == self._plan.key_of(self._desk.current)
        state.selected = key in self._states.selected
        state.expandable = bool(self._desk.document.node(key).children)
        state.expanded = state.expandable and not self._plan.folds.is_folded(key)
        state.collapsed = state.expandable and self._plan.folds.is_folded(key)
        state.offscreen = self._strip.place_of(key) is None
        return state

    def spoken_editor(self) -> QWidget | None:
        """The live editor, when it is open."""
        return self._editor.field if self._editor.edited is not None else None

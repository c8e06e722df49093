"""Text dragged in from another program: showing where it would go, and inserting it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen

from conceptwriter.editor.strip.hit_testing import caret_at, nearest_caret

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData, QPoint
    from PySide6.QtGui import QDropEvent, QPainter

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.lead import Lead
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.outline.model import Caret


class TextDrop:
    """Handles text dragged over a view of flowing text."""

    def __init__(
        self, desk: Desk, commands: StructureCommands, strip: RowStrip, plan: RowPlan, lead: Lead
    ) -> None:
        self._desk, self._commands, self._strip, self._plan, self._lead = desk, commands, strip, plan, lead
        self._place: Caret | None = None

    def hover(self, event: QDropEvent) -> None:
        """The drag is over the view: show where the text would go. Files are left to other handlers."""
        place = self._place_at(event.position().toPoint()) if is_text(event.mimeData()) else None
        self._show(place)
        if place is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def leave(self) -> None:
        """The drag has left."""
        self._show(None)

    def drop(self, event: QDropEvent) -> None:
        """Insert the text at the drop caret, like pasting there."""
        self.hover(event)
        place = self._place
        self._show(None)
        if place is None:
            return
        self._lead.take_for_drop()
        self._desk.place_caret(place.node, place.position)
        self._commands.paste_data(event.mimeData())

    def _place_at(self, point: QPoint) -> Caret | None:
        if self._desk.composing:
            return None
        return caret_at(self._strip, point) or nearest_caret(self._strip, point)

    def _show(self, place: Caret | None) -> None:
        if place != self._place:
            self._place = place
            self._strip.viewport.update()

    def paint(self, painter: QPainter) -> None:
        """Paint a caret where the text would go."""
        place, strip = self._place, self._strip
        if place is None:
            return
        key = self._plan.key_of(place.node)
        row = strip.place_of(key) if strip.row_of(key) >= 0 else None
        if row is None:
            return
        face = strip.face_of(key)
        position = face.text.place(place) or 0
        line = face.block.line_rect(face.block.line_of(position) if face.text.text else 0)
        x = face.text_left + (face.block.caret_x(position) if face.text.text else 0.0)
        top = row.top + face.text_top + line.top()
        painter.setPen(QPen(strip.shades.accent, 2))
        painter.drawLine(QPointF(x, top), QPointF(x, top + line.height()))


def is_text(data: QMimeData) -> bool:
    """True for text; a dragged file also provides its address as text."""
    return data.hasText() and not data.hasUrls()

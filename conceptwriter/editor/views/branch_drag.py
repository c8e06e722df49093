"""Dragging branches by their bullets to another place: where they may go, and the line that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QApplication

from conceptwriter.outline import edits

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.outline.model import NodeId

EDGE = 28
"""This near the top or bottom edge, a drag scrolls."""
STEP = 12
"""Pixels scrolled at each movement."""


class Drop(NamedTuple):
    """Where dragged branches would go: child number `place` of `parent`, the line at `y` from `x` on."""

    parent: NodeId
    place: int
    x: int
    y: int


class BranchDrag:
    """The branch held by its bullet or triangle in one view, dragged once the pointer moves far enough."""

    def __init__(self, desk: Desk, strip: RowStrip, plan: RowPlan) -> None:
        self._desk, self._strip, self._plan = desk, strip, plan
        self._pressed = QPoint()
        self.grip: NodeId | None = None
        """The row being held."""
        self.dragging = False
        self.drop: Drop | None = None

    def take(self, key: NodeId, point: QPoint) -> None:
        """Take hold of a row."""
        self.grip, self._pressed, self.dragging = key, point, False

    def let_go(self) -> None:
        """Release it."""
        self.grip = self.drop = None
        self.dragging = False

    def move(self, point: QPoint) -> None:
        """The pointer moved to this point, with the button held."""
        far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if not (self.dragging or far):
            return
        strip = self._strip
        if not self.dragging:
            self.dragging = True
            if self.grip is not None and self.grip not in self._desk.selection:
                self._desk.set_current(self.grip)
            strip.viewport.setCursor(Qt.CursorShape.ClosedHandCursor)
        bar = strip.area.verticalScrollBar()
        if point.y() < EDGE:
            bar.setValue(bar.value() - STEP)
        elif point.y() > strip.viewport.height() - EDGE:
            bar.setValue(bar.value() + STEP)
        self.drop = self.place_for_drop(point)
        strip.viewport.update()

    def drop_at(self, drop: Drop) -> None:
        """Move the selected branches to the drop place."""
        desk, nodes = self._desk, list(self._desk.selection)
        desk.attempt(lambda: edits.move(desk.document, nodes, drop.parent, drop.place))

    def place_for_drop(self, point: QPoint) -> Drop | None:
        """The nearest place to a point that may receive what is dragged; None when there is none."""
        strip, document = self._strip, self._desk.document
        tops = document.tops(self._desk.selection)
        place = strip.row_at(point)
        if place is None or not tops:
            return None
        key = strip.rows[place.row]
        below = point.y() >= place.top + place.height / 2
        y = place.top + (place.height if below else 0)
        for parent, index, x in self._candidates(key, below=below, x=point.x()):
            fits = all(document.may_hold(parent, document.node(top).kind) for top in tops)
            if fits and not any(document.is_under(parent, top) for top in tops):
                return Drop(parent, index, x, y)
        return None

    def _candidates(self, key: NodeId, *, below: bool, x: int) -> list[tuple[NodeId, int, int]]:
        """(parent, index, left edge of the line) in order of preference."""
        strip, plan, document = self._strip, self._plan, self._desk.document
        face = strip.face_of(key)
        node = document.node(key)
        child = (key, 0 if plan.descends(key) else len(node.children), face.text_left + 20)
        found: list[tuple[NodeId, int, int]] = []
        if below and ((node.children and plan.descends(key)) or x > face.text_left + 40):
            found.append(child)
        place = node
        while place.parent is not None and place.id != self._desk.zoom:
            index = document.index_in_parent(place.id)
            left = strip.face_of(place.id).text_left if strip.row_of(place.id) >= 0 else 0
            after = below or place.id != key
            found.append((place.parent, index + after, left))
            if after and index + 1 < len(document.siblings(place.id)) and place.id != key:
                break
            place = document.node(place.parent)
        found.append(child)
        return found

    def paint(self, painter: QPainter) -> None:
        """The line that shows where a drop would go."""
        if self.drop is None:
            return
        shades = self._strip.shades
        painter.setPen(QPen(shades.accent, 2))
        y = float(self.drop.y)
        painter.drawLine(QPointF(self.drop.x, y), QPointF(self._strip.row_width - 12, y))
        painter.setBrush(shades.page)
        painter.drawEllipse(QRectF(self.drop.x - 4, y - 3.5, 7, 7))

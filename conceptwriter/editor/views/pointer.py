"""The pointer in a view: placing the caret, selecting text or nodes, folding, and dragging branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.strip.hit_testing import caret_at, nearest_caret, node_at
from conceptwriter.editor.views.branch_drag import BranchDrag
from conceptwriter.outline.model import Caret, NodeId

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.lead import Lead
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.editor.views.text_marking import TextMarking
    from conceptwriter.editor.views.travel import Travel

SCROLL_MS = 40
SCROLL_STEP = 24


class ClickCount:
    """Counts successive presses of the button at one place."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()
        self._place = QPoint()
        self._count = 0

    def press(self, point: QPoint) -> int:
        """1 for a first press, 2 for a second soon after it, ..."""
        near = (point - self._place).manhattanLength() < QApplication.startDragDistance()
        soon = self._since.isValid() and self._since.elapsed() < QApplication.doubleClickInterval()
        self._count = self._count + 1 if near and soon else 1
        self._place = point
        self._since.start()
        return self._count


class Pointer:
    """What the mouse does in one view."""

    def __init__(
        self,
        desk: Desk,
        commands: StructureCommands,
        strip: RowStrip,
        plan: RowPlan,
        travel: Travel,
        marking: TextMarking,
        lead: Lead,
        press_badge: Callable[[str, NodeId], object],
    ) -> None:
        """`press_badge` is called with the badge that was clicked and its row."""
        self._desk, self._commands, self._strip, self._plan = desk, commands, strip, plan
        self._travel, self._marking, self._lead, self._press_badge = travel, marking, lead, press_badge
        self.branches = BranchDrag(desk, strip, plan)
        self._pressed = False
        self._from: Caret | None = None
        self._last = QPoint()
        self._scroller = QTimer(strip.area)
        self._scroller.setInterval(SCROLL_MS)
        self._scroller.timeout.connect(self._scroll_on)
        self._multiple = ClickCount()
        self.show_shape()

    def show_shape(self) -> None:
        """The pointer's usual shape: a text cursor where text flows."""
        if self._plan.flows:
            self._strip.viewport.setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self._strip.viewport.unsetCursor()

    def press(self, event: QMouseEvent) -> None:
        """Fold, start a drag, extend the selection, or place the caret."""
        point, desk = event.position().toPoint(), self._desk
        if event.button() == Qt.MouseButton.MiddleButton and self._plan.flows:
            self._paste_primary(point)
        if event.button() != Qt.MouseButton.LeftButton:
            self._lead.take_for_press()
            return
        if desk.composing:
            QGuiApplication.inputMethod().commit()
        self.forget()
        self._pressed = True
        place = self._strip.row_at(point)
        if place is None:
            self._lead.take_for_press()
            self._press_next_to_text(event, point)
            return
        key = self._strip.rows[place.row]
        face = self._strip.face_of(key)
        x, y = point.x(), point.y() - place.top
        if face.on_handle(x, y) or face.on_bullet(x, y):
            self.branches.take(key, point)  # folding here says nothing about where the writer is writing
            return
        badge = face.badge_at(x, y)
        if badge:
            self._pressed = False
            self._press_badge(badge, key)
            return
        caret = caret_at(self._strip, point)  # before anything scrolls
        self._lead.take_for_press()
        if y >= face.height:
            return
        if self._plan.flows and caret is not None:
            self._press_on_text(event, point, caret)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._travel.go(caret.node if caret is not None else key, extend=True)
        else:
            if caret is None or face.gist:
                desk.set_current(key)
            else:
                self._press_on_text(event, point, caret)
            desk.ask_to_show(desk.current)  # the other view scrolls there, though it was already current

    def _press_next_to_text(self, event: QMouseEvent, point: QPoint) -> None:
        """Below the last row of a text the caret goes to its end; below a list of nodes nothing is edited."""
        caret = nearest_caret(self._strip, point) if self._plan.flows else None
        if caret is None:
            self._desk.leave_text()
        else:
            self._press_on_text(event, point, caret)

    def _press_on_text(self, event: QMouseEvent, point: QPoint, caret: Caret) -> None:
        """Place the caret or move the end of the selection; a third click selects the paragraph."""
        desk, flows = self._desk, self._plan.flows
        clicks = self._multiple.press(point)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._marking.extend_to(caret)
            here = desk.caret
            if here is not None and here.anchor is not None:
                self._from = Caret(here.node if here.anchor_node is None else here.anchor_node, here.anchor)
        elif flows and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._marking.select_sentence(caret)
        elif flows and clicks > 2:
            self._marking.select_row(caret)
        else:
            self._from = caret
            desk.place_caret(caret.node, caret.position)

    def _paste_primary(self, point: QPoint) -> None:
        """Where the system has a primary selection, the middle button pastes it."""
        clipboard, caret = QGuiApplication.clipboard(), caret_at(self._strip, point)
        if caret is None or not clipboard.supportsSelection():
            return
        self._lead.take()
        self._desk.place_caret(caret.node, caret.position)
        self._commands.paste_data(clipboard.mimeData(QClipboard.Mode.Selection))

    def _offer_primary(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._plan.flows and clipboard.supportsSelection():
            text = self._commands.selected_text()
            if text:
                clipboard.setText(text, QClipboard.Mode.Selection)

    def move(self, event: QMouseEvent) -> None:
        """Drag a branch, or select text or nodes."""
        if not self._pressed or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self.branches.grip is not None:
            self.branches.move(point)
        elif self._from is not None:
            self._last = point
            beyond = not 0 <= point.y() < self._strip.viewport.height()
            if self._plan.flows and beyond is not self._scroller.isActive():
                self._scroller.start() if beyond else self._scroller.stop()
            self._select_to(point, self._from)

    def _scroll_on(self) -> None:
        """While text is dragged beyond an edge, keep scrolling the rows."""
        if self._from is None:
            self._scroller.stop()
            return
        bar = self._strip.area.verticalScrollBar()
        bar.setValue(bar.value() + (SCROLL_STEP if self._last.y() > 0 else -SCROLL_STEP))
        self._select_to(self._last, self._from)

    def _select_to(self, point: QPoint, start: Caret) -> None:
        desk, flows = self._desk, self._plan.flows
        height = self._strip.viewport.height()
        inside = QPoint(point.x(), max(0, min(point.y(), height - 1)))
        caret = caret_at(self._strip, inside)
        if caret is None and flows:
            caret = nearest_caret(self._strip, inside)
        if caret is None:
            return
        if flows:
            desk.place_caret(caret.node, caret.position, start.position, start.node)
        elif caret.node == start.node:
            desk.place_caret(caret.node, caret.position, start.position)
        else:
            desk.select(self._plan.nodes_between(start.node, caret.node), caret.node, start.node)

    def drag_from_editor(self, on_screen: QPoint) -> None:
        """A selection that began inside the live editor extends to other rows: whole nodes are selected."""
        desk, caret = self._desk, self._desk.caret
        target = node_at(self._strip, self._strip.viewport.mapFromGlobal(on_screen))
        if caret is None or target is None or target == caret.node:
            return
        self._pressed, self._from = True, caret
        desk.select(self._plan.nodes_between(caret.node, target), target, caret.node)

    def forget(self) -> None:
        """Stop showing what was pressed or dragged."""
        self._pressed, self._from = False, None
        self.branches.let_go()

    def release(self, event: QMouseEvent) -> None:
        """Drop, or fold."""
        desk, branches = self._desk, self.branches
        grip, drop, dragging = branches.grip, branches.drop, branches.dragging
        self.forget()
        self._scroller.stop()
        self._offer_primary()
        if dragging:
            self.show_shape()
        self._strip.viewport.update()
        if grip is None or grip not in desk.document:
            return
        if dragging:
            if drop is not None:
                branches.drop_at(drop)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            desk.set_zoom(grip)
        elif self._strip.face_of(grip).foldable:
            folds = self._plan.folds
            desk.set_folded(grip, not folds.is_folded(grip), folds)
        else:
            self._lead.take_for_press()
            desk.set_current(grip)

    def double_click(self, event: QMouseEvent) -> None:
        """On a bullet or triangle: zoom in."""
        point = event.position().toPoint()
        place = self._strip.row_at(point)
        if place is None:
            return
        key = self._strip.rows[place.row]
        face, y = self._strip.face_of(key), point.y() - place.top
        if face.on_handle(point.x(), y) or face.on_bullet(point.x(), y):
            self._desk.set_current(key)
            self._commands.run("zoom_in")
            return
        self.press(event)
        caret = caret_at(self._strip, point)
        if self._plan.flows and caret is not None and not event.modifiers():
            self._from = None
            self._marking.select_word(caret)

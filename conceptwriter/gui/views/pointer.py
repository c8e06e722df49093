"""The pointer in a view: placing the caret, selecting, folding, and dragging branches to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QPen
from PySide6.QtWidgets import QApplication

from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret, NodeId

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPainter

    from conceptwriter.gui.views.node_view import NodeView

EDGE = 28
"""So near the top or bottom edge a drag scrolls."""
SCROLL_MS = 40
SCROLL_STEP = 24


class Drop(NamedTuple):
    """Where dragged branches would go: child number `place` of `parent`, the line at `y` from `x` on."""

    parent: NodeId
    place: int
    x: int
    y: int


class ClickCount:
    """How many times in a row the button was pressed at one place."""

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

    def __init__(self, view: NodeView) -> None:
        self.view = view
        self._pressed: QPoint | None = None
        self._from: Caret | None = None
        self._grip: NodeId | None = None
        self._dragging = False
        self._last = QPoint()
        self._scroller = QTimer(view)
        self._scroller.setInterval(SCROLL_MS)
        self._scroller.timeout.connect(self._scroll_on)
        self._multiple = ClickCount()
        self.drop: Drop | None = None

    def caret_at(self, point: QPoint) -> Caret | None:
        """The caret position nearest to a point of the viewport."""
        view = self.view
        place = view.row_at(point)
        if place is None:
            return None
        face = view.face_of(view.rows[place.row])
        if not face.text.text:
            return face.text.caret(0)
        x, y = point.x() - face.text_left, point.y() - place.top - face.text_top
        return face.text.caret(face.block.position_at(x, y))

    def node_at(self, point: QPoint) -> NodeId | None:
        """The node under a point of the viewport."""
        caret = self.caret_at(point)
        if caret is not None:
            return caret.node
        place = self.view.row_at(point)
        return self.view.rows[place.row] if place is not None else None

    def press(self, event: QMouseEvent) -> None:
        """Fold, grip, extend, or place the caret."""
        view, desk = self.view, self.view.desk
        if event.button() == Qt.MouseButton.MiddleButton and view.flows:
            self._paste_primary(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton:
            self._take_keyboard()
            return
        point = event.position().toPoint()
        if desk.composing:
            QGuiApplication.inputMethod().commit()
        self._pressed, self._from, self._grip, self._dragging = point, None, None, False
        place = view.row_at(point)
        if place is None:
            self._take_keyboard()
            self._press_beside_text(event, point)
            return
        key = view.rows[place.row]
        face = view.face_of(key)
        x, y = point.x(), point.y() - place.top
        if face.on_handle(x, y) or face.on_bullet(x, y):
            self._grip = key  # what is folded here says nothing about where one writes
            return
        badge = face.badge_at(x, y)
        if badge:
            self._pressed = None
            view.badge_pressed.emit(badge, key)
            return
        caret = self.caret_at(point)  # before anything scrolls
        self._take_keyboard()
        if y >= face.height:
            return
        if view.flows and caret is not None:
            self._press_on_text(event, point, caret)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            node = caret.node if caret is not None else key
            view.keyboard.go(node, extend=True)
        else:
            if caret is None or face.gist:
                desk.set_current(key)
            else:
                self._press_on_text(event, point, caret)
            desk.ask_to_show(desk.current)  # the other view goes there, though it was current before

    def _take_keyboard(self) -> None:
        """Keys come here from now on; the press says where they go."""
        view = self.view
        view.desk.take_lead(view, resume=False)
        if not view.has_keyboard:
            view.setFocus(Qt.FocusReason.MouseFocusReason)

    def _press_beside_text(self, event: QMouseEvent, point: QPoint) -> None:
        """Below the last row of a text the caret goes to its end; below a list of nodes none is edited."""
        caret = self.nearest(point) if self.view.flows else None
        if caret is None:
            self.view.desk.leave_text()
        else:
            self._press_on_text(event, point, caret)

    def _press_on_text(self, event: QMouseEvent, point: QPoint, caret: Caret) -> None:
        """Place the caret or move the end of the selection; a third click selects the paragraph."""
        view, desk = self.view, self.view.desk
        clicks = self._multiple.press(point)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            view.marking.extend_to(caret)
            here = desk.caret
            if here is not None and here.anchor is not None:
                self._from = Caret(here.node if here.anchor_node is None else here.anchor_node, here.anchor)
        elif view.flows and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            view.marking.select_sentence(caret)
        elif view.flows and clicks > 2:
            view.marking.select_row(caret)
        else:
            self._from = caret
            desk.place_caret(caret.node, caret.position)

    def _paste_primary(self, point: QPoint) -> None:
        """Where the system keeps what was selected last, the middle button pastes it."""
        clipboard, caret = QGuiApplication.clipboard(), self.caret_at(point)
        if caret is None or not clipboard.supportsSelection():
            return
        self.view.desk.take_lead(self.view)
        self.view.desk.place_caret(caret.node, caret.position)
        self.view.commands.paste_data(clipboard.mimeData(QClipboard.Mode.Selection))

    def _offer_primary(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self.view.flows and clipboard.supportsSelection():
            text = self.view.commands.selected_text()
            if text:
                clipboard.setText(text, QClipboard.Mode.Selection)

    def move(self, event: QMouseEvent) -> None:
        """Drag: a gripped branch, a selection of text, or of nodes."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        if self._grip is not None:
            far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._dragging or far:
                self._drag(point)
        elif self._from is not None:
            self._last = point
            beyond = not 0 <= point.y() < self.view.viewport().height()
            if self.view.flows and beyond is not self._scroller.isActive():
                self._scroller.start() if beyond else self._scroller.stop()
            self._select_to(point, self._from)

    def _scroll_on(self) -> None:
        """While text is dragged over beyond an edge, the rows move on by themselves."""
        if self._from is None:
            self._scroller.stop()
            return
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + (SCROLL_STEP if self._last.y() > 0 else -SCROLL_STEP))
        self._select_to(self._last, self._from)

    def _select_to(self, point: QPoint, start: Caret) -> None:
        view, desk = self.view, self.view.desk
        height = view.viewport().height()
        inside = QPoint(point.x(), max(0, min(point.y(), height - 1)))
        caret = self.caret_at(inside)
        if caret is None and view.flows:
            caret = self.nearest(inside)
        if caret is None:
            return
        if view.flows:
            desk.place_caret(caret.node, caret.position, start.position, start.node)
        elif caret.node == start.node:
            desk.place_caret(caret.node, caret.position, start.position)
        else:
            desk.select(view.nodes_between(start.node, caret.node), caret.node, start.node)

    def nearest(self, point: QPoint) -> Caret | None:
        """The end of the last text above a point that is on none, else the beginning of the first one."""
        view = self.view
        texts = [
            (place.top, view.face_of(view.rows[place.row]).text)
            for place in view.placed
            if view.face_of(view.rows[place.row]).text.spans
        ]
        above = [text for top, text in texts if top <= point.y()]
        if above:
            return above[-1].caret(len(above[-1].text))
        return texts[0][1].caret(0) if texts else None

    def drag_from_editor(self, on_screen: QPoint) -> None:
        """A selection that began inside the live editor goes on to other rows: whole nodes are selected."""
        caret = self.view.desk.caret
        point = self.view.viewport().mapFromGlobal(on_screen)
        target = self.node_at(point)
        if caret is None or target is None or target == caret.node:
            return
        self._pressed, self._from = point, caret
        self.view.desk.select(self.view.nodes_between(caret.node, target), target, caret.node)

    def forget(self) -> None:
        """What was pressed or dragged is no longer shown."""
        self._pressed = self._from = self._grip = self.drop = None
        self._dragging = False

    def release(self, event: QMouseEvent) -> None:
        """Drop, or fold."""
        view, desk = self.view, self.view.desk
        grip, drop, dragging = self._grip, self.drop, self._dragging
        self._pressed = self._from = self._grip = self.drop = None
        self._dragging = False
        self._scroller.stop()
        self._offer_primary()
        if dragging:
            view.show_pointer()
        view.viewport().update()
        if grip is None or grip not in desk.document:
            return
        if dragging:
            if drop is not None:
                nodes = list(desk.selection)
                desk.attempt(lambda: edits.move(desk.document, nodes, drop.parent, drop.place))
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            desk.set_zoom(grip)
        elif view.face_of(grip).foldable:
            desk.set_folded(grip, not view.folds.is_folded(grip), view.folds)
        else:
            self._take_keyboard()
            desk.set_current(grip)

    def double_click(self, event: QMouseEvent) -> None:
        """On a bullet or triangle: zoom in."""
        view = self.view
        point = event.position().toPoint()
        place = view.row_at(point)
        if place is None:
            return
        key = view.rows[place.row]
        face = view.face_of(key)
        if face.on_handle(point.x(), point.y() - place.top) or face.on_bullet(
            point.x(), point.y() - place.top
        ):
            view.desk.set_current(key)
            view.commands.run("zoom_in")
            return
        self.press(event)
        caret = self.caret_at(point)
        if view.flows and caret is not None and not event.modifiers():
            self._from = None
            view.marking.select_word(caret)

    # -- dragging branches ---

    def _drag(self, point: QPoint) -> None:
        view, desk = self.view, self.view.desk
        if not self._dragging:
            self._dragging = True
            if self._grip is not None and self._grip not in desk.selection:
                desk.set_current(self._grip)
            view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        bar = view.verticalScrollBar()
        if point.y() < EDGE:
            bar.setValue(bar.value() - 12)
        elif point.y() > view.viewport().height() - EDGE:
            bar.setValue(bar.value() + 12)
        self.drop = self.place_for_drop(point)
        view.viewport().update()

    def place_for_drop(self, point: QPoint) -> Drop | None:
        """The nearest place to a point that may hold what is dragged; None when there is none."""
        view, document = self.view, self.view.desk.document
        tops = document.tops(view.desk.selection)
        place = view.row_at(point)
        if place is None or not tops:
            return None
        key = view.rows[place.row]
        below = point.y() >= place.top + place.height / 2
        y = place.top + (place.height if below else 0)
        for parent, index, x in self._candidates(key, below=below, x=point.x()):
            fits = all(document.may_hold(parent, document.node(top).kind) for top in tops)
            if fits and not any(document.is_under(parent, top) for top in tops):
                return Drop(parent, index, x, y)
        return None

    def _candidates(self, key: NodeId, *, below: bool, x: int) -> list[tuple[NodeId, int, int]]:
        """(parent, index, left edge of the line) in order of preference."""
        view, document = self.view, self.view.desk.document
        face = view.face_of(key)
        node = document.node(key)
        child = (key, 0 if view.descends(key) else len(node.children), face.text_left + 20)
        found: list[tuple[NodeId, int, int]] = []
        if below and ((node.children and view.descends(key)) or x > face.text_left + 40):
            found.append(child)
        place = node
        while place.parent is not None and place.id != view.desk.zoom:
            index = document.index_in_parent(place.id)
            left = view.face_of(place.id).text_left if view.row_of(place.id) >= 0 else 0
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
        shades = self.view.shades
        painter.setPen(QPen(shades.accent, 2))
        y = float(self.drop.y)
        painter.drawLine(QPointF(self.drop.x, y), QPointF(self.view.row_width - 12, y))
        painter.setBrush(shades.page)
        painter.drawEllipse(QRectF(self.drop.x - 4, y - 3.5, 7, 7))

"""What both views are: a strip of nodes that follows the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtWidgets import QToolTip

from conceptwriter.gui.strip.accessible import Voice, install_factory
from conceptwriter.gui.strip.face import RowState
from conceptwriter.gui.theme.plain import plain_tip
from conceptwriter.gui.views.edited_strip import EditedStrip, TranslatingRows
from conceptwriter.gui.views.keyboard import Keyboard
from conceptwriter.gui.views.pointer import Pointer
from conceptwriter.gui.views.segments import Segments
from conceptwriter.gui.views.speech import NodeSpeech
from conceptwriter.gui.views.text_marking import TextMarking
from conceptwriter.gui.views.visible_rows import VisibleRows
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.notice import Cause
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QKeyEvent,
        QMouseEvent,
        QPainter,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
    )
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.desk.folds import Folds
    from conceptwriter.gui.views.structure import StructureCommands
    from conceptwriter.outline.notice import ChangeNotice


class NodeView(EditedStrip):
    """A view of the document on the desk. Subclasses say which nodes are rows and how they look."""

    menu_asked = Signal(QPoint)
    """A context menu is wanted for the current node, at this point of the screen."""
    badge_pressed = Signal(str, object)
    """What in a row was pressed like a button (`RowFace.badge_at`), and the NodeId of the row."""

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(desk, commands, parent)
        self.segments = Segments(lambda: desk.document)
        self.visible_rows = VisibleRows(desk.document, desk.zoom, self.descends, self.further_rows)
        self.source = self.make_source()
        self.keyboard = Keyboard(self)
        self.pointer = Pointer(self)
        self.marking = TextMarking(self)
        self._selected: frozenset[NodeId] = frozenset(desk.selection)
        self._current_key: NodeId = self.key_of(desk.current)
        self.editor.key_filter = self.keyboard.in_text
        self.editor.menu_filter = self._menu_for_editor
        self.editor.input_filter = self.marking.before_input
        self.editor.dragged_out.connect(self.pointer.drag_from_editor)
        self.setAcceptDrops(False)
        desk.changed.connect(self._follow)
        desk.project_changed.connect(self.show_anew)
        desk.zoom_changed.connect(lambda _: self.show_anew())
        self.folds.changed.connect(self._refold)
        desk.current_changed.connect(self._show_current)
        desk.selection_changed.connect(self._reselect)
        desk.caret_changed.connect(self._follow_caret)
        desk.caret_changed.connect(self._show_selection_of_other)
        desk.lead_changed.connect(lambda _: self._lead_changed())
        desk.show_asked.connect(self.show_node)
        self.voice = Voice(NodeSpeech(self))
        install_factory()
        self.destroyed.connect(self.voice.stop)
        self.set_rows(self.visible_rows.nodes)

    # -- what subclasses say ---

    def make_source(self) -> TranslatingRows:
        """What lays out the rows; called once, before anything else is there."""
        raise NotImplementedError

    @property
    def folds(self) -> Folds:
        """What this view hides."""
        raise NotImplementedError

    def descends(self, node: NodeId) -> bool:
        """True when the children of a node have rows of their own now."""
        raise NotImplementedError

    def further_rows(self, node: NodeId) -> list[NodeId]:  # noqa: ARG002
        """The rows in which a node goes on after its own, by their keys."""
        return []

    def neighbour(self, node: NodeId, step: int) -> NodeId | None:
        """The next (1) or previous (-1) node that can be selected."""
        raise NotImplementedError

    def nodes_between(self, one: NodeId, other: NodeId) -> list[NodeId]:
        """All nodes that can be selected from one to the other, in reading order."""
        raise NotImplementedError

    def last_node(self) -> NodeId:
        """The last node that can be selected."""
        raise NotImplementedError

    def first_node(self) -> NodeId:
        """The first node that can be selected."""
        return self.desk.first_node() if self.desk.hides(self.desk.zoom) else self.rows[0]

    # -- following the desk ---

    def show_anew(self) -> None:
        """Another project or another top: all rows are new."""
        self.segments.clear()
        self.visible_rows.reset(self.desk.document, self.desk.zoom)
        self.pointer.forget()
        self.close_editor()
        self._selected = frozenset(self.desk.selection)
        self.set_rows(self.visible_rows.nodes)
        self._show_current(self.desk.current)
        self._follow_caret()

    def _follow(self, notice: ChangeNotice) -> None:
        """Renew the rows that a change concerns."""
        document = self.desk.document
        if self.desk.zoom != self.visible_rows.top:
            return  # the desk is about to show another top
        for parent in notice.parents:
            self.segments.forget(parent)
        for splice in self.visible_rows.follow(notice):
            self.splice(*splice)
        for node in dict.fromkeys([*notice.changed, *notice.parents]):
            here = document.get(node)
            if here is None:
                continue
            self.touch(self.key_of(node))
            if node in notice.parents:
                for key in self.further_rows(node):
                    self.touch(key)
            if here.kind is Kind.CONCEPT:
                if here.parent is not None:
                    self.touch(here.parent)
            elif node in notice.changed and here.children and notice.cause is not Cause.MERGE:
                self._touch_branch(node)
        self.arrange()
        if notice.caret is None:
            self.sync_editor()

    def _touch_branch(self, node: NodeId) -> None:
        """The output language may have changed for all below."""
        document = self.desk.document
        for key in list(self._faces):
            if key not in document or document.is_under(key, node):
                self.touch(key)

    def _refold(self, node: NodeId | None) -> None:
        if node is None:
            place = self.place_of(self.key_of(self.desk.current))
            self.visible_rows.reset(self.desk.document, self.desk.zoom)
            self.set_rows(self.visible_rows.nodes)
            if place is not None:
                self.reveal(self.key_of(self.desk.current), margin=max(24, place.top))
            return
        for splice in self.visible_rows.refold(node):
            self.splice(*splice)
        self.touch(node)
        self.arrange()

    def _follow_caret(self) -> None:
        """The caret is elsewhere: wherever that is, one sees it."""
        self.sync_editor()
        self.show_caret()

    def _lead_changed(self) -> None:
        super()._lead_changed()
        self.show_caret()

    def _sees_current(self) -> bool:
        """True when the caret's line, or the current row, is in sight."""
        if self.edited is not None:
            return self.caret_line() is not None
        return self.place_of(self.key_of(self.desk.current)) is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was in sight of the place one is at stays in sight."""
        seen = self._sees_current()
        super().resizeEvent(event)
        if seen:
            self._keep_current_in_sight()

    def showEvent(self, event: QShowEvent) -> None:
        """After a restart too one sees where one was."""
        super().showEvent(event)
        self.sync_editor()
        self._keep_current_in_sight()

    def restyle(self) -> None:
        """Fonts and colours anew."""
        seen = bool(self.rows) and self._sees_current()
        super().restyle()
        if seen:
            self._keep_current_in_sight()

    def _keep_current_in_sight(self) -> None:
        if self.edited is not None:
            self.show_caret()
        else:
            self.show_node(self.desk.current)

    def _show_current(self, _node: NodeId) -> None:
        self._reselect()
        if self.leads and not self.desk.editing:
            self.voice.focus_moved(self.key_of(self.desk.current))
        if not (self.leads and self.desk.editing):
            self.show_node(self.desk.current)
        self.viewport().update()

    def show_node(self, node: NodeId) -> None:
        """Scroll as little as needed to show a node."""
        key = self.key_of(node)
        if self.row_of(key) < 0 or self.row_width <= 0:
            return
        if self.edited == key and self.desk.current == node:
            self.show_caret()  # of a long text, that which was found in it
            return
        face = self.face_of(key)
        span = face.text.span_of(node)
        rects = face.block.rects(span.start, span.end) if span is not None and face.text.text else []
        if not rects:
            self.reveal(key, 0, face.height)
            return
        self.reveal(key, face.text_top + int(rects[0].top()), face.text_top + int(rects[-1].bottom()) + 1)

    def _reselect(self) -> None:
        desk = self.desk
        self._selected = frozenset([desk.current] if desk.editing else desk.selection)
        self.viewport().update()

    def _show_selection_of_other(self) -> None:
        """What is selected in the text is painted here too while another view, or the find bar, leads."""
        if not self.leads:
            self.viewport().update()

    def _is_taken_along(self, key: NodeId) -> bool:
        if self._selected == {ROOT}:
            return False  # the document itself cannot be taken anywhere
        return not self._selected.isdisjoint(self.desk.document.ancestors(key))

    def state_of(self, key: NodeId) -> RowState:
        """Current, selected, edited."""
        desk = self.desk
        edited = key == self.edited
        whole = not desk.editing
        return RowState(
            current=key == self._current_key,
            selected=key in self._selected and whole,
            taken_along=whole and self._is_taken_along(key),
            hovered=key == self.hovered,
            edited=edited,
            focused=self.has_keyboard,
            spots=self.spots_of(key),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        self._current_key = self.key_of(self.desk.current)
        with self.marking.held():
            super().paintEvent(event)

    @property
    def selected(self) -> frozenset[NodeId]:
        """The selected nodes."""
        return self._selected

    # -- focus, keys, pointer ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the lead, and hand the keyboard on to the live editor."""
        super().focusInEvent(event)
        self.desk.take_lead(self)
        if self.edited is not None:
            self.editor.setFocus(event.reason())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab is an indent here."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys on whole nodes."""
        if self.keyboard.on_nodes(event):
            event.accept()
        else:
            event.ignore()

    def set_keys(self, keys: dict[str, str]) -> None:
        """Other keys for the structure commands: key in portable spelling -> name of the command."""
        self.keyboard.keys = dict(keys)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Caret, selection, folding, or the start of a drag."""
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover, or drag."""
        super().mouseMoveEvent(event)
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of a drag."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in on a bullet or triangle; a word in text."""
        self.pointer.double_click(event)

    def show_pointer(self) -> None:
        """The pointer's usual shape."""
        self.viewport().unsetCursor()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Nothing is dropped here from outside."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The window shows its menu for the node under the pointer."""
        place = self.row_at(self.viewport().mapFromGlobal(event.globalPos()))
        if place is not None and event.reason() == event.Reason.Mouse:
            point = self.viewport().mapFromGlobal(event.globalPos())
            node = self.pointer.node_at(point)
            if self.flows and self.desk.editing:
                self.marking.menu_at(point)
            elif node is not None and node not in self._selected:
                self.desk.set_current(node)
        by_mouse = event.reason() == event.Reason.Mouse
        self.menu_asked.emit(event.globalPos() if by_mouse else self._below_current())

    def _below_current(self) -> QPoint:
        """Where the menu key opens a menu, on the screen: under the caret, or the first line of the row."""
        line, key = self.caret_line(), self.key_of(self.desk.current)
        place = self.place_of(key)
        if line is None and place is not None:
            face = self.face_of(key)
            rect = face.block.line_rect(0)
            line = QRect(face.text_left, place.top + face.text_top, 1, int(rect.height()))
        return self.viewport().mapToGlobal(line.bottomLeft() if line is not None else QPoint(0, 0))

    def _menu_for_editor(self, event: QContextMenuEvent) -> bool:
        by_mouse = event.reason() == event.Reason.Mouse
        self.menu_asked.emit(event.globalPos() if by_mouse else self._below_current())
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.row_at(event.pos())
            tip = ""
            if place is not None:
                tip = self.face_of(self.rows[place.row]).tip(event.pos().x(), event.pos().y() - place.top)
            if tip:
                QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def paint_over(self, painter: QPainter) -> None:
        """The drop line."""
        self.pointer.paint(painter)

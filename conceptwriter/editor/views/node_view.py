"""A view of the document: a scroll area that hands Qt's events to the parts that handle them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from conceptwriter.editor.strip.accessible import StripAccessibility, install_factory
from conceptwriter.editor.strip.hit_testing import node_at
from conceptwriter.editor.strip.row_editor import RowEditor
from conceptwriter.editor.strip.row_strip import TOP_MARGIN, RowStrip
from conceptwriter.editor.strip.widget_rows import WidgetRows
from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.views.caret_speech import CaretSpeech
from conceptwriter.editor.views.following import Following
from conceptwriter.editor.views.keyboard import Keyboard
from conceptwriter.editor.views.lead import Lead
from conceptwriter.editor.views.pointer import Pointer
from conceptwriter.editor.views.row_states import RowStates
from conceptwriter.editor.views.speech import NodeSpeech
from conceptwriter.editor.views.text_entry import TextEntry
from conceptwriter.editor.views.text_marking import TextMarking
from conceptwriter.editor.views.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
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

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.outline.model import Caret


class NodeView(QAbstractScrollArea):
    """A view of the document on the desk. The plan decides which nodes are rows and how they look."""

    menu_asked = Signal(QPoint)
    """A context menu is requested for the current node, at this point of the screen."""
    badge_pressed = Signal(str, object)
    """The badge clicked in a row (`RowFace.badge_at`), and the NodeId of the row."""

    def __init__(
        self,
        desk: Desk,
        commands: StructureCommands,
        plan_of: Callable[[Desk, RowStrip], RowPlan],
        parent: QWidget | None = None,
        top_margin: int = TOP_MARGIN,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.strip = strip = RowStrip(self, top_margin)
        self.plan = plan = plan_of(desk, strip)
        strip.source = plan.source
        self.flows = plan.flows
        self.row_editor = editor = RowEditor(strip)
        self.widget_rows = WidgetRows(strip, lambda: editor.edited)
        strip.overlays = [self.widget_rows, editor]
        self.lead = Lead(desk, self, self, editor)
        self.travel = Travel(desk, strip, editor, plan)
        self.marking = TextMarking(desk, commands, strip, editor, plan, self.travel)
        self.states = RowStates(desk, strip, editor, plan, self.marking)
        self.entry = TextEntry(desk, strip, editor, plan, self.states, self.lead)
        self.keyboard = Keyboard(desk, commands, strip, editor, plan, self.travel, self.marking)
        self.pointer = Pointer(
            desk, commands, strip, plan, self.travel, self.marking, self.lead, self.badge_pressed.emit
        )
        self.voice = StripAccessibility(NodeSpeech(desk, strip, editor, plan, self.states))
        self.following = Following(desk, strip, editor, plan, self.states, self.entry, self.lead, self.voice)
        self.following.reloaded.connect(self.pointer.forget)
        self._caret_speech = CaretSpeech(desk, editor, self.states, self)
        self._restyle_soon = QTimer(self, singleShot=True, interval=0)
        self._restyle_soon.timeout.connect(self.following.restyle)
        self._connect_field(commands.paste_data)
        self.setAcceptDrops(False)
        install_factory()
        self.destroyed.connect(self.voice.stop)

    def _connect_field(self, paste: Callable[[QMimeData], object]) -> None:
        field = self.row_editor.field
        field.key_filter = self.keyboard.in_text
        field.input_filter = self.marking.before_input
        field.menu_filter = self._menu_for_editor
        field.paste_filter = lambda data: paste(data) is None
        field.dragged_out.connect(self.pointer.drag_from_editor)

    # -- public queries ---

    @property
    def has_keyboard(self) -> bool:
        """True when the view has keyboard focus."""
        return self.row_editor.has_keyboard

    def text_ends(self) -> tuple[Caret, Caret] | None:
        """Where the text of the rows begins and ends; None when there is none."""
        return self.travel.text_ends()

    def caret_line(self) -> QRect | None:
        """The line the caret is in, in pixels of the viewport; None when it is not visible."""
        return self.row_editor.caret_line()

    def set_keys(self, keys: dict[str, str]) -> None:
        """Custom keys for the structure commands: key in portable spelling -> name of the command."""
        self.keyboard.keys = dict(keys)

    def underlines_changed(self) -> None:
        """More is known about which words are misspelt, or of what checks find."""
        self.viewport().update()
        self._caret_speech.look_soon()

    # -- size, looks, painting ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current place visible if it was."""
        seen = self.following.sees_current()
        super().resizeEvent(event)
        self.strip.refit()
        if seen:
            self.following.show_place()

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh everything: it may have changed while the view was hidden."""
        super().showEvent(event)
        self.following.shown()

    def changeEvent(self, event: QEvent) -> None:
        """The palette, style or font changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._restyle_soon.start()  # one change of the theme is several events

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        """The scroll bar moved."""
        self.strip.scrolled()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        if self._restyle_soon.isActive():
            self._restyle_soon.stop()
            self.following.restyle()
        self.states.look_again()
        ground = self.plan.ground(self.strip.shades)
        with self.marking.held():
            self.strip.paint(event.rect(), ground, self.states.state_of, self.paint_over)

    def paint_over(self, painter: QPainter) -> None:
        """Paint the drop line."""
        self.pointer.branches.paint(painter)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips, the pointer leaving, and size changes of placed widgets."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.strip.tip_at(event.pos())
            if tip:
                QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self.strip.hover_at(QPoint(-1, -1))
        elif event.type() == QEvent.Type.LayoutRequest:
            self.widget_rows.refit()
        return super().viewportEvent(event)

    # -- focus, keys, pointer ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the lead, and pass the keyboard focus to the live editor."""
        super().focusInEvent(event)
        self.lead.take()
        if self.row_editor.edited is not None:
            self.row_editor.field.setFocus(event.reason())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the focus ring."""
        super().focusOutEvent(event)
        self.viewport().update()

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab indents here."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle keys on whole nodes."""
        if self.keyboard.on_nodes(event):
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Caret, selection, folding, or the start of a drag."""
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover, or drag."""
        self.strip.hover_at(event.position().toPoint())
        super().mouseMoveEvent(event)
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of a drag."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in on a bullet or triangle; a word in text."""
        self.pointer.double_click(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Reject drags from outside."""
        event.ignore()

    # -- the context menu ---

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window to show its menu for the node under the pointer."""
        point = self.viewport().mapFromGlobal(event.globalPos())
        if self.strip.row_at(point) is not None and event.reason() == event.Reason.Mouse:
            node = node_at(self.strip, point)
            if self.flows and self.desk.editing:
                self.marking.menu_at(point)
            elif node is not None and node not in self.states.selected:
                self.desk.set_current(node)
        self._menu_for_editor(event)

    def _menu_for_editor(self, event: QContextMenuEvent) -> bool:
        by_mouse = event.reason() == event.Reason.Mouse
        self.menu_asked.emit(event.globalPos() if by_mouse else self._below_current())
        return True

    def _below_current(self) -> QPoint:
        """Where the menu key opens a menu, on screen: under the caret, or the first line of the row."""
        line, key = self.caret_line(), self.plan.key_of(self.desk.current)
        place = self.strip.place_of(key)
        if line is None and place is not None:
            face = self.strip.face_of(key)
            rect = face.block.line_rect(0)
            line = QRect(face.text_left, place.top + face.text_top, 1, int(rect.height()))
        return self.viewport().mapToGlobal(line.bottomLeft() if line is not None else QPoint(0, 0))

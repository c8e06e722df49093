"""What both views are: a strip of nodes that follows the desk, with the live editor over the row of the
caret.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from conceptwriter.gui.strip.accessible import Voice, install_factory
from conceptwriter.gui.strip.editor import LiveEditor
from conceptwriter.gui.strip.face import RowFace, RowState, Spot
from conceptwriter.gui.strip.row_strip import OFF_SCREEN, RowStrip
from conceptwriter.gui.strip.row_text import Typed, typing
from conceptwriter.gui.views.keyboard import Keyboard
from conceptwriter.gui.views.pointer import Pointer
from conceptwriter.gui.views.sentences import begins_sentence, cut_into_sentences, may_be_cut
from conceptwriter.gui.views.speech import NodeSpeech
from conceptwriter.gui.views.text_face import stretch_of
from conceptwriter.gui.views.visible_rows import VisibleRows
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.notice import Cause

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QKeyEvent,
        QMouseEvent,
        QPainter,
        QPaintEvent,
    )
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.strip.row_strip import RowSource
    from conceptwriter.gui.views.structure import StructureCommands
    from conceptwriter.outline.notice import ChangeNotice


class NodeView(RowStrip):
    """A view of the document on the desk. Subclasses say which nodes are rows and how they look."""

    flows = False
    enter_command = "split"
    """What Enter does while the caret stands in text: the name of a structure command."""

    menu_asked = Signal(QPoint)
    """A context menu is wanted for the current node, at this point of the screen."""

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.commands = commands
        self.visible_rows = VisibleRows(desk.document, desk.zoom, self.descends)
        self.source = self.make_source()
        self.keyboard = Keyboard(self)
        self.pointer = Pointer(self)
        self._edited: NodeId | None = None
        self._selected: frozenset[NodeId] = frozenset(desk.selection)
        self._current_key: NodeId = self.key_of(desk.current)
        self._from_editor = False
        self.editor = LiveEditor(self.viewport())
        self.editor.hide()
        self.editor.key_filter = self.keyboard.in_text
        self.editor.paste_filter = self._paste
        self.editor.menu_filter = self._menu_for_editor
        self.editor.typed.connect(self._typed)
        self.editor.caret_moved.connect(self._caret_moved)
        self.editor.composing.connect(desk.set_composing)
        self.editor.resized.connect(self._editor_resized)
        self.editor.dragged_out.connect(self.pointer.drag_from_editor)
        self.setAcceptDrops(False)
        desk.changed.connect(self._follow)
        desk.project_changed.connect(self.show_anew)
        desk.zoom_changed.connect(lambda _: self.show_anew())
        desk.folding_changed.connect(self._refold)
        desk.current_changed.connect(self._show_current)
        desk.selection_changed.connect(self._reselect)
        desk.caret_changed.connect(self._sync_editor)
        desk.lead_changed.connect(lambda _: self._lead_changed())
        desk.show_asked.connect(self.show_node)
        self.voice = Voice(NodeSpeech(self))
        install_factory()
        self.destroyed.connect(self.voice.stop)
        self.set_rows(self.visible_rows.nodes)

    # -- what subclasses say ---

    def make_source(self) -> RowSource:
        """What lays out the rows; called once, before anything else is there."""
        raise NotImplementedError

    def descends(self, node: NodeId) -> bool:
        """True when the children of a node have rows of their own now."""
        raise NotImplementedError

    def key_of(self, node: NodeId) -> NodeId:
        """The node in whose row a node is shown."""
        raise NotImplementedError

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

    @property
    def leads(self) -> bool:
        """True when this view has the live editor."""
        return self.desk.lead is self

    @property
    def has_keyboard(self) -> bool:
        """True when keys come here."""
        return self.hasFocus() or self.editor.hasFocus()

    def show_anew(self) -> None:
        """Another project or another top: all rows are new."""
        self.visible_rows.reset(self.desk.document, self.desk.zoom)
        self._close_editor()
        self._selected = frozenset(self.desk.selection)
        self.set_rows(self.visible_rows.nodes)
        self._show_current(self.desk.current)
        self._sync_editor()

    def _follow(self, notice: ChangeNotice) -> None:
        """Renew the rows that a change concerns."""
        document = self.desk.document
        if self.desk.zoom != self.visible_rows.top:
            return  # the desk is about to show another top
        for splice in self.visible_rows.follow(notice):
            self.splice(*splice)
        for node in dict.fromkeys([*notice.changed, *notice.parents]):
            here = document.get(node)
            if here is None:
                continue
            self.touch(self.key_of(node))
            if here.kind is Kind.CONCEPT:
                if here.parent is not None:
                    self.touch(here.parent)
            elif node in notice.changed and here.children and notice.cause is not Cause.MERGE:
                self._touch_branch(node)
        self.arrange()
        if notice.caret is None:
            self._sync_editor()

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
        face = self.face_of(key)
        span = face.text.span_of(node)
        rects = face.block.rects(span.start, span.end) if span is not None and face.text.text else []
        if not rects:
            self.reveal(key, 0, face.height)
            return
        self.reveal(key, face.text_top + int(rects[0].top()), face.text_top + int(rects[-1].bottom()) + 1)

    def _reselect(self) -> None:
        self._selected = frozenset(self.desk.selection)
        self.viewport().update()

    def state_of(self, key: NodeId) -> RowState:
        """Current, selected, edited."""
        desk = self.desk
        edited = key == self._edited
        whole = not desk.editing
        return RowState(
            current=key == self._current_key,
            selected=key in self._selected and whole,
            hovered=key == self.hovered,
            edited=edited,
            focused=self.has_keyboard,
            spots=self.spots_of(key),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        self._current_key = self.key_of(self.desk.current)
        super().paintEvent(event)

    def spots_of(self, key: NodeId) -> tuple[Spot, ...]:  # noqa: ARG002
        """Stretches of a row's text to mark."""
        return ()

    # -- the live editor ---

    @property
    def selected(self) -> frozenset[NodeId]:
        """The selected nodes."""
        return self._selected

    @property
    def edited(self) -> NodeId | None:
        """Key of the row that is being edited here."""
        return self._edited

    def _lead_changed(self) -> None:
        self._sync_editor()
        self.viewport().update()

    def restyle(self) -> None:
        """Fonts and colours anew."""
        super().restyle()
        if self.rows:
            self._sync_editor()

    def _sync_editor(self) -> None:
        """Bring the live editor in line with the caret on the desk."""
        caret = self.desk.caret
        if caret is None or not self.leads or caret.node not in self.desk.document:
            self._close_editor()
            return
        key = self.key_of(caret.node)
        face = self.face_of(key) if self.row_of(key) >= 0 and self.row_width > 0 else None
        position = face.text.place(caret) if face is not None else None
        if face is None or position is None:
            self._close_editor()
            if self.has_keyboard:
                self.desk.leave_text()
            return
        if not self._from_editor or self.editor.text != face.text.text or key != self._edited:
            self._load(key, face, position, caret.anchor, caret.node)
        self._mark_spots(key)
        self._show_caret()

    def _load(self, key: NodeId, face: RowFace, position: int, anchor: int | None, node: NodeId) -> None:
        span = face.text.span_of(node)
        start = span.start if span is not None else 0
        self._edited = key
        self.editor.set_look(face.font, face.gap, self.shades if face.styled else None)
        self.editor.setPlaceholderText(face.placeholder)
        self.place_editor()
        self.editor.load(face.text.text, position, None if anchor is None else start + anchor)
        self.place_editor()
        if not self.editor.isVisible():
            self.editor.show()
        if self.has_keyboard and not self.editor.hasFocus():
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.viewport().update()

    def _close_editor(self) -> None:
        if self._edited is None:
            return
        self._edited = None
        if self.editor.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.hide()
        self.arrange()

    def place_editor(self) -> None:
        """Over its row; off the screen, not hidden, when that is scrolled away: hiding would end a
        composition.
        """
        if self._edited is None:
            return
        place = self.place_of(self._edited)
        face = self.face_of(self._edited) if self.row_of(self._edited) >= 0 else None
        if place is None or face is None:
            self.editor.move(self.editor.x(), OFF_SCREEN)
            return
        height = max(face.block.height, self.editor.text_height()) + 2
        box = QRect(face.text_left, place.top + face.text_top, face.text_width, height)
        if self.editor.geometry() != box:
            self.editor.setGeometry(box)

    def extra_height(self, key: NodeId) -> int:
        """While an input method composes, the row is as high as the text with the composition in it."""
        if key != self._edited or not self.editor.is_composing:
            return 0
        return max(0, self.editor.text_height() - self.face_of(key).block.height)

    def _editor_resized(self) -> None:
        if self._edited is not None and self.editor.is_composing:
            self.arrange()

    def _mark_spots(self, key: NodeId) -> None:
        self.editor.highlight([stretch_of(spot, self.shades) for spot in self.spots_of(key)])

    def _show_caret(self) -> None:
        if self._edited is None or not self.has_keyboard:
            return
        face = self.face_of(self._edited)
        line = face.block.line_rect(face.block.line_of(min(self.editor.position, len(face.block.text))))
        self.reveal(self._edited, face.text_top + int(line.top()), face.text_top + int(line.bottom()) + 1)

    def _typed(self, start: int, removed: int, added: int) -> None:
        """The person changed the text of the row: change the document accordingly."""
        if self._edited is None:
            return
        row = self.face_of(self._edited).text
        text = self.editor.text[start : start + added]
        typed = Typed(start, removed, text, self.editor.position)
        caret = self.desk.caret
        prefer = caret.node if caret is not None else None
        document = self.desk.document
        self._from_editor = True
        try:
            notice = self.desk.attempt(lambda: typing(document, row, typed, prefer, time.time()))
        finally:
            self._from_editor = False
        if notice is None or self.editor.position != self._caret_in_row():
            self._sync_editor()
        elif self.flows and typed.added:
            self._cut_sentences(typed.added)

    def _cut_sentences(self, added: str) -> None:
        """A second sentence typed or pasted into a concept is the next concept."""
        document, caret = self.desk.document, self.desk.caret
        if caret is None or caret.node not in document or not may_be_cut(document, caret.node):
            return
        language = document.shown_language(caret.node)
        pasted = len(added) > 1
        if pasted or begins_sentence(document.text(caret.node), caret.position, language):
            self.desk.attempt(lambda: cut_into_sentences(document, caret.node, caret))

    def _caret_in_row(self) -> int | None:
        caret = self.desk.caret
        if caret is None or self._edited is None or self.row_of(self._edited) < 0:
            return None
        return self.face_of(self._edited).text.place(caret)

    def _caret_moved(self) -> None:
        """The person moved the caret within the row."""
        if self._edited is None or self._from_editor:
            return
        row = self.face_of(self._edited).text
        if self.editor.text != row.text:
            return  # the change is told in a moment
        caret = row.caret(self.editor.position, self.editor.anchor, self.desk.current)
        if caret is None or caret == self.desk.caret:
            return
        self._from_editor = True
        try:
            self.desk.place_caret(caret.node, caret.position, caret.anchor)
        finally:
            self._from_editor = False

    # -- selected text, for cut and copy ---

    def selected_text(self) -> str:
        """The text selected in the live editor, which may go across the sentences of a row."""
        if self._edited is None:
            return ""
        start, end = sorted((self.editor.position, self.editor.anchor or 0))
        return self.editor.text[start:end] if self.editor.anchor is not None else ""

    def remove_selected_text(self) -> None:
        """Delete what is selected in the live editor."""
        self.editor.textCursor().removeSelectedText()

    def _paste(self, data: QMimeData) -> bool:
        self.commands.paste_data(data)
        return True

    # -- focus, keys, pointer ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the lead, and hand the keyboard on to the live editor."""
        super().focusInEvent(event)
        self.desk.take_lead(self)
        if self._edited is not None:
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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Nothing is dropped here from outside."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The window shows its menu for the node under the pointer."""
        place = self.row_at(self.viewport().mapFromGlobal(event.globalPos()))
        if place is not None and event.reason() == event.Reason.Mouse:
            node = self.pointer.node_at(self.viewport().mapFromGlobal(event.globalPos()))
            if node is not None and node not in self._selected:
                self.desk.set_current(node)
        self.menu_asked.emit(event.globalPos())

    def _menu_for_editor(self, event: QContextMenuEvent) -> bool:
        self.menu_asked.emit(event.globalPos())
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.row_at(event.pos())
            tip = ""
            if place is not None:
                tip = self.face_of(self.rows[place.row]).tip(event.pos().x(), event.pos().y() - place.top)
            if tip:
                QToolTip.showText(event.globalPos(), tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def paint_over(self, painter: QPainter) -> None:
        """The drop line."""
        self.pointer.paint(painter)

    def send_to_editor(self, event: QKeyEvent) -> None:
        """Let the live editor have a key that came before it was open."""
        if self._edited is not None:
            QApplication.sendEvent(self.editor, event)

"""The text: the same document as it reads, headings and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from conceptwriter.gui.desk.beginning import FEW, first_caret
from conceptwriter.gui.strip.face import RowState, Spot
from conceptwriter.gui.strip.shades import shades_of
from conceptwriter.gui.views.node_view import NodeView
from conceptwriter.gui.views.text_drop import TextDrop
from conceptwriter.gui.views.text_face import TextRows
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QPainter,
        QResizeEvent,
        QShowEvent,
    )
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.desk.folds import Folds
    from conceptwriter.gui.views.structure import StructureCommands
    from conceptwriter.outline.notice import ChangeNotice


class TextView(NodeView):
    """Headings and paragraphs in a column; the concepts of a paragraph run on and are edited in place."""

    flows = True
    top_margin = 30

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(desk, commands, parent)
        self.setObjectName("text-view")
        self.setAccessibleName(self.tr("Text"))
        self.editor.setAccessibleName(self.tr("Text of the paragraph"))
        # A selection goes from row to row, so the rows take the pointer, not the editor over one of them.
        self.editor.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.editor.setAcceptDrops(False)
        self.text_drop = TextDrop(self)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.show_pointer()

    def show_anew(self) -> None:
        """Another project; in a new one the keyboard is where one begins to write."""
        super().show_anew()
        if first_caret(self.desk.document) is not None and self.isVisible():
            self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """In a window that is new, what one types goes into the text."""
        super().showEvent(event)
        if self.window().focusWidget() is None:
            self.setFocus()

    def _follow(self, notice: ChangeNotice) -> None:
        """Where to begin is told only while nothing is written."""
        super()._follow(notice)
        if len(self.desk.document) <= FEW + 4:
            for key, face in list(self._faces.items()):
                if face.placeholder and key in self.desk.document:
                    self.touch(key)
            self.arrange()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Text from another program."""
        self.text_drop.hover(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        self.text_drop.hover(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        self.text_drop.leave()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put it there."""
        self.text_drop.drop(event)

    def paint_over(self, painter: QPainter) -> None:
        """The drop line, of branches and of text."""
        super().paint_over(painter)
        self.text_drop.paint(painter)

    def show_pointer(self) -> None:
        """The pointer's usual shape: between letters."""
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    @property
    def folds(self) -> Folds:
        """What the text hides."""
        return self.desk.text_folds

    def make_source(self) -> TextRows:
        """Rows of the text."""
        rows = TextRows(self.desk, self.visible_rows, self.segments, self.font())
        rows.shades = self.shades
        return rows

    def descends(self, node: NodeId) -> bool:
        """Sections that are not folded; concepts have no rows."""
        if self.desk.document.node(node).kind is not Kind.SECTION:
            return False
        return node == self.desk.zoom or not self.folds.is_folded(node)

    def key_of(self, node: NodeId) -> NodeId:
        """A concept is shown in its paragraph."""
        here = self.desk.document.get(node)
        if here is not None and here.kind is Kind.CONCEPT and here.parent is not None:
            return self.segments.key_of(node, here.parent)
        return node

    def further_rows(self, node: NodeId) -> list[NodeId]:
        """A very long paragraph goes on in further rows."""
        return self.segments.further(node)

    def state_of(self, key: NodeId) -> RowState:
        """A row that begins with a selected sentence is not selected with it."""
        state = super().state_of(key)
        if state.selected and self.desk.document.node(key).kind is Kind.CONCEPT:
            return state._replace(selected=False)
        return state

    def neighbour(self, node: NodeId, step: int) -> NodeId | None:
        """The sentence or heading before or after, of those that are to be seen."""
        key = self.key_of(node)
        units = self._units(key)
        index = units.index(node) if node in units else (0 if step > 0 else len(units))
        if node == key and node not in units:
            index -= step > 0
        if 0 <= index + step < len(units):
            return units[index + step]
        row = self.row_of(key) + step
        if not 0 <= row < len(self.rows) or self.desk.hides(self.rows[row]):
            return None
        beside = self._units(self.rows[row])
        return beside[0 if step > 0 else -1]

    def _units(self, key: NodeId) -> list[NodeId]:
        """The nodes of a row that can be selected one by one."""
        if self.desk.document.node(key).kind is Kind.SECTION:
            return [key]
        return list(self.segments.concepts_of(key)) or [key]

    def nodes_between(self, one: NodeId, other: NodeId) -> list[NodeId]:
        """Sentences and headings from one to the other."""
        first, last = sorted((self.row_of(self.key_of(one)), self.row_of(self.key_of(other))))
        keys = [key for key in self.rows[max(0, first) : last + 1] if not self.desk.hides(key)]
        units = [unit for key in keys for unit in self._units(key)]
        ends = sorted(units.index(node) if node in units else 0 for node in (one, other))
        return units[ends[0] : ends[1] + 1] or [other]

    def last_node(self) -> NodeId:
        """The last sentence or heading."""
        return self._units(self.rows[-1])[-1]

    def spots_of(self, key: NodeId) -> tuple[Spot, ...]:
        """The concept under the caret lightly, selected concepts strongly."""
        desk = self.desk
        face = self.face_of(key)
        marked = self.marking.spot(key)
        if marked is not None:
            return (marked,)
        if desk.document.node(key).kind is Kind.SECTION:
            return ()
        if desk.editing:
            span = face.text.span_of(desk.current)
            alone = span is not None and len(face.text.spans) == 1
            return (Spot(span.start, span.end),) if span is not None and not alone else ()
        chosen = self._selected
        return tuple(
            Spot(span.start, span.end, strong=True) for span in face.text.spans if span.node in chosen
        )

    def paint_paper(self, painter: QPainter, rect: QRect) -> None:
        """The page."""
        painter.fillRect(rect, self.shades.page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The end of a text can be written in the middle of the page, not at its lower edge."""
        self.arrangement.bottom_margin = max(self.bottom_margin, self.viewport().height() * 2 // 5)
        super().resizeEvent(event)

    def restyle(self) -> None:
        """Fonts and colours anew."""
        if isinstance(self.source, TextRows):
            self.source.set_font(self.font())
            self.source.shades = shades_of(self.palette())
        super().restyle()

"""The text: the same document as it reads, headings and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from conceptwriter.editor.desk.beginning import first_caret
from conceptwriter.editor.strip.row_strip import BOTTOM_MARGIN
from conceptwriter.editor.views.node_view import NodeView
from conceptwriter.editor.views.text_drop import TextDrop
from conceptwriter.editor.views.text_plan import TextPlan

if TYPE_CHECKING:
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

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.editor.views.text_findings import FindingsOf

TOP_MARGIN = 30


class TextView(NodeView):
    """Headings and paragraphs in a column; concepts are running text and are edited in place."""

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(desk, commands, TextPlan, parent, TOP_MARGIN)
        self.setObjectName("text-view")
        self.setAccessibleName(self.tr("Text"))
        field = self.row_editor.field
        field.setAccessibleName(self.tr("Text of the paragraph"))
        # A selection spans rows, so the rows receive the pointer, not the editor over one of them.
        field.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        field.setAcceptDrops(False)
        self.text_drop = TextDrop(desk, commands, self.strip, self.plan, self.lead)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        desk.project_changed.connect(self._begin_to_write)
        desk.zoom_changed.connect(self._begin_to_write)

    def show_findings(self, findings_of: FindingsOf) -> None:
        """Underline what checks find in the texts, as this tells."""
        assert isinstance(self.plan, TextPlan)
        self.plan.source.findings_of = findings_of

    def _begin_to_write(self) -> None:
        """In a new project, give keyboard focus to the place where writing begins."""
        if first_caret(self.desk.document) is not None and self.isVisible():
            self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """In a new window, typing goes into the text."""
        super().showEvent(event)
        if self.window().focusWidget() is None:
            self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave space below, so that the end of a text can be written mid-page, not at the lower edge."""
        self.strip.arrangement.bottom_margin = max(BOTTOM_MARGIN, self.viewport().height() * 2 // 5)
        super().resizeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept text from another program."""
        self.text_drop.hover(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        self.text_drop.hover(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag has left."""
        self.text_drop.leave()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Insert it there."""
        self.text_drop.drop(event)

    def paint_over(self, painter: QPainter) -> None:
        """The drop line for branches and the drop caret for text."""
        super().paint_over(painter)
        self.text_drop.paint(painter)

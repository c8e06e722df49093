"""The outline: every node a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.views.node_view import NodeView
from conceptwriter.gui.views.outline_face import OutlineRows

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.desk.folds import Folds
    from conceptwriter.gui.views.structure import StructureCommands
    from conceptwriter.outline.model import NodeId


class OutlineView(NodeView):
    """Sections, paragraphs and concepts as an indented list."""

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(desk, commands, parent)
        self.setObjectName("outline-view")
        self.setAccessibleName(self.tr("Outline"))
        self.editor.setAccessibleName(self.tr("Text of the node"))

    @property
    def folds(self) -> Folds:
        """What the outline hides."""
        return self.desk.outline_folds

    def make_source(self) -> OutlineRows:
        """Rows of the outline."""
        return OutlineRows(self.desk, self.visible_rows, self.font())

    def descends(self, node: NodeId) -> bool:
        """Folded branches hide their children; the top always shows them."""
        return node == self.desk.zoom or not self.folds.is_folded(node)

    def key_of(self, node: NodeId) -> NodeId:
        """Every node has its own row, or is hidden in that of the folded branch it lies in."""
        desk = self.desk
        return self.folds.stands_for(node, desk.zoom) if node in desk.document else node

    def neighbour(self, node: NodeId, step: int) -> NodeId | None:
        """The row above or below."""
        row = self.row_of(self.key_of(node)) + step
        return self.rows[row] if 0 <= row < len(self.rows) and not self.desk.hides(self.rows[row]) else None

    def nodes_between(self, one: NodeId, other: NodeId) -> list[NodeId]:
        """The rows from one to the other."""
        first, last = sorted((self.row_of(self.key_of(one)), self.row_of(self.key_of(other))))
        return [node for node in self.rows[max(0, first) : last + 1] if not self.desk.hides(node)]

    def last_node(self) -> NodeId:
        """The last row."""
        return self.rows[-1]

    def paint_paper(self, painter: QPainter, rect: QRect) -> None:
        """The side panel's ground."""
        painter.fillRect(rect, self.shades.side)

    def restyle(self) -> None:
        """Fonts and colours anew."""
        if isinstance(self.source, OutlineRows):
            self.source.set_font(self.font())
        super().restyle()

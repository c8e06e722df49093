"""The rows of the outline: every node has one, unless it is in a folded branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.views.outline_face import OutlineRows
from conceptwriter.editor.views.row_plan import shown_between
from conceptwriter.editor.views.visible_rows import VisibleRows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QColor

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.desk.folds import Folds
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.outline.model import NodeId


class OutlinePlan:
    """Sections, paragraphs and concepts as an indented list."""

    flows = False

    def __init__(self, desk: Desk, strip: RowStrip) -> None:
        self._desk, self._strip = desk, strip
        self.visible = VisibleRows(desk.document, desk.zoom, self.descends)
        self.source = OutlineRows(desk, self.visible, strip.area.font())

    @property
    def folds(self) -> Folds:
        """What the outline hides."""
        return self._desk.outline_folds

    def descends(self, node: NodeId) -> bool:
        """Folded branches hide their children; the top always shows them."""
        return node == self._desk.zoom or not self.folds.is_folded(node)

    def key_of(self, node: NodeId) -> NodeId:
        """Every node has its own row, or is hidden in that of the folded branch it is in."""
        desk = self._desk
        return self.folds.row_node_of(node, desk.zoom) if node in desk.document else node

    def further_rows(self, node: NodeId) -> list[NodeId]:  # noqa: ARG002
        """None: a node is one row."""
        return []

    def neighbour(self, node: NodeId, step: int) -> NodeId | None:
        """The row above or below."""
        rows, row = self._strip.rows, self._strip.row_of(self.key_of(node)) + step
        return rows[row] if 0 <= row < len(rows) and not self._desk.hides(rows[row]) else None

    def nodes_between(self, one: NodeId, other: NodeId) -> list[NodeId]:
        """The rows from one to the other."""
        return shown_between(self._desk, self._strip, self.key_of(one), self.key_of(other))

    def last_node(self) -> NodeId:
        """The last row."""
        return self._strip.rows[-1]

    def forget(self, parents: Iterable[NodeId]) -> None:
        """Nothing is cached for them."""

    def reset(self) -> None:
        """Another document or another top is shown."""
        self.visible.reset(self._desk.document, self._desk.zoom)

    def restyle(self) -> None:
        """Reload fonts."""
        self.source.set_font(self._strip.area.font())

    def ground(self, shades: Shades) -> QColor:
        """The side panel's colour."""
        return shades.side

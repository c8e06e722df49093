"""The rows of the text: one per heading or paragraph; several for a very long paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.strip.shades import shades_of
from conceptwriter.editor.views.row_plan import shown_between
from conceptwriter.editor.views.segments import Segments
from conceptwriter.editor.views.text_rows import TextRows
from conceptwriter.editor.views.visible_rows import VisibleRows
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QColor

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.desk.folds import Folds
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.strip.shades import Shades


class TextPlan:
    """Headings and paragraphs in a column; the concepts of a paragraph are running text in its row."""

    flows = True

    def __init__(self, desk: Desk, strip: RowStrip) -> None:
        self._desk, self._strip = desk, strip
        self._segments = Segments(lambda: desk.document)
        self._segments.show_each_sentence(desk.side_by_side)
        self.visible = VisibleRows(desk.document, desk.zoom, self.descends, self.further_rows)
        self.source = TextRows(desk, self.visible, self._segments, strip.area.font())
        self.source.shades = strip.shades

    @property
    def folds(self) -> Folds:
        """What the text hides."""
        return self._desk.text_folds

    def descends(self, node: NodeId) -> bool:
        """True for sections that are not folded; concepts have no rows."""
        if self._desk.document.node(node).kind is not Kind.SECTION:
            return False
        return node == self._desk.zoom or not self.folds.is_folded(node)

    def key_of(self, node: NodeId) -> NodeId:
        """The row's node; a concept is shown in its paragraph."""
        here = self._desk.document.get(node)
        if here is not None and here.kind is Kind.CONCEPT and here.parent is not None:
            return self._segments.key_of(node, here.parent)
        return node

    def further_rows(self, node: NodeId) -> list[NodeId]:
        """The further rows in which a very long paragraph continues."""
        return self._segments.further(node)

    def neighbour(self, node: NodeId, step: int) -> NodeId | None:
        """The previous or next visible sentence or heading."""
        key, rows = self.key_of(node), self._strip.rows
        units = self._units(key)
        index = units.index(node) if node in units else (0 if step > 0 else len(units))
        if node == key and node not in units:
            index -= step > 0
        if 0 <= index + step < len(units):
            return units[index + step]
        row = self._strip.row_of(key) + step
        if not 0 <= row < len(rows) or self._desk.hides(rows[row]):
            return None
        neighbour = self._units(rows[row])
        return neighbour[0 if step > 0 else -1]

    def _units(self, key: NodeId) -> list[NodeId]:
        """The nodes of a row that can be selected one by one."""
        if self._desk.document.node(key).kind is Kind.SECTION:
            return [key]
        return list(self._segments.concepts_of(key)) or [key]

    def nodes_between(self, one: NodeId, other: NodeId) -> list[NodeId]:
        """Sentences and headings from one to the other."""
        keys = shown_between(self._desk, self._strip, self.key_of(one), self.key_of(other))
        units = [unit for key in keys for unit in self._units(key)]
        ends = sorted(units.index(node) if node in units else 0 for node in (one, other))
        return units[ends[0] : ends[1] + 1] or [other]

    def last_node(self) -> NodeId:
        """The last sentence or heading."""
        return self._units(self._strip.rows[-1])[-1]

    def forget(self, parents: Iterable[NodeId]) -> None:
        """The parts of these may begin elsewhere now."""
        for parent in parents:
            self._segments.forget(parent)

    def reset(self) -> None:
        """Another document, another top, or another layout is shown."""
        self._segments.show_each_sentence(self._desk.side_by_side)
        self.visible.reset(self._desk.document, self._desk.zoom)

    def restyle(self) -> None:
        """Reload fonts and colours."""
        self.source.set_font(self._strip.area.font())
        self.source.shades = shades_of(self._strip.area.palette())

    def ground(self, shades: Shades) -> QColor:
        """The page colour."""
        return shades.page

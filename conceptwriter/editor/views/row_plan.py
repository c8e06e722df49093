"""How a view arranges its rows: which nodes are rows, how they are laid out, and which node comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from conceptwriter.editor.strip.face import RowSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QColor

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.desk.folds import Folds
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.views.misspellings import MisspeltOf
    from conceptwriter.editor.views.source_above import Places
    from conceptwriter.editor.views.visible_rows import VisibleRows
    from conceptwriter.outline.model import NodeId


class TranslatingRows(RowSource, Protocol):
    """Rows that can show the source of what is being translated in one of them."""

    translated: NodeId | None
    terms_of: Callable[[NodeId], Places]
    """Where the terms of a glossary are in the source of a node."""
    misspelt_of: MisspeltOf


class RowPlan(Protocol):
    """The rows of one view: those of the outline or those of the text."""

    flows: bool
    """True where a paragraph's text is that of its concepts; False where it is its summary."""
    visible: VisibleRows

    @property
    def source(self) -> TranslatingRows:
        """What lays out the rows."""

    @property
    def folds(self) -> Folds:
        """What this view hides."""

    def descends(self, node: NodeId) -> bool:
        """True when the children of a node currently have their own rows."""

    def key_of(self, node: NodeId) -> NodeId:
        """The node in whose row a node is shown."""

    def further_rows(self, node: NodeId) -> list[NodeId]:
        """The keys of the rows in which a node continues after its own."""

    def neighbour(self, node: NodeId, step: int) -> NodeId | None:
        """The next (1) or previous (-1) node that can be selected."""

    def nodes_between(self, one: NodeId, other: NodeId) -> list[NodeId]:
        """All nodes that can be selected from one to the other, in reading order."""

    def last_node(self) -> NodeId:
        """The last node that can be selected."""

    def forget(self, parents: Iterable[NodeId]) -> None:
        """The children of these nodes have changed."""

    def reset(self) -> None:
        """Another document or another top is shown."""

    def restyle(self) -> None:
        """Reload fonts and colours."""

    def ground(self, shades: Shades) -> QColor:
        """The background of the rows."""


def shown_between(desk: Desk, strip: RowStrip, one: NodeId, other: NodeId) -> list[NodeId]:
    """The keys of the visible rows from one to the other."""
    first, last = sorted((strip.row_of(one), strip.row_of(other)))
    return [key for key in strip.rows[max(0, first) : last + 1] if not desk.hides(key)]


def first_node(desk: Desk, strip: RowStrip) -> NodeId:
    """The first node that can be selected."""
    return desk.first_node() if desk.hides(desk.zoom) else strip.rows[0]

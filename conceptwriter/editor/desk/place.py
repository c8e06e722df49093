"""Where the writer is in a document: current node, selected nodes, caret and selected text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.model import Caret, Kind
from conceptwriter.outline.ranges import nodes_in_range, selected_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId


@dataclass(frozen=True, slots=True)
class CaretPlace:
    """A caret in the text of the current node, or a block of whole nodes while `caret` is None."""

    current: NodeId
    """The node that keys act on."""
    nodes: tuple[NodeId, ...]
    """The selected nodes in reading order, at least the current one."""
    anchor: NodeId
    """The fixed end of the block while the other end (`current`) moves."""
    caret: Caret | None = None


def whole(node: NodeId) -> CaretPlace:
    """A node selected as a whole."""
    return CaretPlace(node, (node,), node)


def in_text(caret: Caret) -> CaretPlace:
    """The caret in the text of its node."""
    return CaretPlace(caret.node, (caret.node,), caret.node, caret)


def fitting_caret(
    document: Document,
    node: NodeId,
    position: int | None = None,
    anchor: int | None = None,
    anchor_node: NodeId | None = None,
) -> Caret:
    """A caret that fits the existing text; `position` None: at its end.

    `anchor`: the other end of a selection, in `anchor_node` (None: the same node). It is omitted if it equals
    the caret.
    """
    length = len(document.text(node))
    position = length if position is None else max(0, min(position, length))
    if anchor is None:
        return Caret(node, position)
    other = node if anchor_node is None else anchor_node
    anchor = max(0, min(anchor, len(document.text(other))))
    if other != node:
        return Caret(node, position, anchor, other)
    return Caret(node, position, anchor) if anchor != position else Caret(node, position)


def touched_nodes(document: Document, caret: Caret) -> tuple[NodeId, ...]:
    """The nodes that a selection of text across nodes touches, in reading order."""
    ends = selected_range(document, caret)
    return tuple(nodes_in_range(document, *ends)) if ends is not None else (caret.node,)


def selected_text(
    document: Document, caret: Caret | None, is_folded: Callable[[NodeId], bool]
) -> tuple[Caret, Caret] | None:
    """Both ends of the selected text in reading order; None when none is selected.

    A folded heading represents its branch: a selection that ends after it includes the branch.
    """
    ends = selected_range(document, caret) if caret is not None else None
    if ends is None or ends[0].node == ends[1].node:
        return ends
    start, end = ends
    if is_folded(end.node) and end.position == len(document.text(end.node)):
        rows = [node for node in document.descendants(end.node) if not _is_paragraph(document, node)]
        end = document.caret(rows[-1]) if rows else end
    return start, end


def _is_paragraph(document: Document, node: NodeId) -> bool:
    return document.node(node).kind is Kind.PARAGRAPH

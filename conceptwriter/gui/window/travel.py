"""The nodes from a place on, in reading order, to find the next one that satisfies a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conceptwriter.outline import Document, NodeId

MOST_STEPS = 200_000


def nodes_from(document: Document, start: NodeId, by: int) -> Iterator[NodeId]:
    """The nodes after (`by` 1) or before (-1) `start`, wrapping around at the end; `start` itself comes last.

    Fewer if the document changes so much that the way is lost.
    """
    node = start
    for _ in range(MOST_STEPS):
        if node not in document:
            return
        following = document.following(node) if by > 0 else document.preceding(node)
        node = following if following is not None else (ROOT if by > 0 else document.last_below(ROOT))
        yield node
        if node == start:
            return

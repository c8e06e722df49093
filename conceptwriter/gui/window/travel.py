"""Finding the next node, in reading order, that satisfies a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline import Document, NodeId

MOST_STEPS = 200_000


def next_open(document: Document, start: NodeId, is_open: Callable[[NodeId], bool], by: int) -> NodeId | None:
    """The nearest node after (`by` 1) or before (-1) `start` that is open, wrapping around at the end.

    `start` itself comes last. None when there is none.
    """
    from conceptwriter.outline import ROOT

    node = start
    for _ in range(MOST_STEPS):
        following = document.following(node) if by > 0 else document.preceding(node)
        node = following if following is not None else (ROOT if by > 0 else document.last_below(ROOT))
        if is_open(node):
            return node
        if node == start:
            return None
    return None

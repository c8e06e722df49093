"""Which nodes a view shows as rows, in order, kept in sync with the document one splice at a time.

No Qt here. The rows are the top node and, below every node that the view descends into, its children. A
change costs time in proportion to the branch that changed, not to the document.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conceptwriter.outline.model import NodeId
    from conceptwriter.outline.notice import ChangeNotice
    from conceptwriter.outline.tree import Tree

FEW = 6
"""Up to this many rows are searched one by one; more are found in a single pass."""


class Splice(NamedTuple):
    """`removed` rows from `row` on are replaced by `nodes`."""

    row: int
    removed: int
    nodes: list[NodeId]


class VisibleRows:
    """The rows of a view: `nodes[i]` is at depth `depths[i]`, the top at depth 0.

    `further` gives the nodes below one that have rows besides those the view descends to: the further parts
    of a very long paragraph.
    """

    def __init__(
        self,
        tree: Tree,
        top: NodeId,
        descends: Callable[[NodeId], bool],
        further: Callable[[NodeId], list[NodeId]] = lambda _: [],
    ) -> None:
        self.tree = tree
        self.top = top
        self.descends = descends
        self.further = further
        self.nodes: list[NodeId] = []
        self.depths: list[int] = []
        self.reset(tree, top)

    def reset(self, tree: Tree, top: NodeId) -> None:
        """Show another tree or another top."""
        self.tree, self.top = tree, top
        self.nodes, self.depths = self._flattened([top], 0)

    def row_of(self, node: NodeId) -> int:
        """Row of a node; -1 when it is not shown."""
        try:
            return self.nodes.index(node)
        except ValueError:
            return -1

    def end_of_branch(self, row: int) -> int:
        """The row after the last one of the branch that starts at `row`."""
        depths, depth = self.depths, self.depths[row]
        end = row + 1
        while end < len(depths) and depths[end] > depth:
            end += 1
        return end

    def refold(self, node: NodeId) -> list[Splice]:
        """The view now descends into a node, or no longer does."""
        row = self.row_of(node)
        if row < 0:
            return []
        return [self._renew_below(row)]

    def follow(self, notice: ChangeNotice) -> list[Splice]:
        """Synchronise the rows with a changed tree; apply the splices in this order."""
        if not notice.parents:
            return []
        if self.top in notice.moved:  # it has no row above it by which it could be found
            return [self._splice(0, len(self.nodes), [self.top], 0)]
        splices = [self._splice(row, end - row, [], 0) for row, end in self._stale_ranges(notice)]
        for parent, children in self._arrivals(notice).items():
            splices.extend(self._inserted(parent, children))
        for parent in notice.parents:
            if parent in self.tree and not self.descends(parent):
                splices.extend(self._resplit(parent))
        return [splice for splice in splices if splice.removed or splice.nodes]

    # -- leaving ---

    def _stale_ranges(self, notice: ChangeNotice) -> list[tuple[int, int]]:
        """Ranges of rows of removed and moved branches, from the last to the first."""
        gone = dict.fromkeys([*notice.removed, *notice.moved])
        if len(gone) > FEW:
            found = [row for row, node in enumerate(self.nodes) if node in gone]
        else:
            found = sorted(row for row in (self.row_of(node) for node in gone) if row >= 0)
        ranges: list[tuple[int, int]] = []
        for row in found:
            if ranges and row < ranges[-1][1]:
                continue
            end = self.end_of_branch(row)
            if ranges and ranges[-1][1] == row:
                ranges[-1] = (ranges[-1][0], end)
            else:
                ranges.append((row, end))
        return ranges[::-1]

    # -- arriving ---

    def _arrivals(self, notice: ChangeNotice) -> dict[NodeId, list[NodeId]]:
        """The top nodes of what was added, by parent; only where the parent may be visible.

        A moved node always counts as a top: the rows of its previous place were removed in any case.
        """
        arrived = dict.fromkeys([*notice.inserted, *notice.moved])
        by_parent: dict[NodeId, list[NodeId]] = defaultdict(list)
        for node in arrived:
            here = self.tree.get(node)
            if here is not None and here.parent is not None and here.parent not in arrived:
                by_parent[here.parent].append(node)
        return by_parent

    def _inserted(self, parent: NodeId, children: list[NodeId]) -> Iterable[Splice]:
        row = self.row_of(parent)
        if row < 0 or not self.descends(parent):
            return
        siblings = self.tree.node(parent).children
        if len(children) > FEW:
            places = {node: index for index, node in enumerate(siblings)}
            order = sorted(places[node] for node in children)
        else:
            order = sorted(siblings.index(node) for node in children)
        depth = self.depths[row] + 1
        for first, last in _runs(order):
            place = row + 1
            if first:
                before = self.nodes.index(siblings[first - 1], row)
                place = self.end_of_branch(before)
            yield self._splice(place, 0, siblings[first : last + 1], depth)

    # -- rows ---

    def _resplit(self, node: NodeId) -> Iterable[Splice]:
        """The parts of a long paragraph may begin elsewhere after its sentences changed."""
        row = self.row_of(node)
        if row < 0:
            return
        end = self.end_of_branch(row)
        if self.nodes[row + 1 : end] != self.further(node):
            yield self._renew_below(row)

    def _renew_below(self, row: int) -> Splice:
        end = self.end_of_branch(row)
        nodes, depths = self._flattened([self.nodes[row]], self.depths[row])
        self.nodes[row + 1 : end], self.depths[row + 1 : end] = nodes[1:], depths[1:]
        return Splice(row + 1, end - row - 1, nodes[1:])

    def _splice(self, row: int, removed: int, tops: list[NodeId], depth: int) -> Splice:
        nodes, depths = self._flattened(tops, depth)
        self.nodes[row : row + removed] = nodes
        self.depths[row : row + removed] = depths
        return Splice(row, removed, nodes)

    def _flattened(self, tops: list[NodeId], depth: int) -> tuple[list[NodeId], list[int]]:
        nodes: list[NodeId] = []
        depths: list[int] = []
        get, descends, further = self.tree.node, self.descends, self.further
        ahead = [(node, depth) for node in reversed(tops)]
        while ahead:
            node, level = ahead.pop()
            nodes.append(node)
            depths.append(level)
            children = get(node).children
            if not children:  # most nodes: nothing else is asked about them
                continue
            level += 1
            if descends(node):
                ahead += [(child, level) for child in reversed(children)]
            else:
                more = further(node)
                nodes += more
                depths += [level] * len(more)
        return nodes, depths


def _runs(order: list[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in order:
        if runs and runs[-1][1] + 1 == number:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs

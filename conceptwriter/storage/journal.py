"""Which parts of a document are not in its file yet, and the statements that write them.

The journal notes which nodes, history steps and proposals differ from the file, and `statements` writes
exactly those, in one transaction. When SQLite refuses (a full disk, a lost network drive), the notes stay,
and the next attempt writes all of them. So the text in memory is never rolled back, and the file always holds
one complete older state.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline import Cause, ChangeNotice, Document, NodeId
from conceptwriter.storage import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


HISTORY_BYTES = 32 << 20
"""Maximum size of the history in the file, compressed: more typing steps than are kept, or ten deletions of a
long novel. The oldest steps go first.
"""

KEPT_STEPS = 200
"""The newest steps, kept regardless of their size."""

MEASURE_EVERY = 1 << 20


class Statement(NamedTuple):
    """SQL, and the rows it is executed with one by one."""

    sql: str
    rows: Iterable[rows.Row]


@dataclass(slots=True)
class Journal:
    """What is not in a document's file yet. `ranks` are those in the file."""

    document: Document
    ranks: dict[NodeId, int]
    nodes: set[NodeId] = field(default_factory=set)
    placed: set[NodeId] = field(default_factory=set)
    parents: set[NodeId] = field(default_factory=set)
    removed: set[NodeId] = field(default_factory=set)
    proposals: set[tuple[NodeId, str]] = field(default_factory=set)
    steps_from: int | None = None
    changes: int = 0
    fresh_ranks: dict[NodeId, int] = field(default_factory=dict)
    """The ranks that `statements` writes."""
    unmeasured: int = 0
    """Bytes of history written since its size was last measured."""

    def note(self, notice: ChangeNotice) -> None:
        """Record what a change touched."""
        self.changes += 1
        self.nodes.update(notice.inserted, notice.changed, notice.moved)
        self.placed.update(notice.inserted, notice.moved)
        self.parents.update(notice.parents)
        self.removed.update(notice.removed)
        self.removed.difference_update(notice.inserted)
        if notice.cause in (Cause.APPLY, Cause.MERGE):
            serial = self.document.history.position
            self.steps_from = serial if self.steps_from is None else min(self.steps_from, serial)

    def note_proposals(self, anchor: NodeId, kind: str) -> None:
        """Record that a proposal set was put or dropped."""
        self.changes += 1
        self.proposals.add((anchor, kind))

    def statements(self, connection: sqlite3.Connection) -> Iterator[Statement]:
        """Everything noted, to be executed in this order in a transaction on the connection.

        After the commit, call `written`; until then everything stays noted.
        """
        yield from self._nodes()
        yield from self._steps(connection)
        yield from self._proposals()
        yield Statement(rows.INSERT_META, rows.meta_rows(self.document))

    def written(self) -> None:
        """Everything noted is now in the file."""
        for node in self.removed:
            self.ranks.pop(node, None)
        self.ranks.update(self.fresh_ranks)
        for noted in (self.nodes, self.placed, self.parents, self.removed, self.proposals):
            noted.clear()
        self.steps_from = None
        self.changes = 0

    def _nodes(self) -> Iterator[Statement]:
        document = self.document
        ranks = self.fresh_ranks = {}
        for parent in self.parents:
            if parent in document:
                ranks.update(new_ranks(document.node(parent).children, self.ranks, self.placed))
        gone = [(node,) for node in self.removed]
        yield Statement("DELETE FROM proposals WHERE anchor = ?", gone)
        yield Statement("DELETE FROM nodes WHERE id = ?", gone)
        present = [node for node in self.nodes if node in document]
        renumbered = [node for node in ranks if node not in self.nodes]  # for their checksums, whole rows
        yield Statement(
            rows.INSERT_NODE,
            (
                rows.node_row(document, node, ranks.get(node, self.ranks.get(node, 0)))
                for node in (*present, *renumbered)
            ),
        )
        yield Statement("DELETE FROM renditions WHERE node = ?", [(node,) for node in present])
        yield Statement(rows.INSERT_RENDITION, rows.rendition_rows(document, present))

    def _steps(self, connection: sqlite3.Connection) -> Iterator[Statement]:
        if self.steps_from is None:
            return
        history = self.document.history
        yield Statement("DELETE FROM history WHERE serial >= ?", [(self.steps_from,)])
        fresh = list(map(rows.step_row, history.steps_from(self.steps_from)))
        yield Statement(rows.INSERT_STEP, fresh)
        self.unmeasured += sum(len(row[3]) for row in fresh)
        if self.unmeasured > MEASURE_EVERY:
            self._bound_history(connection)
        if history.oldest is not None:
            yield Statement("DELETE FROM history WHERE serial < ?", [(history.oldest.serial,)])

    def _bound_history(self, connection: sqlite3.Connection) -> None:
        """Delete the oldest steps where the history takes too many bytes."""
        sizes = connection.execute("SELECT serial, length(operation) FROM history ORDER BY serial DESC")
        total = 0
        for newer, (serial, size) in enumerate(sizes.fetchall()):
            total += size
            if newer >= KEPT_STEPS and total > HISTORY_BYTES:
                self.document.history.forget_before(serial + 1)
                break
        self.unmeasured = 0

    def _proposals(self) -> Iterator[Statement]:
        for anchor, kind in self.proposals:
            found = self.document.proposals.get(anchor, kind)
            if found is None:
                yield Statement("DELETE FROM proposals WHERE anchor = ? AND kind = ?", [(anchor, kind)])
            else:
                yield Statement(rows.INSERT_PROPOSALS, [rows.proposals_row(found)])


def new_ranks(children: Sequence[NodeId], ranks: dict[NodeId, int], placed: set[NodeId]) -> dict[NodeId, int]:
    """Ranks that put the children in this order, changing as few as possible.

    Children in `placed` are new here; the others keep their ranks if there is room between them.
    """
    fresh: dict[NodeId, int] = {}
    last: int | None = None
    run: list[NodeId] = []
    for child in children:
        if child in placed or child not in ranks:
            run.append(child)
            continue
        rank = ranks[child]
        if last is not None and rank <= last:
            return _renumbered(children)
        if not _spread(run, last, rank, fresh):
            return _renumbered(children)
        run = []
        last = rank
    _spread(run, last, None, fresh)
    return fresh


def _spread(run: list[NodeId], low: int | None, high: int | None, fresh: dict[NodeId, int]) -> bool:
    if high is None:
        start = 0 if low is None else low + rows.RANK_GAP
        step = rows.RANK_GAP
    elif low is None:
        start = high - len(run) * rows.RANK_GAP
        step = rows.RANK_GAP
    else:
        step = (high - low) // (len(run) + 1)
        start = low + step
    if step <= 0:
        return False
    fresh.update((node, start + index * step) for index, node in enumerate(run))
    return True


def _renumbered(children: Sequence[NodeId]) -> dict[NodeId, int]:
    return {child: index * rows.RANK_GAP for index, child in enumerate(children)}

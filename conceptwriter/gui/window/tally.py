"""Words, concepts and language progress of the whole document, counted in slices: nothing waits for it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.outline import ROOT, ChangeNotice, Kind, NodeId
from conceptwriter.outline.statistics import counts_of_node
from conceptwriter.outline.translatable import needs_translation

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk

SLICE_SECONDS = 0.004
LOOK_AT_CLOCK = 64


class _Part(NamedTuple):
    words: int
    concepts: int
    source: str
    target: str
    state: str


@dataclass
class Totals:
    """The sums. `targets` counts by (source language, output language, "done" | "stale" | "missing")."""

    words: int = 0
    concepts: int = 0
    targets: Counter[tuple[str, str, str]] = field(default_factory=Counter)


class Tally(QObject):
    """Updates the sums after each change; `complete` turns True when the first count is done."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parts: dict[NodeId, _Part] = {}
        self._queue: list[NodeId] = []
        self.totals = Totals()
        self.complete = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._slice)
        desk.project_changed.connect(self.start)
        desk.changed.connect(self.recount)
        self.start()

    def start(self) -> None:
        """Count everything from scratch."""
        self._parts.clear()
        self.totals = Totals()
        self.complete = False
        self._queue = [ROOT]
        self._timer.start()

    def recount(self, notice: ChangeNotice) -> None:
        """Recount what a change affects; branches too, because a language applies to everything below."""
        for node in notice.removed:
            self._forget(node)
        self._queue.extend(notice.inserted)
        self._queue.extend(notice.moved)
        self._queue.extend(notice.changed)
        self._timer.start()

    def finish(self) -> None:
        """Count to the end now."""
        while self._queue:
            self._count(self._queue.pop())
        self._timer.stop()
        self.complete = True
        self.changed.emit()

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        counted = 0
        while self._queue:
            self._count(self._queue.pop())
            counted += 1
            if counted % LOOK_AT_CLOCK == 0 and time.perf_counter() > end:
                self._timer.start()
                return
        self.complete = True
        self.changed.emit()

    def _count(self, node: NodeId) -> None:
        document = self._desk.document
        self._forget(node)
        here = document.get(node)
        if here is None or document.in_trash(node):
            if here is not None:
                self._queue.extend(here.children)
            return
        self._queue.extend(here.children)
        if here.parent is None or here.kind is Kind.PARAGRAPH:
            return
        counts = counts_of_node(document, node)
        target = document.effective_language(node)
        state = ""
        if needs_translation(document, node, target):
            if target not in here.renditions:
                state = "missing"
            else:
                state = "stale" if document.is_stale(node, target) else "done"
        part = _Part(counts.words, counts.concepts, here.source_language, target, state)
        self._parts[node] = part
        self._add(part, 1)

    def _forget(self, node: NodeId) -> None:
        part = self._parts.pop(node, None)
        if part is not None:
            self._add(part, -1)

    def _add(self, part: _Part, sign: int) -> None:
        self.totals.words += sign * part.words
        self.totals.concepts += sign * part.concepts
        if part.state:
            self.totals.targets[part.source, part.target, part.state] += sign

"""Finds what needs checking in the whole document, in slices, and again after every change."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.gui.review.items import ReviewItem, items_of
from conceptwriter.outline import ROOT, Kind, State
from conceptwriter.outline.translatable import has_words, is_verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import ChangeNotice, NodeId

SLICE_SECONDS = 0.004
LOOK_AT_CLOCK = 32
PAUSE_MS = 250
"""A burst of typing is checked once, when it pauses."""


class ReviewKeeper(QObject):
    """`items` in reading order, and the counts per language; correct once `complete`."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.items: list[ReviewItem] = []
        self.texts = 0
        """Texts with something to translate."""
        self.written: Counter[str] = Counter()
        """How many of them there are in each language."""
        self.unread: Counter[str] = Counter()
        """How many of them the model made and nobody has reviewed."""
        self.complete = False
        self._walk: Iterator[NodeId] | None = None
        self._found: list[ReviewItem] = []
        self._count, self._counts, self._unread = 0, Counter[str](), Counter[str]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.start)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)
        desk.project_changed.connect(self._restart)
        desk.changed.connect(self._on_change)
        self.start()

    def start(self) -> None:
        """Check everything from the beginning."""
        self._pause.stop()
        self._found, self._count, self._counts, self._unread = [], 0, Counter(), Counter()
        self._walk = self._desk.document.subtree(ROOT)
        self._next.start()

    def finish(self) -> None:
        """Check the rest now."""
        if self._pause.isActive() or self._walk is None:
            self.start()
        self._next.stop()
        while self._walk is not None:
            self._slice(seconds=60.0)

    def _restart(self) -> None:
        self.items, self.texts, self.complete = [], 0, False
        self.written, self.unread = Counter(), Counter()
        self.start()

    def _on_change(self, _notice: ChangeNotice) -> None:
        """The walk visits nodes that may have been removed: it restarts when typing pauses."""
        self._walk = None
        self._next.stop()
        self._pause.start()

    def _slice(self, seconds: float = SLICE_SECONDS) -> None:
        if self._walk is None:
            return
        end = time.perf_counter() + seconds
        for number, node in enumerate(self._walk, start=1):
            self._look_at(node)
            if number % LOOK_AT_CLOCK == 0 and time.perf_counter() > end:
                self._next.start()
                return
        self._walk = None
        self.items, self.texts = self._found, self._count
        self.written, self.unread = self._counts, self._unread
        self.complete = True
        self.changed.emit()

    def _look_at(self, node: NodeId) -> None:
        document = self._desk.document
        here = document.node(node)
        if here.kind is Kind.PARAGRAPH and not here.renditions:
            return
        self._found.extend(items_of(document, node))
        if not is_verbatim(here) and has_words(document.source_text(node)):
            self._count += 1
            written = {code: one for code, one in here.renditions.items() if one.text}
            self._counts.update(list(written))
            self._unread.update(code for code, one in written.items() if one.state is State.MACHINE)

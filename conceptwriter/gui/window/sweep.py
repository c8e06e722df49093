"""Walks through all texts of a document without blocking the window.

Cheap work is done here in slices of a few milliseconds. A writer's own expression may take any time, so it
runs on a thread, over texts collected here: the thread never touches the document.
"""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from conceptwriter.job import Job, start_job
from conceptwriter.outline.patterns import SearchBudget
from conceptwriter.outline.search import Passage, SearchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Look = Callable[[Iterable[Passage], SearchBudget], Iterator[Any]]

SLICE_SECONDS = 0.006
PORTION = 400
"""Number of texts passed to the thread at once."""


class Sweep(QObject):
    """One pass at a time. Each ends with `ended` or, if it cannot be done, with `failed`."""

    found = Signal(list)
    """Results from the texts examined last."""
    ended = Signal()
    failed = Signal(object)
    """SearchError: why it cannot be done."""
    overtaken = Signal()
    """The document changed meanwhile, so the pass stopped."""

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passages: Iterator[Passage] | None = None
        self._look: Look
        self._patience = SearchBudget()
        self._on_thread = False
        self._job: Job[list[Any]] | None = None
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """True until it has ended."""
        return self._passages is not None

    def start(self, passages: Iterator[Passage], look: Look, *, on_thread: bool) -> None:
        """Start; a running pass is dropped. The first slice is done at once."""
        self.stop()
        self._passages, self._look, self._on_thread = passages, look, on_thread
        self._patience = SearchBudget()
        self._slice()

    def stop(self) -> None:
        """Drop the pass: it emits nothing more."""
        self._next.stop()
        self._passages = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def finish(self) -> None:
        """Run to the end now, waiting for the thread."""
        while self._passages is not None:
            if self._job is not None:
                self._job.join()
                self._take(self._job)
            else:
                self._slice()

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        try:
            while self._passages is not None:
                portion = list(islice(self._passages, PORTION if self._on_thread else 1))
                if not portion:
                    self._end()
                elif self._on_thread:
                    self._hand_over(portion)
                    return
                else:
                    results = list(self._look(portion, self._patience))
                    if results:
                        self.found.emit(results)
                if time.perf_counter() > end and self._passages is not None:
                    self._next.start()
                    return
        except SearchError as error:
            self._fail(error)
        except RuntimeError:
            self.stop()
            self.overtaken.emit()

    def _hand_over(self, portion: list[Passage]) -> None:
        look, patience = self._look, self._patience

        def work(job: Job[list[Any]]) -> list[Any]:
            def watched() -> Iterator[Passage]:
                for passage in portion:
                    job.report(0, 0)
                    yield passage

            return list(look(watched(), patience))

        self._job = start_job("search", work)
        self._job.add_done_callback(self._answered.emit)

    @Slot(object)
    def _take(self, job: Job[list[Any]]) -> None:
        if job is not self._job:
            return
        self._job = None
        error = job.exception()
        if error is None:
            results = job.result()
            if results:
                self.found.emit(results)
            if self._passages is not None and self._job is None:
                self._slice()
        elif isinstance(error, SearchError):
            self._fail(error)
        else:
            self.stop()
            raise error

    def _fail(self, error: SearchError) -> None:
        self.stop()
        self.failed.emit(error)

    def _end(self) -> None:
        self._passages = None
        self.ended.emit()

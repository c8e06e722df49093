"""The jobs of a window. Workers answer on their own threads; everything here is reported on the GUI thread.

A job belongs to a node (Esc stops the job of the current node) or to none (importing a file). The receiver
decides what to do with a late answer whose node has changed; nothing is applied here.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from conceptwriter.job import Job
    from conceptwriter.outline.model import NodeId

Result = TypeVar("Result")


@dataclass(eq=False)
class _Watched(Generic[Result]):
    """The window's state for one job."""

    node: NodeId | None
    on_result: Callable[[Result], None] | None
    on_failure: Callable[[Exception], None] | None
    on_cancelled: Callable[[], None] | None
    lasting: bool
    """It belongs to no project: it continues when another one is opened."""
    in_background: bool
    """A background job: Esc stops it only if there is nothing nearer to stop. All lasting jobs are such."""
    stopped: bool = False


class JobService(QObject):
    """Starts nothing itself: it is given running jobs, watches them, and calls back on the GUI thread."""

    started = Signal(object)
    """Job"""
    progressed = Signal(object)
    """Job"""
    stopping = Signal(object)
    """Job: it was asked to stop, and will end."""
    ended = Signal(object)
    """Job: it has a result, failed or was stopped; its callbacks have been called."""
    failed = Signal(object, object)
    """Job, Exception: the failure was not handled elsewhere."""

    _ended_elsewhere = Signal(object)
    _progress_elsewhere = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: dict[Job[Any], _Watched[Any]] = {}
        self._moved: set[Job[Any]] = set()
        """Jobs whose progress is on its way to the GUI thread."""
        self._lock = threading.Lock()
        self._ended_elsewhere.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._progress_elsewhere.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    def watch(
        self,
        job: Job[Result],
        *,
        node: NodeId | None = None,
        on_result: Callable[[Result], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lasting: bool = False,
        in_background: bool = False,
    ) -> Job[Result]:
        """Follow a job until it ends. Exactly one of the callbacks is called, on the GUI thread."""
        self._watched[job] = _Watched(
            node, on_result, on_failure, on_cancelled, lasting, in_background or lasting
        )
        self.started.emit(job)
        job.add_progress_callback(lambda _progress: self._note_progress(job))
        job.add_done_callback(self._ended_elsewhere.emit)
        return job

    def _note_progress(self, job: Job[Any]) -> None:
        """On the worker's thread. One message at a time: a fast worker cannot flood the window."""
        with self._lock:
            waiting = job in self._moved
            self._moved.add(job)
        if not waiting:
            self._progress_elsewhere.emit(job)

    @Slot(object)
    def _advance(self, job: Job[Any]) -> None:
        with self._lock:
            self._moved.discard(job)
        watched = self._watched.get(job)
        if watched is not None and not watched.stopped:
            self.progressed.emit(job)

    @Slot(object)
    def _end(self, job: Job[Any]) -> None:
        with self._lock:
            self._moved.discard(job)
        watched = self._watched.pop(job, None)
        if watched is None:
            return
        error = cast("Exception | None", job.exception())
        if watched.stopped or job.cancelled():
            if watched.on_cancelled is not None:
                watched.on_cancelled()
        elif error is None:
            if watched.on_result is not None:
                watched.on_result(job.result())
        elif watched.on_failure is not None:
            watched.on_failure(error)
        else:
            self.failed.emit(job, error)
        self.ended.emit(job)

    # Querying and stopping

    def running(self) -> list[Job[Any]]:
        """All jobs that have not ended, oldest first."""
        return list(self._watched)

    def near(self, nodes: Collection[NodeId]) -> list[Job[Any]]:
        """The foreground jobs of these nodes, or of none."""
        return [
            job
            for job, watched in self._watched.items()
            if not watched.in_background and (watched.node is None or watched.node in nodes)
        ]

    def in_background(self) -> list[Job[Any]]:
        """The background jobs."""
        return [job for job, watched in self._watched.items() if watched.in_background]

    def pausable(self) -> list[Job[Any]]:
        """The running jobs that can be paused: those whose steps a user would count."""
        return [job for job, watched in self._watched.items() if job.countable and not watched.stopped]

    def pause_or_resume(self) -> None:
        """Pause what runs; if all that can be paused is paused already, let it continue."""
        jobs = self.pausable()
        is_running = any(not job.is_paused for job in jobs)
        for job in jobs:
            if is_running:
                job.pause()
            else:
                job.resume()

    def stop(self, job: Job[Any]) -> None:
        """Stop one job; it ends with its cancelled callback."""
        watched = self._watched.get(job)
        if watched is not None and not watched.stopped:
            watched.stopped = True
            job.cancel()
            self.stopping.emit(job)

    def stop_all(self) -> int:
        """Stop every job; returns how many there were."""
        jobs = self.running()
        for job in jobs:
            self.stop(job)
        return len(jobs)

    def abandon_all(self) -> None:
        """Stop everything that belongs to the project without callbacks: their target no longer exists."""
        for job in [job for job, watched in self._watched.items() if not watched.lasting]:
            del self._watched[job]
            job.cancel()
            self.ended.emit(job)

    def close(self, timeout: float = 2.0) -> None:
        """Stop everything and wait for the threads; no callback is called any more."""
        jobs = self.running()
        self._watched.clear()
        for job in jobs:
            job.cancel()
        for job in jobs:
            job.join(timeout)

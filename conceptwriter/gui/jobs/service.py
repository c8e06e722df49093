"""The jobs of a window. Workers answer on threads of their own; all here is told on the GUI thread.

A job belongs to a node (Esc stops the job of the node one is at) or to none (importing a file). What to do
with an answer that comes late, when its node has changed, the receiver decides; nothing is applied here.
"""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.model import NodeId

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Advance(Protocol):
    """How far a job is: `done` of `total` steps of `what`."""

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int: ...

    @property
    def what(self) -> str: ...


class Work(Protocol[Result_co]):
    """What the service needs of a job; the assistant's jobs and `Task` have it. Thread-safe."""

    @property
    def title(self) -> str: ...

    def result(self, timeout: float | None = None) -> Result_co: ...

    def error(self) -> Exception | None: ...

    @property
    def cancelled(self) -> bool: ...

    def cancel(self) -> None: ...

    def join(self, timeout: float | None = None) -> None: ...

    def add_progress_callback(self, function: Callable[[Any], None], /) -> None: ...

    def add_done_callback(self, function: Callable[[Any], None], /) -> None: ...


@dataclass(eq=False)
class RunningJob(Generic[Result]):
    """One job as the window sees it. `progress` goes from 0 to 1, or is None while unknown."""

    number: int
    work: Work[Result]
    title: str
    node: NodeId | None
    on_result: Callable[[Result], None] | None
    on_failure: Callable[[Exception], None] | None
    on_cancelled: Callable[[], None] | None
    progress: float | None = None
    done: int = 0
    total: int = 0
    """Steps, where they are things that a person counts; 0 where they are not known."""
    seconds_left: float | None = None
    """Reckoned from the steps done so far; None while there are none."""
    what: str = ""
    counts: bool = False
    """Its steps are things that a person counts, and are told with the time that is left."""
    stopped: bool = False
    lasting: bool = False
    """It belongs to no project: it goes on when another one is opened."""
    behind: bool = False
    """Nobody waits for it: Esc stops it only where there is nothing nearer to stop. So are all that last."""


class JobService(QObject):
    """Starts nothing itself: it is handed jobs that run, watches them, and calls back on the GUI thread."""

    started = Signal(object)
    """RunningJob"""
    progressed = Signal(object)
    """RunningJob"""
    stopping = Signal(object)
    """RunningJob: it was asked to stop, and will end."""
    ended = Signal(object)
    """RunningJob: it has a result, failed or was stopped; its callbacks have been called."""
    failed = Signal(object, object)
    """RunningJob, Exception: nobody else took care of the failure."""

    _ended_elsewhere = Signal(int)
    _progress_elsewhere = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._jobs: dict[int, RunningJob[Any]] = {}
        self._latest: dict[int, Advance] = {}
        self._since: dict[int, tuple[float, int]] = {}
        """When a job began with what it does now, and how far it was then."""
        self._lock = threading.Lock()
        self._ended_elsewhere.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._progress_elsewhere.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    def watch(
        self,
        work: Work[Result],
        *,
        node: NodeId | None = None,
        on_result: Callable[[Result], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lasting: bool = False,
        behind: bool = False,
    ) -> RunningJob[Result]:
        """Follow a job until it ends. Exactly one of the callbacks is called, on the GUI thread."""
        job = RunningJob(next(self._numbers), work, work.title, node, on_result, on_failure, on_cancelled)
        job.lasting, job.behind = lasting, behind or lasting
        number = job.number
        self._jobs[number] = job
        self.started.emit(job)
        work.add_progress_callback(lambda progress: self._note_progress(number, progress))
        work.add_done_callback(lambda _work: self._ended_elsewhere.emit(number))
        return job

    def _note_progress(self, number: int, progress: Advance) -> None:
        """On the worker's thread. Only the newest figure travels: a fast worker cannot flood the window."""
        with self._lock:
            waiting = number in self._latest
            self._latest[number] = progress
        if not waiting:
            self._progress_elsewhere.emit(number)

    @Slot(int)
    def _advance(self, number: int) -> None:
        with self._lock:
            progress = self._latest.pop(number, None)
        job = self._jobs.get(number)
        if progress is None or job is None or job.stopped:
            return
        job.progress = progress.done / progress.total if progress.total > 0 else None
        self._reckon(job, progress)
        job.what = progress.what
        self.progressed.emit(job)

    def _reckon(self, job: RunningJob[Any], progress: Advance) -> None:
        """How long it will go on at the pace it had; its start, where nothing comes, is left out."""
        now = time.monotonic()
        if (progress.what, progress.total) != (job.what, job.total) or progress.done < job.done:
            self._since[job.number] = (now, progress.done)
            job.seconds_left = None
        job.done, job.total = progress.done, progress.total
        since, done_then = self._since.setdefault(job.number, (now, progress.done))
        if progress.done > done_then:
            job.seconds_left = (now - since) / (progress.done - done_then) * (progress.total - progress.done)

    @Slot(int)
    def _end(self, number: int) -> None:
        job = self._jobs.pop(number, None)
        self._since.pop(number, None)
        with self._lock:
            self._latest.pop(number, None)
        if job is None:
            return
        error = job.work.error()
        if job.stopped or job.work.cancelled:
            if job.on_cancelled is not None:
                job.on_cancelled()
        elif error is None:
            if job.on_result is not None:
                job.on_result(job.work.result())
        elif job.on_failure is not None:
            job.on_failure(error)
        else:
            self.failed.emit(job, error)
        self.ended.emit(job)

    # Asking and stopping

    def running(self) -> list[RunningJob[Any]]:
        """All jobs that have not ended, oldest first."""
        return list(self._jobs.values())

    def of_node(self, node: NodeId) -> list[RunningJob[Any]]:
        """The jobs of one node that have not ended."""
        return [job for job in self._jobs.values() if job.node == node]

    def stop(self, job: RunningJob[Any]) -> None:
        """Stop one job; it ends with its cancelled callback."""
        if job.number in self._jobs and not job.stopped:
            job.stopped = True
            job.work.cancel()
            self.stopping.emit(job)

    def stop_node(self, node: NodeId) -> int:
        """Stop the jobs of one node; how many there were."""
        jobs = self.of_node(node)
        for job in jobs:
            self.stop(job)
        return len(jobs)

    def stop_all(self) -> int:
        """Stop every job; how many there were."""
        jobs = self.running()
        for job in jobs:
            self.stop(job)
        return len(jobs)

    def abandon_all(self) -> None:
        """Stop all that belongs to the project and call nobody back: what it was for is no longer there."""
        jobs = [job for job in self.running() if not job.lasting]
        for job in jobs:
            del self._jobs[job.number]
            job.stopped = True
            job.work.cancel()
            self.ended.emit(job)

    def close(self, timeout: float = 2.0) -> None:
        """Stop everything and wait for the threads; no callback is called any more."""
        jobs = self.running()
        self._jobs.clear()
        for job in jobs:
            job.stopped = True
            job.work.cancel()
        for job in jobs:
            job.work.join(timeout)

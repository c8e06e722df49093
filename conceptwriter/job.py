"""Work that goes on beside its caller: a standard future with progress, partial results and cancellation.

The engine, the assistant and the window all hand out the same kind of job. Its callbacks run on the thread
that reports, finishes or cancels it: they must be short and must not wait for another job (a window posts a
signal to itself, nothing else).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self, TypeVar, cast

from conceptwriter.errors import JobCancelled

Result = TypeVar("Result")
Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobProgress:
    """`done` of `total` steps (0: nobody knows of how many); `what` is a word for a person: "reading"."""

    done: int
    total: int
    what: str

    @property
    def fraction(self) -> float | None:
        """From 0 to 1; None while the number of steps is not known."""
        return self.done / self.total if self.total > 0 else None


class Job(Future[Result]):
    """The future result of one piece of work. All methods may be called from any thread.

    `title` says what it does. `on_cancel` tells somebody else who works for it to stop. `ends_at_once`: once
    cancelled it is done, whatever its thread still does; False is for work on files: such a job is done only
    when the work has stopped, with its result if that came all the same. `countable`: its steps are things
    that a person counts.
    """

    def __init__(
        self,
        title: str = "",
        *,
        on_cancel: Callable[[], object] | None = None,
        ends_at_once: bool = True,
        countable: bool = False,
    ) -> None:
        super().__init__()
        self.title = title
        self.countable = countable
        self._on_cancel = on_cancel
        self._ends_at_once = ends_at_once
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._progress = JobProgress(0, 0, "")
        self._since: tuple[float, int] | None = None
        """When the present kind of step began (monotonic), and how many steps were done then."""
        self._seconds_left: float | None = None
        self._progress_callbacks: list[Callable[[JobProgress], object]] = []
        self._partial: Result | None = None
        self._thread: threading.Thread | None = None

    # -- the caller's side ---

    @property
    def progress(self) -> JobProgress:
        """How far it is now."""
        return self._progress

    @property
    def seconds_left(self) -> float | None:
        """Estimated from the steps done so far; None while there are none."""
        return self._seconds_left

    @property
    def partial(self) -> Result | None:
        """What is ready so far, for work that gives results piece by piece; stays after a cancel."""
        return self._partial

    def cancelled(self) -> bool:
        """True when it ended by `cancel`."""
        return self.done() and isinstance(self.exception(), JobCancelled)

    def cancel(self, why: Exception | None = None) -> bool:
        """Ask to stop; the job then fails with `JobCancelled` (or with `why`), unless its result is already
        there. True when it is done now.
        """
        if self.done():
            return True
        self._stopping.set()
        if self._ends_at_once:
            self.set_exception(why or JobCancelled())
        if (on_cancel := self._on_cancel) is not None:
            on_cancel()
        return self.done()

    def add_done_callback(self, fn: Callable[[Self], object]) -> None:
        """Call `fn(job)` when it is done; at once, on this thread, if it is done already."""
        super().add_done_callback(lambda job: _call_guarded(fn, cast("Self", job)))

    def add_progress_callback(self, function: Callable[[JobProgress], object]) -> None:
        """Call `function(progress)` on every step and every partial result."""
        with self._lock:
            self._progress_callbacks.append(function)

    def join(self, timeout: float | None = None) -> None:
        """Wait until its thread has ended."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    @property
    def has_thread(self) -> bool:
        """True while its thread lives; that of a cancelled job may do so for a moment after `done()`."""
        return self._thread is not None and self._thread.is_alive()

    # -- the worker's side ---

    def start(self, work: Callable[[Self], Result]) -> Self:
        """Run `work(job)` on a thread of its own."""
        self._thread = threading.Thread(
            target=self._run, args=(work,), name=f"job: {self.title}", daemon=True
        )
        self._thread.start()
        return self

    def report(self, done: int, total: int, what: str = "") -> None:
        """Tell how far it is. Raises JobCancelled when the job was cancelled meanwhile."""
        self.check()
        self.advance(JobProgress(done, total, what))

    def advance(self, progress: JobProgress) -> None:
        """Note how far it is, for a worker elsewhere that hears of a cancellation in another way.

        The start of each kind of step is left out of the estimate: nothing comes while models load.
        """
        now, before = time.monotonic(), self._progress
        same_kind = (progress.what, progress.total) == (before.what, before.total)
        if self._since is None or not same_kind or progress.done < before.done:
            self._since, self._seconds_left = (now, progress.done), None
        since, done_then = self._since
        if progress.done > done_then:
            pace = (now - since) / (progress.done - done_then)
            self._seconds_left = pace * (progress.total - progress.done)
        self._progress = progress
        self._tell(progress)

    def offer(self, partial: Result) -> None:
        """Make a part of the result available before the rest; progress callbacks are told, to look at it."""
        self._partial = partial
        self._tell(self._progress)

    def check(self) -> None:
        """Raises JobCancelled when the job was cancelled."""
        if self._stopping.is_set():
            raise JobCancelled

    def wait_for(self, other: Job[Answer]) -> Answer:
        """The result of another job, which is cancelled together with this one."""
        self._on_cancel = other.cancel
        if self._stopping.is_set():  # cancelled between submitting and here
            other.cancel()
        try:
            return other.result()
        finally:
            self._on_cancel = None

    def set_result(self, result: Result) -> None:
        """Finish it; what comes after the end is dropped."""
        with suppress(InvalidStateError):
            super().set_result(result)

    def set_exception(self, exception: BaseException | None) -> None:
        """Fail it; what comes after the end is dropped."""
        with suppress(InvalidStateError):
            super().set_exception(exception)

    def _run(self, work: Callable[[Self], Result]) -> None:
        try:
            self.check()
            result = work(self)
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets the failure
            self.set_exception(error)
        else:
            self.set_result(result)

    def _tell(self, progress: JobProgress) -> None:
        with self._lock:
            callbacks = list(self._progress_callbacks)
        for function in callbacks:
            _call_guarded(function, progress)


def start_job(title: str, work: Callable[[Job[Result]], Result]) -> Job[Result]:
    """Run `work(job)` at once on a new thread; cancelled, it is done when the work has stopped."""
    return Job[Result](title, ends_at_once=False).start(work)


def _call_guarded(function: Callable[[Any], object], argument: object) -> None:
    """A callback that fails must not keep the others from hearing, nor stop a thread that serves them all."""
    try:
        function(argument)
    except Exception:  # noqa: BLE001 - logged, whatever it is
        _log.exception("a callback of a job failed")

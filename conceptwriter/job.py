"""Work in the background: a standard future with progress, partial results and cancellation.

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
    """`done` of `total` steps (0: total unknown); `what` is a user-readable word: "reading"."""

    done: int
    total: int
    what: str

    @property
    def fraction(self) -> float | None:
        """From 0 to 1; None while the number of steps is not known."""
        return self.done / self.total if self.total > 0 else None


class Job(Future[Result]):
    """The future result of one piece of work. All methods may be called from any thread.

    `title` says what it does. `on_cancel` tells a worker elsewhere to stop. With `ends_at_once`, a cancelled
    job is done immediately, whatever its thread still does; False is for work on files: such a job is done
    only when the work has stopped, with its result if one was produced anyway. `countable`: its steps are
    things that a user would count.
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
        self._may_run = threading.Event()
        self._may_run.set()
        self._lock = threading.Lock()
        self._progress = JobProgress(0, 0, "")
        self._since: tuple[float, int] | None = None
        """When the current kind of step began (monotonic), and how many steps were done then."""
        self._seconds_left: float | None = None
        self._rate: float | None = None
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
    def steps_per_second(self) -> float | None:
        """How fast it has been since the current kind of step began; None while there are no steps."""
        return self._rate

    @property
    def is_paused(self) -> bool:
        """True while its worker is to wait before the next step."""
        return not self._may_run.is_set() and not self.done()

    def pause(self) -> None:
        """Let its worker wait before the next step. What is finished by then is kept, as after a cancel."""
        if not self.done():
            self._may_run.clear()
            self._notify(self._progress)

    def resume(self) -> None:
        """Continue after a pause, which does not count in the estimate of the remaining time."""
        self._since, self._seconds_left, self._rate = None, None, None
        self._may_run.set()
        self._notify(self._progress)

    @property
    def partial(self) -> Result | None:
        """What is ready so far, for work that gives results piece by piece; kept after a cancel."""
        return self._partial

    def cancelled(self) -> bool:
        """True when it ended by `cancel`."""
        return self.done() and isinstance(self.exception(), JobCancelled)

    def cancel(self, why: Exception | None = None) -> bool:
        """Ask to stop; True when the job is now done.

        It fails with `JobCancelled` (or with `why`), unless it already has its result.
        """
        if self.done():
            return True
        self._stopping.set()
        self._may_run.set()
        if self._ends_at_once:
            self.set_exception(why or JobCancelled())
        if (on_cancel := self._on_cancel) is not None:
            on_cancel()
        return self.done()

    def add_done_callback(self, fn: Callable[[Self], object]) -> None:
        """Call `fn(job)` when it is done; immediately, on this thread, if it already is."""
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
        """True while its thread lives; for a cancelled job that may be a moment longer than `done()`."""
        return self._thread is not None and self._thread.is_alive()

    # -- the worker's side ---

    def start(self, work: Callable[[Self], Result]) -> Self:
        """Run `work(job)` on its own thread."""
        self._thread = threading.Thread(
            target=self._run, args=(work,), name=f"job: {self.title}", daemon=True
        )
        self._thread.start()
        return self

    def report(self, done: int, total: int, what: str = "") -> None:
        """Report progress. Raises JobCancelled when the job was cancelled meanwhile."""
        self.check()
        self.advance(JobProgress(done, total, what))

    def advance(self, progress: JobProgress) -> None:
        """Record progress, for a worker elsewhere that learns of a cancellation in another way.

        The start of each kind of step is left out of the estimate: no steps finish while models load.
        """
        now, before = time.monotonic(), self._progress
        same_kind = (progress.what, progress.total) == (before.what, before.total)
        start = self._since  # another thread may forget it, after a pause
        if start is None or not same_kind or progress.done < before.done:
            start = self._since = (now, progress.done)
            self._seconds_left, self._rate = None, None
        since, done_then = start
        if progress.done > done_then:
            pace = (now - since) / (progress.done - done_then)
            self._seconds_left = pace * (progress.total - progress.done)
            self._rate = 1 / pace if pace > 0 else None
        self._progress = progress
        self._notify(progress)

    def offer(self, partial: Result) -> None:
        """Make part of the result available early; progress callbacks are called so that they can look."""
        self._partial = partial
        self._notify(self._progress)

    def check(self) -> None:
        """Raises JobCancelled when the job was cancelled; waits while it is paused."""
        self._may_run.wait()
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
        """Finish it; results that come after the end are dropped."""
        with suppress(InvalidStateError):
            super().set_result(result)

    def set_exception(self, exception: BaseException | None) -> None:
        """Fail it; errors that come after the end are dropped."""
        with suppress(InvalidStateError):
            super().set_exception(exception)

    def _run(self, work: Callable[[Self], Result]) -> None:
        try:
            self.check()
            result = work(self)
        except Exception as error:  # noqa: BLE001 - raised to the caller that asks for the result
            self.set_exception(error)
        else:
            self.set_result(result)

    def _notify(self, progress: JobProgress) -> None:
        with self._lock:
            callbacks = list(self._progress_callbacks)
        for function in callbacks:
            _call_guarded(function, progress)


def start_job(title: str, work: Callable[[Job[Result]], Result]) -> Job[Result]:
    """Run `work(job)` immediately on a new thread; if cancelled, it is done when the work has stopped."""
    return Job[Result](title, ends_at_once=False).start(work)


def _call_guarded(function: Callable[[Any], object], argument: object) -> None:
    """A failing callback must not prevent the others from running, nor stop a thread that serves them all."""
    try:
        function(argument)
    except Exception:  # noqa: BLE001 - logged, whatever it is
        _log.exception("a callback of a job failed")

"""A request on its way: a small thread that talks to the engine, its progress, its cancellation, its result.

The thread never touches the document: it works on a snapshot that the caller's thread took. Results are
handed to callbacks *on that thread*, those of a cancelled job on the thread that cancelled it (a window posts
a signal to itself and nothing else).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from conceptwriter.engine import Job, JobCancelled

Result = TypeVar("Result")
Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AssistantProgress:
    """`done` of `total` steps; `what` is a word for a person: "reading", "proposing", "translating", ..."""

    done: int
    total: int
    what: str


class AssistantJob(Generic[Result]):
    """The future result of one request. Every method may be called from any thread.

    `title` says what it does, `revision` and `source_fingerprint` from which document and which text it was
    started. `in_background`: nobody waits for it, and everything else goes first.
    """

    def __init__(
        self, title: str, revision: int, source_fingerprint: str, *, in_background: bool = False
    ) -> None:
        self.title = title
        self.revision = revision
        self.source_fingerprint = source_fingerprint
        self.in_background = in_background
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._stopping = threading.Event()
        self._engine_job: Job[object] | None = None
        self._progress = AssistantProgress(0, 0, "")
        self._progress_callbacks: list[Callable[[AssistantProgress], None]] = []
        self._done_callbacks: list[Callable[[AssistantJob[Result]], None]] = []
        self._partial: Result | None = None
        self._results: list[Result] = []
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None

    # -- the caller's side ---

    @property
    def progress(self) -> AssistantProgress:
        """How far it is now."""
        return self._progress

    @property
    def partial(self) -> Result | None:
        """What is ready so far, for requests that give results piece by piece (translations, first offers);
        stays after a cancel.
        """
        return self._partial

    @property
    def cancelled(self) -> bool:
        """True when it ended by `cancel`."""
        return isinstance(self._error, JobCancelled)

    def done(self) -> bool:
        """True once there is a result or an error."""
        return self._finished.is_set()

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result (`timeout` in seconds).

        Raises the job's error (`JobCancelled`, `EngineCrashed`, `AssistantError`, ...), or TimeoutError.
        """
        if not self._finished.wait(timeout):
            raise TimeoutError(f"{self.title}: no result within {timeout} s")
        if self._error is not None:
            raise self._error
        return self._results[0]

    def error(self) -> Exception | None:
        """The error of a failed or cancelled job; None while it runs and when it succeeded."""
        return self._error

    def cancel(self, why: Exception | None = None) -> None:
        """Stop at once: the job is done (with `JobCancelled`, or with `why`) when this returns, the engine is
        told to stop too.
        """
        self._stopping.set()
        self._finish(error=why or JobCancelled())
        engine_job = self._engine_job
        if engine_job is not None:
            engine_job.cancel()

    def add_done_callback(self, function: Callable[[AssistantJob[Result]], None]) -> None:
        """Call `function(job)` when it is done; at once, on this thread, if it is done already."""
        with self._lock:
            if not self._finished.is_set():
                self._done_callbacks.append(function)
                return
        _call_guarded(function, self)

    def add_progress_callback(self, function: Callable[[AssistantProgress], None]) -> None:
        """Call `function(progress)` on every step, on the worker's thread."""
        with self._lock:
            self._progress_callbacks.append(function)

    def join(self, timeout: float | None = None) -> None:
        """Wait until its thread has ended."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    # -- the worker's side ---

    @property
    def is_running(self) -> bool:
        """True while its thread lives; a cancelled job's thread may do so for a moment after `done()`."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, work: Callable[[], Result]) -> None:
        """Run `work()` on a thread of its own."""
        self._thread = threading.Thread(
            target=self._run, args=(work,), name=f"assistant: {self.title}", daemon=True
        )
        self._thread.start()

    def report(self, done: int, total: int, what: str) -> None:
        """Tell how far it is. Raises JobCancelled when the job was cancelled meanwhile."""
        self.check()
        self._progress = AssistantProgress(done, total, what)
        self._tell(self._progress)

    def _tell(self, progress: AssistantProgress) -> None:
        with self._lock:
            callbacks = list(self._progress_callbacks)
        for function in callbacks:
            _call_guarded(function, progress)

    def offer(self, partial: Result) -> None:
        """Make a part of the result available before the rest; progress callbacks are told, to look at it."""
        self._partial = partial
        self._tell(self._progress)

    def check(self) -> None:
        """Raises JobCancelled when the job was cancelled."""
        if self._stopping.is_set():
            raise JobCancelled

    def wait_for(self, engine_job: Job[Answer]) -> Answer:
        """The answer of an engine job, which is cancelled together with this one."""
        self._engine_job = engine_job  # type: ignore[assignment]  # only ever cancelled
        if self._stopping.is_set():  # cancelled between submitting and here
            engine_job.cancel()
        try:
            return engine_job.result()
        finally:
            self._engine_job = None

    def _run(self, work: Callable[[], Result]) -> None:
        try:
            self.check()
            result = work()
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets the failure
            self._finish(error=error)
        else:
            self._finish(result=result)

    def _finish(self, result: Result | None = None, error: Exception | None = None) -> None:
        with self._lock:
            if self._finished.is_set():
                return
            self._error = error
            if error is None:
                self._results.append(result)  # type: ignore[arg-type]  # None may be a result
            self._finished.set()
            callbacks, self._done_callbacks = self._done_callbacks, []
        for function in callbacks:
            _call_guarded(function, self)


Argument = TypeVar("Argument")


def _call_guarded(function: Callable[[Argument], None], argument: Argument) -> None:
    """A caller's callback that fails must not take the result away from the others."""
    try:
        function(argument)
    except Exception:  # noqa: BLE001 - logged, whatever it is
        _log.exception("a callback of an assistant job failed")

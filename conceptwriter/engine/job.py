"""One request on its way: its result, its error, its cancellation."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from conceptwriter.engine.errors import EngineError
from conceptwriter.engine.requests import Progress, Request

Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)


class Job(Generic[Answer]):
    """The future result of one request. All methods may be called from any thread.

    `on_progress` and the callbacks of `add_done_callback` run on the engine's reader thread: they must be
    short and must not wait for another job (a GUI posts a signal, nothing else).
    """

    def __init__(
        self,
        job_id: int,
        request: Request[Answer],
        cancel: Callable[[int], None],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.id = job_id
        self.request = request
        self._send_cancel = cancel
        self._on_progress = on_progress
        self._finished = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[Job[Any]], None]] = []
        self._answer: list[Answer] = []
        self._error: BaseException | None = None

    def cancel(self) -> None:
        """Ask to stop. The job then fails with `JobCancelled`, unless its result is already here."""
        if not self.done():
            self._send_cancel(self.id)

    def done(self) -> bool:
        """True once there is a result or an error."""
        return self._finished.is_set()

    def result(self, timeout: float | None = None) -> Answer:
        """Wait for the answer (`timeout` in seconds).

        Raises the job's error (`JobCancelled`, `EngineCrashed`, `EmptyText`, ...), or TimeoutError.
        """
        if not self._finished.wait(timeout):
            raise TimeoutError(f"no answer within {timeout} s")
        if self._error is not None:
            raise self._error
        return self._answer[0]

    def error(self) -> BaseException | None:
        """The error of a failed job; None while it runs and when it succeeded."""
        return self._error

    def add_done_callback(self, function: Callable[[Job[Any]], None]) -> None:
        """Call `function(job)` when the job is done; at once, on this thread, if it is done already."""
        with self._lock:
            if not self._finished.is_set():
                self._callbacks.append(function)
                return
        _call_guarded(function, self)

    # The engine's side

    def report(self, progress: Progress) -> None:
        """Hand progress to the caller's callback."""
        if self._on_progress is not None:
            _call_guarded(self._on_progress, progress)

    def succeed(self, answer: Answer) -> None:
        """Set the result."""
        self._answer.append(answer)
        self._finish()

    def fail(self, error: BaseException) -> None:
        """Set the error."""
        self._error = error if isinstance(error, Exception) else EngineError(str(error))
        self._finish()

    def _finish(self) -> None:
        with self._lock:
            self._finished.set()
            callbacks, self._callbacks = self._callbacks, []
        for function in callbacks:
            _call_guarded(function, self)


Argument = TypeVar("Argument")


def _call_guarded(function: Callable[[Argument], None], argument: Argument) -> None:
    """A caller's callback that fails must not stop the reader thread, which serves all other jobs."""
    try:
        function(argument)
    except Exception:  # noqa: BLE001
        _log.exception("a callback of an engine job failed")

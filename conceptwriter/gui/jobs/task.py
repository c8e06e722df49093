"""A function that runs on a thread of its own: reading and writing files without stopping the window."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class TaskCancelled(ConceptWriterError):
    """The task was stopped before it had a result."""


@dataclass(frozen=True)
class Step:
    """`done` of `total` steps of `what`."""

    done: int
    total: int
    what: str


class Task(Generic[Result]):
    """Runs `function(task)` at once on a new thread. `report` in it raises TaskCancelled after `cancel`."""

    def __init__(self, title: str, function: Callable[[Task[Result]], Result]) -> None:
        self.title = title
        self._function = function
        self._stopping = threading.Event()
        self._finished = threading.Event()
        self._lock = threading.Lock()
        self._results: list[Result] = []
        self._error: Exception | None = None
        self._on_progress: list[Callable[[Step], None]] = []
        self._on_done: list[Callable[[Task[Result]], None]] = []
        self._thread = threading.Thread(target=self._run, name=f"task: {title}", daemon=True)
        self._thread.start()

    def report(self, done: int, total: int, what: str = "") -> None:
        """Tell how far it is; called by the function."""
        if self._stopping.is_set():
            raise TaskCancelled
        for callback in list(self._on_progress):
            _call_guarded(callback, Step(done, total, what))

    @property
    def cancelled(self) -> bool:
        """True when it ended by `cancel`."""
        return isinstance(self._error, TaskCancelled)

    def cancel(self) -> None:
        """Stop at the function's next report; what it writes is written whole or not at all."""
        self._stopping.set()

    def error(self) -> Exception | None:
        """The error of a failed or stopped task."""
        return self._error

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result (`timeout` in seconds); raises the task's error, or TimeoutError."""
        if not self._finished.wait(timeout):
            raise TimeoutError(f"{self.title}: no result within {timeout} s")
        if self._error is not None:
            raise self._error
        return self._results[0]

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread."""
        self._thread.join(timeout)

    def add_progress_callback(self, function: Callable[[Step], None], /) -> None:
        """Call `function(step)` on the task's thread."""
        self._on_progress.append(function)

    def add_done_callback(self, function: Callable[[Task[Result]], None], /) -> None:
        """Call `function(task)` when it is done, on its thread; at once if it is done already."""
        with self._lock:
            if not self._finished.is_set():
                self._on_done.append(function)
                return
        _call_guarded(function, self)

    def _run(self) -> None:
        try:
            if self._stopping.is_set():
                raise TaskCancelled
            self._results.append(self._function(self))
        except Exception as error:  # noqa: BLE001 - for whoever asks
            self._error = error
        with self._lock:
            self._finished.set()
            callbacks, self._on_done = self._on_done, []
        for callback in callbacks:
            _call_guarded(callback, self)


Argument = TypeVar("Argument")


def _call_guarded(function: Callable[[Argument], None], argument: Argument) -> None:
    """A callback that fails must not keep the others from hearing that the task has ended."""
    try:
        function(argument)
    except Exception:  # noqa: BLE001 - logged, whatever it is
        _log.exception("a callback of a task failed")

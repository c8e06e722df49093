"""The program's side of the model process: start, submit, cancel, notice a crash, close.

The engine never imports ONNX Runtime: models live only in the child, so that a crash or a leak there costs no
text.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from conceptwriter.engine.errors import EngineClosed, EngineCrashed
from conceptwriter.engine.process import ModelProcess
from conceptwriter.engine.requests import BundleChoice, EngineStatus, Request
from conceptwriter.engine.wire import Advanced, Cancel, Failed, Loaded, Run, Setup, Succeeded
from conceptwriter.job import Job, JobProgress

Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)


class Engine:
    """Runs requests, one after another, in a child process that starts with the first of them.

    `bundles`: a bundle folder that holds codec and LCM, or a `BundleChoice`. `device`: "auto", "cpu" or
    "cuda". `threads`: CPU threads of the models; None takes the physical cores, at most 8.

    All methods may be called from any thread. Close it (or use `with`): that ends the child and the reader
    thread.
    """

    def __init__(
        self, bundles: BundleChoice | Path, *, device: str = "auto", threads: int | None = None
    ) -> None:
        choice = bundles if isinstance(bundles, BundleChoice) else BundleChoice(bundles, bundles)
        self._setup = Setup(choice, device, threads)
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._child: _Child | None = None
        self._last_status = EngineStatus()
        self._closed = False

    def submit(
        self, request: Request[Answer], on_progress: Callable[[JobProgress], None] | None = None
    ) -> Job[Answer]:
        """Send a request to the child and return at once. Callbacks of the job run on the reader thread.

        Raises `EngineClosed` after `close()` and `EngineCrashed` when no child can be started.
        """
        with self._lock:
            if self._closed:
                raise EngineClosed("The engine is closed.")
            number = next(self._numbers)
            job = Job[Answer](type(request).__name__, on_cancel=lambda: self._cancel(number))
            if on_progress is not None:
                job.add_progress_callback(on_progress)
            if self._child is None or not self._child.register(number, job):
                self._child = _Child(self._setup, self._remember)
                self._child.register(number, job)
            child = self._child
        child.send(Run(number, request))
        return job

    @property
    def status(self) -> EngineStatus:
        """What is known now; never waits and never starts the child. `Describe()` makes it complete."""
        with self._lock:
            child, last = self._child, self._last_status
        if child is None or child.ended:
            return replace(last, pid=None, rss_bytes=None)
        return replace(last, pid=child.pid, rss_bytes=child.resident_bytes())

    def close(self) -> None:
        """End the child; jobs in flight fail with `EngineClosed`. Not from a callback. Idempotent."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _cancel(self, job_id: int) -> None:
        with self._lock:
            child = self._child
        if child is not None:
            child.send(Cancel(job_id))

    def _remember(self, status: EngineStatus) -> None:
        with self._lock:
            self._last_status = status


class _Child:
    """One run of the model process, its jobs, and the thread that reads its answers."""

    def __init__(self, setup: Setup, on_status: Callable[[EngineStatus], None]) -> None:
        self._on_status = on_status
        self._lock = threading.Lock()
        self._jobs: dict[int, Job[Any]] = {}
        self._closing = False
        self.ended = False
        self._process = ModelProcess(setup)
        self._reader = threading.Thread(target=self._read, name="engine reader", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def resident_bytes(self) -> int | None:
        return self._process.resident_bytes()

    def register(self, number: int, job: Job[Any]) -> bool:
        """Accept the job; False when this child has ended."""
        with self._lock:
            if self.ended:
                return False
            self._jobs[number] = job
            return True

    def send(self, message: object) -> None:
        # A dead child receives no message: the reader thread fails its jobs, so nothing is lost here.
        self._process.send(message)

    def close(self) -> None:
        self._closing = True
        self._process.end()
        self._reader.join()

    def _read(self) -> None:
        while True:
            try:
                self._dispatch(self._process.receive())
            except EOFError:
                break
            except Exception:  # noqa: BLE001
                # What follows an unreadable answer cannot be trusted either, and no job may wait forever.
                _log.exception("the model process sent data that cannot be read")
                self._process.kill()
                break
        reason = self._process.reap()
        with self._lock:
            self.ended = True
            jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            job.set_exception(
                EngineClosed("The engine was closed.") if self._closing else EngineCrashed(reason)
            )

    def _dispatch(self, message: object) -> None:
        match message:
            case Loaded(status):
                self._on_status(status)
            case Advanced(job_id, progress):
                with self._lock:
                    waiting = self._jobs.get(job_id)
                if waiting is not None:
                    waiting.advance(progress)
            case Succeeded(job_id, answer):
                if (job := self._take(job_id)) is not None:
                    job.set_result(answer)
            case Failed(job_id, error):
                if (job := self._take(job_id)) is not None:
                    job.set_exception(error)

    def _take(self, job_id: int) -> Job[Any] | None:
        """None for an answer that comes after the job's cancellation was confirmed."""
        with self._lock:
            return self._jobs.pop(job_id, None)

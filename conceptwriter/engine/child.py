"""The model process: reads requests from standard input, writes answers to standard output.

The main thread works; a second thread reads, so that a cancellation is seen while a model runs and so that
the process ends at once when its parent dies (end of input).
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING, BinaryIO

import psutil

from conceptwriter.engine.errors import EngineError
from conceptwriter.engine.wire import Advanced, Cancel, Failed, Loaded, Run, Sender, Setup, Succeeded, receive
from conceptwriter.errors import ConceptWriterError, JobCancelled
from conceptwriter.job import JobProgress

if TYPE_CHECKING:
    from conceptwriter.engine.service import Service
    from conceptwriter.runtime.sessions import Interrupt


def main() -> None:
    """Serve until the input ends."""
    requests, answers = _claim_standard_streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is handled by the parent
    _lower_priority()
    sender = Sender(answers)
    setup = receive(requests)
    assert isinstance(setup, Setup)
    server = _Server(setup, sender)
    threading.Thread(target=server.read, args=(requests,), daemon=True).start()
    server.work()


def _claim_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for messages; anything a library prints goes to standard error and cannot break them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return requests, answers


def _lower_priority() -> None:
    """Lower the priority: the window must stay responsive while the models use every core."""
    process = psutil.Process()
    try:
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(min(19, process.nice() + 5))
    except psutil.Error:
        pass  # optional: everything works without it


class _Server:
    def __init__(self, setup: Setup, sender: Sender) -> None:
        self._setup = setup
        self._sender = sender
        self._queue: queue.SimpleQueue[Run] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting: set[int] = set()
        self._running: int | None = None
        self._interrupt: Interrupt | None = None

    # The reading thread

    def read(self, requests: BinaryIO) -> None:
        """Read messages; end the whole process when there will be no more."""
        code = 1
        try:
            while True:
                self._take(receive(requests))
        except (EOFError, OSError):
            code = 0  # the parent closed the pipe or died
        except Exception:  # noqa: BLE001 - whatever it is, the next message would be lost
            traceback.print_exc()
        finally:
            os._exit(code)  # at once, without cleaning up, also when the working thread is inside a model

    def _take(self, message: object) -> None:
        if isinstance(message, Run):
            with self._lock:
                self._waiting.add(message.job_id)
            self._queue.put(message)
        elif isinstance(message, Cancel):
            self._cancel(message.job_id)

    def _cancel(self, job_id: int) -> None:
        with self._lock:
            if job_id in self._waiting:
                self._waiting.discard(job_id)
            elif job_id == self._running and self._interrupt is not None:
                self._interrupt.set()
            else:
                return
        # Confirmed here, not by the working thread: it may be inside a long model run or loading a model.
        self._sender.send(Failed(job_id, JobCancelled()))

    # The working thread

    def work(self) -> None:
        """Answer one request after another, forever."""
        # ONNX Runtime loads here, after the reading thread has started: a cancellation is noticed at once.
        from conceptwriter.engine.service import Service
        from conceptwriter.runtime.sessions import Interrupt

        service = Service(self._setup, lambda status: self._sender.send(Loaded(status)))
        while True:
            run = self._queue.get()
            interrupt = Interrupt()
            with self._lock:
                if run.job_id not in self._waiting:
                    continue
                self._waiting.discard(run.job_id)
                self._running, self._interrupt = run.job_id, interrupt
            answer = self._answer(service, run, interrupt)
            with self._lock:
                self._running = self._interrupt = None
                confirmed = interrupt.is_set
            if not confirmed:  # a second answer could overtake the reading thread's confirmation
                self._sender.send(answer)

    def _answer(self, service: Service, run: Run, interrupt: Interrupt) -> Succeeded | Failed:
        def report(done: int, total: int, what: str) -> None:
            self._sender.send(Advanced(run.job_id, JobProgress(done, total, what)))

        try:
            return Succeeded(run.job_id, service.answer(run.request, interrupt, report))
        except ConceptWriterError as error:
            return Failed(run.job_id, error)
        except MemoryError:
            return Failed(
                run.job_id, EngineError("The model ran out of memory. Close other programs and try again.")
            )
        except Exception as error:  # noqa: BLE001 - one bad request must not end the process for all others
            return Failed(run.job_id, EngineError(f"The model failed: {type(error).__name__}: {error}"))


if __name__ == "__main__":
    main()

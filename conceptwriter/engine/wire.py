"""Messages between the program and its model process: length-prefixed pickles over two pipes.

Pickle is safe here: both ends are this program, joined by anonymous pipes that no other process can write to.
"""

from __future__ import annotations

import pickle
import struct
import threading
from dataclasses import dataclass
from typing import Any, BinaryIO

from conceptwriter.engine.requests import BundleChoice, EngineStatus, Request
from conceptwriter.job import JobProgress

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Setup:
    """First message to a new child."""

    bundles: BundleChoice
    device: str
    threads: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """Answer this request."""

    job_id: int
    request: Request[Any]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop this job, or do not start it."""

    job_id: int


@dataclass(frozen=True, slots=True)
class Advanced:
    """A job made progress. Its steps are of "encode", "decode", "sample", "draft" or "load"."""

    job_id: int
    progress: JobProgress


@dataclass(frozen=True, slots=True, eq=False)
class Succeeded:
    """A job has its answer."""

    job_id: int
    answer: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A job has an error."""

    job_id: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Loaded:
    """The child has its models; sent once, before the answer that needed them."""

    status: EngineStatus


class Sender:
    """Writes whole messages; safe from several threads."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: object) -> None:
        """Raises OSError (BrokenPipeError) when the other side has ended, ValueError when closed here."""
        body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._stream.write(_LENGTH.pack(len(body)))
            self._stream.write(body)
            self._stream.flush()

    def close(self) -> None:
        """Close the pipe; the other side then reads end of input."""
        with self._lock:
            try:
                self._stream.close()
            except OSError:
                pass  # flushing to a dead process: nobody is left to notify


def receive(stream: BinaryIO) -> Any:
    """The next message. Raises EOFError when the other side closed the pipe or died, even mid-message."""
    head = _read_exactly(stream, _LENGTH.size)
    (length,) = _LENGTH.unpack(head)
    return pickle.loads(_read_exactly(stream, length))  # noqa: S301 - from our own child or parent


def _read_exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data

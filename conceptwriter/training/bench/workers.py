"""The measuring side of a contender: starts it, sends requests, and monitors other load on the machine."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

import conceptwriter
from conceptwriter.child_process import module_command
from conceptwriter.errors import ConceptWriterError

_CHECKOUT = Path(conceptwriter.__file__).resolve().parent.parent


class ContenderFailed(ConceptWriterError):
    """A contender cannot do a task; the message says why."""


@dataclass(frozen=True, slots=True)
class ContenderAnswer:
    """A contender's answer, and how busy other processes were meanwhile."""

    values: dict[str, Any]
    others: float
    """Processor time that neither it nor the measuring process took, in cores: 0.1 is a tenth of one core."""


class Worker:
    """A contender's process. Use it as a context manager: it ends with the block."""

    def __init__(self, command: Sequence[str]) -> None:
        """`command` starts with a Python; its script or module calls `serving.serve`."""
        self.started = time.perf_counter()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        environment = {**os.environ, "PYTHONPATH": os.fspath(_CHECKOUT), "PYTHONIOENCODING": "utf-8"}
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                encoding="utf-8",
                env=environment,
                cwd=_CHECKOUT,
            )
        except OSError as error:
            self._errors.close()
            raise ContenderFailed(f"{command[0]} cannot be started ({error.strerror or error})") from error

    def ask(self, do: str, **given: Any) -> ContenderAnswer:
        """Raises ContenderFailed when it fails or ends."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        before = _Clock.now(self._process.pid)
        try:
            self._process.stdin.write(json.dumps({"do": do, **given}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        if not line:
            raise ContenderFailed(self._last_words())
        values: dict[str, Any] = json.loads(line)
        if "problem" in values:
            raise ContenderFailed(values["problem"])
        return ContenderAnswer(values, _Clock.now(self._process.pid).others_since(before))

    def resident_bytes(self) -> int:
        """Memory it holds now, mapped files included."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def close(self) -> None:
        """End the process and wait until its memory is free."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # unwritten data has no reader any more
                    pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with code {self._process.returncode}"


@dataclass(frozen=True, slots=True)
class _Clock:
    """Processor seconds so far: of the machine, of a contender, and of this process."""

    wall: float
    busy: float
    ours: float

    @classmethod
    def now(cls, process: int) -> _Clock:
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        # Linux counts what virtual machines take twice, once as `guest`.
        twice = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
        try:
            theirs = sum(psutil.Process(process).cpu_times()[:2])
        except psutil.Error:  # it has just ended: the caller will notice
            theirs = 0.0
        return cls(time.perf_counter(), sum(times) - idle - twice, theirs + time.process_time())

    def others_since(self, before: _Clock) -> float:
        wall = max(self.wall - before.wall, 1e-9)
        return max(0.0, (self.busy - before.busy) - (self.ours - before.ours)) / wall


def runtime_command(threads: int, **folders: Path | None) -> list[str]:
    """The command of `runtime_worker`; folders: codec, lcm, cache."""
    command = module_command("conceptwriter.training.bench.runtime_worker", "--threads", str(threads))
    for name, folder in folders.items():
        if folder is not None:
            command += [f"--{name}", str(folder.resolve())]
    return command

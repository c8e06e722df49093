"""Starting, watching and ending the operating-system process that holds the models."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from typing import Any, BinaryIO, cast

import psutil

from conceptwriter.child_process import module_command, module_environment
from conceptwriter.engine.errors import EngineCrashed
from conceptwriter.engine.wire import Sender, Setup, receive

_CHILD_MODULE = "conceptwriter.engine.child"
_GRACE_SECONDS = 2.0


class ModelProcess:
    """A child Python with pipes for requests (its standard input) and answers (its standard output).

    A plain `python -m` child rather than multiprocessing: spawning must not import the program's `__main__`
    again, and forking a process that has a window and threads is not safe.
    """

    def __init__(self, setup: Setup) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            self._process = subprocess.Popen(
                module_command(_CHILD_MODULE),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=module_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._errors.close()
            raise EngineCrashed(f"The model process could not be started: {error}.") from error
        self._sender = Sender(cast("BinaryIO", self._process.stdin))
        self._answers = cast("BinaryIO", self._process.stdout)
        self.send(setup)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: object) -> None:
        """Send, or do nothing when the process has ended."""
        try:
            self._sender.send(message)
        except (OSError, ValueError):
            pass

    def receive(self) -> Any:
        """Wait for the next message; EOFError when the process ended."""
        return receive(self._answers)

    def resident_bytes(self) -> int | None:
        """Resident memory, None when the process has ended."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return None

    def kill(self) -> None:
        """End the process by force."""
        self._process.kill()

    def end(self) -> None:
        """Let the process end: first by closing its input, then by force."""
        self._sender.close()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def reap(self) -> str:
        """After the end of the answers: collect the process, close all pipes, and return how it ended."""
        try:
            code = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._sender.close()
        self._answers.close()
        detail = self._last_error_line()
        self._errors.close()
        how = _name_of_exit(code)
        return f"The model process stopped unexpectedly ({how}). Your text is safe. Try again.{detail}"

    def _last_error_line(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return f" Its last message: {lines[-1].strip()}" if lines else ""


def _name_of_exit(code: int) -> str:
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"

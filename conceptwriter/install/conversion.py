"""Running the converter: a child process that writes a bundle folder and reports progress.

The converter is `python -m conceptwriter.convert`; it needs no PyTorch. It is a separate process
because it uses gigabytes of memory, which only the end of a process reliably frees, and because it can be
killed at any moment: a second run continues from the finished files.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import psutil

import conceptwriter.convert
from conceptwriter.child_process import module_command, module_environment
from conceptwriter.install.steps import PROGRESS_SECONDS, ConversionFailed, InstallStep, OnProgress

CONVERTER = conceptwriter.convert.__name__
_GRACE_SECONDS = 0.5
_LAST_WORDS = 2000


def convert(
    words: Sequence[str], on_progress: OnProgress, *, module: str = CONVERTER, lock: int | None = None
) -> dict[str, Any]:
    """Run the converter with these arguments; returns the figures of its self-check.

    `lock` is a file descriptor that the converter keeps open, since it may briefly outlive this process.
    `on_progress` is called ten times a second; when it raises, the converter is ended at once.
    Raises ConversionFailed with the converter's own message.
    """
    result: dict[str, Any] | None = None
    step = InstallStep("convert", 0, None, "Starting the conversion")
    with tempfile.TemporaryFile() as errors, _running(module, words, errors, lock) as process:
        for line in _lines(process):
            message = _message(line)
            if isinstance(message.get("result"), dict):
                result = message["result"]
            elif "what" in message:
                step = _step(message, step)
            on_progress(step)
        code = process.wait()
        if code != 0 or result is None:
            raise ConversionFailed(_sentence(errors, code))
    return result


@contextmanager
def _running(
    module: str, words: Sequence[str], errors: IO[bytes], lock: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    """The child process; it has ended when the context exits."""
    try:
        process = subprocess.Popen(
            module_command(module, *words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=module_environment({"PYTHONUTF8": "1", **threads_for(words[0])}),
            pass_fds=() if lock is None or os.name != "posix" else (lock,),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise ConversionFailed(f"The conversion could not be started: {error.strerror or error}.") from error
    with process:
        _lower_priority(process.pid)
        try:
            yield process
        finally:
            _end(process)


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Its output, line by line; an empty line after every tenth of a second of silence."""
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(process.stdout, lines), name="conversion", daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=PROGRESS_SECONDS)
        except queue.Empty:
            line = b""
        if line is None:
            return
        yield line


def _read(stream: IO[bytes] | None, lines: queue.SimpleQueue[bytes | None]) -> None:
    try:
        for line in stream or ():
            lines.put(line)
    except (OSError, ValueError):
        pass  # closed while reading: the process was ended
    lines.put(None)


def _message(line: bytes) -> dict[str, Any]:
    """One progress line; anything else a library may print is ignored."""
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _step(message: dict[str, Any], before: InstallStep) -> InstallStep:
    """The reported step; checking is the last stage, so nothing after it counts as converting again."""
    done, total, what = message.get("done"), message.get("total"), str(message["what"])
    return InstallStep(
        "check" if before.stage == "check" or what.startswith("check") else "convert",
        done if isinstance(done, int) else 0,
        total if isinstance(total, int) else None,
        what[:1].upper() + what[1:],
    )


def _sentence(errors: IO[bytes], code: int) -> str:
    """The converter's last message, as one of ours."""
    errors.seek(0)
    lines = [line.strip() for line in errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return (
            f"The conversion stopped without an error message ({how}). The computer may have run out "
            "of memory: close other programs and start again; it continues where it stopped."
        )
    return f"The conversion failed: {lines[-1].removeprefix('conceptwriter: ')[:_LAST_WORDS]}"


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _lower_priority(pid: int) -> None:
    """Lower the priority of a process: the window must stay responsive meanwhile."""
    try:
        process = psutil.Process(pid)
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 10)
    except (psutil.Error, OSError):
        return  # optional: everything works without it


def threads_for(kind: str) -> dict[str, str]:
    """Environment of a conversion. A voice's matrix products are small: two threads would mostly wait."""
    return {"OPENBLAS_NUM_THREADS": "1"} if kind == "voice" else {}

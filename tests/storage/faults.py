"""Makes the system fail, or the program die, at one chosen call that changes a folder.

Where a C compiler is found, a small library (`faults.c`) loaded before the C library stands between the
program and the system, so that the calls of SQLite count too. Without one, only those that Python makes do.
"""

from __future__ import annotations

import ctypes
import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any, Protocol

SOURCE = Path(__file__).with_name("faults.c")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT)


class Manner(IntEnum):
    """What happens at the chosen call: it fails, it and all later ones fail, or the program is killed."""

    FAIL_ONCE = 0
    FAIL_FROM = 1
    KILL_BEFORE = 2
    KILL_AFTER = 3
    KILL_INSIDE = 4


class Faults(Protocol):
    """Counts the calls that change a folder."""

    def arm(self, folder: Path, at: int, error: int, manner: Manner) -> None:
        """From now on, call number `at` (from 1; -1: none) goes wrong."""

    def disarm(self) -> None:
        """The system works again."""

    def count(self) -> int:
        """Calls since `arm`."""

    def failed(self) -> int:
        """Calls that failed since `arm`."""


def loaded_faults() -> Faults:
    """The library when this program was started with it, else what stands in for it."""
    return LibraryFaults() if "faults" in os.environ.get("LD_PRELOAD", "") else PythonFaults()


def environment_with_library(folder: Path) -> dict[str, str] | None:
    """The environment for a program that is to run with the library, built in `folder`.

    None where it cannot be built.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = folder / "faults.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return {**os.environ, "LD_PRELOAD": str(library)}


class LibraryFaults:
    """Through the library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.faults_count.restype = ctypes.c_long
        self._library.faults_failed.restype = ctypes.c_long
        self._library.faults_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int]

    def arm(self, folder: Path, at: int, error: int, manner: Manner) -> None:
        self._library.faults_arm(os.fsencode(folder), at, error, int(manner))

    def disarm(self) -> None:
        self._library.faults_arm(b"", -1, 0, 0)

    def count(self) -> int:
        return int(self._library.faults_count())

    def failed(self) -> int:
        return int(self._library.faults_failed())


class PythonFaults:
    """In Python's own functions; what SQLite does by itself goes through."""

    _ON_PATHS = ("open", "unlink", "rename", "replace", "chmod", "mkdir")
    _ON_FILES = ("fsync", "ftruncate")

    def __init__(self) -> None:
        self._folder = ""
        self._at, self._error, self._manner = -1, errno.EIO, Manner.FAIL_ONCE
        self._count = self._failed = 0
        for name in self._ON_PATHS + self._ON_FILES:
            setattr(os, name, self._wrapped(getattr(os, name)))
        io.open = self._wrapped(io.open)

    def arm(self, folder: Path, at: int, error: int, manner: Manner) -> None:
        self._folder, self._at, self._error, self._manner = str(folder), at, error, manner
        self._count = self._failed = 0

    def disarm(self) -> None:
        self._folder = ""

    def count(self) -> int:
        return self._count

    def failed(self) -> int:
        return self._failed

    def _wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def through(target: Any, *rest: Any, **more: Any) -> Any:
            if not self._concerns(target):
                return call(target, *rest, **more)
            self._count += 1
            here = self._count == self._at
            if here and self._manner is Manner.KILL_BEFORE:
                os.kill(os.getpid(), signal.SIGKILL)
            if (here and self._manner <= Manner.FAIL_FROM) or self._is_past():
                self._failed += 1
                raise OSError(self._error, os.strerror(self._error), str(target))
            done = call(target, *rest, **more)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return through

    def _is_past(self) -> bool:
        return self._manner is Manner.FAIL_FROM and 0 < self._at < self._count

    def _concerns(self, target: Any) -> bool:
        if not self._folder:
            return False
        if isinstance(target, int):
            try:
                target = str(Path(f"/proc/self/fd/{target}").readlink())
            except OSError:
                return False
        return str(target).startswith(self._folder)


def scratch() -> Path:
    """A folder in memory where there is one: these tests do not pull the plug."""
    shared = Path("/dev/shm")
    place = shared if shared.is_dir() and os.access(shared, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="conceptwriter-ordeal-", dir=place))

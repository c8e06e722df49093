"""Writing a file so that it is either complete or absent.

The content is written to a temporary file in the same folder, flushed to disk, and renamed to the target in
one step. A crash, a full disk or a power cut leaves the previous file intact.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SUFFIX = ".part"
_LONGEST_NAME = 255 - len(f"..12345678{_SUFFIX}")
"""Longest name in bytes whose temporary file can still contain it whole."""


def atomic_write(target: Path, content: bytes, *, new_mode: int | None = None) -> None:
    """Replace the content of a file with `content`; see :func:`atomic_replacement`. Raises OSError."""
    with atomic_replacement(target, new_mode=new_mode) as temporary:
        temporary.write_bytes(content)


@contextmanager
def atomic_replacement(target: Path, *, new_mode: int | None = None) -> Iterator[Path]:
    """A temporary file that replaces `target` if the block succeeds and is removed if not. Raises OSError.

    Until then only its owner may read it. A replaced file keeps its permissions; a new one gets `new_mode`
    (None: the system default). A symbolic link is replaced, not followed.
    """
    with temporary_next_to(target) as temporary:
        yield temporary
        synchronise(temporary)
        take_place(temporary, target, new_mode=new_mode)


@contextmanager
def temporary_next_to(target: Path) -> Iterator[Path]:
    """An empty private file in the folder of `target`, removed if the block fails. Raises OSError.

    It is called `.NAME.XXXXXXXX.part`, with eight random characters.
    """
    name = target.name if len(os.fsencode(target.name)) <= _LONGEST_NAME else target.name[:40]
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=_SUFFIX, dir=target.parent)
    os.close(handle)
    temporary = Path(path)
    try:
        yield temporary
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def take_place(temporary: Path, target: Path, *, new_mode: int | None = None) -> None:
    """Rename a finished, synchronised file to `target`, with its permissions. Raises OSError."""
    temporary.chmod(_mode_for(target, new_mode))
    temporary.replace(target)
    synchronise(target.parent)


def synchronise(path: Path) -> None:
    """Flush what was written to a file to disk. Raises OSError.

    For a folder, flushes its new entries; not every system supports that, so nothing is raised.
    """
    if not path.is_dir():
        _flush(path, os.O_RDWR)
    elif os.name == "posix":  # Windows cannot open folders
        with contextlib.suppress(OSError):
            _flush(path, os.O_RDONLY)


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mode_for(target: Path, new_mode: int | None) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask() if new_mode is None else new_mode


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

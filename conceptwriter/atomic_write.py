"""Writing a file so that it is there whole or not at all.

The content is written to a temporary file in the same folder, flushed to the disk, and takes the name of the
file in one step. A crash, a full disk or a power cut leaves what was there before.
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
"""Bytes of a name that still fits, whole, into that of its temporary file."""


def atomic_write(target: Path, content: bytes, *, new_mode: int | None = None) -> None:
    """Make `content` that of a file; see :func:`atomic_replacement`. Raises OSError."""
    with atomic_replacement(target, new_mode=new_mode) as temporary:
        temporary.write_bytes(content)


@contextmanager
def atomic_replacement(target: Path, *, new_mode: int | None = None) -> Iterator[Path]:
    """A temporary file that becomes `target` when the block ends well; else it is removed. Raises OSError.

    Only its owner may read it until then. A file that is replaced keeps its permissions; a new one gets
    `new_mode` (None: what the system gives to new files). A symbolic link is replaced, not followed.
    """
    with temporary_beside(target) as temporary:
        yield temporary
        synchronise(temporary)
        take_place(temporary, target, new_mode=new_mode)


@contextmanager
def temporary_beside(target: Path) -> Iterator[Path]:
    """An empty private file in the folder of `target`, gone when the block fails. Raises OSError.

    It is called `.NAME.XXXXXXXX.part`, with eight characters by chance.
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
    """Give a finished, synchronised file the name and the permissions of `target`. Raises OSError."""
    temporary.chmod(_mode_for(target, new_mode))
    temporary.replace(target)
    synchronise(target.parent)


def synchronise(path: Path) -> None:
    """Ask the disk to hold what was written to a file. Raises OSError.

    Of a folder, the new names in it; not every system can be asked for that, so nothing is raised.
    """
    if not path.is_dir():
        _flush(path, os.O_RDWR)
    elif os.name == "posix":  # Windows opens no folders
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

"""A complete file under a temporary name takes its place in one step, or nothing happens.

Whoever replaces a file holds the lock of its name. So the beginnings that killed programs left there belong
to nobody, and are swept away.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conceptwriter.storage import logs
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.places import reason, require_replaceable

_TAIL = r"\.[a-z0-9_]{8}\.part(-journal|-wal|-shm)?"


@contextmanager
def replacing(path: Path, *, permissions: int | None = None) -> Iterator[Path]:
    """A temporary file in the folder of `path` that takes its name, synchronised, when all went well.

    Only its owner may read the file until then. `permissions` are those of a new file (None: what the system
    gives to new files); a file that is replaced keeps its own. Raises StorageError.
    """
    require_replaceable(path)
    temporary: Path | None = None
    try:
        sweep(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        synchronise(temporary)
        logs.clear(path)
        temporary.chmod(_permissions(path, permissions))
        temporary.replace(path)
        synchronise(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"{path} could not be written ({reason(error)}). Choose another place or free some space."
        ) from error
    finally:
        if temporary is not None:
            _remove(temporary)


def beginning_of(path: Path) -> Path:
    """A new name for what is being written to `path`; `sweep` knows it for one."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def sweep(path: Path) -> None:
    """Remove what killed programs began to write under this name, and copies of it for new formats."""
    stem, suffix = re.escape(path.stem), re.escape(path.suffix)
    begun = re.compile(rf"\.({re.escape(path.name)}|{stem}\.format-[0-9.-]+{suffix}){_TAIL}")
    for litter in _found(path.parent, begun):
        _remove(litter)


def sweep_folder(folder: Path, suffix: str) -> None:
    """Remove what killed programs began to write under any name with this suffix, and their locks.

    Whoever still writes holds the lock of the name, and keeps what is his.
    """
    begun = re.compile(rf"\.(.+{re.escape(suffix)}){_TAIL}")
    lock = re.compile(rf"\.(.+{re.escape(suffix)})\.lock")
    names = {match[1] for entry in _found(folder, begun) if (match := begun.fullmatch(entry.name))}
    names |= {match[1] for entry in _found(folder, lock) if (match := lock.fullmatch(entry.name))}
    for name in names:
        try:
            held = ProjectLock.acquire(folder / name)
        except StorageError:
            continue
        sweep(folder / name)
        held.release()


def _found(folder: Path, wanted: re.Pattern[str]) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if wanted.fullmatch(entry.name)]
    except OSError:
        return []


def permissions_of(path: Path) -> int | None:
    """What a copy of this file may be given; None where it is not there any more."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return None


def _permissions(path: Path, wanted: int | None) -> int:
    here = permissions_of(path)
    if here is not None:
        return here
    return 0o666 & ~_umask() if wanted is None else wanted


def _remove(temporary: Path) -> None:
    """One that cannot be removed does no harm."""
    for suffix in ("", logs.JOURNAL, logs.LOG, logs.INDEX):
        try:
            logs.companion(temporary, suffix).unlink(missing_ok=True)
        except OSError:
            continue


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def synchronise(path: Path) -> None:
    """Ask the disk to hold what was written; folders cannot be asked on every system."""
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():
            raise
    finally:
        os.close(handle)

"""Replacing a file by a complete temporary one in a single step, or not at all.

Replacing a file requires the lock of its name. So unfinished files left there by killed programs are not in
use, and are removed.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conceptwriter.atomic_write import synchronise, take_place, temporary_next_to
from conceptwriter.storage import logs
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.places import reason, require_replaceable

_TAIL = r"\.[a-z0-9_]{8}\.part(-journal|-wal|-shm)?"


@contextmanager
def replacing(path: Path, *, permissions: int | None = None) -> Iterator[Path]:
    """A temporary file in the folder of `path`, synchronised and renamed to it if the block succeeds.

    Until then only its owner may read it. `permissions` are for a new file (None: the system default); a
    replaced file keeps its own. Raises StorageError.
    """
    require_replaceable(path)
    try:
        sweep(path)
        with temporary_next_to(path) as temporary:
            try:
                yield temporary
            finally:
                _remove_companions(temporary)
            synchronise(temporary)
            logs.clear(path)
            take_place(temporary, path, new_mode=permissions)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"{path} could not be written ({reason(error)}). Choose another place or free some space."
        ) from error


def sweep(path: Path) -> None:
    """Remove unfinished files that killed programs left under this name, and copies of it for new formats."""
    stem, suffix = re.escape(path.stem), re.escape(path.suffix)
    begun = re.compile(rf"\.({re.escape(path.name)}|{stem}\.format-[0-9.-]+{suffix}){_TAIL}")
    for litter in _found(path.parent, begun):
        with contextlib.suppress(OSError):  # one that cannot be removed does no harm
            litter.unlink()


def sweep_folder(folder: Path, suffix: str) -> None:
    """Remove unfinished files that killed programs left under any name with this suffix, and their locks.

    A program that is still writing holds the lock of the name, and its files are kept.
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
    """The permissions to give a copy of this file; None where it no longer exists."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return None


def _remove_companions(temporary: Path) -> None:
    for suffix in (logs.JOURNAL, logs.LOG, logs.INDEX):
        with contextlib.suppress(OSError):
            logs.companion(temporary, suffix).unlink()

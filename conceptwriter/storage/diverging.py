"""When two programs have written one project: both texts are kept, ours in a file next to the other."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.storage.copying import settings_from, write_new
from conceptwriter.storage.errors import Diverged
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.places import free_path
from conceptwriter.storage.replacing import permissions_of

if TYPE_CHECKING:
    from conceptwriter.outline import Document


def write_diverged_copy(
    path: Path, connection: sqlite3.Connection, document: Document, now: float
) -> tuple[Path, ProjectLock]:
    """Write the document to a new file next to `path`, named after the time (seconds since 1970).

    Returns the file and its lock, held. Raises StorageError.
    """
    moment = f"{datetime.fromtimestamp(now).astimezone():%Y-%m-%d %H.%M.%S}"
    copy = free_path(path.with_name(f"{path.stem} (this window, {moment}){path.suffix}"))
    lock = ProjectLock.acquire(copy)
    try:
        write_new(copy, document, settings_from(connection), permissions=permissions_of(path))
    except BaseException:
        lock.release()
        raise
    return copy, lock


def divergence_error(path: Path, copy: Path, change: str) -> Diverged:
    """The error that explains it to the user."""
    return Diverged(
        f"{path} {change} while it was open here. Nothing was overwritten. Your text is saved in "
        f"{copy} and continues there. Compare both files and keep the one you want.",
        path,
        copy,
    )

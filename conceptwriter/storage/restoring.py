"""Restoring a backup over a project. The existing file is backed up first, whatever its state."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from conceptwriter.storage import schema
from conceptwriter.storage.backup_copy import NothingToBackUp, Snapshot, is_readable, keep_aside
from conceptwriter.storage.backup_series import (
    RECORD,
    SERIES,
    BackupReason,
    Series,
    backup_folder,
    read_series,
    read_setting,
    series_of,
    stored_series,
)
from conceptwriter.storage.copying import mark_as_new
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.project import Project
from conceptwriter.storage.replacing import permissions_of, replacing


@dataclass(frozen=True, slots=True)
class Restored:
    """The restored project, the copy it came from, and where the replaced file is now."""

    path: Path
    backup: Path
    before: Path | None = None
    """None: there was no file, or it had no text."""


def restore_backup(backup: Path, project: Path, folder: Path | None = None) -> Restored:
    """Restore a project to its state when `backup` was made.

    Raises ProjectLocked when a window has it open, StorageError when the copy cannot be read or something
    cannot be written; then the project is unchanged.
    """
    backup, project = backup.resolve(), project.resolve()
    if backup == project:
        raise StorageError(f"{backup} is the project itself. Choose one of its backups.")
    require_whole(backup)
    lock = ProjectLock.acquire(project)
    try:
        before = set_aside(project, folder, BackupReason.RESTORING, backup)
        _put(backup, project)
    finally:
        lock.release()
    return Restored(project, backup, before)


def require_whole(backup: Path) -> None:
    """Read a copy from end to end. Raises StorageError when it is not intact."""
    try:
        if schema.check_header(backup) == schema.SCHEMA_VERSION:
            Project.open(backup, read_only=True).close()
        elif not is_readable(backup):
            raise StorageError("its database is damaged")
    except StorageError as error:
        raise StorageError(f"{backup} cannot be restored: {error} Choose another backup.") from error


def set_aside(
    project: Path, folder: Path | None, reason: BackupReason, backup: Path | None = None
) -> Path | None:
    """Back up a file's content before it is replaced; the caller holds the lock.

    An unreadable file is kept byte by byte. None when there is no file, or nothing in it. Raises StorageError
    when it cannot be kept; then it must not be replaced.
    """
    if not project.exists() or not project.stat().st_size:
        return None
    place = backup_folder(project) if folder is None else folder
    now = datetime.now().astimezone()
    known = stored_series(project) or (read_series(read_setting(backup, SERIES)) if backup else None)
    series = Series(known.id, project) if known else series_of({}, project)
    if not is_readable(project):
        return keep_aside(project, place, series, now)
    try:
        return Snapshot(project).write(place, series, reason, now)
    except NothingToBackUp:
        return None


def set_aside_locked(project: Path, folder: Path | None, reason: BackupReason) -> Path | None:
    """Like `set_aside`, taking the lock itself. Raises ProjectLocked as well."""
    lock = ProjectLock.acquire(project)
    try:
        return set_aside(project, folder, reason)
    finally:
        lock.release()


def _put(backup: Path, project: Path) -> None:
    with replacing(project, permissions=permissions_of(backup)) as working:
        with closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro", uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(working),))
        with closing(sqlite3.connect(working, isolation_level=None)) as copy:
            copy.execute("DELETE FROM settings WHERE key = ?", (RECORD,))
        mark_as_new(working)

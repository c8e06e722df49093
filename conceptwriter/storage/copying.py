"""Whole project files: writing a new one, and copying an open one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.storage import marks, reading, rows, schema
from conceptwriter.storage.errors import DamagedProject, NewerProject, NotAProject, StorageError
from conceptwriter.storage.places import status_of
from conceptwriter.storage.replacing import replacing

if TYPE_CHECKING:
    from conceptwriter.outline import Document


def write_new(
    path: Path,
    document: Document,
    settings: Callable[[sqlite3.Connection], None] | None = None,
    *,
    permissions: int | None = None,
) -> None:
    """Write a document as a project file, replacing any existing one; the caller holds the lock of `path`.

    `permissions` are for a new file. Raises StorageError, NotAProject when the existing file is something
    else.
    """
    require_project_or_nothing(path)
    with (
        replacing(path, permissions=permissions) as temporary,
        closing(sqlite3.connect(temporary, isolation_level=None)) as connection,
    ):
        _write_without_log(connection)
        schema.create_schema(connection)
        connection.execute("BEGIN")
        with reading.collector_paused():
            rows.write_all(connection, document)
        marks.fresh().write(connection)
        if settings is not None:
            settings(connection)
        connection.execute("COMMIT")


def write_copy(
    connection: sqlite3.Connection,
    path: Path,
    document: Document,
    *,
    pending: bool,
    permissions: int | None = None,
) -> None:
    """Copy an open project to `path`; from memory when the file lags behind or cannot be copied.

    Raises what `write_new` raises.
    """
    require_project_or_nothing(path)
    if not pending:
        try:
            with replacing(path, permissions=permissions) as temporary:
                connection.execute("VACUUM INTO ?", (str(temporary),))
                mark_as_new(temporary)
        except StorageError as error:
            if not _is_damage(error.__cause__):
                raise
        else:
            return
    write_new(path, document, settings_from(connection), permissions=permissions)


def settings_from(connection: sqlite3.Connection) -> Callable[[sqlite3.Connection], None]:
    """A function that copies the settings of an open project into a new file."""

    def copy_settings(target: sqlite3.Connection) -> None:
        try:
            found = connection.execute("SELECT key, value FROM settings").fetchall()
        except sqlite3.Error:
            return  # window sizes are not worth losing a rescue for
        target.executemany("INSERT INTO settings (key, value) VALUES (?, ?)", found)

    return copy_settings


def require_project_or_nothing(path: Path) -> None:
    """Raise NotAProject when a file of another kind exists there: a project never replaces one."""
    status = status_of(path)
    if status is None or not status.st_size:
        return
    try:
        schema.check_header(path)
    except (DamagedProject, NewerProject):
        return
    except NotAProject as error:
        raise NotAProject(
            f"{path} already exists and is not a ConceptWriter project. It was not changed. Choose "
            "another name, or remove that file first."
        ) from error


def mark_as_new(copy: Path) -> None:
    """Give a copy its own marks: no log of the original may be replayed over it."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        _write_without_log(connection)
        connection.execute("BEGIN")
        marks.fresh().write(connection)
        connection.execute("COMMIT")


def _write_without_log(connection: sqlite3.Connection) -> None:
    """Write without a journal: the finished file is synchronised as a whole, a partial one thrown away."""
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY").fetchall()


def _is_damage(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

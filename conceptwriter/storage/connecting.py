"""Opening a project file with SQLite, and turning SQLite's errors into ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from conceptwriter.storage import inspection, logs, schema
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import is_locked, is_own
from conceptwriter.storage.places import status_of

BUSY_SECONDS = 5.0
_SPACE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def connect(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
    """A connection that does not checkpoint the log by itself. Raises what `unreadable` returns."""
    uri = f"{path.as_uri()}?mode={mode}{extra}"
    try:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        inspection.harden(connection)
        connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
    except sqlite3.Error as error:
        raise unreadable(path, error) from error
    return connection


def connect_read_only(path: Path) -> tuple[sqlite3.Connection, list[str]]:
    """A read-only connection, and what the user should know about a log that was left next to the file."""
    if not is_locked(path):  # a log in use belongs
        verdict = logs.judge(path)
        if verdict is logs.LogVerdict.FOREIGN:
            return connect(path, "ro", "&immutable=1"), [logs.foreign_log_remark(path)]
        if verdict is logs.LogVerdict.MISSING:
            return connect(path, "ro", "&immutable=1"), [logs.missing_log_remark(path)]
    connection = connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        log = logs.companion(path, logs.LOG)
        if log.exists() and log.stat().st_size:
            raise unreadable(path, error) from error
        connection = connect(path, "ro", "&immutable=1")  # no companion files possible here
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        raise unreadable(path, error) from error
    return connection, []


def format_of(path: Path) -> int:
    """The schema version of the file, or what `schema.check_header` raises.

    A file that this process has open is not opened again outside SQLite: closing it would drop all of
    SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    status_of(path)
    return schema.SCHEMA_VERSION if is_own(path) else schema.check_header(path)


def unreadable(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StorageError:
    """The error for what SQLite raised; it reports damage in three ways, not always in valid text."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if (
        isinstance(error, UnicodeDecodeError)
        or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        or "no such" in str(error)
        or "decode" in str(error)
    ):
        return schema.damaged(path, str(error))
    if code == sqlite3.SQLITE_BUSY:
        return StorageError(f"{path} is in use by another program ({error}). Close it there and try again.")
    if code in _SPACE:
        return StorageError(
            f"{path} cannot be opened for writing ({error}). It was not changed. Free some space on its "
            "disk, or open it read-only."
        )
    return StorageError(f"{path} cannot be opened ({error}). Check its permissions, or open it read-only.")

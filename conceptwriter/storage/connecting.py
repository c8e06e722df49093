"""Opening the SQLite connection to a project file, and telling what SQLite complains of in words."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

from conceptwriter.outline import EditError
from conceptwriter.storage import inspection, schema
from conceptwriter.storage.errors import StorageError

BUSY_SECONDS = 5.0
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    RecursionError,
    zlib.error,
    EditError,
)
"""What reading rows that make no document raises, beside the errors of SQLite."""


def connect(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
    """A connection to a file that is there; `mode` is "ro" or "rw". Raises StorageError."""
    uri = f"{path.as_uri()}?mode={mode}{extra}"
    try:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        inspection.harden(connection)
    except sqlite3.Error as error:
        raise unreadable(path, error) from error
    return connection


def version_of(path: Path, connection: sqlite3.Connection) -> int:
    """The format that the file has together with its journal. Raises StorageError, and then it is closed."""
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise unreadable(path, error) from error


def repaired_words(path: Path, wrong: list[str]) -> str:
    """What a person is told when an index was damaged and the file has been written anew."""
    return (
        f"An index in {path} was damaged ({wrong[0]}). The text is whole; the file was written anew from it. "
        "Damage often comes from a failing disk: keep a backup elsewhere."
    )


def still_damaged_words(path: Path, wrong: list[str]) -> str:
    """What a person is told when an index is damaged in a file that is only read."""
    return (
        f"An index in {path} is damaged ({wrong[0]}). The text is whole. The file is repaired when it is "
        "opened for writing."
    )


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also on a medium that takes no companion files. Raises StorageError."""
    connection = connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        journal = path.with_name(path.name + "-wal")
        if journal.exists() and journal.stat().st_size:
            raise unreadable(path, error) from error
        return connect(path, "ro", "&immutable=1")  # on a medium that takes no companion files
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        raise unreadable(path, error) from error
    return connection


def unreadable(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StorageError:
    """What SQLite complains of, sorted; it tells damage in three ways, and not always in valid text."""
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
    return StorageError(f"{path} cannot be opened ({error}). Check its permissions, or open it read-only.")

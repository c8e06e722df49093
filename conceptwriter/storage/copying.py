"""Complete files under temporary names that then take their
place: creating a project, and copying an open one.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.storage import reading, rows, schema
from conceptwriter.storage.errors import StorageError

if TYPE_CHECKING:
    from conceptwriter.outline import Document


def write_new(
    path: Path, document: Document, settings: Callable[[sqlite3.Connection], None] | None = None
) -> None:
    """Write a document as a project file, in place of what is there. Raises StorageError."""
    with _replacing(path) as temporary:
        connection = sqlite3.connect(temporary, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # the finished file is synchronised as a whole
            schema.create_schema(connection)
            connection.execute("BEGIN")
            with reading.collector_paused():
                rows.write_all(connection, document)
            if settings is not None:
                settings(connection)
            connection.execute("COMMIT")
        finally:
            connection.close()


def write_copy(connection: sqlite3.Connection, path: Path, document: Document, *, pending: bool) -> None:
    """Copy an open project to `path`; from memory when the
    file lags behind or cannot be copied. StorageError.
    """
    if not pending:
        try:
            with _replacing(path) as temporary:
                temporary.unlink()
                connection.execute("VACUUM INTO ?", (str(temporary),))
        except StorageError as error:
            if not _is_damage(error.__cause__):
                raise
        else:
            return

    def copy_settings(target: sqlite3.Connection) -> None:
        try:
            found = connection.execute("SELECT key, value FROM settings").fetchall()
        except sqlite3.Error:
            return  # window sizes are not worth losing a rescue for
        target.executemany("INSERT INTO settings (key, value) VALUES (?, ?)", found)

    write_new(path, document, copy_settings)


def _is_damage(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A temporary file in the folder of `path` that takes its name, synchronised, when all went well."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        _synchronise(temporary)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        else:
            temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        _synchronise(path.parent)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageError(
            f"{path} could not be written ({reason}). Choose another place or free some space."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
            temporary.with_name(temporary.name + "-journal").unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _synchronise(path: Path) -> None:
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

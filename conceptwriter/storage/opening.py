"""Reading a project file on opening: checked, repaired and upgraded as needed."""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conceptwriter.outline import Document, EditError, NodeId, Operation
from conceptwriter.storage import inspection, reading, schema, upgrading
from conceptwriter.storage.connecting import connect, connect_read_only, unreadable
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.migrations import Migration
from conceptwriter.storage.rebuilding import rebuild
from conceptwriter.storage.transactions import close_as_it_is

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_DOCUMENT = (
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
"""Raised by reading rows that make no document, in addition to SQLite's errors."""


class StepReader:
    """Reads steps of the history on demand, when the user undoes that far."""

    def __init__(self, connection: sqlite3.Connection, path: Path, version: int) -> None:
        self.guard = threading.RLock()
        """Held while the connection is in use."""
        self._connection, self._path, self._version = connection, path, version

    def move(self, connection: sqlite3.Connection, path: Path) -> None:
        """Continue in another file, which this program has written."""
        self._connection, self._path, self._version = connection, path, schema.SCHEMA_VERSION

    def __call__(self, serial: int) -> Operation:
        """The operation of a step. Raises StorageError when it cannot be read."""
        try:
            with self.guard:
                return reading.read_step(self._connection, serial, self._version)
        except (sqlite3.Error, *_NO_DOCUMENT) as error:
            raise StorageError(
                f"Step {serial} of the history in {self._path} cannot be read ({error}). The text is "
                "not affected, but nothing before this step can be undone."
            ) from error


@dataclass(slots=True)
class OpenedFile:
    """A project file that was read: its document, the ranks of its nodes, and remarks for the user."""

    path: Path
    connection: sqlite3.Connection
    document: Document
    ranks: dict[NodeId, int]
    steps: StepReader
    remarks: list[str] = field(default_factory=list)
    migrated: bool = False
    """It was just upgraded from an older format."""


def open_for_reading(path: Path) -> OpenedFile:
    """Read a project that is not to be changed. Raises StorageError."""
    connection, remarks = connect_read_only(path)
    with _closed_on_failure(path, connection):
        opened, complaints = _read(path, connection, _version(connection), whole=False)
    opened.remarks = remarks
    if complaints.any:
        opened.remarks.append(
            f"An index in {path} is damaged ({complaints.any}). The text is intact. The file is "
            "repaired when it is opened for writing."
        )
    return opened


def open_for_writing(path: Path, migrations: Mapping[int, Migration]) -> OpenedFile:
    """Read a project whose lock is held, repairing and upgrading it. Raises StorageError."""
    repaired: list[str] = []
    migrated = False
    while True:
        connection = connect(path, "rw")
        with _closed_on_failure(path, connection):
            version = _version(connection)
            if version >= schema.FIRST_VERSION:  # a damaged file must not be upgraded
                opened, complaints = _read(path, connection, version, whole=True)
                if complaints.any:
                    if repaired:
                        raise schema.damaged(path, complaints.any)
                    rebuild(connection, path, version, vectors=not complaints.elsewhere)
                    repaired.append(_repaired(path, complaints.any))
                    continue
                if version == schema.SCHEMA_VERSION:
                    opened.remarks = repaired
                    opened.migrated = migrated
                    return opened
            upgrading.migrate(connection, path, version, migrations)
            migrated = True
        close_as_it_is(connection)


def _read(
    path: Path, connection: sqlite3.Connection, version: int, *, whole: bool
) -> tuple[OpenedFile, inspection.Complaints]:
    inspection.check_objects(connection, path, version)
    complaints = inspection.check_structure(connection, path, whole=whole)
    steps = StepReader(connection, path, version)
    try:
        with reading.collector_paused():
            document, ranks = reading.read_document(connection, steps, version)
    except _NO_DOCUMENT as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise schema.damaged(path, complaints.any or str(error)) from error
    if version < reading.CHECKSUMS_SINCE and not inspection.only_index_entries(complaints.indexed):
        raise schema.damaged(path, complaints.any)
    return OpenedFile(path, connection, document, ranks, steps), complaints


def _version(connection: sqlite3.Connection) -> int:
    """The format of the file with its log applied."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _closed_on_failure(path: Path, connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        close_as_it_is(connection)
        raise unreadable(path, error) from error
    except BaseException:
        close_as_it_is(connection)
        raise


def _repaired(path: Path, found: str) -> str:
    return (
        f"{path} was damaged in a part that contains no text ({found}). The text is intact, and the "
        "file was rebuilt from it. Damage is often caused by a failing disk: keep a backup on another "
        "one."
    )

"""The connection to a memory file: opened with suspicion, shared by threads, one transaction per change.

The log is a write-ahead log, so that readers and one writer get along; a killed process loses at most the
batch it was writing, and a second writer waits for the first.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conceptwriter.memory.errors import DamagedMemory, TranslationMemoryError
from conceptwriter.memory.schema import check_kind, check_objects, create_schema, explained, is_new
from conceptwriter.storage.inspection import harden

BUSY_SECONDS = 10.0


class Database:
    """One open memory file. Raises TranslationMemoryError for whatever SQLite raises."""

    def __init__(self, path: Path, *, read_only: bool, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the file; without `read_only`, make it where there is none.

        Raises NotAMemory, NewerMemory, DamagedMemory, MemoryBusy, TranslationMemoryError.
        """
        self.path = path.absolute()
        self.read_only = read_only
        self.guard = threading.RLock()
        if not read_only:
            self._make_folder()
        elif not self.path.exists():
            raise TranslationMemoryError(f"There is no translation memory {self.path}.")
        self._connection = self._connected(busy_seconds)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file; nothing is pending."""
        with self.guard:
            self._connection.close()

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """All rows of a query."""
        with self.guard, self._explaining():
            return self._connection.execute(query, values).fetchall()

    def value(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        """The first column of the first row; None where there is none."""
        found = self.rows(query, values)
        return found[0][0] if found else None

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction: written as a whole when the block ends, or not at all."""
        if self.read_only:
            raise TranslationMemoryError(f"{self.path} is open read-only; nothing was written.")
        with self.guard, self._explaining():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def complaint(self) -> str:
        """What SQLite finds wrong with the file; empty where all is well. Reads all of it."""
        try:
            found = str(self.value("PRAGMA quick_check"))
        except DamagedMemory as error:  # too damaged to be checked
            return str(error)
        return "" if found == "ok" else found

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise explained(self.path, error) from error

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TranslationMemoryError(
                f"The folder {self.path.parent} cannot be made: {error.strerror}. Choose another place."
            ) from error

    def _connected(self, busy_seconds: float) -> sqlite3.Connection:
        with self._explaining():
            mode = "ro" if self.read_only else "rwc"
            return sqlite3.connect(
                f"{self.path.as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=busy_seconds,
                check_same_thread=False,
            )

    def _prepare(self) -> None:
        with self._explaining():
            harden(self._connection)
            self._connection.execute("PRAGMA foreign_keys = ON")
            new = is_new(self._connection)
        if new and self.read_only:
            raise TranslationMemoryError(f"{self.path} is empty: nothing has been added to it yet.")
        if new:
            with self.change() as connection:
                if is_new(connection):  # unless another process was quicker
                    create_schema(connection)
        with self._explaining():
            check_kind(self._connection, self.path)
            check_objects(self._connection, self.path)
            if not self.read_only:
                self._keep_log()

    def _keep_log(self) -> None:
        """Write ahead from now on. Where others have just opened a new file too, one of them does it."""
        try:
            self._connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
        self._connection.execute("PRAGMA synchronous = NORMAL")

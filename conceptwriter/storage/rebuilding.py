"""Rewriting a project file from its tables when an index in it is damaged.

An index holds nothing that the tables do not. But SQLite's own REINDEX frees the pages of the old one, and
pages that a damaged index claims may belong to a text. So the rows are copied into a new file, which replaces
the old one when it is complete.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from conceptwriter.storage import marks, schema
from conceptwriter.storage.replacing import replacing
from conceptwriter.storage.transactions import close_as_it_is

if TYPE_CHECKING:
    from pathlib import Path


def rebuild(connection: sqlite3.Connection, path: Path, version: int, *, vectors: bool) -> None:
    """Write the rows of the open file `path` into a new file that replaces it; closes the connection.

    The tables must have been found intact, and the lock be held. Raises StorageError; the old file is then
    unchanged.
    """
    with replacing(path) as temporary:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as target:
            target.execute("PRAGMA synchronous = OFF")  # the finished file is synchronised as a whole
            target.execute("PRAGMA journal_mode = MEMORY").fetchall()
            schema.create_schema(target, version)
            target.execute("BEGIN")
            for table in schema.TEXT_TABLES:
                _copy(connection, target, table)
            marks.fresh().write(target)
            target.execute("COMMIT")
            if vectors:
                _copy_vectors(connection, target)
        close_as_it_is(connection)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    rows = source.execute(f"SELECT * FROM {table} NOT INDEXED")
    marks = ", ".join("?" * len(rows.description))
    target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _copy_vectors(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    with suppress(
        sqlite3.Error
    ):  # they can be computed again; what is not committed goes when `target` closes
        target.execute("BEGIN")
        _copy(source, target, "vectors")
        target.execute("COMMIT")

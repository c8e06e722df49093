"""Upgrading project files of older formats."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from conceptwriter.storage import marks, schema
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.migrations import Migration
from conceptwriter.storage.replacing import permissions_of, replacing


def migrate(
    connection: sqlite3.Connection, path: Path, version: int, migrations: Mapping[int, Migration]
) -> None:
    """Upgrade a file of an older version, after making a timestamped backup next to it.

    All steps are one transaction. Raises DamagedProject when the version is unknown, StorageError when a step
    fails.
    """
    missing = [step for step in range(version, schema.SCHEMA_VERSION) if step not in migrations]
    if missing:
        raise schema.damaged(path, f"format {missing[0]} was never written by ConceptWriter")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    backup = path.with_name(f"{path.stem}.format-{version}.{stamp}{path.suffix}")
    copy_database(connection, backup)
    try:
        connection.execute("BEGIN IMMEDIATE")
        known = marks.read(connection)
        known.followed(complete=True, in_use=known.in_use).write(connection)  # first: see `logs`
        for step in range(version, schema.SCHEMA_VERSION):
            migrations[step](connection)
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise StorageError(
            f"{path} could not be updated to the new format ({error}). It was not changed; a backup is "
            f"in {backup}."
        ) from error


def copy_database(connection: sqlite3.Connection, target: Path) -> None:
    """An exact copy of an open database, page by page, including its journal's content."""
    name = connection.execute("PRAGMA database_list").fetchone()[2]
    with (
        replacing(target, permissions=permissions_of(Path(name))) as temporary,
        closing(sqlite3.connect(temporary, isolation_level=None)) as copy,
    ):
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()

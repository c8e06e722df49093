"""Upgrading a project file from each older format to the next, one function per step."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from conceptwriter.storage.checksums import (
    NO_RENDITIONS,
    node_checksum,
    rendition_checksum,
    row_checksum,
    step_checksum,
    with_rendition,
)

Migration = Callable[[sqlite3.Connection], None]

_CHECKED_TABLES = ("meta", "nodes", "renditions", "history", "proposals")


def add_checksum_columns(connection: sqlite3.Connection) -> None:
    """Add them to the tables of format 1. New files get theirs the same way, so all have the same shape."""
    for table in _CHECKED_TABLES:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0")


def add_checksums(connection: sqlite3.Connection) -> None:
    """From format 1 to 2: every row gets its checksum, and `meta` the number of nodes."""
    add_checksum_columns(connection)
    connection.execute("INSERT OR REPLACE INTO meta (key, value) SELECT 'nodes', count(*) FROM nodes")
    sign_rows(connection)


def sign_rows(connection: sqlite3.Connection) -> None:
    """Give every row the checksum of its content."""
    for name, function in (("rendition_checksum", rendition_checksum), ("step_checksum", step_checksum)):
        connection.create_function(name, -1, function, deterministic=True)
    connection.create_function("row_checksum", -1, lambda *values: row_checksum(values), deterministic=True)
    connection.execute(
        "UPDATE renditions "
        "SET checksum = rendition_checksum(node, language, text, origin, state, source_fingerprint)"
    )
    _add_to_nodes(connection)
    connection.execute("UPDATE history SET checksum = step_checksum(serial, label, time, operation)")
    connection.execute("UPDATE proposals SET checksum = row_checksum(anchor, kind, data)")
    connection.execute("UPDATE meta SET checksum = row_checksum(key, value)")


def _add_to_nodes(connection: sqlite3.Connection) -> None:
    gathered: dict[int, int] = {}
    for node, checksum in connection.execute("SELECT node, checksum FROM renditions"):
        gathered[node] = with_rendition(gathered.get(node, NO_RENDITIONS), checksum)
    rows = connection.execute(
        "SELECT id, parent, rank, kind, source_language, language, note, locked, status, attributes "
        "FROM nodes NOT INDEXED"
    ).fetchall()
    connection.executemany(
        "UPDATE nodes SET checksum = ? WHERE id = ?",
        [(node_checksum(row, gathered.get(row[0], NO_RENDITIONS)), row[0]) for row in rows],
    )


def know_text_as_origin(connection: sqlite3.Connection) -> None:
    """From format 2 to 3: a rendition's origin may be `machine_from_text`. Nothing is changed.

    Programs that do not know this origin would call such a file damaged; they refuse one of a newer format.
    """


MIGRATIONS: Mapping[int, Migration] = {1: add_checksums, 2: know_text_as_origin}
"""From each older schema version to the next one. Version 1 is the oldest that was released."""

"""The shape of a project file, how to tell one, and how older ones are brought up to date."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conceptwriter.storage.backup_series import advice, command_line
from conceptwriter.storage.errors import DamagedProject, NewerProject, NotAProject, StorageError

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x43774463  # "CwDc"
SCHEMA_VERSION = 1
MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100

TEXT_TABLES = ("meta", "nodes", "renditions", "history", "proposals", "settings")
"""All that is not a cache, and so is checked on opening."""

VECTOR_TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
    fingerprint TEXT NOT NULL,
    codec TEXT NOT NULL,
    version TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS vectors_by_key ON vectors (fingerprint, codec, version);
"""

SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE nodes (
    id INTEGER PRIMARY KEY,
    parent INTEGER REFERENCES nodes (id) DEFERRABLE INITIALLY DEFERRED,
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL,
    source_language TEXT NOT NULL,
    language TEXT,
    note TEXT NOT NULL,
    locked INTEGER NOT NULL,
    status TEXT NOT NULL,
    attributes TEXT NOT NULL
);
CREATE INDEX nodes_by_parent ON nodes (parent, rank);
CREATE TABLE renditions (
    node INTEGER NOT NULL REFERENCES nodes (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    source_fingerprint TEXT,
    PRIMARY KEY (node, language)
) WITHOUT ROWID;
CREATE TABLE history (
    serial INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    time REAL NOT NULL,
    operation BLOB NOT NULL
);
CREATE TABLE proposals (
    anchor INTEGER NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (anchor, kind)
);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
{VECTOR_TABLE}
"""

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: Mapping[int, Migration] = {}
"""From each older schema version to the next one. Version 1 is the first that a release has written."""


def create_schema(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty database."""
    connection.executescript(SCHEMA)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def check_header(path: Path) -> int:
    """The schema version of a project file, from its first bytes; nothing is opened by SQLite or changed.

    Raises StorageError when it cannot be read, NotAProject,
    NewerProject, or DamagedProject when it is cut off.
    """
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror}. Check the name and its permissions."
        ) from error
    if not header:
        raise NotAProject(f"{path} is empty. If it should hold your text: {advice(path)}")
    if not header.startswith(MAGIC):
        raise NotAProject(f"{path} is not a ConceptWriter project. To bring in text from it, use import.")
    if len(header) < HEADER_BYTES:
        raise DamagedProject(f"{path} is cut off after {len(header)} bytes. {advice(path)}", path)
    version, application = struct.unpack_from(">I", header, 60)[0], struct.unpack_from(">I", header, 68)[0]
    if application != APPLICATION_ID:
        raise NotAProject(f"{path} is a database of another program, not a ConceptWriter project.")
    if version > SCHEMA_VERSION:
        raise NewerProject(
            f"{path} was written by a newer ConceptWriter (format {version}; this one reads up "
            f"to {SCHEMA_VERSION}). Update ConceptWriter, "
            "or save a copy from the newer one in an exchange format."
        )
    return int(version)


def check_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Let SQLite check all that is not a cache. Raises DamagedProject with what it found."""
    for table in TEXT_TABLES:
        found = connection.execute(f"PRAGMA quick_check({table})").fetchone()[0]
        if found != "ok":
            raise damaged(path, str(found))


def damaged(path: Path, detail: str) -> DamagedProject:
    """How damage is told, the same everywhere: with the newest backup and how to put it back, and with the
    command that recovers the text, each ready to be run.
    """
    command = command_line("recover", str(path), "-o", str(recovered_path(path)))
    return DamagedProject(
        f"{path} is damaged ({detail.strip()}). It was not changed. {advice(path)} Or recover its text into "
        f"a new file: {command}",
        path,
    )


def recovered_path(path: Path) -> Path:
    """Where the text of a damaged project goes unless told otherwise: beside it. The name may be taken."""
    return path.with_name(f"{path.stem} recovered{path.suffix}")


def migrate(
    connection: sqlite3.Connection, path: Path, version: int, migrations: Mapping[int, Migration]
) -> Path:
    """Bring a file of an older version up to date, after a timestamped backup beside it; the backup's path.

    All steps are one transaction. Raises DamagedProject when
    the version is unknown, StorageError when a step fails.
    """
    missing = [step for step in range(version, SCHEMA_VERSION) if step not in migrations]
    if missing:
        raise damaged(path, f"format {missing[0]} is none that ConceptWriter has written")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    backup = path.with_name(f"{path.stem}.format-{version}.{stamp}{path.suffix}")
    copy_database(connection, backup)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for step in range(version, SCHEMA_VERSION):
            migrations[step](connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise StorageError(
            f"{path} could not be brought to the new format ({error}). It is as it was; a backup lies "
            f"at {backup}."
        ) from error
    return backup


def copy_database(connection: sqlite3.Connection, target: Path) -> None:
    """An exact copy of an open database, page by page, what is in its journal included."""
    try:
        copy = sqlite3.connect(target)
        try:
            connection.backup(copy)
        finally:
            copy.close()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StorageError(
            f"The backup {target} could not be written ({error}). Free some space there."
        ) from error

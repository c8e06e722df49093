"""The schema of a project file, and how to recognise one."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

from conceptwriter.storage.backup_series import advice, command_line
from conceptwriter.storage.errors import DamagedProject, NewerProject, NotAProject, StorageError
from conceptwriter.storage.migrations import add_checksum_columns
from conceptwriter.storage.naming import PROJECT_SUFFIX

APPLICATION_ID = 0x43774463  # "CwDc"
SCHEMA_VERSION = 3
FIRST_VERSION = 1
"""The oldest format that can be read directly; anything older must be upgraded first."""

TEXT_TABLES = ("meta", "nodes", "renditions", "history", "proposals", "settings")
"""Everything that is not a cache, and so is checked on opening."""

MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100

VECTOR_TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
    fingerprint TEXT NOT NULL,
    codec TEXT NOT NULL,
    version TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS vectors_by_key ON vectors (fingerprint, codec, version);
"""

FIRST_SCHEMA = f"""
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
"""The tables of format 1; the migrations turn them into today's."""


def create_schema(connection: sqlite3.Connection, version: int = SCHEMA_VERSION) -> None:
    """Create the tables of the given format in an empty database."""
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # so that free pages can be returned in steps
    connection.executescript(FIRST_SCHEMA)
    if version > FIRST_VERSION:
        add_checksum_columns(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")


def check_header(path: Path) -> int:
    """The schema version of a project file, from its first bytes; not opened with SQLite, nor changed.

    Raises StorageError when it cannot be read, NotAProject, NewerProject, or DamagedProject when it is cut
    off.
    """
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror}. Check the name and its permissions."
        ) from error
    if not header:
        raise NotAProject(f"{path} is empty. If it should contain your text: {advice(path)}")
    if not header.startswith(MAGIC):
        raise NotAProject(f"{path} is not a ConceptWriter project. To use its text, import it.")
    if len(header) < HEADER_BYTES:
        raise DamagedProject(f"{path} is cut off after {len(header)} bytes. {advice(path)}", path)
    version, application = struct.unpack_from(">I", header, 60)[0], struct.unpack_from(">I", header, 68)[0]
    if application != APPLICATION_ID:
        raise NotAProject(f"{path} is a database of another program, not a ConceptWriter project.")
    if version > SCHEMA_VERSION:
        raise NewerProject(
            f"{path} was written by a newer version of ConceptWriter (format {version}; this version "
            f"reads up to {SCHEMA_VERSION}). Update ConceptWriter, or export the text with the newer "
            "version."
        )
    return int(version)


def check_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Run SQLite's checks on everything that is not a cache. Raises DamagedProject with its finding."""
    for table in TEXT_TABLES:
        found = connection.execute(f"PRAGMA quick_check({table})").fetchone()[0]
        if found != "ok":
            raise damaged(path, str(found))


def damaged(path: Path, detail: str) -> DamagedProject:
    """The error for damage, the same everywhere.

    It names the newest backup and how to restore it, and the command that recovers the text, each ready to be
    run.
    """
    command = command_line("recover", str(path), "-o", str(recovered_path(path)))
    return DamagedProject(
        f"{path} is damaged ({_in_short(detail)}). It was not changed. {advice(path)} Or recover its text "
        f"into a new file: {command}",
        path,
    )


def _in_short(detail: str) -> str:
    """The finding on one line of limited length: SQLite quotes what it could not read."""
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in detail).split())
    return line if len(line) <= 200 else f"{line[:200]}…"


def recovered_path(path: Path) -> Path:
    """Default file for the recovered text of a damaged project: next to it. The name may be taken."""
    return path.with_name(f"{path.stem} recovered{PROJECT_SUFFIX}")

"""The tables of a memory file, and how to recognise one without changing it.

The index of features is SQLite's full-text index FTS5 without the texts: the tokens are our own
(`memory.features`), each with the number of the language pair in front, so that one index serves all.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from conceptwriter.memory.errors import (
    DamagedMemory,
    MemoryBusy,
    NewerMemory,
    NotAMemory,
    TranslationMemoryError,
)
from conceptwriter.storage.inspection import canonical

APPLICATION_ID = 0x4377746D  # "Cwtm"
SCHEMA_VERSION = 1
MEMORY_SUFFIX = ".memory"

UNIT_COLUMNS = (
    "source, target, state, origin, created, changed, author, document, before, after, properties, codes"
)
SCHEMA = """
CREATE TABLE pairs (
    id INTEGER PRIMARY KEY,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    UNIQUE (source_language, target_language)
);
CREATE TABLE units (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pair INTEGER NOT NULL REFERENCES pairs (id),
    identity BLOB NOT NULL,
    exact_key INTEGER NOT NULL,
    skeleton_key INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    state TEXT NOT NULL,
    origin TEXT NOT NULL,
    created TEXT,
    changed TEXT,
    author TEXT NOT NULL,
    document TEXT NOT NULL,
    before TEXT,
    after TEXT,
    properties TEXT,
    codes TEXT
);
CREATE UNIQUE INDEX units_by_identity ON units (identity);
CREATE INDEX units_by_exact_key ON units (exact_key, pair);
CREATE INDEX units_by_skeleton_key ON units (skeleton_key, pair);
CREATE INDEX units_by_document ON units (document) WHERE document <> '';
CREATE TABLE encoders (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    dimension INTEGER NOT NULL,
    UNIQUE (name, version)
);
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    encoder INTEGER NOT NULL REFERENCES encoders (id),
    unit INTEGER NOT NULL REFERENCES units (id) ON DELETE CASCADE,
    vector BLOB NOT NULL,
    UNIQUE (encoder, unit)
);
CREATE INDEX vectors_by_unit ON vectors (unit);
CREATE VIRTUAL TABLE grams USING fts5 (
    tokens, content = '', columnsize = 0, detail = 'none', tokenize = 'ascii'
);
"""


def create_schema(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty database, inside the transaction that is open."""
    for statement in filter(str.strip, SCHEMA.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def is_new(connection: sqlite3.Connection) -> bool:
    """Whether there is nothing in the file yet."""
    return not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()


def check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Whether the file is a memory of this format; nothing is written.

    Raises NotAMemory, NewerMemory. SQLite reads the file, never we: closing a file that this process has
    open elsewhere would drop SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise NotAMemory(
            f"{path} is a database of something else, not a translation memory. It was not changed. Choose "
            "another file."
        )
    if version > SCHEMA_VERSION:
        raise NewerMemory(
            f"{path} was written by a newer version of ConceptWriter (format {version}; this version reads "
            f"up to {SCHEMA_VERSION}). It was not changed. Update ConceptWriter, or export the memory as TMX "
            "with the newer version."
        )


def check_objects(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file with anything but our tables: a stranger's trigger would run. Raises DamagedMemory."""
    found = {
        name: (kind, canonical(statement))
        for kind, name, statement in connection.execute("SELECT type, name, sql FROM sqlite_schema")
    }
    known = _known_objects()
    for name in sorted(found.keys() | known.keys()):
        if found.get(name) != known.get(name):
            what = "is missing" if name not in found else "is not as ConceptWriter writes it"
            raise DamagedMemory(f"{path} is damaged or was tampered with: {name!r:.60} {what}. {ADVICE}")


@cache
def _known_objects() -> dict[str, tuple[str, str]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_schema(connection)
        rows = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    return {name: (kind, canonical(statement)) for kind, name, statement in rows}


ADVICE = (
    "It was not changed. Move it away, and import your TMX files and documents into a new memory; "
    "`conceptwriter memory export` may still save a part of it."
)


def explained(path: Path, error: Exception) -> TranslationMemoryError:
    """The error for what SQLite raised."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    text = " ".join(str(error).split())[:200]
    if code == sqlite3.SQLITE_NOTADB:
        return NotAMemory(
            f"{path} is not a translation memory of ConceptWriter, or its beginning is destroyed. It was not "
            "changed. To use an exchange file, import it: conceptwriter memory import FILE.tmx"
        )
    if isinstance(error, UnicodeDecodeError) or code == sqlite3.SQLITE_CORRUPT:
        return DamagedMemory(f"{path} is damaged ({text}). {ADVICE}")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return MemoryBusy(f"{path} is being written by another process ({text}). Try again when it is done.")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return TranslationMemoryError(
            f"{path} could not be written ({text}). What was in it before is unharmed. Free some space on "
            "its disk and try again."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return TranslationMemoryError(f"{path} cannot be opened or written ({text}). Check its permissions.")
    return TranslationMemoryError(f"{path} could not be used ({text}).")

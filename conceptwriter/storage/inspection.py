"""Checking a project file before trusting it: what it consists of, and whether it is intact.

A file may come from a stranger. SQLite runs triggers and the expressions of views, generated columns and
indexes when a table is merely read or written; so a file with any object that is not ours is refused.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.storage import schema

if TYPE_CHECKING:
    from pathlib import Path

MOST_VALUE_BYTES = 1 << 29
"""No text, history step or vector of ours is this long; a greater length is damage; nothing is allocated."""

_INDEXED = ("nodes", "proposals")
_PLAIN = ("meta", "renditions", "history", "settings")
_CACHE = frozenset({"vectors", "vectors_by_key"})
_DERIVED = frozenset({"nodes_by_parent"})
_TOKEN = re.compile(r"\w+|[^\w\s]")
_INDEX_ENTRY = re.compile(r"(missing from|non-unique entry in|# of entries in) index \w+$")


def harden(connection: sqlite3.Connection) -> None:
    """Make SQLite trust the file's contents as little as possible. Raises sqlite3.Error."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, 64)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    set_config = getattr(connection, "setconfig", None)  # Python 3.12 and later
    if set_config is not None:
        for switch in ("SQLITE_DBCONFIG_DEFENSIVE", "SQLITE_DBCONFIG_ENABLE_VIEW"):
            set_config(getattr(sqlite3, switch), switch.endswith("DEFENSIVE"))


def check_objects(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Refuse a file that holds anything but our tables and indexes, each defined as ours are.

    Raises DamagedProject, which names the object.
    """
    known = _known_objects(version)
    found: dict[str, tuple[str, str]] = {}
    for kind, name, statement in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        shape = (str(kind), canonical(statement))
        if known.get(name) != shape:
            what = (
                f"the {kind} {name!r:.60}" if name not in known else f"the {kind} {name} in a different form"
            )
            raise schema.damaged(
                path,
                f"it contains {what}, which ConceptWriter never creates: the file is damaged or has "
                "been tampered with",
            )
        found[name] = shape
    missing = sorted(known.keys() - found.keys() - _CACHE - _DERIVED)
    if missing:
        raise schema.damaged(path, f"the table {missing[0]} is missing")


def canonical(statement: object) -> str:
    """A CREATE statement with insignificant differences removed: space, case, quotes around names."""
    if statement is None:
        return ""
    return " ".join(_TOKEN.findall(str(statement).replace('"', "").lower()))


@cache
def _known_objects(version: int) -> dict[str, tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create_schema(connection, version)
        rows = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    return {name: (kind, canonical(statement)) for kind, name, statement in rows}


@dataclass(frozen=True, slots=True)
class Complaints:
    """What SQLite found wrong, and where.

    It may be wrong with tables that have an index, or the index itself (reading the table shows which); or
    elsewhere, where there is no text: in the cache, or the list of free pages.
    """

    indexed: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def any(self) -> str:
        """One of them; empty when there is none."""
        return next(iter((*self.indexed, *self.elsewhere)), "")


def check_structure(connection: sqlite3.Connection, path: Path, *, whole: bool) -> Complaints:
    """Run SQLite's check on the file. Raises DamagedProject when a table without an index is damaged.

    `whole`: also check what is not read but might destroy text on a write: a free-page list, or a cache, that
    claims the pages of a text.
    """
    for table in _PLAIN:
        found = connection.execute(f"PRAGMA quick_check({table})").fetchone()[0]
        if found != "ok":
            raise schema.damaged(path, str(found))
    indexed: list[str] = []
    for table in _INDEXED:
        indexed += _findings(connection, f"integrity_check({table})")
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'nodes_by_parent'").fetchone():
        indexed.append("row 0 missing from index nodes_by_parent")
    elsewhere = _findings(connection, "quick_check") if whole and not indexed else []
    return Complaints(tuple(indexed), tuple(elsewhere))


def _findings(connection: sqlite3.Connection, check: str) -> list[str]:
    try:
        return [str(found) for (found,) in connection.execute(f"PRAGMA {check}") if found != "ok"]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # too damaged to be checked
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return [str(error)]


def only_index_entries(complaints: tuple[str, ...]) -> bool:
    """True when all complaints are about index entries, and none about a page that may be a table's."""
    return all(_INDEX_ENTRY.search(found) for found in complaints)

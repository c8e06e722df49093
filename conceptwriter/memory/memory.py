"""A translation memory: a file of texts with their translations, found again by likeness or by meaning."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

from conceptwriter.memory.database import BUSY_SECONDS, Database
from conceptwriter.memory.errors import TranslationMemoryError
from conceptwriter.memory.features import features
from conceptwriter.memory.rows import UNIT_QUERY, from_row, to_row
from conceptwriter.memory.schema import UNIT_COLUMNS
from conceptwriter.memory.unit import StoredUnit, Unit
from conceptwriter.memory.vectors import VectorTable
from conceptwriter.outline.model import clean_text

BATCH = 2000
"""Units in one transaction: what a killed import loses at most."""
_PAGE = 1000
_INSERT = (
    f"INSERT INTO units (pair, identity, exact_key, skeleton_key, {UNIT_COLUMNS}) "
    f"VALUES ({', '.join('?' * 16)})"
)
_REPLACE = (
    "UPDATE units SET target = ?, state = ?, origin = ?, created = coalesce(created, ?), changed = ?, "
    "author = ?, properties = ?, codes = ? WHERE id = ?"
)


class Added(NamedTuple):
    """What became of units that were added; one that is there already, and the same, is replaced too."""

    new: int
    replaced: int


class PairCount(NamedTuple):
    """How many units there are in one direction."""

    source_language: str
    target_language: str
    units: int


class Scope(NamedTuple):
    """Which units are meant. None: all."""

    source_language: str | None = None
    target_language: str | None = None
    document: str | None = None
    ids: tuple[int, ...] | None = None

    def condition(self) -> tuple[str, tuple[Any, ...]]:
        """For the WHERE clause of a query on units and pairs."""
        terms: list[str] = ["1"]
        values: list[Any] = []
        for column in ("source_language", "target_language", "document"):
            value = getattr(self, column)
            if value is not None:
                terms.append(f"{column} = ?")
                values.append(value)
        if self.ids is not None:
            terms.append(f"units.id IN ({', '.join('?' * len(self.ids))})")
            values += self.ids
        return " AND ".join(terms), tuple(values)


EVERYTHING = Scope()


class Memory:
    """One open memory. Safe to use from several threads; several processes may have it open."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the memory in this file; made where there is none, unless `read_only`.

        Raises NotAMemory, NewerMemory, DamagedMemory, MemoryBusy, TranslationMemoryError.
        """
        self.database = Database(path, read_only=read_only, busy_seconds=busy_seconds)
        self.path = self.database.path
        self.vectors = VectorTable(self.database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def __len__(self) -> int:
        return int(self.database.value("SELECT count(*) FROM units"))

    def add(self, units: Iterable[Unit]) -> Added:
        """Keep these units. Each batch of `BATCH` is written as a whole or not at all.

        Raises TranslationMemoryError for a unit without text, and where the file cannot be written: the
        batches before are then kept, and adding everything again does no harm.
        """
        new = replaced = 0
        remaining = iter(units)
        while batch := list(islice(remaining, BATCH)):
            batch = [_checked(unit) for unit in batch]
            with self.database.change() as connection:
                now = datetime.now(UTC)
                for unit in batch:
                    if self._put(connection, unit, now):
                        new += 1
                    else:
                        replaced += 1
        return Added(new, replaced)

    def _put(self, connection: sqlite3.Connection, unit: Unit, now: datetime) -> bool:
        """True: the unit is new."""
        row = to_row(unit, now)
        there = connection.execute("SELECT id FROM units WHERE identity = ?", row[:1]).fetchone()
        if there is not None:
            _, _, _, _, target, state, origin, created, changed, author, _, _, _, properties, codes = row
            values = (target, state, origin, created, changed, author, properties, codes, there[0])
            connection.execute(_REPLACE, values)
            return False
        pair = _pair(connection, unit)
        number = connection.execute(_INSERT, (pair, *row)).lastrowid
        tokens = tokens_of(pair, unit.source)
        connection.execute("INSERT INTO grams (rowid, tokens) VALUES (?, ?)", (number, tokens))
        return True

    def units(self, scope: Scope = EVERYTHING) -> Iterator[StoredUnit]:
        """The units in the order they came in; what is added meanwhile may or may not be among them."""
        condition, values = scope.condition()
        query = f"{UNIT_QUERY} WHERE {condition} AND units.id > ? ORDER BY units.id LIMIT {_PAGE}"
        last = 0
        while page := self.database.rows(query, (*values, last)):
            yield from map(from_row, page)
            last = page[-1][0]

    def forget(self, scope: Scope) -> int:
        """Remove units, in batches; how many there were. Their vectors go with them."""
        condition, values = scope.condition()
        query = (
            "SELECT units.id, pair, source FROM units JOIN pairs ON pairs.id = pair "
            f"WHERE {condition} LIMIT {BATCH}"
        )
        gone = 0
        while True:
            with self.database.change() as connection:
                rows = connection.execute(query, values).fetchall()
                for number, pair, source in rows:
                    connection.execute(
                        "INSERT INTO grams (grams, rowid, tokens) VALUES ('delete', ?, ?)",
                        (number, tokens_of(pair, source)),
                    )
                    connection.execute("DELETE FROM units WHERE id = ?", (number,))
            gone += len(rows)
            if len(rows) < BATCH:
                return gone

    def pairs(self) -> list[PairCount]:
        """The directions there are units for, the most frequent first."""
        rows = self.database.rows(
            "SELECT source_language, target_language, count(*) FROM units JOIN pairs ON pairs.id = pair "
            "GROUP BY pair ORDER BY count(*) DESC, 1, 2"
        )
        return [PairCount(*row) for row in rows]

    def documents(self) -> list[tuple[str, int]]:
        """The documents there are units from, and how many."""
        return [
            (str(name), int(count))
            for name, count in self.database.rows(
                "SELECT document, count(*) FROM units WHERE document <> '' GROUP BY 1 ORDER BY 1"
            )
        ]

    def complaint(self) -> str:
        """What is wrong with the file; empty where all is well. Reads all of it."""
        return self.database.complaint()


def tokens_of(pair: int, text: str) -> str:
    """The features of a text as the index holds them."""
    return " ".join(f"{pair}x{feature}" for feature in features(text))


def _pair(connection: sqlite3.Connection, unit: Unit) -> int:
    languages = (unit.source_language, unit.target_language)
    query = "SELECT id FROM pairs WHERE source_language = ? AND target_language = ?"
    found = connection.execute(query, languages).fetchone()
    if found is None:
        insert = "INSERT INTO pairs (source_language, target_language) VALUES (?, ?)"
        return int(connection.execute(insert, languages).lastrowid or 0)
    return int(found[0])


def _checked(unit: Unit) -> Unit:
    """The unit without what no file can hold (`outline.model.clean_text`)."""
    for name, text, other in (
        ("source", unit.source, unit.target),
        ("translation", unit.target, unit.source),
    ):
        if not clean_text(text).strip():
            raise TranslationMemoryError(f"A unit has no {name} (the other text is {other[:60]!r}).")
    return replace(
        unit,
        source=clean_text(unit.source),
        target=clean_text(unit.target),
        author=clean_text(unit.author),
        document=clean_text(unit.document),
        before=None if unit.before is None else clean_text(unit.before),
        after=None if unit.after is None else clean_text(unit.after),
    )

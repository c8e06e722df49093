"""Concept vectors stored in the project file, so that an opened document need not be encoded again.

Purely a cache: whatever goes wrong here, the answer is "not known" and the vector is computed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from conceptwriter.storage.schema import VECTOR_TABLE
from conceptwriter.storage.settings import Begin

if TYPE_CHECKING:
    import threading

BATCH = 400

MOST_GROUPS = 4
"""Number of codecs (or versions of one) whose vectors are kept; the least recently used go first."""

MOST_DROPPED = 2000
"""Maximum number of vectors dropped at once, so that closing never takes long."""


class VectorStore:
    """Vectors (little-endian float32 bytes) by text fingerprint, for one codec id and version at a time."""

    def __init__(
        self, connection: sqlite3.Connection, guard: threading.RLock, *, read_only: bool, begin: Begin
    ) -> None:
        """`begin` opens a transaction on the connection."""
        self._connection = connection
        self._guard = guard
        self._read_only = read_only
        self._begin = begin
        self._damaged = False
        self._used: set[str] = set()

    def move(self, connection: sqlite3.Connection) -> None:
        """Continue in another file; what is missing there is computed again."""
        self._connection = connection
        self._damaged = False

    def get_many(self, fingerprints: Iterable[str], codec: str, version: str) -> dict[str, bytes]:
        """The known vectors, by fingerprint."""
        found: dict[str, bytes] = {}
        if self._damaged:
            return found
        try:
            for batch in _batches(dict.fromkeys(fingerprints)):
                self._used.update(batch)
                marks = ",".join("?" * len(batch))
                query = (
                    "SELECT fingerprint, vector FROM vectors "
                    f"WHERE codec = ? AND version = ? AND fingerprint IN ({marks})"
                )
                with self._guard:
                    found.update(self._connection.execute(query, (codec, version, *batch)).fetchall())
        except sqlite3.Error as error:
            self._on_error(error)
            return {}
        return found

    def put_many(self, vectors: Mapping[str, bytes], codec: str, version: str) -> bool:
        """Store vectors by fingerprint; False when that failed, which costs only time later."""
        if self._read_only:
            return False
        self._used.update(vectors)
        values = [(fingerprint, codec, version, vector) for fingerprint, vector in vectors.items()]
        return self._write(
            "INSERT OR REPLACE INTO vectors (fingerprint, codec, version, vector) VALUES (?, ?, ?, ?)", values
        )

    def drop_codec(self, codec: str, version: str | None = None) -> bool:
        """Delete all vectors of a codec, or of one version of it."""
        if version is None:
            return self._write("DELETE FROM vectors WHERE codec = ?", [(codec,)])
        return self._write("DELETE FROM vectors WHERE codec = ? AND version = ?", [(codec, version)])

    def thin_out(self, most: int, present: Callable[[], set[str]]) -> None:
        """Drop vectors when there are more than `most`.

        Of each codec the oldest beyond that number go, but none that this session has used or that `present`
        names; and all of codecs that were not used for long.
        """
        if self.count() <= most:
            return
        try:
            with self._guard:
                groups = self._connection.execute(
                    "SELECT codec, version, count(*) FROM vectors GROUP BY codec, version "
                    "ORDER BY max(rowid) DESC"
                ).fetchall()
        except sqlite3.Error:
            return
        for codec, version, _ in groups[MOST_GROUPS:]:
            self.drop_codec(codec, version)
        for codec, version, count in groups[:MOST_GROUPS]:
            if count > most:
                self._drop_oldest(codec, version, min(count - most, MOST_DROPPED), present() | self._used)

    def _drop_oldest(self, codec: str, version: str, number: int, keep: set[str]) -> None:
        query = "SELECT rowid, fingerprint FROM vectors WHERE codec = ? AND version = ? ORDER BY rowid"
        try:
            with self._guard:
                rows = self._connection.execute(query, (codec, version))
                stale = ((row,) for row, fingerprint in rows if fingerprint not in keep)
                gone = list(islice(stale, number))
        except sqlite3.Error:
            return
        self._write("DELETE FROM vectors WHERE rowid = ?", gone)

    def count(self) -> int:
        """Number of vectors kept."""
        try:
            with self._guard:
                return int(self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0])
        except sqlite3.Error:
            return 0

    def codecs(self) -> set[tuple[str, str]]:
        """(codec id, version) of all stored vectors."""
        try:
            with self._guard:
                rows = self._connection.execute("SELECT DISTINCT codec, version FROM vectors").fetchall()
        except sqlite3.Error:
            return set()
        return {(str(codec), str(version)) for codec, version in rows}

    def _write(self, statement: str, values: Sequence[tuple[str | bytes | int, ...]]) -> bool:
        if self._read_only or self._damaged:
            return False
        try:
            with self._guard:
                self._connection.execute("PRAGMA synchronous = NORMAL")
                with self._begin():
                    self._connection.executemany(statement, values)
        except sqlite3.Error as error:
            self._on_error(error)
            return False
        return True

    def _on_error(self, error: sqlite3.Error) -> None:
        """Create the table if it is missing; leave a damaged one alone.

        Writing to it, or dropping it, might destroy pages of a text that it claims. The next opening leaves
        it out.
        """
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_CORRUPT:
            self._damaged = True
        elif code == sqlite3.SQLITE_ERROR and not self._read_only:
            try:
                with self._guard, self._begin():
                    for statement in filter(str.strip, VECTOR_TABLE.split(";")):
                        self._connection.execute(statement)
            except sqlite3.Error:
                return


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, BATCH)):
        yield batch

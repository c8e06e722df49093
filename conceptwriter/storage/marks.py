"""Marks that record which log belongs to which state of a project file.

SQLite replays a write-ahead log left by a killed program (`NAME-wal`) over whatever file has the name by
then. So each state of the file gets a random mark, and each log begins with the marks of the states it may be
replayed over. A file written from scratch, and so every copy, starts with its own mark.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

CHAIN = "marks"
IN_USE = "in_use"
ROWS = (CHAIN, IN_USE)
"""Keys in the table `meta`."""

_PUT = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a file, which tell its own log from another's.

    `chain`: the marks of all states that the log may be replayed over, newest last; empty in files of older
    versions. `in_use`: the file has not been closed since.
    """

    chain: tuple[str, ...] = ()
    in_use: bool = False

    @property
    def newest(self) -> str:
        """The mark of the state itself."""
        return self.chain[-1] if self.chain else ""

    def followed(self, *, complete: bool, in_use: bool) -> Marks:
        """The marks of the next state. `complete`: all of the log is in the file, a new one begins."""
        before = (self.newest,) if complete else self.chain or ("",)
        return Marks((*before, secrets.token_hex(8)), in_use)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them, within an open transaction or as one."""
        connection.executemany(_PUT, [(CHAIN, " ".join(self.chain)), (IN_USE, int(self.in_use))])


def fresh() -> Marks:
    """Marks for a file written from scratch."""
    return Marks((secrets.token_hex(8),))


def read(connection: sqlite3.Connection) -> Marks:
    """The marks in a file; none in one of an older version. Raises sqlite3.Error."""
    found = dict(connection.execute("SELECT key, value FROM meta WHERE key IN (?, ?)", ROWS).fetchall())
    chain = found.get(CHAIN)
    return Marks(
        tuple(chain.split(" ")) if isinstance(chain, str) else (),
        found.get(IN_USE) == 1,
    )

"""How a backup differs from its project, in numbers and in the sentences that only one of them has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from conceptwriter.storage.backup_copy import LIVE, Contents, contents_of
from conceptwriter.storage.errors import StorageError

MOST_SAMPLES = 40


@dataclass(frozen=True, slots=True)
class Difference:
    """`then` is the backup, `now` the project (None: it cannot be read).

    Texts are compared by content, regardless of position and language: an edited sentence counts on both
    sides, a moved one on neither.
    """

    then: Contents
    now: Contents | None = None
    only_then: int = 0
    only_now: int = 0
    samples_then: tuple[str, ...] = ()
    """The first texts that only the backup has."""
    samples_now: tuple[str, ...] = ()


def compare(backup: Path, project: Path) -> Difference:
    """Read both files; neither is changed. Raises StorageError when the backup cannot be read."""
    with closing(sqlite3.connect("file::memory:", uri=True, isolation_level=None)) as connection:
        try:
            connection.execute("ATTACH ? AS back", (f"{backup.as_uri()}?mode=ro",))
            then = contents_of(connection, "back")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StorageError(f"{backup} cannot be read ({error}). Choose another backup.") from error
        try:
            connection.execute("ATTACH ? AS here", (f"{project.as_uri()}?mode=ro",))
            now = contents_of(connection, "here")
            return _differences(connection, then, now)
        except (sqlite3.Error, UnicodeDecodeError):
            return Difference(then)


def _differences(connection: sqlite3.Connection, then: Contents, now: Contents) -> Difference:
    for name in ("back", "here"):
        connection.execute(f"CREATE TEMP TABLE texts_{name} (place INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        connection.execute(
            f"INSERT INTO texts_{name} (text) {LIVE.format(schema=name)} "
            f"SELECT text FROM {name}.renditions JOIN live ON live.id = renditions.node WHERE text != ''"
        )
        connection.execute(f"CREATE INDEX temp.by_text_{name} ON texts_{name} (text)")

    def only(one: str, other: str) -> tuple[int, tuple[str, ...]]:
        missing = (
            f"FROM temp.texts_{one} AS mine "
            f"WHERE NOT EXISTS (SELECT 1 FROM temp.texts_{other} AS theirs WHERE theirs.text = mine.text)"
        )
        count = connection.execute(f"SELECT count(*) {missing}").fetchone()[0]
        rows = connection.execute(f"SELECT text {missing} ORDER BY place LIMIT ?", (MOST_SAMPLES,))
        return int(count), tuple(text for (text,) in rows)

    only_then, samples_then = only("back", "here")
    only_now, samples_now = only("here", "back")
    return Difference(then, now, only_then, only_now, samples_then, samples_now)

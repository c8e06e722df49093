"""Making one backup: a consistent snapshot of the project file, copied while work continues.

The copy is made under a temporary name, checked, marked as a backup, and only then renamed; if anything
fails, nothing new is left behind.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from conceptwriter.atomic_write import synchronise, take_place, temporary_next_to
from conceptwriter.outline.statistics import count_words
from conceptwriter.storage import marks, schema
from conceptwriter.storage.backup_series import RECORD, BackupReason, Series, name_of
from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.opening import open_for_reading

PAGES_A_STEP = 256
LIVE = """
WITH RECURSIVE live(id) AS (
    SELECT 1 UNION SELECT nodes.id FROM {schema}.nodes JOIN live ON nodes.parent = live.id
)
"""
"""Ids of the nodes in the document, excluding the trash."""

Advance = Callable[[int, int], None]
"""Called with (pages done, pages in all) from time to time; raises to stop."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a project holds, excluding the trash; words are counted in the original texts."""

    sections: int = 0
    concepts: int = 0
    words: int = 0


class NothingToBackUp(StorageError):
    """The document holds no text."""


class Snapshot:
    """The project file as it is now. Creating one takes a millisecond; `write` may run on another thread."""

    def __init__(self, path: Path) -> None:
        """Raises StorageError when the file cannot be read."""
        self.path = path
        try:
            self.connection = sqlite3.connect(
                f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
            try:
                self._hold()
            except BaseException:
                self.connection.close()
                raise
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StorageError(f"{path} cannot be read for a backup ({error}).") from error

    def _hold(self) -> None:
        """Open a read transaction if there is a write-ahead log; otherwise it would block writers."""
        if self.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            self.connection.execute("BEGIN")
        self.connection.execute("SELECT count(*) FROM meta").fetchone()

    def close(self) -> None:
        """Release the file; safe to call twice."""
        self.connection.close()

    def write(
        self,
        place: Path,
        series: Series,
        reason: BackupReason,
        now: datetime,
        advance: Advance = lambda _done, _total: None,
    ) -> Path:
        """Write the copy into a folder (created if missing); its path. Closes the snapshot.

        Raises StorageError, NothingToBackUp, and what `advance` raises; then nothing new is left behind.
        """
        try:
            with _working_file(place, self.path, series, now) as (working, target):
                with closing(sqlite3.connect(working, isolation_level=None)) as copy:
                    self.connection.backup(
                        copy,
                        pages=PAGES_A_STEP,
                        progress=lambda _status, left, total: advance(total - left, total),
                    )
                    self.close()
                    self._finish(copy, series, reason, now)
                self._read_again(working)
                _publish(working, target, self.path)
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise could_not(place, error) from error
        finally:
            self.close()
        return target

    def _read_again(self, working: Path) -> None:
        """Open the copy and check every value and checksum in it."""
        try:
            open_for_reading(working).connection.close()
        except StorageError as error:
            raise StorageError(f"{self.path} is damaged, so it was not backed up. ({error})") from error

    def _finish(self, copy: sqlite3.Connection, series: Series, reason: BackupReason, now: datetime) -> None:
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        copy.execute("PRAGMA synchronous = OFF")  # the finished file is synchronised as a whole
        _drop_vectors(copy)
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StorageError(f"{self.path} is damaged ({found}), so it was not backed up.")
        contents = contents_of(copy)
        if not contents.concepts and not contents.words:
            raise NothingToBackUp(f"{self.path} contains no text yet, so there is nothing to back up.")
        revision = copy.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        record = {
            "series": series.id,
            "of": str(series.home),
            "made": now.isoformat(timespec="seconds"),
            "reason": reason.value,
            "revision": revision[0] if revision else None,
            **asdict(contents),
        }
        marks.fresh().write(copy)
        copy.execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)",
            (RECORD, json.dumps(record, ensure_ascii=False)),
        )


def _drop_vectors(copy: sqlite3.Connection) -> None:
    """Vectors can be computed again, and would be most of the file."""
    try:
        if copy.execute("SELECT count(*) FROM vectors").fetchone()[0]:
            copy.execute("DELETE FROM vectors")
            copy.execute("VACUUM")
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise


def contents_of(connection: sqlite3.Connection, name: str = "main") -> Contents:
    """Count a project file that is open as the database `name`. Raises sqlite3.Error."""
    live = LIVE.format(schema=name)
    kinds: dict[str, int] = dict(
        connection.execute(
            f"{live} SELECT kind, count(*) FROM {name}.nodes JOIN live USING (id) WHERE id > 2 GROUP BY kind"
        )
    )
    texts = connection.execute(
        f"{live} SELECT text FROM {name}.renditions JOIN {name}.nodes ON nodes.id = renditions.node "
        "JOIN live ON live.id = nodes.id "
        "WHERE renditions.language = nodes.source_language AND nodes.id > 2 AND kind != 'paragraph'"
    )
    words = sum(count_words(text) for (text,) in texts if isinstance(text, str))
    return Contents(kinds.get("section", 0), kinds.get("concept", 0), words)


def keep_aside(path: Path, place: Path, series: Series, now: datetime) -> Path:
    """Copy a damaged file as it is, with its log, before it is replaced. Raises StorageError."""
    try:
        with _working_file(place, path, series, now, aside=True) as (working, target):
            shutil.copyfile(path, working)
            _publish(working, target, path)
            log = path.with_name(f"{path.name}-wal")
            if log.is_file():
                shutil.copyfile(log, target.with_name(f"{target.name}-wal"))
    except OSError as error:
        raise could_not(place, error) from error
    return target


@contextmanager
def _working_file(
    place: Path, project: Path, series: Series, now: datetime, *, aside: bool = False
) -> Iterator[tuple[Path, Path]]:
    """The (temporary name, final name) of a copy to write.

    At the end the temporary file is removed, and so is a folder that was created for nothing.
    """
    is_new = not place.exists()
    place.mkdir(parents=True, exist_ok=True)
    moment = now.astimezone()
    target = place / name_of(project, series.id, moment, aside=aside)
    while target.exists():  # two backups in one second
        moment += timedelta(seconds=1)
        target = place / name_of(project, series.id, moment, aside=aside)
    lock = ProjectLock.acquire(target)  # a sweep of the folder skips locked files
    try:
        with temporary_next_to(target) as working:
            try:
                yield working, target
            finally:
                for ending in ("-journal", "-wal", "-shm"):
                    working.with_name(working.name + ending).unlink(missing_ok=True)
    finally:
        lock.release()
        if is_new and not any(place.iterdir()):
            place.rmdir()


def _publish(working: Path, target: Path, project: Path) -> None:
    """Rename a finished copy, with the project's read permissions."""
    synchronise(working)
    take_place(working, target, new_mode=project.stat().st_mode & 0o777)


def could_not(place: Path, error: Exception) -> StorageError:
    """The error for a backup that could not be made."""
    reason = getattr(error, "strerror", None) or error
    return StorageError(
        f"The backup could not be written to {place} ({reason}). Your text is not affected. Free some "
        "space there, or choose another backup folder in the preferences."
    )


def is_readable(path: Path) -> bool:
    """True when SQLite finds a complete project of any format in the file. Never raises."""
    try:
        schema.check_header(path)
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (StorageError, sqlite3.Error, UnicodeDecodeError, OSError):
        return False

"""The only way into an open project file: every write is a transaction that first verifies the file.

A second writer may come through a hard link, after a lock file was deleted by hand, or as a program that
syncs a folder with another machine. What it wrote is never overwritten: `OutsideChange` is raised before
anything is written. Checkpoints happen only here, so that the log's marks stay correct (see `marks`).
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from conceptwriter.storage import marks
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.logs import INDEX, LOG, companion

LOG_BYTES = 4 << 20
"""A log of this size is checkpointed into the file."""

_MOST_SUMMED = 64 << 20
_CHUNK = 1 << 20


class LogOwner(Enum):
    """Whose the log next to the file is: ours alone, ours and another program's, or another's."""

    OURS = auto()
    SHARED = auto()
    THEIRS = auto()


class FileAway(sqlite3.OperationalError):
    """The file is currently missing: moved, deleted, or on a disconnected drive."""


class OutsideChange(sqlite3.OperationalError):
    """Another program has written to the file, replaced it or opened it. Nothing was written."""

    def __init__(self, message: str, log: LogOwner) -> None:
        super().__init__(message)
        self.log = log


class Transactions:
    """The transactions of one open project, on one connection; the caller allows only one thread inside."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: ProjectLock) -> None:
        """Take over the file: from here on it has a log, and is marked as in use.

        Raises sqlite3.Error or OSError; the file is then unchanged or equivalent.
        """
        self.path, self._connection, self._lock = path, connection, lock
        self._log = companion(path, LOG)
        self._log_inode: int | None = None
        self._log_limit = LOG_BYTES
        connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # one page is written, in a single write: with no journal on disk, a kill can leave none behind
            connection.execute("PRAGMA journal_mode = MEMORY").fetchall()
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        self._marks = marks.read(connection)
        self._complete = not self._log.exists() or not self._log.stat().st_size
        self._renew = True
        self._seen = _seen(connection)
        self._eye: BinaryIO | None = None
        self._state: tuple[int, ...] = ()
        self._sum: int | None = None
        connection.execute("PRAGMA synchronous = NORMAL")
        with self._marked():
            pass
        self._take_in()
        self._eye = path.open("rb", buffering=0)  # closed after the connection: see `_check_unchanged`
        self._remember_file()

    @contextmanager
    def begin(self) -> Iterator[None]:
        """A transaction: committed at the end, rolled back on any error.

        Raises FileAway, OutsideChange or another sqlite3.Error; then nothing was written.
        """
        self._require_untouched_file()
        with self._marked():
            yield
        if self._log_size() > self._log_limit:
            self._take_in()

    @contextmanager
    def _marked(self) -> Iterator[None]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._require_untouched_rows()
            found = self._marks
            if self._renew:
                found = found.followed(complete=self._complete, in_use=True)
                found.write(connection)
            yield
            seen = _seen(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._seen, self._marks, self._renew = seen, found, False
        if self._log_inode is None:
            self._log_inode = _inode(self._log)

    def leave(self, *, away: bool = False) -> None:
        """Checkpoint and close: one complete file without companion files, unless another process reads it.

        `away`: the file now has another name or place, and is completed there. Raises FileAway, OutsideChange
        or another sqlite3.Error; then the file is still open.
        """
        if not away:
            self._require_untouched_file()
        connection = self._connection
        connection.execute("PRAGMA busy_timeout = 500").fetchall()
        connection.execute("PRAGMA synchronous = FULL")
        with self._marked():
            self._marks = self._marks.followed(complete=False, in_use=False)
            self._marks.write(connection)
        self._renew = True
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute("PRAGMA journal_mode = MEMORY").fetchall()
        except sqlite3.Error:
            pass  # somebody is reading: the log stays next to the file and completes it
        connection.close()
        self._close_eye()

    def abandon(self, log: LogOwner) -> None:
        """Close a file that is no longer ours.

        The log is checkpointed only if another program has written to it too: that is its text. Never fails.
        """
        try:
            if log is LogOwner.SHARED:
                self._seen = _seen(self._connection)
                self.leave(away=True)
                return
        except sqlite3.Error:
            pass
        close_as_it_is(self._connection)
        self._close_eye()
        if log is LogOwner.OURS and self._log_inode is not None and _inode(self._log) == self._log_inode:
            for suffix in (LOG, INDEX):
                try:
                    companion(self.path, suffix).unlink(missing_ok=True)
                except OSError:
                    continue

    def _close_eye(self) -> None:
        if self._eye is not None:
            self._eye.close()
            self._eye = None

    # -- the log ---------------------------------------------------------------------------------------------

    def _log_size(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0

    def _take_in(self) -> None:
        """Checkpoint the log; never fails.

        What is not checkpointed stays in the log. In any case the next state gets its own mark.
        """
        connection = self._connection
        patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
        self._complete, self._renew = False, True
        try:
            connection.execute("PRAGMA busy_timeout = 0").fetchall()
            _, frames, taken = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._complete = frames == taken
        except sqlite3.Error:
            pass
        finally:
            connection.execute(f"PRAGMA busy_timeout = {patience}").fetchall()
        self._log_limit = LOG_BYTES if self._complete else 2 * max(self._log_size(), LOG_BYTES)
        if self._eye is not None:
            self._remember_file()

    # -- is the file still what it was? ----------------------------------------------------------------------

    def _require_untouched_file(self) -> None:
        try:
            state = _state(self.path)
        except OSError as error:
            if self._is_deleted():
                raise OutsideChange("was deleted by another program", LogOwner.OURS) from error
            raise FileAway("the file was moved, deleted or replaced in the meantime") from error
        if state[:2] != self._state[:2]:
            raise OutsideChange("was replaced by another file", LogOwner.OURS)
        if not self._lock.is_held() and not self._lock.renew():
            raise OutsideChange("was opened in another window", LogOwner.THEIRS)
        if _inode(self._log) != self._log_inode:
            raise OutsideChange("lost its log, which was deleted", LogOwner.THEIRS)
        if state != self._state:
            self._check_unchanged(state)

    def _require_untouched_rows(self) -> None:
        if _seen(self._connection) != self._seen:
            raise OutsideChange("was changed by another program", LogOwner.SHARED)

    def _is_deleted(self) -> bool:
        """True when it no longer has any name; not if its folder is missing too, as no copy fits there."""
        try:
            return (
                self._eye is not None
                and not os.fstat(self._eye.fileno()).st_nlink
                and self.path.parent.is_dir()
            )
        except OSError:
            return False

    def _check_unchanged(self, state: tuple[int, ...]) -> None:
        """The file's times differ, which is harmless while its bytes are the same."""
        if state[2] != self._state[2] or self._sum is None or self._checksum() != self._sum:
            raise OutsideChange("was changed by another program", self._log_owner())
        self._state = state

    def _log_owner(self) -> LogOwner:
        """Another window writes through the same log as we do; an unaware program does not."""
        try:
            return LogOwner.OURS if _seen(self._connection) == self._seen else LogOwner.SHARED
        except sqlite3.Error:
            return LogOwner.OURS

    def _remember_file(self) -> None:
        self._state = _state(self.path)
        self._sum = self._checksum() if self._state[2] <= _MOST_SUMMED else None

    def _checksum(self) -> int:
        """The checksum of the file, read through one handle that stays open.

        Closing any other would drop all of SQLite's locks on the file
        (https://www.sqlite.org/howtocorrupt.html, section 2.2).
        """
        assert self._eye is not None
        self._eye.seek(0)
        found = 0
        while block := self._eye.read(_CHUNK):
            found = zlib.crc32(block, found)
        return found


def close_as_it_is(connection: sqlite3.Connection) -> None:
    """Close without a checkpoint, as if the program had been killed.

    An interrupted connection does no more work while it closes.
    """
    connection.interrupt()
    connection.close()


def _seen(connection: sqlite3.Connection) -> tuple[object, ...]:
    """What changes when another program writes: SQLite's own counter, and what we wrote last."""
    version = connection.execute("PRAGMA data_version").fetchone()
    rows = connection.execute("SELECT key, value FROM meta WHERE key IN ('revision', 'marks')").fetchall()
    return (*version, *sorted(rows))


def _state(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None

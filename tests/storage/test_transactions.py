"""The way into an open file: what is made sure of before a write, and what is left after the last."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.storage import Project, marks, transactions
from conceptwriter.storage.connecting import connect
from conceptwriter.storage.lock import ProjectLock
from conceptwriter.storage.logs import INDEX, LOG, companion
from conceptwriter.storage.transactions import FileAway, OutsideChange, Transactions
from tests.outline.drafts import harbour
from tests.storage.conftest import names

PUT = "INSERT OR REPLACE INTO settings (key, value) VALUES ('k', ?)"


class Opened:
    """A file that is open for writing, without a document."""

    def __init__(self, path: Path) -> None:
        self.lock = ProjectLock.acquire(path)
        self.connection = connect(path, "rw")
        self.inside = Transactions(path, self.connection, self.lock)

    def put(self, value: str) -> None:
        with self.inside.begin():
            self.connection.execute(PUT, (value,))

    def pragma(self, name: str) -> object:
        return self.connection.execute(f"PRAGMA {name}").fetchone()[0]

    def close(self) -> None:
        self.connection.close()
        self.inside._close_eye()
        self.lock.release()


@pytest.fixture
def opened(path: Path) -> Iterator[Opened]:
    Project.create(path, harbour()).close()
    found = Opened(path)
    yield found
    found.close()


def stored(path: Path, extra: str = "") -> tuple[object, marks.Marks]:
    """The setting, and the marks, as another program finds them; with `extra` without the log."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro{extra}", uri=True)) as connection:
        row = connection.execute("SELECT value FROM settings WHERE key = 'k'").fetchone()
        return row and row[0], marks.read(connection)


def log_size(path: Path) -> int:
    return companion(path, LOG).stat().st_size


def test_taking_possession_marks_the_file_itself(opened: Opened, path: Path) -> None:
    value, found = stored(path, "&immutable=1")
    assert (value, found.in_use, len(found.chain)) == (None, True, 2)
    assert log_size(path) == 0, "all of the log is in the file"
    assert opened.pragma("journal_mode") == "wal"
    assert opened.pragma("wal_autocheckpoint") == 0
    assert opened.pragma("busy_timeout") == 5000, "as patient as before"


def test_each_log_begins_with_a_new_mark_and_each_write_is_in_it(opened: Opened, path: Path) -> None:
    before = stored(path)[1]
    opened.put("one")
    value, first = stored(path)
    assert (value, first.chain[:-1], first.in_use) == ("one", (before.newest,), True)
    opened.put("two")
    assert stored(path) == ("two", first), "the log goes on"
    assert stored(path, "&immutable=1") == (None, before)


def test_a_failed_write_leaves_nothing_and_the_next_continues(opened: Opened, path: Path) -> None:
    before = stored(path)

    def fail() -> None:
        with opened.inside.begin():
            opened.connection.execute(PUT, ("half",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not opened.connection.in_transaction
    assert stored(path) == before
    opened.put("whole")
    assert stored(path)[0] == "whole"


def test_a_log_that_has_grown_is_taken_into_the_file(
    opened: Opened, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.put("x" * 100)
    assert log_size(path) > 0
    monkeypatch.setattr(opened.inside, "_log_limit", log_size(path) + 10_000)
    opened.put("y" * 100_000)
    assert log_size(path) == 0
    value, found = stored(path, "&immutable=1")
    assert value == "y" * 100_000
    assert opened.inside._log_limit == transactions.LOG_BYTES == 4 << 20
    opened.put("z")
    assert log_size(path) > 0
    assert stored(path)[1].chain[:-1] == (found.newest,)


def test_a_reader_keeps_the_log_until_it_is_gone(opened: Opened, path: Path) -> None:
    opened.put("one")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM meta").fetchone()
        opened.inside._log_limit = 1
        opened.put("two")
        size = log_size(path)
        assert size > 0
        assert opened.inside._log_limit == 2 * (4 << 20)
        chain = stored(path)[1].chain
        opened.put("three")
        assert stored(path)[1].chain[:-1] == chain, "the same log, in a new state"
    opened.inside._log_limit = 1
    opened.put("four")
    assert stored(path, "&immutable=1")[0] == "four"


def test_leaving_makes_one_complete_file(opened: Opened, path: Path) -> None:
    opened.put("last")
    chain = stored(path)[1].chain
    opened.inside.leave()
    opened.lock.release()
    assert names(path.parent) == [path.name]
    value, found = stored(path)
    assert (value, found.in_use, found.chain[:-1]) == ("last", False, chain)
    assert opened.inside._eye is None
    with pytest.raises(sqlite3.ProgrammingError):
        opened.connection.execute("SELECT 1")


def test_leaving_a_file_that_was_moved_completes_it_there(opened: Opened, path: Path) -> None:
    opened.put("last")
    moved = path.with_name("moved.concept")
    path.rename(moved)
    with pytest.raises(FileAway):
        opened.inside.leave()
    opened.inside.leave(away=True)
    assert stored(moved, "&immutable=1")[0] == "last"


def test_a_reader_does_not_stop_the_leaving(opened: Opened, path: Path) -> None:
    opened.put("last")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM meta").fetchone()
        opened.inside.leave()
        assert companion(path, LOG).exists()
    assert stored(path)[0] == "last"


# -- is it still ours? ---------------------------------------------------------------------------------------


def refused(opened: Opened, says: str, log: transactions.LogOwner) -> None:
    with pytest.raises(OutsideChange, match=says) as raised:
        opened.put("over it")
    assert raised.value.log is log
    assert not opened.connection.in_transaction


def test_another_file_of_that_name(opened: Opened, path: Path) -> None:
    other = path.with_name("other.concept")
    other.write_bytes(path.read_bytes())
    other.replace(path)
    refused(opened, "replaced", transactions.LogOwner.OURS)


def test_a_deleted_file(opened: Opened, path: Path) -> None:
    path.unlink()
    refused(opened, "deleted", transactions.LogOwner.OURS)


def test_a_file_that_is_away_with_its_folder_may_come_back(opened: Opened, path: Path) -> None:
    folder = path.parent
    away = folder.with_name(f"{folder.name} away")
    folder.rename(away)
    with pytest.raises(FileAway):
        opened.put("one")
    away.rename(folder)
    opened.put("one")
    assert stored(path)[0] == "one"


def test_a_log_that_is_gone(opened: Opened, path: Path) -> None:
    opened.put("one")
    companion(path, LOG).unlink()
    refused(opened, "lost its log", transactions.LogOwner.THEIRS)


def test_bytes_that_differ_and_a_time_that_alone_differs(opened: Opened, path: Path) -> None:
    opened.put("one")
    os.utime(path, ns=(1, 1))
    opened.put("two")
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    refused(opened, "changed by another program", transactions.LogOwner.OURS)


def test_a_file_that_has_grown(opened: Opened, path: Path) -> None:
    with path.open("ab") as file:
        file.write(bytes(4096))
    refused(opened, "changed by another program", transactions.LogOwner.OURS)


def test_a_very_large_file_is_recognised_by_its_time_alone(
    opened: Opened, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most, summed in ((path.stat().st_size, True), (path.stat().st_size - 1, False)):
        monkeypatch.setattr(transactions, "_MOST_SUMMED", most)
        opened.inside._remember_file()
        assert (opened.inside._sum is not None) is summed
    os.utime(path, ns=(2, 2))
    refused(opened, "changed by another program", transactions.LogOwner.OURS)


def test_the_checksum_is_of_all_of_the_file(
    opened: Opened, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zlib import crc32

    for chunk in (1 << 20, 1000):
        monkeypatch.setattr(transactions, "_CHUNK", chunk)
        assert opened.inside._checksum() == crc32(path.read_bytes())


def test_another_who_writes_through_the_same_log(opened: Opened, path: Path) -> None:
    opened.put("ours")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        other.execute(PUT, ("theirs",))
        refused(opened, "changed by another program", transactions.LogOwner.SHARED)
        opened.inside.abandon(transactions.LogOwner.SHARED)
    assert stored(path, "&immutable=1")[0] == "theirs"


def test_abandoning_our_own_log_takes_it_along(opened: Opened, path: Path) -> None:
    opened.put("ours")
    opened.inside.abandon(transactions.LogOwner.OURS)
    assert not any(companion(path, suffix).exists() for suffix in (LOG, INDEX))
    assert stored(path)[0] is None
    assert opened.inside._eye is None


def test_abandoning_leaves_the_log_of_others(opened: Opened, path: Path) -> None:
    opened.put("ours")
    opened.inside.abandon(transactions.LogOwner.THEIRS)
    assert log_size(path) > 0


def test_a_log_that_took_the_place_of_ours_is_left(opened: Opened, path: Path) -> None:
    opened.put("ours")
    companion(path, LOG).unlink()
    companion(path, LOG).write_bytes(b"another's")
    opened.inside.abandon(transactions.LogOwner.OURS)
    assert companion(path, LOG).read_bytes() == b"another's"

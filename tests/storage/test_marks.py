"""The marks in a file, which tell its log from those of others."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from conceptwriter.storage import marks
from conceptwriter.storage.marks import Marks


def test_a_state_follows_another() -> None:
    first = marks.fresh()
    assert (len(first.chain), len(first.newest), first.in_use) == (1, 16, False)
    assert marks.fresh() != first
    second = first.followed(complete=False, in_use=True)
    assert (second.chain[:-1], second.in_use, second.newest) == (first.chain, True, second.chain[-1])
    third = second.followed(complete=False, in_use=False)
    assert (third.chain[:-1], third.in_use) == (second.chain, False)
    fourth = third.followed(complete=True, in_use=True)
    assert fourth.chain[:-1] == (third.newest,)
    assert len({first.newest, second.newest, third.newest, fourth.newest}) == 4


def test_a_file_of_an_older_version_has_an_empty_mark() -> None:
    assert Marks().newest == ""
    for complete in (True, False):
        assert Marks().followed(complete=complete, in_use=True).chain[:-1] == ("",)


def test_they_are_read_as_they_were_written() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value)")
        assert marks.read(connection) == Marks()
        for written in (Marks(("a", "b"), True), Marks(("c",), False), Marks(("", "d"), True)):
            written.write(connection)
            assert marks.read(connection) == written
        assert connection.execute("SELECT key, value FROM meta ORDER BY key").fetchall() == [
            ("in_use", 1),
            ("marks", " d"),
        ]
        connection.execute("UPDATE meta SET value = 5")
        assert marks.read(connection) == Marks((), False)

"""The cache of vectors by itself: what it keeps, what it drops, and what it does when something is wrong."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from conceptwriter.storage import vectors
from conceptwriter.storage.schema import VECTOR_TABLE
from conceptwriter.storage.vectors import VectorStore

TABLE = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"


WITHOUT = -1
"""Errors that Python's own module raises have no code."""


class Failing(sqlite3.Connection):
    """A database whose statements can be made to fail, and which notes them."""

    code: int | None = None
    done: list[str]

    def _note(self, sql: str) -> None:
        self.done = [*getattr(self, "done", []), sql]
        if self.code is not None:
            error = sqlite3.DatabaseError("no")
            if self.code != WITHOUT:
                error.sqlite_errorcode = self.code
            raise error

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self._note(sql)
        return super().execute(sql, *values)

    def executemany(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        self._note(sql)
        return super().executemany(sql, values)


def database() -> Failing:
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=Failing)
    connection.executescript(VECTOR_TABLE)
    return connection


def store(connection: Failing, *, read_only: bool = False) -> VectorStore:
    @contextmanager
    def begin() -> Iterator[None]:
        connection.execute("BEGIN")
        try:
            yield
        except sqlite3.Error:
            connection.rollback()
            raise
        connection.execute("COMMIT")

    return VectorStore(connection, threading.RLock(), read_only=read_only, begin=begin)


@pytest.fixture
def connection() -> Iterator[Failing]:
    with closing(database()) as connection:
        yield connection


@pytest.fixture
def kept(connection: Failing) -> VectorStore:
    return store(connection)


def numbered(numbers: Iterable[int]) -> dict[str, bytes]:
    return {f"{number:04}": bytes([number % 256]) for number in numbers}


def left(kept: VectorStore, codec: str = "c", version: str = "1") -> set[str]:
    """Which vectors are left, by a store that takes no notice of having been asked."""
    return set(store(kept._connection).get_many(numbered(range(3000)), codec, version))  # type: ignore[arg-type]


def test_a_vector_is_replaced_by_a_newer_one_of_the_same_text(kept: VectorStore) -> None:
    assert kept.put_many({"a": b"1", "b": b"2"}, "c", "1")
    assert kept.put_many({"a": b"3"}, "c", "1")
    assert kept.get_many(["a", "b", "x"], "c", "1") == {"a": b"3", "b": b"2"}
    assert kept.count() == 2


def test_more_are_asked_for_than_sqlite_takes_at_once(kept: VectorStore, connection: Failing) -> None:
    every = numbered(range(vectors.BATCH * 2 + 1))
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, vectors.BATCH + 2)
    kept.put_many(every, "c", "1")
    connection.done = []
    assert kept.get_many(iter(every), "c", "1") == every
    assert len(connection.done) == 3
    connection.done = []
    assert len(kept.get_many(["0001"] * 1000, "c", "1")) == 1
    assert len(connection.done) == 1, "each text is looked for once"


def test_a_store_that_is_only_read_changes_nothing(connection: Failing) -> None:
    store(connection).put_many({"a": b"1"}, "c", "1")
    reader = store(connection, read_only=True)
    connection.done = []
    assert not reader.put_many({"b": b"1"}, "c", "1")
    assert not reader.drop_codec("c")
    assert not reader.drop_codec("c", "1")
    reader.thin_out(0, set)
    assert all(statement.startswith("SELECT") for statement in connection.done)
    assert reader.get_many(["a", "b"], "c", "1") == {"a": b"1"}


def test_one_version_of_a_codec_or_all_are_dropped(kept: VectorStore) -> None:
    for codec, version in (("c", "1"), ("c", "2"), ("d", "1")):
        kept.put_many({"a": b"1"}, codec, version)
    assert kept.codecs() == {("c", "1"), ("c", "2"), ("d", "1")}
    assert kept.drop_codec("c", "2")
    assert kept.codecs() == {("c", "1"), ("d", "1")}
    assert kept.drop_codec("c")
    assert kept.codecs() == {("d", "1")}
    assert kept.count() == 1


# -- thinning out --------------------------------------------------------------------------------------------


def test_nothing_is_dropped_up_to_the_number_that_may_be_kept(connection: Failing) -> None:
    store(connection).put_many(numbered(range(5)), "c", "1")
    later = store(connection)
    later.thin_out(5, set)
    assert len(left(later)) == 5
    later.thin_out(4, set)
    assert left(later) == {"0001", "0002", "0003", "0004"}, "the oldest goes"


def test_what_is_there_or_in_use_stays_and_the_oldest_of_the_others_go(connection: Failing) -> None:
    store(connection).put_many(numbered(range(8)), "c", "1")
    later = store(connection)
    later.get_many(["0000", "0009"], "c", "1")
    later.put_many({"0001": b"new"}, "c", "1")
    later.thin_out(4, lambda: {"0003"})
    assert left(later) == {"0000", "0001", "0003", "0007"}
    later.thin_out(0, lambda: {"0003"})
    assert left(later) == {"0000", "0001", "0003"}


def test_the_number_counts_for_each_codec_by_itself(connection: Failing) -> None:
    for codec, number in (("c", 6), ("d", 3), ("e", 4)):
        store(connection).put_many(numbered(range(number)), codec, "1")
    later = store(connection)
    later.thin_out(3, set)
    assert [len(left(later, codec)) for codec in "cde"] == [3, 3, 3]


def test_four_codecs_are_kept_those_used_last(connection: Failing) -> None:
    for codec in "abcdef":
        store(connection).put_many(numbered(range(2)), codec, "1")
    store(connection).put_many({"0009": b"new"}, "a", "1")
    later = store(connection)
    later.thin_out(len("abcdef") * 2 + 1, set)
    assert len(later.codecs()) == 6, "there are few enough"
    later.thin_out(12, set)
    assert {codec for codec, _ in later.codecs()} == {"a", "d", "e", "f"}
    assert later.count() == 9


def test_at_most_2000_are_dropped_at_once(connection: Failing) -> None:
    store(connection).put_many(numbered(range(2500)), "c", "1")
    later = store(connection)
    later.thin_out(100, set)
    assert later.count() == 500
    later.thin_out(100, set)
    assert later.count() == 100


def test_what_is_there_is_asked_for_only_when_there_is_too_much(connection: Failing) -> None:
    """Looking through a long document takes time."""

    def present() -> set[str]:
        raise AssertionError

    store(connection).put_many(numbered(range(3)), "c", "1")
    store(connection).put_many(numbered(range(3)), "d", "1")
    store(connection).thin_out(6, present)
    store(connection).thin_out(3, present)
    with pytest.raises(AssertionError):
        store(connection).thin_out(2, present)


# -- when something is wrong ---------------------------------------------------------------------------------


def test_a_damaged_table_is_left_alone_until_the_store_goes_on_elsewhere(
    kept: VectorStore, connection: Failing
) -> None:
    """Its pages may be those of a text."""
    kept.put_many({"a": b"1"}, "c", "1")
    connection.code = sqlite3.SQLITE_CORRUPT | 1 << 8
    assert kept.get_many(["a"], "c", "1") == {}
    connection.code, connection.done = None, []
    assert kept.get_many(["a"], "c", "1") == {}
    assert not kept.put_many({"b": b"1"}, "c", "1")
    assert not kept.drop_codec("c")
    assert connection.done == []
    with closing(database()) as other:
        kept._begin = store(other)._begin
        kept.move(other)
        assert kept.put_many({"b": b"2"}, "c", "1")
        assert kept.get_many(["a", "b"], "c", "1") == {"b": b"2"}
    assert left(store(connection)) == set()
    assert store(connection).get_many(["a"], "c", "1") == {"a": b"1"}


def test_damage_found_while_writing_counts_too(kept: VectorStore, connection: Failing) -> None:
    connection.code = sqlite3.SQLITE_CORRUPT
    assert not kept.put_many({"a": b"1"}, "c", "1")
    connection.code = None
    assert not kept.put_many({"a": b"1"}, "c", "1")


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR | 3 << 8, WITHOUT]
)
def test_what_passes_is_no_damage(kept: VectorStore, connection: Failing, code: int) -> None:
    connection.code, connection.done = code, []
    assert kept.get_many(["a"], "c", "1") == {}
    assert len(connection.done) == 1, "no table is made"
    assert not kept.put_many({"a": b"1"}, "c", "1")
    kept.thin_out(0, set)
    assert (kept.count(), kept.codecs()) == (0, set())
    connection.code = None
    assert kept.put_many({"a": b"1"}, "c", "1")
    assert kept.get_many(["a"], "c", "1") == {"a": b"1"}


def test_nothing_is_dropped_when_the_groups_cannot_be_read(kept: VectorStore, connection: Failing) -> None:
    kept.put_many(numbered(range(5)), "c", "1")

    class Half(VectorStore):
        def count(self) -> int:
            connection.code = sqlite3.SQLITE_IOERR
            return 5

    later = Half(connection, threading.RLock(), read_only=False, begin=kept._begin)
    later.thin_out(1, set)
    later._drop_oldest("c", "1", 3, set())
    connection.code = None
    assert len(left(kept)) == 5


def test_a_missing_table_is_made_as_it_was(kept: VectorStore, connection: Failing) -> None:
    before = connection.execute(TABLE).fetchall()
    for use in (lambda: kept.get_many(["a"], "c", "1"), lambda: kept.put_many({"a": b"1"}, "c", "1")):
        connection.execute("DROP TABLE vectors")
        assert (kept.count(), kept.codecs()) == (0, set())
        assert not use()
        assert connection.execute(TABLE).fetchall() == before
        assert not connection.in_transaction
    assert kept.put_many({"a": b"1"}, "c", "1")


def test_a_missing_table_is_not_made_in_a_file_that_is_only_read(connection: Failing) -> None:
    connection.execute("DROP TABLE vectors")
    assert store(connection, read_only=True).get_many(["a"], "c", "1") == {}
    assert connection.execute(TABLE).fetchall() == []


def test_writing_vectors_does_not_wait_for_the_disk(kept: VectorStore, connection: Failing) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    kept.put_many({"a": b"1"}, "c", "1")
    assert connection.execute("PRAGMA synchronous").fetchone() == (1,)

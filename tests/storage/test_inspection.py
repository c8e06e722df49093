"""What a file is made of, and whether it is whole: asked before anything in it is trusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.storage import DamagedProject, inspection, rows, schema
from conceptwriter.storage.inspection import (
    Complaints,
    canonical,
    check_objects,
    check_structure,
    harden,
    only_index_entries,
)
from tests.outline.drafts import harbour
from tests.storage.inspecting import Complaining, complaining_database

HERE = Path("/a/book.concept")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.create_schema(connection)
        rows.write_all(connection, harbour())
        yield connection


@pytest.fixture
def first_format() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.create_schema(connection, 1)
        yield connection


# -- what it is made of --------------------------------------------------------------------------------------


def test_files_of_both_formats_are_ours_each_in_its_own(
    connection: sqlite3.Connection, first_format: sqlite3.Connection
) -> None:
    check_objects(connection, HERE, 2)
    check_objects(first_format, HERE, 1)
    for other, version in ((connection, 1), (first_format, 2)):
        with pytest.raises(DamagedProject, match="in a different form"):
            check_objects(other, HERE, version)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("CREATE TABLE more (x)", "the table 'more', which ConceptWriter never creates"),
        ("CREATE VIEW more AS SELECT 1", "the view 'more'"),
        ("CREATE INDEX more ON nodes (note)", "the index 'more'"),
        ("CREATE TRIGGER more AFTER UPDATE ON nodes BEGIN SELECT 1; END", "the trigger 'more'"),
        (f"CREATE TABLE m{'o' * 100} (x)", f"the table 'm{'o' * 58}, which"),
        ("ALTER TABLE settings ADD COLUMN more", "the table settings in a different form"),
        (
            "DROP INDEX nodes_by_parent; CREATE INDEX nodes_by_parent ON nodes (rank, parent)",
            "the index nodes_by_parent in a different form",
        ),
        ("DROP TABLE settings; CREATE VIEW settings AS SELECT 1", "the view settings in a different form"),
    ],
)
def test_whatever_is_not_ours_is_refused_and_named(
    connection: sqlite3.Connection, statement: str, says: str
) -> None:
    connection.executescript(statement)
    with pytest.raises(DamagedProject) as raised:
        check_objects(connection, HERE, 2)
    assert says in str(raised.value)
    assert raised.value.path == HERE


@pytest.mark.parametrize("table", ["meta", "nodes", "renditions", "history", "proposals", "settings"])
def test_a_table_of_text_that_is_missing_is_damage(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"DROP TABLE {table}")
    with pytest.raises(DamagedProject, match=f"the table {table} is missing"):
        check_objects(connection, HERE, 2)


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE vectors", "DROP INDEX vectors_by_key", "DROP INDEX nodes_by_parent"],
)
def test_what_can_be_made_again_may_be_missing(connection: sqlite3.Connection, statement: str) -> None:
    connection.execute(statement)
    check_objects(connection, HERE, 2)


def test_spelling_and_spaces_do_not_count_and_everything_else_does() -> None:
    plain = "CREATE TABLE t (key TEXT NOT NULL)"
    for same in ('create table "t"(key text\n not NULL)', "CREATE  TABLE t(key TEXT NOT NULL) "):
        assert canonical(same) == canonical(plain)
    for other in (
        "CREATE TABLE t (key TEXT)",
        "CREATE TABLE t (keyTEXT NOT NULL)",
        "CREATE TABLE t (key TEXT NOT NULL,)",
    ):
        assert canonical(other) != canonical(plain)
    assert canonical(None) == ""


def test_a_hardened_connection_expects_no_good(connection: sqlite3.Connection) -> None:
    harden(connection)
    assert connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == 512 * 1024 * 1024
    assert connection.getlimit(sqlite3.SQLITE_LIMIT_COLUMN) == 64
    assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
    assert connection.execute("PRAGMA cell_size_check").fetchone() == (1,)


def test_where_python_can_say_it_sqlite_is_told_to_defend_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.12 and later."""
    told: dict[int, bool] = {}

    class Configurable(sqlite3.Connection):
        def setconfig(self, switch: int, on: bool) -> None:
            told[switch] = on

    monkeypatch.setattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", 1010, raising=False)
    monkeypatch.setattr(sqlite3, "SQLITE_DBCONFIG_ENABLE_VIEW", 1015, raising=False)
    with closing(sqlite3.connect(":memory:", factory=Configurable)) as connection:
        harden(connection)
    assert told == {1010: True, 1015: False}


# -- whether it is whole -------------------------------------------------------------------------------------


@pytest.fixture
def complaining() -> Iterator[Complaining]:
    with closing(complaining_database()) as connection:
        connection.execute("CREATE TABLE nodes (parent)")
        connection.execute("CREATE INDEX nodes_by_parent ON nodes (parent)")
        connection.asked.clear()
        yield connection


def test_a_whole_file_is_complained_of_in_nothing(connection: sqlite3.Connection) -> None:
    for whole in (True, False):
        found = check_structure(connection, HERE, whole=whole)
        assert (found, found.any) == (Complaints(), "")


def test_every_table_is_looked_at_and_the_rest_only_if_asked_for(complaining: Complaining) -> None:
    check_structure(complaining, HERE, whole=False)
    every = [f"PRAGMA quick_check({table})" for table in ("meta", "renditions", "history", "settings")]
    every += [f"PRAGMA integrity_check({table})" for table in ("nodes", "proposals")]
    assert [sql for sql in complaining.asked if sql.startswith("PRAGMA")] == every
    complaining.asked.clear()
    check_structure(complaining, HERE, whole=True)
    assert [sql for sql in complaining.asked if sql.startswith("PRAGMA")] == [*every, "PRAGMA quick_check"]


@pytest.mark.parametrize("table", ["meta", "renditions", "history", "settings"])
def test_a_table_that_has_no_index_is_whole_or_the_file_is_damaged(
    complaining: Complaining, table: str
) -> None:
    complaining.finds[f"quick_check({table})"] = ["Tree 5 page 3: btreeInitPage() returns error code 11"]
    with pytest.raises(DamagedProject, match="Tree 5 page 3"):
        check_structure(complaining, HERE, whole=False)


@pytest.mark.parametrize("table", ["nodes", "proposals"])
def test_complaints_of_a_table_with_an_index_may_be_of_the_index_alone(
    complaining: Complaining, table: str
) -> None:
    complaining.finds[f"integrity_check({table})"] = ["one", "ok", "two"]
    complaining.finds["quick_check"] = ["three"]
    found = check_structure(complaining, HERE, whole=True)
    assert found == Complaints(("one", "two"), ()), "what is wrong is known"
    assert found.any == "one"


def test_an_index_that_is_missing_is_complained_of(complaining: Complaining) -> None:
    complaining.execute("DROP INDEX nodes_by_parent")
    found = check_structure(complaining, HERE, whole=False)
    assert only_index_entries(found.indexed)
    assert "nodes_by_parent" in found.any


def test_what_is_wrong_elsewhere_counts_only_for_who_wants_to_write(complaining: Complaining) -> None:
    complaining.finds["quick_check"] = ["Freelist: size is 2 but should be 3", "Page 9: never used"]
    assert check_structure(complaining, HERE, whole=False) == Complaints()
    found = check_structure(complaining, HERE, whole=True)
    assert found == Complaints((), ("Freelist: size is 2 but should be 3", "Page 9: never used"))
    assert found.any == "Freelist: size is 2 but should be 3"


def failure(code: int) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("no")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "error",
    [
        failure(sqlite3.SQLITE_CORRUPT),
        failure(sqlite3.SQLITE_CORRUPT | 1 << 8),
        sqlite3.DatabaseError("without a code"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
    ],
)
def test_a_table_too_damaged_to_be_checked_is_a_complaint(complaining: Complaining, error: Exception) -> None:
    complaining.fails["integrity_check(proposals)"] = error
    assert check_structure(complaining, HERE, whole=True) == Complaints((str(error),))


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR | 3 << 8, sqlite3.SQLITE_NOTADB])
def test_a_check_that_could_not_be_made_says_nothing_of_the_file(complaining: Complaining, code: int) -> None:
    complaining.fails["integrity_check(nodes)"] = failure(code)
    with pytest.raises(sqlite3.DatabaseError):
        check_structure(complaining, HERE, whole=True)


@pytest.mark.parametrize(
    ("complaints", "entries"),
    [
        ((), True),
        (("row 5 missing from index nodes_by_parent",), True),
        (("non-unique entry in index sqlite_autoindex_proposals_1",), True),
        (("wrong # of entries in index nodes_by_parent",), True),
        (("row 5 missing from index a", "wrong # of entries in index a"), True),
        (("row 5 missing from index a", "Page 3: never used"), False),
        (("row 5 missing from index a page 7",), False),
        (("NULL value in nodes.rank",), False),
    ],
)
def test_entries_of_an_index_are_told_from_pages_that_may_be_a_table_s(
    complaints: tuple[str, ...], entries: bool
) -> None:
    assert only_index_entries(complaints) is entries


def test_no_value_of_ours_is_as_long_as_the_limit() -> None:
    assert inspection.MOST_VALUE_BYTES == 512 << 20

"""What recovering reads with SQLite's help, how far, and what it tells of the result."""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.outline import ROOT, TRASH, Document, edits
from conceptwriter.storage import (
    NotAProject,
    Project,
    ProjectLocked,
    StorageError,
    WrongName,
    recover,
    recovery,
)
from conceptwriter.storage.finds import Finds
from conceptwriter.storage.lock import ProjectLock, lock_path
from conceptwriter.storage.logs import LOG, companion
from conceptwriter.storage.recovery import Recovered, _read_rows, _read_with_sqlite
from tests.outline.drafts import FRENCH, find, harbour, paragraph, picture, section
from tests.storage.conftest import names, reopened
from tests.storage.formats import make_first_format, tamper

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.concept"


@pytest.fixture
def closed(path: Path) -> Path:
    """A project with a translation and something in the trash, closed."""
    with Project.create(path, harbour()) as project:
        document = project.document
        project.perform(edits.set_rendition(document, find(document, "It rained."), FRENCH, "Il pleuvait."))
        project.perform(edits.delete(document, [find(document, "Two")]))
    return path


# -- what is told --------------------------------------------------------------------------------------------


def test_what_is_in_the_new_file_is_counted(closed: Path, out: Path) -> None:
    found = recover(closed, out)
    document = reopened(out)
    assert picture(document) == picture(reopened(closed))
    every = [node for root in (ROOT, TRASH) for node in document.subtree(root)]
    texts = sum(len(document.node(node).renditions) for node in every)
    assert found == Recovered(out, len(every), texts, 0, True, 0)
    assert (Recovered(out).nodes, Recovered(out).texts, Recovered(out).complete) == (0, 0, False)
    assert (Recovered(out).displaced, Recovered(out).doubtful) == (0, 0)


@pytest.mark.parametrize(
    ("statement", "sign", "displaced", "doubtful"),
    [
        ("UPDATE nodes SET parent = 99 WHERE id = 5", True, 1, 0),
        ("UPDATE renditions SET text = 'x' WHERE node = 5", False, 0, 1),
        ("DELETE FROM nodes WHERE id = 7; DELETE FROM renditions WHERE node = 7", True, 0, 0),
    ],
)
def test_whatever_is_wrong_the_result_is_not_called_complete(
    closed: Path, out: Path, statement: str, sign: bool, displaced: int, doubtful: int
) -> None:
    tamper(closed, "PRAGMA foreign_keys = OFF", *statement.split("; "), sign=sign)
    found = recover(closed, out)
    assert (found.complete, found.displaced, found.doubtful) == (False, displaced, doubtful)


def test_the_first_format_tells_no_number_of_nodes(closed: Path, out: Path) -> None:
    make_first_format(closed)
    assert recover(closed, out).complete


@pytest.mark.parametrize("value", ["'many'", "NULL", "1.5", "0"])
def test_nonsense_for_the_number_of_nodes_is_none(closed: Path, out: Path, value: str) -> None:
    tamper(closed, f"UPDATE meta SET value = {value} WHERE key = 'nodes'")
    assert recover(closed, out).complete


def test_without_the_table_of_counters_nothing_is_missed(closed: Path, out: Path) -> None:
    tamper(closed, "DROP TABLE meta", sign=False)
    assert recover(closed, out).complete


@pytest.mark.parametrize("table", ["nodes", "renditions"])
def test_a_missing_table_costs_only_itself(closed: Path, out: Path, table: str) -> None:
    tamper(closed, "PRAGMA foreign_keys = OFF", f"ALTER TABLE {table} RENAME TO other", sign=False)
    found = recover(closed, out)
    assert not found.complete
    assert "It was old." in {reopened(out).text(node) for node in reopened(out).descendants(ROOT)}


# -- what is left as it is -----------------------------------------------------------------------------------


def test_the_damaged_file_and_its_log_are_not_touched(project: Project, out: Path, tmp_path: Path) -> None:
    project.perform(edits.set_note(project.document, ROOT, "in the log"))
    damaged = tmp_path / "there" / "damaged.concept"
    damaged.parent.mkdir()
    for suffix in ("", LOG):
        companion(damaged, suffix).write_bytes(companion(project.path, suffix).read_bytes())
    before = {name: (damaged.parent / name).read_bytes() for name in names(damaged.parent)}
    recover(damaged, out)
    assert reopened(out).root.note == "in the log"
    assert {name: (damaged.parent / name).read_bytes() for name in names(damaged.parent)} == before


def test_the_new_file_takes_no_name_that_is_taken_or_means_another_kind(closed: Path, out: Path) -> None:
    with pytest.raises(WrongName):
        recover(closed, out.with_suffix(".md"))
    with pytest.raises(NotAProject, match="a folder"):
        recover(closed.parent, out)
    held = ProjectLock.acquire(out)
    with pytest.raises(ProjectLocked):
        recover(closed, out)
    held.release()
    recover(closed, out)
    before = out.read_bytes()
    with pytest.raises(StorageError, match=r"already exists\. Choose another name"):
        recover(closed, out)
    assert out.read_bytes() == before
    assert names(closed.parent) == [closed.name, out.name]


def test_the_new_file_is_as_private_and_not_locked(closed: Path, out: Path) -> None:
    closed.chmod(0o640)
    recover(str(closed), str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert not lock_path(out).exists()


def test_nothing_is_left_when_nothing_can_be_read(out: Path, path: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"absent.* cannot be read: No such file"):
        recover(tmp_path / "absent.concept", out)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")
    with pytest.raises(StorageError, match="Look for a backup"):
        recover(path, out)
    assert names(tmp_path) == [path.name]


# -- reading with SQLite -------------------------------------------------------------------------------------


def long_novel() -> Document:
    parts = [paragraph(*(f"{part} {number} " + "word " * 60 for number in range(8))) for part in range(40)]
    return Document.from_draft(section("Long", *parts))


def pages_of(path: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            page
            for (page,) in connection.execute(
                "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path", (table,)
            )
        ]


@pytest.mark.parametrize("table", ["nodes", "renditions"])
def test_a_table_that_is_broken_in_the_middle_is_read_from_both_ends(path: Path, table: str) -> None:
    Project.create(path, long_novel()).close()
    whole = Finds()
    assert _read_with_sqlite(path, whole)
    try:
        pages = pages_of(path, table)
    except sqlite3.OperationalError:
        pytest.skip("this SQLite does not tell its pages")
    raw = bytearray(path.read_bytes())
    start = (pages[len(pages) // 2] - 1) * 4096
    raw[start : start + 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    found = Finds()
    assert not _read_with_sqlite(path, found)
    ids = sorted(found.nodes if table == "nodes" else found.renditions)
    every = sorted(whole.nodes if table == "nodes" else whole.renditions)
    assert (ids[0], ids[-1]) == (every[0], every[-1])
    assert len(every) * 2 // 3 < len(ids) < len(every)
    assert len(found.renditions if table == "nodes" else found.nodes) == len(
        whole.renditions if table == "nodes" else whole.nodes
    ), "the other table is read all the same"


def test_what_is_no_database_gives_nothing(tmp_path: Path) -> None:
    for content in (b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000):
        (tmp_path / "file").write_bytes(content)
        assert not _read_with_sqlite(tmp_path / "file", Finds())
    assert not _read_with_sqlite(tmp_path / "absent" / "file", Finds())


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def test_a_table_without_end_is_read_for_two_minutes(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recovery.MOST_SECONDS == 120
    monkeypatch.setattr(recovery, "MOST_SECONDS", 0.01)
    found: list[Any] = []
    assert not _read_rows(connection, f"{ENDLESS} WHERE i < 4 OR i < 0", found.append)
    assert found[:2] == [(1,), (2,)]
    assert connection.execute(f"SELECT max(i) FROM ({ENDLESS} LIMIT 200000)").fetchone() == (200000,), (
        "what comes after has its own time"
    )
    assert _read_rows(connection, f"{ENDLESS} LIMIT 3", found.append)


def test_time_is_given_to_each_table_anew(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    limit = f"SELECT max(i) FROM ({ENDLESS} LIMIT 100000)"
    assert _read_rows(connection, limit, lambda _: None)
    now[0] += recovery.MOST_SECONDS * 2
    assert _read_rows(connection, limit, lambda _: None)


@pytest.mark.parametrize("error", [OverflowError, ValueError, sqlite3.DatabaseError])
def test_rows_up_to_the_one_that_cannot_be_read_count(
    connection: sqlite3.Connection, error: type[Exception]
) -> None:
    found: list[Any] = []

    def add(row: tuple[Any, ...]) -> None:
        if row == (3,):
            raise error
        found.append(row)

    assert not _read_rows(connection, f"{ENDLESS} LIMIT 5", add)
    assert found == [(1,), (2,)]

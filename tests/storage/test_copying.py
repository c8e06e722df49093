"""Whole files written and copied: complete, with marks of their own, and never over somebody else's file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, edits
from conceptwriter.storage import NotAProject, Project, StorageError, copying, marks
from conceptwriter.storage.connecting import connect
from conceptwriter.storage.copying import (
    mark_as_new,
    require_project_or_nothing,
    settings_from,
    write_copy,
    write_new,
)
from tests.outline.drafts import harbour, picture
from tests.storage.conftest import names, reopened


@pytest.fixture
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A closed project with a setting and a vector, opened with SQLite alone."""
    with Project.create(path, harbour()) as project:
        project.settings["k"] = {"a": 1}
        project.vectors.put_many({"f": b"1234"}, "codec", "1")
    with closing(connect(path, "rw")) as connection:
        yield connection


def marks_of(path: Path) -> marks.Marks:
    with closing(sqlite3.connect(path)) as connection:
        return marks.read(connection)


def in_file(path: Path, query: str) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_a_new_file_holds_the_document_and_what_is_given_along(path: Path) -> None:
    def along(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO settings VALUES ('k', '1')")

    write_new(path, harbour(), along, permissions=0o640)
    assert picture(reopened(path)) == picture(harbour())
    assert in_file(path, "SELECT * FROM settings") == [("k", "1")]
    assert path.stat().st_mode & 0o777 == 0o640
    assert names(path.parent) == [path.name]
    found = marks_of(path)
    assert (len(found.chain), found.in_use) == (1, False)
    write_new(path, Document())
    assert reopened(path).root.children == []
    assert marks_of(path).newest != found.newest


def test_a_new_file_that_cannot_be_finished_leaves_the_old_one(path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    write_new(path, harbour())
    before = path.read_bytes()
    with pytest.raises(StorageError, match="full"):
        write_new(path, Document(), fail)
    assert path.read_bytes() == before
    assert names(path.parent) == [path.name]


def test_a_copy_is_made_of_the_file_and_has_marks_of_its_own(opened: sqlite3.Connection, path: Path) -> None:
    target = path.with_name("copy.concept")
    write_copy(opened, target, Document(), pending=False, permissions=0o600)
    assert picture(reopened(target)) == picture(harbour())
    assert in_file(target, "SELECT vector FROM vectors") == [(b"1234",)]
    assert in_file(target, "SELECT * FROM settings") == in_file(path, "SELECT * FROM settings")
    assert marks_of(target).newest != marks_of(path).newest
    assert (len(marks_of(target).chain), marks_of(target).in_use) == (1, False)
    assert target.stat().st_mode & 0o777 == 0o600


def test_with_changes_that_are_not_in_the_file_the_copy_is_made_from_memory(
    opened: sqlite3.Connection, path: Path
) -> None:
    document = harbour()
    document.apply(edits.set_note(document, ROOT, "not in the file"))
    target = path.with_name("copy.concept")
    write_copy(opened, target, document, pending=True, permissions=0o600)
    assert reopened(target).root.note == "not in the file"
    assert in_file(target, "SELECT * FROM settings") == in_file(path, "SELECT * FROM settings")
    assert in_file(target, "SELECT count(*) FROM vectors") == [(0,)], "they can be computed again"
    assert target.stat().st_mode & 0o777 == 0o600


class Damaged(sqlite3.Connection):
    """A file that cannot be copied."""

    code = sqlite3.SQLITE_CORRUPT

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = self.code
        raise error


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CORRUPT | 1 << 8, sqlite3.SQLITE_NOTADB]
)
def test_a_damaged_file_is_copied_from_memory_without_its_settings(path: Path, code: int) -> None:
    damaged = Damaged(":memory:")
    damaged.code = code
    write_copy(damaged, path, harbour(), pending=False, permissions=0o600)
    damaged.close()
    assert picture(reopened(path)) == picture(harbour())
    assert in_file(path, "SELECT * FROM settings") == []
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR | 3 << 8])
def test_a_copy_that_fails_for_another_reason_is_said(path: Path, code: int) -> None:
    """A second attempt would fill a full disk again."""
    full = Damaged(":memory:")
    full.code = code
    with closing(full), pytest.raises(StorageError, match="could not be written"):
        write_copy(full, path, harbour(), pending=False)
    assert names(path.parent) == []


def test_settings_are_copied_as_they_are(opened: sqlite3.Connection, path: Path) -> None:
    copy_settings = settings_from(opened)
    with closing(sqlite3.connect(":memory:")) as target:
        target.execute("CREATE TABLE settings (key, value)")
        copy_settings(target)
        assert target.execute("SELECT * FROM settings").fetchall() == [("k", '{"a": 1}')]


def test_a_copy_gets_marks_of_its_own(path: Path) -> None:
    Project.create(path, harbour()).close()
    copy = path.with_name("copy.concept")
    shutil.copyfile(path, copy)
    assert marks_of(copy) == marks_of(path)
    mark_as_new(copy)
    mark_as_new(path)
    assert not set(marks_of(copy).chain) & set(marks_of(path).chain)
    assert len(marks_of(copy).chain) == 1
    assert not marks_of(copy).in_use
    assert names(path.parent) == ["copy.concept", path.name]


def test_a_project_replaces_nothing_but_projects(path: Path) -> None:
    require_project_or_nothing(path)
    path.touch()
    require_project_or_nothing(path)
    write_new(path, Document())
    require_project_or_nothing(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:50])
    require_project_or_nothing(path)
    path.write_bytes(whole[:60] + (99).to_bytes(4, "big") + whole[64:])
    require_project_or_nothing(path)
    for content in (b"d", b"my diary", whole[:68] + b"1234" + whole[72:]):
        path.write_bytes(content)
        with pytest.raises(NotAProject, match="It was not changed"):
            require_project_or_nothing(path)
        with pytest.raises(NotAProject):
            write_new(path, Document())
        with closing(sqlite3.connect(":memory:")) as other, pytest.raises(NotAProject):
            write_copy(other, path, Document(), pending=False)
        assert path.read_bytes() == content


def test_a_temporary_file_needs_no_journal(path: Path) -> None:
    """It is synchronised as a whole, or thrown away; a journal on disk would only take time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        copying._write_without_log(connection)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("memory",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (0,)

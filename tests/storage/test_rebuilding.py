"""A file rewritten from its tables holds all they hold, and the vectors if those can be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.outline import ROOT, ProposalSet, edits
from conceptwriter.storage import Project, StorageError
from conceptwriter.storage.connecting import connect
from conceptwriter.storage.marks import Marks, read
from conceptwriter.storage.rebuilding import rebuild
from conceptwriter.storage.schema import TEXT_TABLES
from tests.outline.drafts import find, harbour
from tests.storage.conftest import names
from tests.storage.formats import make_first_format


@pytest.fixture
def eventful(path: Path) -> Path:
    with Project.create(path, harbour()) as project:
        project.perform(edits.set_note(project.document, ROOT, "noted"))
        node = find(project.document, "It rained.")
        project.save_proposals(ProposalSet(node, "propose", 0, "", ()))
        project.settings["k"] = 1
        project.vectors.put_many({str(number): bytes(99) for number in range(50)}, "codec", "1")
    return path


def contents(path: Path) -> dict[str, set[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        found = {
            table: set(connection.execute(f"SELECT * FROM {table}")) for table in (*TEXT_TABLES, "vectors")
        }
    found["meta"] = {row for row in found["meta"] if row[0] not in ("marks", "in_use")}
    return found


def marks_of(path: Path) -> Marks:
    with closing(sqlite3.connect(path)) as connection:
        return read(connection)


@pytest.mark.parametrize("version", [1, 2])
def test_everything_is_in_the_new_file_and_it_has_marks_of_its_own(eventful: Path, version: int) -> None:
    if version == 1:
        make_first_format(eventful)
    before, marks = contents(eventful), marks_of(eventful)
    connection = connect(eventful, "rw")
    rebuild(connection, eventful, version, vectors=True)
    assert contents(eventful) == before
    assert not set(marks_of(eventful).chain) & set(marks.chain)
    assert len(marks_of(eventful).chain) == 1
    assert names(eventful.parent) == [eventful.name]
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    with Project.open(eventful) as project:
        assert project.document.root.note == "noted"


def test_vectors_that_may_lie_over_a_text_are_left_out(eventful: Path) -> None:
    before = contents(eventful)
    rebuild(connect(eventful, "rw"), eventful, 2, vectors=False)
    assert contents(eventful) == {**before, "vectors": set()}


class HalfReadable(sqlite3.Connection):
    """Of one table some rows can be read."""

    table = "vectors"

    def execute(self, sql: str, *values: Any) -> Any:
        if f"FROM {self.table} " not in sql:
            return super().execute(sql, *values)
        return Half(super().execute(sql, *values))


class Half:
    def __init__(self, rows: sqlite3.Cursor) -> None:
        self.rows, self.description = rows, rows.description

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        yield next(self.rows)
        raise sqlite3.DatabaseError("database disk image is malformed")


def half_readable(path: Path, table: str) -> HalfReadable:
    connection = sqlite3.connect(path, isolation_level=None, factory=HalfReadable)
    connection.table = table
    return connection


def test_vectors_that_cannot_be_read_to_their_end_are_computed_again(eventful: Path) -> None:
    before = contents(eventful)
    rebuild(half_readable(eventful, "vectors"), eventful, 2, vectors=True)
    assert contents(eventful) == {**before, "vectors": set()}
    Project.open(eventful).close()


@pytest.mark.parametrize("table", TEXT_TABLES)
def test_a_text_that_cannot_be_read_leaves_the_old_file(eventful: Path, table: str) -> None:
    before = eventful.read_bytes()
    with (
        closing(half_readable(eventful, table)) as connection,
        pytest.raises(StorageError, match="malformed"),
    ):
        rebuild(connection, eventful, 2, vectors=True)
    assert eventful.read_bytes() == before
    assert names(eventful.parent) == [eventful.name]

"""Files that are no project, or none this program may touch, are refused by name and left as they are."""

from __future__ import annotations

import random
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.outline import Document
from conceptwriter.storage import (
    DamagedProject,
    NewerProject,
    NotAProject,
    Project,
    StorageError,
    recovered_path,
)
from tests.outline.drafts import harbour, paragraph, section
from tests.storage.conftest import names


def refused(path: Path, error: type[StorageError], says: str) -> None:
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(error, match=says) as raised:
            Project.open(path, read_only=read_only)
        assert str(path) in str(raised.value)
        assert path.read_bytes() == before
        assert names(path.parent) == [path.name], "nothing is left beside it"


def test_empty(path: Path) -> None:
    path.write_bytes(b"")
    refused(path, NotAProject, "is empty")


@pytest.mark.parametrize(
    "content",
    [
        b"# A Markdown file\n",
        b"S",
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        bytes(5000),
        random.Random(1).randbytes(9000),
    ],
)
def test_foreign(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, NotAProject, "not a ConceptWriter project")


def test_a_database_of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE nodes (id INTEGER)")
    connection.close()
    refused(path, NotAProject, "database of another program")


def with_project(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    Project.create(path, harbour()).close()
    connection = sqlite3.connect(path, isolation_level=None)
    change(connection)
    connection.close()


def test_newer(path: Path) -> None:
    with_project(path, lambda connection: connection.execute("PRAGMA user_version = 99"))
    refused(path, NewerProject, "newer version of ConceptWriter")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE renditions",
        "DELETE FROM meta",
        "DELETE FROM nodes WHERE id = 1",
        "UPDATE nodes SET kind = 'poem' WHERE id = 5",
        "UPDATE nodes SET parent = 4444 WHERE id = 5",
        "UPDATE nodes SET parent = 8 WHERE id = 3",
        "UPDATE nodes SET kind = 'concept' WHERE id = 3",
        "UPDATE nodes SET attributes = '{' WHERE id = 5",
        "UPDATE nodes SET parent = NULL WHERE id = 5",
        "UPDATE renditions SET origin = 'heaven'",
        "INSERT INTO proposals (anchor, kind, data) VALUES (5, 'propose', '[]')",
    ],
)
def test_rows_that_make_no_document(path: Path, statement: str) -> None:
    with_project(path, lambda connection: connection.execute(statement))
    refused(path, DamagedProject, "is damaged")


def test_half_a_file(path: Path) -> None:
    many = section("x", *(paragraph("a" * 300, "b" * 300) for _ in range(100)))
    Project.create(path, Document.from_draft(many)).close()
    whole = path.read_bytes()
    for part in (1 / 2, 1 / 4, 3 / 4):
        path.write_bytes(whole[: int(len(whole) * part)])
        refused(path, DamagedProject, "damaged")
    path.write_bytes(whole[:60])
    refused(path, DamagedProject, "cut off")


def test_the_message_names_the_command_that_recovers_the_text(tmp_path: Path) -> None:
    path = tmp_path / "my story.concept"
    with_project(path, lambda connection: connection.execute("DROP TABLE renditions"))
    with pytest.raises(DamagedProject) as raised:
        Project.open(path)
    assert raised.value.path == path
    assert recovered_path(path) == tmp_path / "my story recovered.concept"
    command = str(raised.value).rpartition("a new file: ")[2]
    assert shlex.split(command) == [
        "conceptwriter",
        "recover",
        str(path),
        "-o",
        str(tmp_path / "my story recovered.concept"),
    ]


def test_random_damage_is_refused_or_harmless_but_never_a_crash(path: Path) -> None:
    Project.create(path, harbour()).close()
    whole = path.read_bytes()
    chance = random.Random(7)
    refusals = 0
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            damaged[chance.randrange(100, len(damaged))] = chance.randrange(256)
        start = chance.randrange(1, len(damaged) // 4096) * 4096
        damaged[start : start + 300] = chance.randbytes(300)
        path.write_bytes(damaged)
        try:
            Project.open(path, read_only=True).close()
        except StorageError:
            refusals += 1
    assert refusals > 10


def test_a_folder_and_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=str(tmp_path)):
        Project.open(tmp_path)
    with pytest.raises(StorageError, match="cannot be read"):
        Project.open(tmp_path / "absent.concept")

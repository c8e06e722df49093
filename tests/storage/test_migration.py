"""An older format is brought up to date after a backup. Version 0 was never released; here it lacked
notes.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from conceptwriter.storage import DamagedProject, Project, StorageError
from tests.outline.drafts import harbour, picture
from tests.storage.conftest import names


def add_notes(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE nodes ADD COLUMN note TEXT NOT NULL DEFAULT ''")


def fail_halfway(connection: sqlite3.Connection) -> None:
    add_notes(connection)
    connection.execute("ALTER TABLE absent ADD COLUMN x")


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()
    statements = [*connection.iterdump(), str(version)]
    connection.close()
    return statements


@pytest.fixture
def old(path: Path) -> Path:
    Project.create(path, harbour()).close()
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE nodes DROP COLUMN note")
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    return path


def test_an_old_file_is_backed_up_and_brought_up_to_date(old: Path) -> None:
    before = dump(old)
    with Project.open(old, migrations={0: add_notes}) as project:
        assert picture(project.document) == picture(harbour())
    (backup,) = [name for name in names(old.parent) if name != old.name]
    assert backup.startswith("harbour.format-0.")
    assert dump(old.with_name(backup)) == before
    with Project.open(old, read_only=True) as project:
        assert picture(project.document) == picture(harbour())


def test_a_step_that_fails_leaves_the_old_file(old: Path) -> None:
    with pytest.raises(StorageError, match="It is as it was"):
        Project.open(old, migrations={0: fail_halfway})
    with Project.open(old, migrations={0: add_notes}) as project:
        assert picture(project.document) == picture(harbour())


def test_a_format_that_never_was_is_refused(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(DamagedProject, match="format 0 is none"):
        Project.open(old)
    assert (old.read_bytes(), names(old.parent)) == (before, [old.name])


def test_reading_only_does_not_migrate(old: Path) -> None:
    with pytest.raises(StorageError, match="older format"):
        Project.open(old, read_only=True, migrations={0: add_notes})


def test_no_backup_no_migration(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from conceptwriter.storage import schema

    def full(connection: sqlite3.Connection, target: Path) -> None:
        raise StorageError(f"The backup {target} could not be written.")

    monkeypatch.setattr(schema, "copy_database", full)
    before = old.read_bytes()
    with pytest.raises(StorageError, match="backup"):
        Project.open(old, migrations={0: add_notes})
    assert old.read_bytes() == before

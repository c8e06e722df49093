"""A file of an older format is brought up to date after a backup, or read as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Origin, Proposal, ProposalSet, edits
from conceptwriter.storage import DamagedProject, NewerProject, Project, StorageError, schema, upgrading
from conceptwriter.storage.migrations import MIGRATIONS, add_checksums
from tests.outline.drafts import find, harbour, picture
from tests.storage.conftest import names
from tests.storage.formats import make_first_format, tamper


def fail_halfway(connection: sqlite3.Connection) -> None:
    add_checksums(connection)
    connection.execute("ALTER TABLE absent ADD COLUMN x")


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()
        return [*connection.iterdump(), str(version)]


@pytest.fixture
def expected(path: Path) -> list[object]:
    """What a file of the first format holds: text in two languages, steps done and undone, a proposal."""
    with Project.create(path, harbour()) as project:
        document = project.document
        end = find(document, "The end.")
        project.perform(edits.set_rendition(document, end, "fra_Latn", "La fin."))
        project.perform(edits.set_note(document, ROOT, "mine"))
        project.perform(edits.set_attributes(document, end, {"break": "scene"}))
        project.undo()
        project.save_proposals(ProposalSet(end, "rewrite", 3, "", (Proposal("1", "It ends.", "eng_Latn"),)))
        project.settings["k"] = [1]
        project.vectors.put_many({"f": b"1234"}, "codec", "1")
        held = picture(document)
    make_first_format(path)
    return held


def check(project: Project, expected: list[object]) -> None:
    document = project.document
    assert picture(document) == expected
    assert (document.undo_label, len(document.proposals), dict(project.settings)) == (
        "Edit note",
        1,
        {"k": [1]},
    )
    assert project.vectors.get_many(["f"], "codec", "1") == {"f": b"1234"}


def test_an_old_file_is_backed_up_and_brought_up_to_date(path: Path, expected: list[object]) -> None:
    before = dump(path)
    with Project.open(path) as project:
        check(project, expected)
        project.undo()
        project.redo()
        project.redo()
    (backup,) = [name for name in names(path.parent) if name != path.name]
    assert backup.startswith("harbour.format-1.")
    assert dump(path.with_name(backup)) == before
    with Project.open(path, read_only=True) as project:
        assert project.document.redo_label is None
    with Project.open(path.with_name(backup), read_only=True) as project:
        check(project, expected)


def test_what_it_became_is_what_a_new_file_is(path: Path, expected: list[object]) -> None:
    Project.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    tamper(path, "UPDATE renditions SET text = 'La fim.' WHERE text = 'La fin.'", sign=False)
    with pytest.raises(DamagedProject, match=r"table renditions, row .*checksum"):
        Project.open(path)


def test_a_damaged_old_file_is_not_brought_up_to_date(path: Path, expected: list[object]) -> None:
    tamper(path, "UPDATE renditions SET origin = 'heaven'", sign=False)
    before = path.read_bytes()
    with pytest.raises(DamagedProject, match="origin is 'heaven'"):
        Project.open(path)
    assert (path.read_bytes(), names(path.parent)) == (before, [path.name])


def test_a_step_that_fails_leaves_the_old_file(path: Path, expected: list[object]) -> None:
    before = dump(path)
    with pytest.raises(StorageError, match="It was not changed; a backup is in"):
        Project.open(path, migrations={**MIGRATIONS, 1: fail_halfway})
    assert dump(path) == before
    with Project.open(path) as project:
        check(project, expected)


def test_a_format_that_never_was_is_refused(path: Path, expected: list[object]) -> None:
    tamper(path, "PRAGMA user_version = 0", sign=False)
    before = path.read_bytes()
    with pytest.raises(DamagedProject, match="format 0 was never written"):
        Project.open(path)
    with pytest.raises(StorageError, match="older format"):
        Project.open(path, read_only=True)
    assert (path.read_bytes(), names(path.parent)) == (before, [path.name])


def test_reading_only_does_not_migrate(path: Path, expected: list[object]) -> None:
    before = path.read_bytes()
    with Project.open(path, read_only=True) as project:
        check(project, expected)
        assert project.document.history.done[-1].operation.label == "Edit note"
    assert (path.read_bytes(), names(path.parent)) == (before, [path.name])


def test_a_program_that_knows_only_the_old_format_leaves_the_new_one_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Project.create(path, harbour()).close()
    before = path.read_bytes()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 1)
    with pytest.raises(NewerProject, match="format 3; this version reads up to 1"):
        Project.open(path)
    assert path.read_bytes() == before


def test_format_2_is_read_and_brought_up_to_date(path: Path) -> None:
    """It had one origin for all that a machine made; its rows stay as they are."""
    with Project.create(path, harbour()) as project:
        end = find(project.document, "The end.")
        project.perform(edits.set_rendition(project.document, end, "fra_Latn", "La fin."))
        held = picture(project.document)
    tamper(path, "PRAGMA user_version = 2", sign=False)
    with Project.open(path, read_only=True) as project:
        assert picture(project.document) == held
    with Project.open(path) as project:
        assert picture(project.document) == held
        text = edits.set_rendition(
            project.document, end, "deu_Latn", "Ende.", origin=Origin.MACHINE_FROM_TEXT
        )
        project.perform(text)
        held = picture(project.document)
    with Project.open(path, read_only=True) as project:
        assert picture(project.document) == held
        rendition = project.document.rendition(end, "deu_Latn")
        assert rendition is not None
        assert (rendition.origin, rendition.is_human) == (Origin.MACHINE_FROM_TEXT, False)
    assert [name for name in names(path.parent) if name.startswith("harbour.format-2.")]


def test_no_backup_no_migration(path: Path, expected: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: sqlite3.Connection, target: Path) -> None:
        raise StorageError(f"The backup {target} could not be written.")

    monkeypatch.setattr(upgrading, "copy_database", full)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="backup"):
        Project.open(path)
    assert path.read_bytes() == before

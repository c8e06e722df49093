"""Another program writes to a project that is open here: it is noticed, and both texts are kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, Document, edits
from conceptwriter.storage import Diverged, NotSaved, Project, ProjectLocked, StorageError
from conceptwriter.storage.lock import lock_path
from conceptwriter.storage.migrations import sign_rows
from tests.outline.drafts import harbour
from tests.storage.conftest import names

OURS, THEIRS = "what was written here", "what was written there"


def write_note(project: Project, note: str) -> None:
    project.perform(edits.set_note(project.document, ROOT, note))


def note_in(path: Path) -> str:
    with Project.open(path, read_only=True) as reader:
        return reader.document.root.note


def by_sqlite(path: Path) -> None:
    """Through the same log, as after the lock file was deleted by hand."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE nodes SET note = ? WHERE id = 1", (THEIRS,))
    sign_rows(connection)
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    sign_rows(connection)
    connection.commit()
    connection.close()


def without_the_revision(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE nodes SET note = ? WHERE id = 1", (THEIRS,))
    sign_rows(connection)
    connection.commit()
    connection.close()


def other_version(path: Path) -> Path:
    """The project as another machine has it."""
    other = path.with_name("elsewhere") / path.name
    other.parent.mkdir()
    with Project.create(other, harbour()) as project:
        write_note(project, THEIRS)
    return other


def by_replacing(path: Path) -> None:
    other_version(path).replace(path)
    path.with_name("elsewhere").rmdir()


def by_writing_into_the_file(path: Path) -> None:
    other = other_version(path)
    path.write_bytes(other.read_bytes())
    shutil.rmtree(other.parent)


def by_another_window(path: Path) -> None:
    lock_path(path).unlink()
    with Project.open(path) as other:
        write_note(other, THEIRS)


WAYS = [by_sqlite, without_the_revision, by_replacing, by_writing_into_the_file, by_another_window]


@pytest.mark.parametrize("way", WAYS)
def test_both_texts_are_kept_and_the_writer_is_notified(
    project: Project, way: Callable[[Path], None]
) -> None:
    path = project.path
    write_note(project, "before")
    project.settings["k"] = 1
    way(path)
    with pytest.raises(Diverged) as raised:
        write_note(project, OURS)
    assert raised.value.notice is not None
    assert (raised.value.path, raised.value.copy) == (path, project.path)
    for name in (str(path), str(project.path)):
        assert name in str(raised.value)
    assert project.pending == 0
    write_note(project, "and on")
    assert note_in(project.path) == "and on"
    project.close()
    assert note_in(path) == THEIRS
    with Project.open(project.path) as again:
        assert again.settings["k"] == 1
        again.undo()
        assert again.document.root.note == OURS
        again.undo()
        assert again.document.root.note == "before"
    with Project.open(path) as theirs:
        assert theirs.document.root.note == THEIRS
        assert theirs.remarks == []
    left = [name for name in names(path.parent) if not name.endswith(".concept")]
    assert left == []


@pytest.mark.parametrize("way", WAYS)
def test_it_is_noticed_on_closing_too(project: Project, way: Callable[[Path], None]) -> None:
    path = project.path
    write_note(project, OURS)
    way(path)
    with pytest.raises(Diverged) as raised:
        project.close()
    assert project.closed
    assert note_in(raised.value.copy) == OURS
    assert note_in(path) == THEIRS
    assert sorted(name for name in names(path.parent) if not name.endswith(".concept")) == []


@pytest.mark.parametrize("way", WAYS)
def test_who_has_only_read_leaves_no_copy(path: Path, way: Callable[[Path], None]) -> None:
    Project.create(path, harbour()).close()
    project = Project.open(path)
    way(path)
    project.close()
    assert note_in(path) == THEIRS
    Project.open(path).close()
    assert names(path.parent) == [path.name]


def test_a_second_name_of_an_open_file_is_refused(project: Project, tmp_path: Path) -> None:
    write_note(project, OURS)
    second = tmp_path / "second.concept"
    os.link(project.path, second)
    with pytest.raises(StorageError, match="another name") as raised:
        Project.open(second)
    assert str(second) in str(raised.value)
    with pytest.raises(StorageError, match="this project itself"):
        project.save_copy(second)
    write_note(project, "and on")
    project.close()
    assert note_in(second) == "and on"
    with Project.open(second) as other:
        write_note(other, "by the second name")
    assert note_in(project.path) == "by the second name"


def test_what_another_program_wrote_by_a_second_name_is_kept(project: Project, tmp_path: Path) -> None:
    second = tmp_path / "second.concept"
    os.link(project.path, second)
    write_note(project, "before")
    code = f"from tests.storage.test_second_writer import *; by_sqlite(Path({str(second)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)
    write_note(project, OURS)  # what was written there lies in the log of the other name, and stays there
    project.close()
    assert note_in(second) == OURS
    with Project.open(second) as other:
        assert "unmatched log" in other.remarks[0]
        assert other.document.root.note == OURS


def test_a_lock_file_that_was_deleted_is_made_again(project: Project) -> None:
    lock_path(project.path).unlink()
    write_note(project, OURS)
    with pytest.raises(ProjectLocked):
        Project.open(project.path)


def test_the_lock_of_another_window_is_left_to_it(project: Project) -> None:
    lock_path(project.path).unlink()
    with Project.open(project.path):
        project.close()
        with pytest.raises(ProjectLocked):
            Project.open(project.path)


def test_a_file_that_was_deleted_comes_back_under_a_new_name(project: Project) -> None:
    write_note(project, "before")
    project.path.unlink()
    with pytest.raises(Diverged, match="deleted"):
        write_note(project, OURS)
    assert note_in(project.path) == OURS


def test_a_new_time_of_the_file_alone_is_no_conflict(project: Project) -> None:
    write_note(project, "before")
    os.utime(project.path)
    write_note(project, OURS)
    project.close()
    assert names(project.path.parent) == ["harbour.concept"]
    assert note_in(project.path) == OURS


def test_a_log_that_was_removed_is_noticed(project: Project) -> None:
    write_note(project, "before")
    project.path.with_name(project.path.name + "-wal").unlink()
    with pytest.raises(Diverged, match="log"):
        write_note(project, OURS)
    assert note_in(project.path) == OURS


def test_where_no_copy_can_be_written_the_text_stays_in_memory(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conceptwriter.storage import project as project_module

    def full(*_: object) -> None:
        raise StorageError("x could not be written (No space left on device).")

    by_sqlite(project.path)
    monkeypatch.setattr(project_module, "write_diverged_copy", full)
    for note in (OURS, "more"):
        with pytest.raises(NotSaved, match=r"changed by another program.*No space left"):
            write_note(project, note)
    with pytest.raises(NotSaved):
        project.close()
    assert not project.closed
    assert project.pending == 2
    monkeypatch.undo()
    with pytest.raises(Diverged):
        project.retry()
    assert note_in(project.path) == "more"


def test_settings_and_vectors_are_not_written_over_another_s_file(project: Project) -> None:
    by_replacing(project.path)
    with pytest.raises(StorageError, match="replaced"):
        project.settings["k"] = 1
    assert project.vectors.put_many({"f": b"1"}, "codec", "1") is False
    assert note_in(project.path) == THEIRS


def test_a_closed_project_can_be_replaced_by_anybody(project: Project) -> None:
    project.close()
    with Project.create(project.path, Document("fra_Latn", "Autre"), overwrite=True) as other:
        assert other.document.root.language == "fra_Latn"

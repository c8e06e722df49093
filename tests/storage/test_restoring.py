"""Putting a backup back, and what lies between it and the project."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import (
    BackupReason,
    Project,
    ProjectLocked,
    StorageError,
    back_up,
    backups_of,
    compare,
    marks,
    restore_backup,
    set_aside,
)
from conceptwriter.storage.backup_series import read_record
from conceptwriter.storage.restoring import set_aside_locked
from tests.outline.drafts import find, harbour
from tests.storage.conftest import names


@pytest.fixture
def backup(project: Project) -> Path:
    """A backup of the project, which has gone on since and is closed."""
    made = back_up(project)
    document = project.document
    project.perform(edits.edit_text(document, find(document, "It was old."), "It was new."))
    project.perform(edits.set_note(document, ROOT, "later"))
    project.close()
    return made


def note_in(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return project.document.root.note


def test_restoring_brings_the_text_back_and_keeps_what_was_there(path: Path, backup: Path) -> None:
    restored = restore_backup(backup, path)
    assert note_in(path) == ""
    assert restored.before is not None
    assert note_in(restored.before) == "later"
    assert (
        next(copy for copy in backups_of(path) if copy.path == restored.before).reason
        is BackupReason.RESTORING
    )
    assert backup.exists()
    assert read_record(path) is None, "it is a project again, no backup"
    with Project.open(path) as project:
        project.perform(edits.set_note(project.document, ROOT, "and on"))
        assert back_up(project).parent == backup.parent
    restore_backup(restored.before, path)
    assert note_in(path) == "later"
    assert [name for name in names(path.parent) if name.startswith(".") or "-" in name] == []


def test_a_restored_project_is_a_state_of_its_own(path: Path, backup: Path) -> None:
    """Else the log of another project restored from the same backup would count as its own."""
    restore_backup(backup, path)
    first = marks_of(path)
    restore_backup(backup, path)
    assert len({marks_of(backup), first, marks_of(path)}) == 3


def marks_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return marks.read(connection).newest


def test_restoring_over_a_damaged_file_keeps_its_bytes(path: Path, backup: Path) -> None:
    torn = path.read_bytes()[:5000]
    path.write_bytes(torn)
    path.with_name(path.name + "-wal").write_bytes(b"its log")
    restored = restore_backup(backup, path)
    assert note_in(path) == ""
    assert restored.before is not None
    assert restored.before.read_bytes() == torn
    assert restored.before.with_name(restored.before.name + "-wal").read_bytes() == b"its log"
    aside = next(copy for copy in backups_of(path) if copy.path == restored.before)
    assert (aside.whole, aside.reason) == (False, BackupReason.DAMAGED)
    assert {copy.series for copy in backups_of(path)} == {aside.series}, "it stays with the other copies"
    kept = {backup.name, aside.path.name, f"{aside.path.name}-wal"}
    assert set(names(backup.parent)) == kept, "looking at them puts nothing beside them"


def test_restoring_a_project_that_is_gone(path: Path, backup: Path) -> None:
    path.unlink()
    backup.chmod(0o600)
    assert restore_backup(backup, path).before is None
    assert note_in(path) == ""
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_restored_over_an_open_project(path: Path, project: Project) -> None:
    made = back_up(project)
    with pytest.raises(ProjectLocked):
        restore_backup(made, path)


def test_a_damaged_backup_is_refused_and_nothing_is_touched(path: Path, backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:9000])
    before = (path.read_bytes(), names(path.parent), names(backup.parent))
    with pytest.raises(StorageError, match="cannot be restored"):
        restore_backup(backup, path)
    assert (path.read_bytes(), names(path.parent), names(backup.parent)) == before
    with pytest.raises(StorageError, match="project itself"):
        restore_backup(path, path)


def test_where_nothing_can_be_kept_nothing_is_replaced(path: Path, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="The backup could not be written"):
        restore_backup(backup, path, tmp_path / "file" / "folder")
    assert path.read_bytes() == before


KILLED = """
import os, sys
from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project
project = Project.open(sys.argv[1])
project.perform(edits.set_note(project.document, ROOT, "only in the log"))
os.kill(os.getpid(), 9)
"""


def test_the_log_of_a_killed_program_is_kept_and_not_played_over_what_is_restored(
    path: Path, backup: Path
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, env={**os.environ})
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(path.name + "-wal").stat().st_size
    restored = restore_backup(backup, path)
    assert note_in(path) == ""
    assert restored.before is not None
    assert note_in(restored.before) == "only in the log"


def test_setting_aside_before_a_file_is_replaced(path: Path, backup: Path, tmp_path: Path) -> None:
    kept = set_aside(path, None, BackupReason.REPLACING)
    assert kept is not None
    assert note_in(kept) == "later"
    assert set_aside(tmp_path / "none.concept", None, BackupReason.REPLACING) is None
    Project.create(tmp_path / "empty.concept").close()
    assert set_aside(tmp_path / "empty.concept", None, BackupReason.REPLACING) is None
    (tmp_path / "nothing.concept").touch()
    assert set_aside(tmp_path / "nothing.concept", None, BackupReason.REPLACING) is None
    assert names(tmp_path) == ["empty.concept", "harbour backups", "harbour.concept", "nothing.concept"]


def test_a_file_that_is_set_aside_is_locked_meanwhile(path: Path, project: Project) -> None:
    with pytest.raises(ProjectLocked):
        set_aside_locked(path, None, BackupReason.REPLACING)
    project.perform(edits.set_note(project.document, ROOT, "kept"))
    project.close()
    kept = set_aside_locked(path, None, BackupReason.REPLACING)
    assert kept is not None
    assert note_in(kept) == "kept"
    Project.open(path).close()


def test_what_lies_between(path: Path, backup: Path) -> None:
    found = compare(backup, path)
    assert (found.only_then, found.samples_then) == (1, ("It was old.",))
    assert (found.only_now, found.samples_now) == (1, ("It was new.",))
    assert found.now is not None
    assert found.then.words == found.now.words
    with Project.open(path) as project:
        document = project.document
        project.perform(edits.delete(document, [find(document, "One")]))
        less = compare(backup, path)
    assert less.now is not None
    assert less.now.sections == less.then.sections - 2
    assert less.only_then > 1, "what lies in the trash is not in the text"


def test_a_damaged_project_is_compared_by_the_backup_alone(path: Path, backup: Path) -> None:
    path.write_bytes(b"no database at all")
    found = compare(backup, path)
    assert found.now is None
    assert found.then.concepts == 7
    backup.write_bytes(b"nor this")
    with pytest.raises(StorageError, match="Choose another backup"):
        compare(backup, path)


def test_moving_a_text_is_no_difference(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.concept", harbour()) as project:
        made = back_up(project)
        document = project.document
        project.perform(edits.move_up(document, [find(document, "Two")]))
        found = compare(made, project.path)
    assert (found.only_then, found.only_now) == (0, 0)

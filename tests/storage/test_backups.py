from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project, StorageError, backup, backup_daily, backups
from conceptwriter.storage.backups import backup_folder
from tests.outline.drafts import harbour

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def test_the_oldest_copies_make_room(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "safe" / "here"
    made = []
    for day in range(5):
        project.perform(edits.set_note(project.document, ROOT, f"day {day}"))
        made.append(backup(project, folder, keep=3, now=NOON + timedelta(days=day)))
    assert backups(project.path, folder) == list(reversed(made))[:3]
    with Project.open(made[2], read_only=True) as copy:
        assert copy.document.root.note == "day 2"


def test_other_files_are_never_removed(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other" / project.path.name
    other.parent.mkdir()
    folder = tmp_path / "safe"
    with Project.create(other, harbour()) as namesake:
        kept = backup(namesake, folder, now=NOON)
    stranger = folder / "harbour 20250101-120000.concept"
    stranger.write_text("mine")
    for day in range(3):
        backup(project, folder, keep=1, now=NOON + timedelta(days=day))
    assert kept.exists()
    assert stranger.exists()
    assert len(list(folder.iterdir())) == 3


def test_one_a_day(project: Project) -> None:
    first = backup_daily(project, now=NOON)
    assert first is not None
    assert first.parent == backup_folder(project.path)
    assert backup_daily(project, now=NOON + timedelta(hours=3)) is None
    assert backup_daily(project, now=NOON + timedelta(days=1)) is not None


def test_a_folder_that_cannot_be(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        backup(project, tmp_path / "file" / "folder")
    with pytest.raises(StorageError, match="at least one"):
        backup(project, keep=0)

"""Backups that the window makes automatically."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conceptwriter.gui.files.open_project import LARGE, texts_at_risk
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.preferences import PreferencesDialog
from conceptwriter.outline import ROOT
from conceptwriter.outline.edits import edit_text, replace_all
from conceptwriter.outline.search import Query
from conceptwriter.storage import BackupReason, Project, backup_folder, backups_of
from tests.editor.desks import harbour, node_saying
from tests.gui.accessible_names import nameless
from tests.gui.keeping.conftest import many, notice_text, reasons, wait_until_idle
from tests.gui.stage import project_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.keeping.conftest import Open


# -- by itself -----------------------------------------------------------------------------------------------


def test_opening_an_edited_document_makes_one(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    assert reasons(stage) == [BackupReason.DAILY]
    assert stage.window.notices.current is None, "nobody is told that all is well"
    stage.window.keeping.keeper.look(opening=True)
    wait_until_idle(stage)
    assert len(reasons(stage)) == 1


def test_what_was_never_edited_is_not_copied(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    assert reasons(stage) == []
    assert not backup_folder(stage.window.project.path).exists()


def test_none_is_made_where_the_person_wants_none(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, many()), settings=WindowSettings(backups=False))
    stage.window.desk.attempt(lambda: replace_all(stage.document, Query("old"), "new"))
    wait_until_idle(stage)
    assert reasons(stage) == []


def test_one_an_hour_while_it_is_written(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    keeper = stage.window.keeping.keeper
    stage.at("Nobody was")
    stage.type(" More.")
    keeper.look(opening=False)
    wait_until_idle(stage)
    assert len(reasons(stage)) == 1
    now = keeper.now()
    keeper.now = lambda: now + timedelta(hours=2)
    keeper.look(opening=False)
    wait_until_idle(stage)
    assert len(reasons(stage)) == 2


def test_the_chosen_folder_and_number_are_used(opened: Open, tmp_path: Path) -> None:
    settings = WindowSettings(backup_folder=str(tmp_path / "safe"), backups_kept=1)
    stage = opened(project_of(tmp_path, harbour()), settings=settings)
    for _ in range(3):
        stage.window.registry.run("file.back_up")
        wait_until_idle(stage)
    assert len(list((tmp_path / "safe").iterdir())) == 1
    assert not backup_folder(stage.window.project.path).exists()


def test_before_a_large_change_the_text_is_kept(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, many()), edited=False)
    stage.window.desk.attempt(lambda: replace_all(stage.document, Query("old"), "new"))
    wait_until_idle(stage)
    (copy,) = backups_of(stage.window.project.path)
    assert copy.reason is BackupReason.LARGE_CHANGE
    with Project.open(copy.path, read_only=True) as kept:
        assert node_saying(kept.document, "The old sentence 7")
    stage.window.desk.attempt(lambda: replace_all(stage.document, Query("new"), "other"))
    wait_until_idle(stage)
    assert len(reasons(stage)) == 1, "undo has the steps between"


def test_typing_is_no_large_change(opened: Open, tmp_path: Path) -> None:
    document = many()
    assert texts_at_risk(replace_all(document, Query("old"), "new")) == LARGE + 20
    assert texts_at_risk(edit_text(document, ROOT, "Edited")) == 1
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    stage.at("Nobody was")
    stage.type(" More.")
    wait_until_idle(stage)
    assert reasons(stage) == []


def test_a_failure_is_reported_once_and_keeps_nobody_from_writing(opened: Open, tmp_path: Path) -> None:
    project = project_of(tmp_path, harbour())
    backup_folder(project.path).write_text("a file in the way")
    stage = opened(project)
    notices = stage.window.notices
    assert "The backup could not be written" in notice_text(stage)
    notices.dismiss()
    stage.at("Nobody was")
    stage.type(" More.")
    for _ in range(2):
        stage.window.keeping.keeper.look(opening=True)
        wait_until_idle(stage)
    assert not notice_text(stage)
    assert not stage.window.project.failure
    stage.window.registry.run("file.back_up")
    wait_until_idle(stage)
    assert notice_text(stage), "who asks is answered every time"


def test_closing_stops_a_backup_and_leaves_one_clean_file(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    stage.window.registry.run("file.back_up")
    stage.close()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left in (["story backups", "story.concept"], ["story.concept"])
    inside = tmp_path / "story backups"
    assert not inside.exists() or not any(path.name.startswith(".") for path in inside.iterdir())


def test_a_document_that_is_only_read_is_not_copied(opened: Open, tmp_path: Path) -> None:
    project_of(tmp_path, harbour()).close()
    stage = opened(Project.open(tmp_path / "story.concept", read_only=True))
    assert reasons(stage) == []
    assert not stage.window.registry.is_enabled("file.back_up")


# -- the preferences -----------------------------------------------------------------------------------------


def test_the_preferences_about_backups_work_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    settings = WindowSettings()
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == []
    choices = dialog.backups
    choices.active.setChecked(False)
    choices.kept.setValue(3)
    choices.folder.setText(str(tmp_path / "safe"))
    choices.folder.editingFinished.emit()
    assert (settings.backups, settings.backups_kept) == (False, 3)
    assert settings.backup_folder == str(tmp_path / "safe")
    assert "will be created" in choices.message.text()
    choices.folder.setText("")
    choices.folder.editingFinished.emit()
    assert settings.backup_folder == ""
    assert not choices.message.text()

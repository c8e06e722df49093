"""Backups that the window makes by itself, and putting one back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton

from conceptwriter.gui.application import first_project
from conceptwriter.gui.files.open_project import LARGE, texts_at_risk
from conceptwriter.gui.keeping.backup_dialog import BackupDialog
from conceptwriter.gui.keeping.backup_model import BackupModel
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.preferences import PreferencesDialog
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.edits import edit_text, replace_all
from conceptwriter.outline.search import Query
from conceptwriter.storage import (
    Backup,
    BackupReason,
    Project,
    StorageError,
    back_up,
    backup_folder,
    backups_of,
    restore_backup,
)
from tests.editor.desks import harbour, node_saying, paragraph, section
from tests.gui.stage import Stage, project_of
from tests.gui.window.test_main_window import nameless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    Open = Callable[..., Stage]


@pytest.fixture
def opened(plain_look: None, qtbot: QtBot) -> Iterator[Open]:
    """Opens windows without a model; `edited` first makes a change, so that there is something to back up."""
    stages: list[Stage] = []

    def make(project: Project, *, edited: bool = True, settings: WindowSettings | None = None) -> Stage:
        if edited and not project.read_only:
            project.perform(edit_text(project.document, ROOT, "Edited"))
        stages.append(Stage(qtbot, project, model=False, settings=settings))
        settle(stages[-1])
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()


def settle(stage: Stage) -> None:
    """Until what was asked for, and what that led to, is done."""
    for _ in range(4):
        QApplication.processEvents()
        stage.wait_for_jobs()


def reasons(stage: Stage) -> list[BackupReason]:
    return [copy.reason for copy in backups_of(stage.window.project.path)]


def told(stage: Stage) -> str:
    """What the notice bar says now."""
    notice = stage.window.notices.current
    return notice.text if notice is not None else ""


def many() -> Document:
    return Document.from_draft(
        section("Book", *(paragraph(f"The old sentence {n}.") for n in range(LARGE + 20)))
    )


# -- by itself -----------------------------------------------------------------------------------------------


def test_opening_an_edited_document_makes_one(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    assert reasons(stage) == [BackupReason.DAILY]
    assert stage.window.notices.current is None, "nobody is told that all is well"
    stage.window.keeping.keeper.look(opening=True)
    settle(stage)
    assert len(reasons(stage)) == 1


def test_what_was_never_edited_is_not_copied(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    assert reasons(stage) == []
    assert not backup_folder(stage.window.project.path).exists()


def test_none_is_made_where_the_person_wants_none(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, many()), settings=WindowSettings(backups=False))
    stage.window.desk.attempt(lambda: replace_all(stage.document, Query("old"), "new"))
    settle(stage)
    assert reasons(stage) == []


def test_one_an_hour_while_it_is_written(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    keeper = stage.window.keeping.keeper
    stage.at("Nobody was")
    stage.type(" More.")
    keeper.look(opening=False)
    settle(stage)
    assert len(reasons(stage)) == 1
    now = keeper.now()
    keeper.now = lambda: now + timedelta(hours=2)
    keeper.look(opening=False)
    settle(stage)
    assert len(reasons(stage)) == 2


def test_the_chosen_folder_and_number_are_used(opened: Open, tmp_path: Path) -> None:
    settings = WindowSettings(backup_folder=str(tmp_path / "safe"), backups_kept=1)
    stage = opened(project_of(tmp_path, harbour()), settings=settings)
    for _ in range(3):
        stage.window.registry.run("file.back_up")
        settle(stage)
    assert len(list((tmp_path / "safe").iterdir())) == 1
    assert not backup_folder(stage.window.project.path).exists()


def test_before_a_large_change_the_text_is_kept(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, many()), edited=False)
    stage.window.desk.attempt(lambda: replace_all(stage.document, Query("old"), "new"))
    settle(stage)
    (copy,) = backups_of(stage.window.project.path)
    assert copy.reason is BackupReason.LARGE_CHANGE
    with Project.open(copy.path, read_only=True) as kept:
        assert node_saying(kept.document, "The old sentence 7")
    stage.window.desk.attempt(lambda: replace_all(stage.document, Query("new"), "other"))
    settle(stage)
    assert len(reasons(stage)) == 1, "undo has the steps between"


def test_typing_is_no_large_change(opened: Open, tmp_path: Path) -> None:
    document = many()
    assert texts_at_risk(replace_all(document, Query("old"), "new")) == LARGE + 20
    assert texts_at_risk(edit_text(document, ROOT, "Edited")) == 1
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    stage.at("Nobody was")
    stage.type(" More.")
    settle(stage)
    assert reasons(stage) == []


def test_a_failure_is_told_once_and_keeps_nobody_from_writing(opened: Open, tmp_path: Path) -> None:
    project = project_of(tmp_path, harbour())
    backup_folder(project.path).write_text("a file in the way")
    stage = opened(project)
    notices = stage.window.notices
    assert "The backup could not be written" in told(stage)
    notices.dismiss()
    stage.at("Nobody was")
    stage.type(" More.")
    for _ in range(2):
        stage.window.keeping.keeper.look(opening=True)
        settle(stage)
    assert not told(stage)
    assert not stage.window.project.failure
    stage.window.registry.run("file.back_up")
    settle(stage)
    assert told(stage), "who asks is answered every time"


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


# -- the list ------------------------------------------------------------------------------------------------


def test_the_model_shows_what_it_is_given(qtbot: QtBot, tmp_path: Path) -> None:
    with project_of(tmp_path, harbour()) as project:
        for _ in range(3):
            back_up(project)
        found = backups_of(project.path)
    model = BackupModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(found)
    assert model.rowCount() == 3
    first = model.index(0)
    assert model.data(first).startswith("Today")
    assert "manual" in model.data(first, Qt.ItemDataRole.AccessibleTextRole)
    assert model.row_of(found[2].path) == 2
    assert model.row_of(None) == 0
    model.show([])
    assert model.row_of(None) == -1


def dialog_of(stage: Stage) -> BackupDialog:
    """The backups, opened with their key."""
    stage.press("Ctrl+Shift+B")
    dialog = stage.window.keeping.backups
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    settle(stage)
    return dialog


def test_a_backup_is_compared_and_put_back_with_the_keyboard(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    before = stage.document.text(stage.node("Nobody was"))
    stage.window.desk.perform(edit_text(stage.document, stage.node("Nobody was"), "Everybody waited."))
    dialog = dialog_of(stage)
    shown = dialog.text.toPlainText()
    assert "Sections: 4 then, 4 now" in shown
    assert before in shown
    assert "Everybody waited." in shown
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.question.isVisible()
    assert dialog.keep.hasFocus()
    dialog.surely.click()
    settle(stage)
    assert stage.document.text(stage.node("Nobody was")) == before
    assert reasons(stage)[0] is BackupReason.RESTORING
    assert "was restored to its state" in dialog.answer.text()
    stage.window.desk.perform(edit_text(stage.document, ROOT, "And on"))
    assert not stage.window.project.failure
    restored_before = backups_of(stage.window.project.path)[0]
    stage.window.keeping.restore(stage.window.project.path, restored_before)
    settle(stage)
    assert stage.node("Everybody waited.")


def test_a_backup_that_turns_out_damaged_changes_nothing(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    window = stage.window
    (copy,) = backups_of(window.project.path)
    copy.path.write_bytes(copy.path.read_bytes()[:6000])
    window.keeping.restore(window.project.path, copy)
    settle(stage)
    assert window.notices.current is not None
    assert "cannot be restored" in window.notices.current.text
    assert not window.project.project.closed
    stage.window.desk.perform(edit_text(stage.document, ROOT, "Goes on"))
    assert not window.project.failure
    middle = window.centralWidget()
    assert middle is not None
    assert middle.isEnabled()


def test_esc_while_a_backup_is_put_back_loses_neither_text_nor_document(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    window = stage.window
    (copy,) = backups_of(window.project.path)
    window.keeping.restore(window.project.path, copy)
    window.jobs.stop_all()
    settle(stage)
    assert not window.project.project.closed
    window.desk.perform(edit_text(stage.document, ROOT, "Goes on"))
    assert not window.project.failure
    assert stage.node("Nobody was")


def test_a_copy_that_cannot_be_read_is_listed_and_not_put_back(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    (copy,) = backups_of(stage.window.project.path)
    copy.path.write_bytes(b"")
    dialog = dialog_of(stage)
    assert "cannot be opened" in dialog.text.toPlainText()
    assert not dialog.restore_button.isEnabled()
    dialog.ask_to_restore()
    assert not dialog.question.isVisible()


def test_without_backups_the_list_says_when_there_will_be_some(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    dialog = dialog_of(stage)
    assert dialog.nothing.isVisible()
    assert "automatically" in dialog.nothing.text()
    dialog.now_button.click()
    settle(stage)
    assert dialog.list.isVisible()
    assert dialog.model.rowCount() == 1


def test_every_control_has_a_name_and_a_letter_of_its_own(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    dialog = dialog_of(stage)
    dialog.ask_to_restore()
    dialog.tell("Something")
    assert nameless(dialog) == []
    for each in (dialog, stage.window.keeping.trash):
        texts = [button.text() for button in each.findChildren(QPushButton)]
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(set(letters)) == len(letters), texts


# -- lost, damaged and read-only documents -------------------------------------------------------------------


def ruined(path: Path, how: str) -> None:
    if how == "torn":
        path.write_bytes(path.read_bytes()[:6000])
    elif how == "empty":
        path.write_bytes(b"")
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["torn", "empty", "gone"])
def test_a_lost_document_leads_to_its_backups(opened: Open, tmp_path: Path, how: str) -> None:
    with project_of(tmp_path, harbour(), "book.concept") as book:
        back_up(book)
    path = tmp_path / "book.concept"
    ruined(path, how)
    stage = opened(project_of(tmp_path, harbour()), edited=False)
    stage.window.files.open(path)
    settle(stage)
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.offer == "Show Backups"
    assert notice.act is not None
    notice.act()
    settle(stage)
    dialog = stage.window.keeping.backups
    assert dialog.isVisible()
    assert dialog.recover_button.isVisible()
    assert dialog.path == path
    dialog.ask_to_restore()
    dialog.surely.click()
    settle(stage)
    assert stage.window.project.path == path
    assert stage.node("Nobody was")


def test_the_first_document_being_lost_leads_there_too(opened: Open, tmp_path: Path) -> None:
    with project_of(tmp_path, harbour(), "book.concept") as book:
        back_up(book)
    ruined(tmp_path / "book.concept", "torn")
    started = first_project(tmp_path / "book.concept", WindowSettings())
    assert started is not None
    project, (notice,) = started
    stage = opened(project, edited=False)
    assert stage.window.files.with_recovery(notice).offer == "Show Backups"
    assert "is damaged" in notice.text
    assert "--restore" not in notice.text, "a button does it here, not a terminal"


def test_a_backup_is_opened_only_to_be_read(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    (copy,) = backups_of(stage.window.project.path)
    stage.window.files.open(copy.path)
    settle(stage)
    assert stage.window.project.path == copy.path
    assert stage.window.project.read_only
    assert stage.window.notices.current is not None
    assert "is a backup of" in stage.window.notices.current.text
    started = first_project(copy.path, WindowSettings())
    assert started is not None
    project, (notice,) = started
    assert project.read_only
    assert "is a backup of" in notice.text
    project.close()


def test_a_document_open_in_another_window_is_not_put_back(opened: Open, tmp_path: Path) -> None:
    with project_of(tmp_path, harbour(), "book.concept") as book:
        copy = Backup(back_up(book), "", datetime.now().astimezone(), BackupReason.ASKED, 1)
        stage = opened(project_of(tmp_path, harbour()), edited=False)
        stage.window.keeping.restore(book.path, copy)
        settle(stage)
        assert stage.window.notices.current is not None
        assert "open in another window" in stage.window.notices.current.text
        assert stage.window.project.path.name == "story.concept"
        with pytest.raises(StorageError):
            restore_backup(copy.path, book.path)


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

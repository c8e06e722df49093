"""The list of backups: compared, restored, and what a lost or damaged document leads to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton

from conceptwriter.gui.application import first_project
from conceptwriter.gui.keeping.backup_dialog import BackupDialog
from conceptwriter.gui.keeping.backup_model import BackupModel
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.outline import ROOT
from conceptwriter.outline.edits import edit_text
from conceptwriter.storage import Backup, BackupReason, StorageError, back_up, backups_of, restore_backup
from tests.editor.desks import harbour
from tests.gui.accessible_names import nameless
from tests.gui.keeping.conftest import reasons, wait_until_idle
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.keeping.conftest import Open


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
    wait_until_idle(stage)
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
    wait_until_idle(stage)
    assert stage.document.text(stage.node("Nobody was")) == before
    assert reasons(stage)[0] is BackupReason.RESTORING
    assert "was restored to its state" in dialog.answer.text()
    stage.window.desk.perform(edit_text(stage.document, ROOT, "And on"))
    assert not stage.window.project.failure
    restored_before = backups_of(stage.window.project.path)[0]
    stage.window.keeping.restore(stage.window.project.path, restored_before)
    wait_until_idle(stage)
    assert stage.node("Everybody waited.")


def test_a_backup_that_turns_out_damaged_changes_nothing(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    window = stage.window
    (copy,) = backups_of(window.project.path)
    copy.path.write_bytes(copy.path.read_bytes()[:6000])
    window.keeping.restore(window.project.path, copy)
    wait_until_idle(stage)
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
    wait_until_idle(stage)
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
    wait_until_idle(stage)
    assert dialog.list.isVisible()
    assert dialog.model.rowCount() == 1


def test_every_control_has_a_name_and_a_letter_of_its_own(opened: Open, tmp_path: Path) -> None:
    stage = opened(project_of(tmp_path, harbour()))
    dialog = dialog_of(stage)
    dialog.ask_to_restore()
    dialog.show_message("Something")
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
    wait_until_idle(stage)
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.offer == "Show Backups"
    assert notice.act is not None
    notice.act()
    wait_until_idle(stage)
    dialog = stage.window.keeping.backups
    assert dialog.isVisible()
    assert dialog.recover_button.isVisible()
    assert dialog.path == path
    dialog.ask_to_restore()
    dialog.surely.click()
    wait_until_idle(stage)
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
    wait_until_idle(stage)
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
        wait_until_idle(stage)
        assert stage.window.notices.current is not None
        assert "open in another window" in stage.window.notices.current.text
        assert stage.window.project.path.name == "story.concept"
        with pytest.raises(StorageError):
            restore_backup(copy.path, book.path)

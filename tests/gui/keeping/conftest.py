"""Windows with something to back up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from conceptwriter.gui.files.open_project import LARGE
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.outline import ROOT, Document
from conceptwriter.outline.edits import edit_text
from conceptwriter.storage import BackupReason, Project, backups_of
from tests.editor.desks import paragraph, section
from tests.gui.stage import Stage

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
        wait_until_idle(stages[-1])
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()


def wait_until_idle(stage: Stage) -> None:
    """Until what was asked for, and what that led to, is done."""
    for _ in range(4):
        QApplication.processEvents()
        stage.wait_for_jobs()


def reasons(stage: Stage) -> list[BackupReason]:
    return [copy.reason for copy in backups_of(stage.window.project.path)]


def notice_text(stage: Stage) -> str:
    """What the notice bar says now."""
    notice = stage.window.notices.current
    return notice.text if notice is not None else ""


def many() -> Document:
    return Document.from_draft(
        section("Book", *(paragraph(f"The old sentence {n}.") for n in range(LARGE + 20)))
    )

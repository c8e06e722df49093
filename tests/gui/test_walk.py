"""The walk: everything a first user does, with the keyboard alone, and back again.

It is done twice: with an assistant that knows its lines, and with the real engine in its own process, on the
bundle that comes with the program where there is one, else on one with random weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import find_bundles, models_folder
from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.files.file_work import sample_project
from conceptwriter.gui.jobs.models import choose_models
from conceptwriter.interchange import export_document
from conceptwriter.outline import Document, Origin
from conceptwriter.storage import Project
from tests.gui.stage import Stage, running_threads

MODEL_MS = 60_000


@pytest.fixture
def sample_stage(plain_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """The window as it first opens: on the sample document."""
    made = Stage(qtbot, sample_project(tmp_path), model=True)
    yield made
    made.close()
    assert not running_threads()


@pytest.fixture
def real_stage(plain_look: None, qtbot: QtBot, tmp_path: Path, toy_bundle: Path) -> Iterator[Stage]:
    """The same with the real engine."""
    shipped = find_bundles([models_folder()])
    usable = choose_models(shipped)[0] is not None
    bundles = shipped if usable else find_bundles([toy_bundle.parent])
    made = Stage(qtbot, sample_project(tmp_path), model=True, bundles=bundles)
    yield made
    made.close()
    assert not running_threads()


def everything(document: Document) -> list[tuple[int, int | None, dict[str, str], str | None]]:
    """All that undo must bring back."""
    return [
        (
            node,
            document.parent(node),
            {code: rendition.text for code, rendition in document.node(node).renditions.items()},
            document.node(node).language,
        )
        for node in document.subtree(1)
    ]


def walk(stage: Stage, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Propose, take the second, indent, edit, switch to French, undo everything, redo, export, compare."""
    window, document = stage.window, stage.document
    before = everything(document)
    concept = stage.at("Nobody was waiting")
    source = document.source_text(concept)
    paragraph = document.parent(concept)
    assert paragraph is not None

    stage.press("Ctrl+J")
    stage.wait_for_jobs(MODEL_MS)
    assert window.proposals.card is not None
    assert len(window.proposals.card.rows) == 5
    assert everything(document) == before, "an offer is no text"
    assert window.desk.current == concept, "the caret stays"
    second = window.proposals.card.rows[1].text.text()
    assert second

    stage.press("Alt+2")
    taken = window.desk.current
    assert document.text(taken) == second
    assert document.node(taken).renditions["eng_Latn"].origin is Origin.PROPOSED
    assert document.next_sibling(concept) == taken
    assert not stage.has_card()
    assert document.undo_label == "Take proposal"

    stage.press("Shift+Tab")
    assert document.parent(taken) == paragraph, "in prose the key restructures nothing"
    for _ in range(3):
        if not window.outline_view.hasFocus():
            stage.press("F6")
    assert window.desk.selection == (paragraph,), "a folded paragraph is its row"
    above = document.parent(paragraph)
    stage.press("Shift+Tab")
    assert document.parent(paragraph) != above, "in the outline it moves what is selected there"
    stage.press("Tab")
    assert document.parent(paragraph) == above
    window.text_view.setFocus()
    window.desk.place_caret(taken)

    stage.press("Left")
    stage.type(" again")
    assert document.text(taken) == f"{second[:-1]} again{second[-1]}"

    stage.press("Ctrl+L")
    stage.type("french")
    stage.press("Return")
    stage.wait_for_jobs(MODEL_MS)
    assert document.effective_language(paragraph) == "fra_Latn"
    assert document.rendition(concept, "fra_Latn") is not None
    assert document.source_text(concept) == source, "the source is kept"
    after = everything(document)

    steps = len(document.history.done)
    for _ in range(steps):
        stage.press("Ctrl+Z")
    assert everything(document) == before
    for _ in range(steps):
        stage.press("Ctrl+Shift+Z")
    assert everything(document) == after

    def filled_in(dialog: ExportDialog) -> QDialog.DialogCode:
        dialog.path.setText(str(target))
        assert dialog.export.isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ExportDialog, "exec", filled_in)
    stage.press("Ctrl+Shift+X")
    stage.wait_for_jobs()
    text = target.read_text(encoding="utf-8")
    assert text == export_document(document)
    assert document.text(taken).split("\n")[0] in text
    assert document.text(concept) in text


def test_the_walk(sample_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk(sample_stage, tmp_path / "walk.md", monkeypatch)


def test_the_walk_with_the_real_engine(
    real_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk(real_stage, tmp_path / "walk.md", monkeypatch)
    status = real_stage.models.status
    assert status is not None
    assert status.pid is not None
    real_stage.window.status_keeper.show_models()
    assert "processor" in real_stage.window.status.models.text()


def test_the_engine_is_killed_and_the_window_continues(real_stage: Stage) -> None:
    import os
    import signal

    stage = real_stage
    before = everything(stage.document)
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    stage.wait_for_jobs(MODEL_MS)
    status = stage.models.status
    assert status is not None
    assert status.pid is not None
    stage.press("Ctrl+R")
    os.kill(status.pid, signal.SIGKILL)
    stage.wait_for_jobs(MODEL_MS)
    assert everything(stage.document) == before
    card = stage.window.proposals.card
    assert card is not None
    stage.press("Ctrl+R")
    stage.wait_for_jobs(MODEL_MS)
    again = stage.models.status
    assert again is not None
    assert again.pid not in (None, status.pid), "a new process has started"
    assert len(card.rows) == 5


def test_nothing_is_lost_when_the_window_closes_in_the_middle(sample_stage: Stage) -> None:
    stage = sample_stage
    stage.at("Nobody was waiting")
    stage.type(" Half a w")
    path = stage.window.project.path
    stage.close()
    with Project.open(path) as project:
        assert any("Half a w" in project.document.text(node) for node in project.document.concepts())

"""Other models while a document is open: its vectors follow in the background, proposals go through text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import find_bundles, user_models_folder
from conceptwriter.job import Job
from conceptwriter.outline import fingerprint
from conceptwriter.storage import Project
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of, running_threads

MODEL_MS = 60_000


@pytest.fixture
def stage(
    plain_look: None, qtbot: QtBot, tmp_path: Path, toy_bundle: Path, writers_bundle: Path, own_home: Path
) -> Iterator[Stage]:
    """With the real engine and two bundles of different spaces; "toy" is in use."""
    folder = user_models_folder()
    shutil.copytree(toy_bundle, folder / "toy")
    shutil.copytree(writers_bundle, folder / "writers")
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=True, bundles=find_bundles([folder]))
    yield made
    made.close()
    assert not running_threads()


def marks(stage: Stage) -> set[str]:
    """Fingerprints of all English texts of the document that can be read."""
    document = stage.document
    texts = (document.source_text(node) for node in document.subtree(document.root.id))
    return {fingerprint(text, "eng_Latn") for text in texts if any(map(str.isalnum, text))}


def test_the_vectors_of_a_document_follow_its_models(stage: Stage) -> None:
    vectors = stage.window.project.project.vectors
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    stage.wait_for_jobs(MODEL_MS)
    assert vectors.codecs() == {("toy", "0.0.1")}
    before = vectors.count()
    seen: list[str] = []

    def note(job: Job[object]) -> None:
        seen.append(job.title)

    stage.window.jobs.started.connect(note)
    stage.models.choose(user_models_folder() / "writers", None)
    stage.wait_for_jobs(MODEL_MS)
    assert seen == ["Prepare the text for the new model"]
    assert vectors.codecs() == {("toy", "0.0.1"), ("writers", "0.0.3")}
    known = vectors.get_many(marks(stage), "writers", "0.0.3")
    assert len(known) >= len(marks(stage)) - 2, "all English texts but those with marks in them"
    assert {len(vector) for vector in known.values()} == {4 * 24}
    assert vectors.count() >= before + len(known)
    shown = stage.window.status_keeper.engine_lines()
    assert "passed on as text" in shown
    assert "dimension" not in shown, "figures are for who asks for them"
    figures = stage.window.status_keeper.technical_lines()
    assert "Codec of the LCM, toy 0.0.1: 16 dimension" in figures
    assert "loaded when first needed" in figures, "nothing was proposed yet"


def test_a_model_that_is_gone_is_reported(
    plain_look: None, qtbot: QtBot, tmp_path: Path, toy_bundle: Path, own_home: Path
) -> None:
    folder = user_models_folder()
    shutil.copytree(toy_bundle, folder / "toy")
    project, found = project_of(tmp_path, harbour()), find_bundles([folder])
    made = Stage(qtbot, project, model=True, bundles=found, codec=folder / "removed")
    shown = made.window.notices.current
    assert shown is not None
    assert "removed" in shown.text
    assert "toy 0.0.1 will be used instead." in shown.text
    made.models.choose(folder / "toy", None)
    assert made.window.notices.current is None
    made.close()


def test_a_card_shows_what_came_through_text(stage: Stage) -> None:
    stage.models.choose(user_models_folder() / "writers", None)
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    stage.wait_for_jobs(MODEL_MS)
    card = stage.window.proposals.card
    assert card is not None
    assert card.rows
    assert "when first needed" not in stage.window.status_keeper.technical_lines()
    for row in card.rows:
        badge = next(flag for flag in row.chips.chips if flag.text() == "through text")
        assert "written by toy 0.0.1" in badge.toolTip()


def test_what_was_not_finished_continues_when_the_document_is_opened_again(
    stage: Stage, tmp_path: Path
) -> None:
    vectors = stage.window.project.project.vectors
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    stage.wait_for_jobs(MODEL_MS)
    stage.models.choose(user_models_folder() / "writers", None)
    stage.window.jobs.stop_all()
    stage.wait_for_jobs(MODEL_MS)
    assert vectors.codecs() <= {("toy", "0.0.1"), ("writers", "0.0.3")}
    stage.window.show_project(project_of(tmp_path, harbour(), "another.concept"))
    stage.process_events()
    assert not stage.window.jobs.running(), "there is nothing to go on with"
    stage.window.show_project(Project.open(tmp_path / "story.concept"))
    stage.wait_for_jobs(MODEL_MS)
    again = stage.window.project.project.vectors
    assert len(again.get_many(marks(stage), "writers", "0.0.3")) >= len(marks(stage)) - 2

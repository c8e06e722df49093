"""A document that the last start died of is offered, not opened by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter.gui.application import first_project
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.last_start import StartNote, attend_start
from tests.gui.stage import Stage, project_of
from tests.outline.drafts import harbour


@pytest.fixture
def note(tmp_path: Path) -> StartNote:
    return StartNote(tmp_path / "starting.json")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    project_of(tmp_path, harbour(), "tale.concept").close()
    return tmp_path / "tale.concept"


def gone_process() -> int:
    """The number of a process that is no more."""
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], stdout=subprocess.PIPE, check=True
    )
    return int(ended.stdout)


def left_by_a_dead_program(note: StartNote, document: Path) -> None:
    note.path.write_text(json.dumps({"document": str(document), "process": gone_process()}))


def opened_with(note: StartNote, story: Path, *, asked: bool = False) -> Path:
    settings = WindowSettings(recent_files=[str(story)])
    opened = first_project(story if asked else None, settings, note)
    assert opened is not None
    project, _ = opened
    project.close()
    return project.path


def test_the_last_document_is_opened_when_all_was_well(note: StartNote, story: Path) -> None:
    assert opened_with(note, story) == story
    assert note.holds_back(story), "until the window has shown it"
    note.clear()
    assert note.died_of() is None
    note.clear()


def test_after_a_sudden_end_it_is_held_back(note: StartNote, story: Path) -> None:
    left_by_a_dead_program(note, story)
    assert opened_with(note, story).stem == "Harbour"
    assert note.holds_back(story), "the sample says nothing about it"


def test_who_asks_for_it_gets_it(note: StartNote, story: Path) -> None:
    left_by_a_dead_program(note, story)
    assert opened_with(note, story, asked=True) == story


def test_another_window_that_is_just_starting_is_no_sudden_end(note: StartNote, story: Path) -> None:
    note.path.write_text(json.dumps({"document": str(story), "process": os.getppid()}))
    assert note.died_of() is None


@pytest.mark.parametrize(
    "content",
    ["", "[" * 100_000, "[]", '{"document": 5, "process": 1}', '{"document": "x", "process": "y"}', "\udcff"],
)
def test_a_note_that_makes_no_sense_is_none(note: StartNote, content: str) -> None:
    note.path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert note.died_of() is None


def test_a_folder_in_place_of_the_note_does_no_harm(note: StartNote, story: Path) -> None:
    note.path.mkdir()
    assert opened_with(note, story) == story
    note.clear()


def test_the_note_goes_once_the_document_is_shown(note: StartNote, stage: Stage) -> None:
    note.write(stage.window.project.path)
    attend_start(stage.window, note)
    assert note.path.exists()
    stage.window.text_view.viewport().update()
    stage.qtbot.waitUntil(lambda: not note.path.exists(), timeout=5000)
    assert stage.window.notices.current is None


def test_what_was_held_back_is_offered_and_then_shown(note: StartNote, stage: Stage, story: Path) -> None:
    left_by_a_dead_program(note, story)
    attend_start(stage.window, note)
    notice = stage.window.notices.current
    assert notice is not None
    assert str(story) in notice.text
    assert note.path.exists()
    assert notice.act is not None
    notice.act()
    stage.wait_for_jobs()
    assert stage.window.project.path == story
    stage.qtbot.waitUntil(lambda: not note.path.exists(), timeout=5000)

"""Another program changes the file on the desk, or its folder: the window says so and loses nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.editor.desk.view_state import VIEW_STATE, view_state_of
from conceptwriter.gui.application import first_project
from conceptwriter.gui.notices import Tone
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.outline import ROOT
from conceptwriter.storage import Project
from conceptwriter.storage.migrations import sign_rows
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of


def write_elsewhere(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE nodes SET note = 'theirs' WHERE id = 1")
    sign_rows(connection)
    connection.commit()
    connection.close()


def test_a_second_writer_is_reported_and_both_texts_are_there(stage: Stage) -> None:
    path = stage.window.project.path
    stage.at("Nobody was waiting")
    stage.type(" Ours.")
    stage.process_events()
    write_elsewhere(path)
    stage.type(" More.")
    stage.process_events()
    window = stage.window
    notice = window.notices.current
    assert notice is not None
    assert (notice.tone, notice.offer) == (Tone.BAD, "Open the Other File")
    assert window.project.path != path
    assert str(path) in notice.text
    assert str(window.project.path) in notice.text
    assert window.windowTitle().startswith(window.project.path.stem)
    assert window.project.failure == ""
    stage.type(" Still.")
    with Project.open(window.project.path, read_only=True) as ours:
        texts = [ours.document.text(node) for node in ours.document.concepts()]
    assert " ".join(texts).count("Ours. More. Still.") == 1
    notice.act()  # type: ignore[misc]
    stage.wait_for_jobs()
    assert window.project.path == path
    assert window.project.document.root.note == "theirs"


def test_a_closing_window_says_where_its_text_went(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[str] = []
    monkeypatch.setattr(stage.window.outside, "show_last", messages.append)
    path = stage.window.project.path
    stage.at("Nobody was waiting")
    stage.type(" Ours.")
    stage.process_events()
    write_elsewhere(path)
    assert stage.window.close()
    assert len(messages) == 1
    assert str(path) in messages[0]
    (copy,) = [found for found in path.parent.glob("*.concept") if "this window" in found.name]
    assert str(copy) in messages[0]


def test_another_document_comes_on_the_desk_though_the_first_was_changed_elsewhere(
    stage: Stage, tmp_path: Path
) -> None:
    path = stage.window.project.path
    stage.at("Nobody was waiting")
    stage.type(" Ours.")
    stage.process_events()
    write_elsewhere(path)
    stage.window.show_project(project_of(tmp_path, harbour(), "next.concept"))
    stage.process_events()
    assert stage.window.project.path.name == "next.concept"
    assert list(path.parent.glob("*this window*"))
    assert any("this window" in notice.text for notice in stage.window.notices._notices)


def test_a_folder_that_became_read_only_does_not_stop_the_switch(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self.name.endswith(".lock"):
            raise PermissionError(13, "Permission denied", str(self))
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    before = stage.window.project
    stage.window.show_project(project_of(tmp_path, harbour(), "next.concept"))
    assert stage.window.project.path.name == "next.concept"
    assert before.project.closed
    assert stage.window.desk.project is stage.window.project
    monkeypatch.undo()


def test_what_was_strange_about_the_file_is_reported(stage: Stage, tmp_path: Path) -> None:
    project = project_of(tmp_path, harbour(), "next.concept")
    project.remarks.append("A log lay beside it.")
    stage.window.show_project(project)
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.text == "A log lay beside it."


def test_a_write_protected_document_is_opened_read_only(stage: Stage, tmp_path: Path) -> None:
    project_of(tmp_path, harbour(), "kept.concept").close()
    path = tmp_path / "kept.concept"
    path.chmod(0o444)
    stage.window.files.open(path)
    stage.wait_for_jobs()
    stage.qtbot.waitUntil(lambda: stage.window.project.path == path)
    assert stage.window.project.read_only
    assert "write-protected" in (stage.window.notices.current or pytest.fail("nothing told")).text
    opened = first_project(path, WindowSettings())
    assert opened is not None
    with opened[0] as project:
        assert project.read_only
        assert "write-protected" in opened[1][0].text


NONSENSE: list[Any] = [
    None,
    7,
    "x",
    [1],
    {"folded": 3},
    {"folded": None, "zoom": None, "current": None},
    {"folded": [[1], {}, "a", None, 1.5, True, -1, 10**30], "zoom": [], "current": {}},
    {"zoom": "1", "current": "2"},
    {"zoom": True, "current": False},
    {"zoom": 10**40, "current": -5},
    {"zoom": 2, "current": 2},
    {"folded": "abc", "zoom": 1.0, "current": 1.0},
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_in_the_view_state_is_forgotten(nonsense: Any) -> None:
    state = view_state_of({VIEW_STATE: nonsense}, harbour())
    assert state.zoom == ROOT
    assert state.current is None
    assert not state.folded


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_window_opens_on_nonsense(stage: Stage, tmp_path: Path, nonsense: Any) -> None:
    project = project_of(tmp_path, harbour(), "next.concept")
    project.settings[VIEW_STATE] = nonsense
    stage.window.show_project(project)
    assert stage.window.desk.current in project.document


def test_sense_in_the_view_state_comes_back() -> None:
    document = harbour()
    top = document.children(ROOT)[0]
    last = list(document.subtree(top))[-1]
    state = view_state_of({VIEW_STATE: {"folded": [top, 10**9], "zoom": top, "current": last}}, document)
    assert (state.folded, state.zoom, state.current) == (frozenset({top}), top, last)
    assert view_state_of({VIEW_STATE: state.to_setting()}, document) == state

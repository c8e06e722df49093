"""A change of very many nodes leaves the window alive, and is one step whatever happens meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conceptwriter.editor.desk import in_parts
from conceptwriter.outline import ROOT, edits
from conceptwriter.outline.history import parts_of_last
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from pathlib import Path

GERMAN = "deu_Latn"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every node is a part, and an event."""
    for name in ("AT_ONCE", "FIRST_PART", "SMALLEST_PART"):
        monkeypatch.setattr(in_parts, name, 1)
    monkeypatch.setattr(in_parts, "PART_SECONDS", -1.0)


def texts(stage: Stage) -> list[tuple[str, str]]:
    document = stage.document
    return [(document.node(node).source_language, document.text(node)) for node in document.subtree(ROOT)]


def begin(stage: Stage) -> None:
    """Declare the language, until a few parts are done."""
    history = stage.document.history
    stage.window.languages.declare([ROOT], GERMAN)
    stage.qtbot.wait_until(lambda: len(history.done) > 2)
    assert stage.window.desk.parts.is_running


def at_rest(stage: Stage) -> None:
    stage.qtbot.wait_until(lambda: not stage.window.desk.parts.is_running)
    stage.wait_for_jobs()


def test_it_is_made_undone_and_redone_in_parts_as_one_step(stage: Stage, slow: None) -> None:
    before = texts(stage)
    begin(stage)
    assert "Set source language" in [job.title for job in stage.window.jobs.running()]
    at_rest(stage)
    after = texts(stage)
    assert after != before
    history = stage.document.history
    assert parts_of_last(history.done) == len(history.done) > 5
    stage.window.desk.undo()
    assert stage.window.desk.parts.is_running, "this too leaves the window alive"
    at_rest(stage)
    assert texts(stage) == before
    assert not history.done
    stage.window.desk.redo()
    at_rest(stage)
    assert texts(stage) == after


def test_what_is_typed_meanwhile_comes_after_it(stage: Stage, slow: None) -> None:
    node = stage.at("Nobody was waiting", 0)
    begin(stage)
    stage.type("x")
    assert not stage.window.desk.parts.is_running
    assert stage.document.text(node).startswith("xNobody was waiting")
    assert stage.document.node(node).source_language == GERMAN
    assert stage.document.undo_label == "Typing"
    stage.window.desk.undo()
    assert stage.document.undo_label == "Set source language"
    history = stage.document.history
    assert parts_of_last(history.done) == len(history.done), "nothing came between its parts"


def test_moving_the_caret_does_not_hurry_it(stage: Stage, slow: None) -> None:
    stage.at("Nobody was waiting", 0)
    begin(stage)
    stage.press("Right")
    assert stage.window.desk.parts.is_running
    at_rest(stage)


def test_an_edit_from_elsewhere_comes_after_it(stage: Stage, slow: None) -> None:
    begin(stage)
    document = stage.document
    stage.window.desk.attempt(lambda: edits.set_note(document, ROOT, "A note."))
    assert document.root.source_language == GERMAN
    assert document.undo_label == "Edit note"


def test_undo_meanwhile_takes_back_all_of_it(stage: Stage, slow: None) -> None:
    before = texts(stage)
    begin(stage)
    stage.window.desk.undo()
    at_rest(stage)
    assert texts(stage) == before


def test_escape_stops_it_and_undo_takes_back_what_was_done(stage: Stage, slow: None) -> None:
    before = texts(stage)
    stage.at("Nobody was waiting", 0)
    begin(stage)
    stage.press("Esc")
    at_rest(stage)
    assert texts(stage) != before
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.text.startswith("Set source language: stopped at ")
    assert notice.act is not None
    notice.act()
    at_rest(stage)
    assert texts(stage) == before


def test_undoing_that_was_stopped_goes_on_where_it_was(stage: Stage, slow: None) -> None:
    before = texts(stage)
    begin(stage)
    at_rest(stage)
    stage.window.desk.undo()
    stage.qtbot.wait_until(lambda: len(stage.document.history.undone) > 2)
    stage.window.jobs.stop_all()
    at_rest(stage)
    assert stage.document.history.done
    stage.window.desk.undo()
    at_rest(stage)
    assert texts(stage) == before


def test_a_locked_text_is_found_before_anything_is_changed(stage: Stage, slow: None) -> None:
    last = list(stage.document.concepts())[-1]
    stage.window.desk.perform(edits.set_locked(stage.document, [last], True))
    before = texts(stage)
    stage.window.languages.declare([ROOT], GERMAN)
    at_rest(stage)
    assert texts(stage) == before
    notice = stage.window.notices.current
    assert notice is not None
    assert "is locked" in notice.text


def test_leaving_the_document_finishes_it(stage: Stage, slow: None, tmp_path: Path) -> None:
    begin(stage)
    left = stage.document
    stage.window.show_project(project_of(tmp_path, harbour(), "other.concept"))
    assert "eng_Latn" not in {left.node(node).source_language for node in left.concepts()}
    assert not stage.window.desk.parts.is_running
    assert not stage.document.history.done


def test_replacing_everything_names_the_number_of_all(stage: Stage, slow: None) -> None:
    before = texts(stage)
    bar = stage.window.find_bar
    bar.open_bar(replace=True, text="e")
    bar.replacement.setText("é")
    bar.finish_search()
    bar.preview()
    bar.finish_search()
    count = bar.places.model.rowCount()
    assert count > 20
    bar.places.replace.click()
    at_rest(stage)
    assert stage.document.undo_label == f"Replace {count}"
    assert parts_of_last(stage.document.history.done) > 5
    stage.window.desk.undo()
    at_rest(stage)
    assert texts(stage) == before


def test_the_history_shows_one_row_and_goes_there(stage: Stage, slow: None) -> None:
    desk, tab = stage.window.desk, stage.window.inspector.history
    desk.attempt(lambda: edits.set_note(stage.document, ROOT, "A note."))
    before = texts(stage)
    begin(stage)
    at_rest(stage)
    after = texts(stage)
    desk.attempt(lambda: edits.set_note(stage.document, ROOT, "Another note."))
    tab.refresh()
    assert (tab.model.rowCount(), tab.model.done) == (4, 3)
    tab.go_to(1)
    stage.qtbot.wait_until(lambda: tab.model.done == 1)
    assert texts(stage) == before
    tab.go_to(2)
    stage.qtbot.wait_until(lambda: tab.model.done == 2)
    assert texts(stage) == after
    assert stage.document.root.note == "A note."

"""Translating all of a document, looking at it in a language, and walking what is to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from conceptwriter.editor.views.marks import Mark, marks_of
from conceptwriter.gui.jobs import sliced
from conceptwriter.gui.review.items import Concern
from conceptwriter.gui.window.document_languages import AS_SET
from conceptwriter.job import JobProgress
from conceptwriter.outline import ROOT, edits
from conceptwriter.outline.remarks import remarks_on
from tests.gui.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

GERMAN = "deu_Latn"


def notice(stage: Stage) -> str:
    current = stage.window.notices.current
    assert current is not None
    return current.text


def test_the_end_tells_how_much_and_what_is_to_be_looked_at(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.assistant.doubted = "counted them"
    stage.window.translation.translate_document(GERMAN)
    stage.wait_for_jobs()
    assert "15 text" in notice(stage)
    assert "translated into German." in notice(stage)
    assert "to review." in notice(stage)
    shown = stage.document.text(stage.node("Nobody was waiting"))
    assert shown.startswith("Nobody"), "what is on the page stays"
    stage.window.notices.button.click()
    assert stage.document.text(stage.node("[de] Nobody")).startswith("[de]")
    assert stage.document.undo_label == "Translate", "to look at it is no step"


def test_f8_walks_the_list_and_a_restart_keeps_it(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    stage.at("Nobody was waiting")
    stage.assistant.doubted = "counted them"
    stage.window.translation.translate_document(GERMAN)
    stage.wait_for_jobs()
    counted = stage.node("The old man counted them")
    review = stage.window.review
    review.finish()
    doubtful = [item for item in review.items if item.concern is Concern.DOUBTFUL]
    assert [(item.node, item.language, item.reason) for item in doubtful] == [
        (counted, GERMAN, "numbers: lost 2")
    ]
    stage.press("F8")
    assert stage.window.desk.current == counted
    assert "numbers: lost 2" in stage.window.status.currentMessage()
    path = stage.window.project.path
    stage.close()
    from conceptwriter.storage import Project

    again = Stage(qtbot, Project.open(path), model=True)
    try:
        again.window.review.finish()
        assert doubtful[0] in again.window.review.items
        again.window.languages.show_in(GERMAN)
        assert Mark.DOUBTFUL in marks_of(again.document, counted)
        again.window.desk.set_current(counted)
        again.press("Ctrl+Return")
        assert remarks_on(again.document, counted, GERMAN) == ()
        again.window.review.finish()
        assert doubtful[0] not in again.window.review.items, "a person has seen to it"
    finally:
        again.close()


def test_the_list_shows_texts_with_reasons_and_leads_there(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    tab = stage.window.inspector.review
    tester = QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    stage.assistant.doubted = "counted them"
    stage.window.translation.translate_document(GERMAN)
    stage.wait_for_jobs()
    stage.window.review.finish()
    stage.window.registry.run("translate.review")
    assert tab.list.hasFocus()
    rows = [tab.model.index(row, 0) for row in range(tab.model.rowCount())]
    doubted = next(row for row in rows if "counted them" in str(row.data()))
    assert str(doubted.data()).startswith("[de]")
    assert "German: " in tab.summary.text()
    assert "not reviewed" in tab.summary.text()
    tab.list.activated.emit(doubted)
    assert stage.window.desk.current == stage.node("The old man counted them")
    assert stage.window.inspector.tabs.currentWidget() is stage.window.inspector.languages
    del tester


def test_what_was_ready_when_it_was_stopped_is_kept_and_it_continues_from_there(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.assistant.hold, stage.assistant.part = True, 3
    stage.window.translation.translate_document(GERMAN)
    stage.qtbot.waitUntil(lambda: stage.assistant.jobs[-1].partial is not None)
    stage.press("Esc", "Esc")
    stage.wait_for_jobs()
    assert notice(stage).startswith("Stopped: 3 of ")
    document = stage.document
    assert sum(document.rendition(node, GERMAN) is not None for node in document.subtree(ROOT)) == 3
    stage.assistant.hold, stage.assistant.part = False, 0
    stage.assistant.release()
    stage.window.notices.button.click()
    stage.wait_for_jobs()
    assert all(document.text(node, GERMAN).startswith("[de]") for node in document.concepts())


def test_what_could_not_be_translated_is_listed_and_gone_to(stage: Stage) -> None:
    node = stage.at("The old man counted them")
    stage.assistant.refused = "counted them"
    stage.at("The boats came in")
    stage.window.translation.translate_document(GERMAN)
    stage.wait_for_jobs()
    assert "1 text(s) not translated: 1 too long." in notice(stage)
    assert stage.window.notices.button.text() == "Show Them..."
    stage.window.notices.button.click()
    picker = stage.window.picker
    assert picker.isVisible()
    stage.press("Return")
    assert stage.window.desk.current == node
    assert stage.window.inspector.tabs.currentWidget() is stage.window.inspector.languages
    assert stage.window.registry.is_enabled("translate.failed")
    stage.assistant.refused = ""
    stage.window.translation.translate([node], GERMAN)
    stage.wait_for_jobs()
    stage.process_events()
    assert not stage.window.registry.is_enabled("translate.failed")


def test_a_long_translation_is_paused_and_continued_from_the_status_bar(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.window.translation.translate_document(GERMAN)
    job = stage.assistant.jobs[-1]
    job.countable = True
    job.advance(JobProgress(3, 9, "translating"))
    bar = stage.window.status
    stage.qtbot.waitUntil(bar.job_pause.isVisible)
    assert bar.job_pause.text() == "Pause"
    bar.job_pause.click()
    stage.qtbot.waitUntil(lambda: bar.job_pause.text() == "Continue")
    assert [job.is_paused] == [True]
    assert "3 of 9, paused" in bar.job_text.text()
    stage.window.registry.run("concept.pause")
    assert not job.is_paused
    stage.assistant.release()
    stage.wait_for_jobs()
    assert not stage.window.registry.is_enabled("concept.pause")


def test_looking_at_it_in_a_language_is_remembered_and_typing_goes_there(
    qtbot: QtBot, stage: Stage, tmp_path: Path
) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.language_choice.ask_document_language()
    stage.type("german")
    stage.press("Return")
    assert stage.document.effective_language(node) == GERMAN
    assert not stage.document.history.done
    stage.type("Niemand")
    assert stage.document.text(node, GERMAN) == "Niemand"
    assert stage.document.source_text(node).startswith("Nobody")
    path = stage.window.project.path
    stage.close()
    from conceptwriter.storage import Project

    again = Stage(qtbot, Project.open(path), model=True)
    try:
        assert again.document.text(node) == "Niemand"
        again.window.languages.show_in(AS_SET)
        assert again.document.text(node).startswith("Nobody")
        assert again.document.node(ROOT).language != GERMAN
    finally:
        again.close()


def test_a_paragraph_s_own_language_counts_while_the_document_is_looked_at_in_one(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.languages.show_in(GERMAN)
    stage.window.language_choice.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert stage.document.effective_language(node) == "fra_Latn"
    assert stage.document.effective_language(stage.node("In the morning")) == GERMAN


def test_a_switch_that_was_undone_is_not_translated_behind_ones_back(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.window.language_choice.set_language("fra_Latn")
    stage.window.desk.undo()
    stage.assistant.release()
    stage.wait_for_jobs()
    assert stage.document.rendition(node, "fra_Latn") is None
    assert stage.document.redo_label == "Set language", "nothing took it away"


def test_a_person_s_stale_text_is_reported_and_another_is_offered(stage: Stage) -> None:
    node = stage.at("L’encre")
    stage.press("End")
    stage.type("!")
    mine = stage.document.text(node, "fra_Latn")
    stage.window.desk.attempt(
        lambda: edits.edit_text(stage.document, node, "The ink was dry.", "eng_Latn", merge=False)
    )
    for below in stage.document.siblings(node):
        if below != node:
            stage.window.desk.perform(edits.confirm(stage.document, below, "fra_Latn"))
    asked = len(stage.assistant.asked)
    stage.press("Ctrl+T")
    stage.wait_for_jobs()
    assert len(stage.assistant.asked) == asked, "no model is asked for what it may not write"
    assert "was not changed" in notice(stage)
    stage.window.notices.button.click()
    stage.wait_for_jobs()
    assert stage.document.text(node, "fra_Latn") == mine
    assert stage.window.proposals.shown is not None
    stage.press("Alt+1")
    assert stage.document.text(node, "fra_Latn").startswith("[fr 0.0]")
    assert not stage.document.is_stale(node, "fra_Latn")


def test_a_source_that_was_changed_shows_it_and_ctrl_t_renews_its_translations(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.translation.translate_document(GERMAN)
    stage.wait_for_jobs()
    stage.at("Nobody was waiting")
    stage.type(" Nobody at all.")
    assert Mark.OUTDATED in marks_of(stage.document, node)
    face = stage.window.text_view.strip.face_of(stage.window.text_view.plan.key_of(node))
    assert face.note.text == "◇ de"  # type: ignore[attr-defined]
    stage.press("Ctrl+T")
    stage.wait_for_jobs()
    assert "at all" in stage.document.text(node, GERMAN)
    assert Mark.OUTDATED not in marks_of(stage.document, node)


def test_pressing_a_chip_asks_for_the_language_and_a_note_leads_to_the_sentence(stage: Stage) -> None:
    french = stage.node("Marie avait")
    paragraph = stage.document.parent(french)
    assert paragraph is not None
    stage.window.text_view.badge_pressed.emit("language", paragraph)
    assert stage.window.picker.isVisible()
    assert stage.window.translation.target() == paragraph
    stage.window.picker.dismiss()
    stage.window.desk.set_current(ROOT)
    stage.window.text_view.badge_pressed.emit("next", paragraph)
    assert stage.window.desk.current == french, "its source has changed since"


def test_the_text_can_be_said_to_be_written_in_a_language_that_no_model_knows(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    text = stage.document.source_text(node)
    stage.window.language_choice.ask_written()
    stage.type("icelandic")
    stage.press("Return")
    assert stage.document.node(node).source_language == "isl_Latn"
    assert stage.document.text(node) == text
    assert stage.document.undo_label == "Set source language"
    stage.window.language_choice.ask_written(whole=True)
    stage.type("burmese")
    stage.press("Return")
    assert stage.document.root.source_language == stage.document.root.language == "mya_Mymr"


def test_a_guessed_language_is_reported_until_somebody_says_which_it_is(
    plain_look: None, qtbot: QtBot, tmp_path: Path
) -> None:
    from conceptwriter.interchange import import_text
    from conceptwriter.storage import Project

    project = Project.create(tmp_path / "word.concept", import_text("Hm."))
    stage = Stage(qtbot, project, model=False)
    try:
        qtbot.waitUntil(lambda: stage.window.notices.current is not None)
        assert "seems to be English" in notice(stage)
        stage.window.notices.button.click()
        stage.press("Return")
        stage.window.translation_notices.post_unsure()
        assert stage.window.notices.current is None
    finally:
        stage.close()


def test_f8_looks_between_the_events_and_gives_up_when_the_writer_goes_elsewhere(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sliced, "SLICE_SECONDS", -1.0)
    monkeypatch.setattr(sliced, "LOOK_AT_CLOCK", 1)
    stage.window.review.finish()
    start = stage.at("The boats came in")
    stage.window.navigation.go_to_open(1)
    assert stage.window.desk.current == start
    stage.qtbot.wait_until(lambda: stage.window.desk.current != start)
    found = stage.window.desk.current
    assert stage.window.review.is_listed(found)
    stage.at("The boats came in")
    stage.window.navigation.go_to_open(1)
    other = stage.at("In the morning")
    stage.wait_for_jobs()
    assert stage.window.desk.current == other

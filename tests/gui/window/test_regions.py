"""Choosing a language as it is used in a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from conceptwriter.outline.regional_tags import region_in, set_region

if TYPE_CHECKING:
    from conceptwriter.gui.actions.picker import Entry
    from tests.gui.stage import Stage

ENGLISH, GERMAN = "eng_Latn", "deu_Latn"


def offered(stage: Stage) -> dict[str, Entry]:
    return {entry.key: entry for entry in stage.window.picker.shown()}


def take(stage: Stage, query: str) -> None:
    picker = stage.window.picker
    picker.field.setText(query)
    QTest.keyClick(picker.field, Qt.Key.Key_Return)


def test_the_documents_language_gets_a_region_in_one_step_and_loses_it(stage: Stage) -> None:
    choice, document = stage.window.language_choice, stage.document
    before = document.undo_label
    choice.ask_written(whole=True)
    shown = offered(stage)
    assert "United Kingdom" in shown["en-GB"].text
    assert shown["en-GB"].right == "en-GB"
    assert "en" not in shown, "there is no region to take away"
    assert "de-CH" not in shown, "it is no language of the document"
    take(stage, "en-GB")
    assert region_in(document, ENGLISH) == "GB"
    stage.window.desk.undo()
    assert region_in(document, ENGLISH) == ""
    assert document.undo_label == before
    stage.window.desk.redo()
    choice.ask_written(whole=True)
    shown = offered(stage)
    assert "United Kingdom" in shown[ENGLISH].text
    assert "en-GB" not in shown
    assert shown["en"].right == "no region"
    picker = stage.window.picker
    picker.list.clicked.emit(picker.model.index(list(shown).index("en"), 0))
    assert region_in(document, ENGLISH) == ""


def test_a_translation_gets_a_region_and_its_texts_in_one_step(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.translation.translate([node], GERMAN)
    stage.wait_for_jobs()
    stage.window.review.finish()
    before = document_state(stage)
    stage.at("The old man counted them")
    stage.window.language_choice.ask_language()
    assert "Schweiz" in offered(stage)["de-CH"].text
    take(stage, "Schweiz")
    stage.wait_for_jobs()
    assert region_in(stage.document, GERMAN) == "CH"
    assert stage.document.text(stage.window.desk.current).startswith("[de]")
    stage.window.desk.undo()
    assert document_state(stage) == before


def document_state(stage: Stage) -> tuple[str, int]:
    document = stage.document
    texts = sum(GERMAN in document.node(node).renditions for node in document.subtree(1))
    return region_in(document, GERMAN), texts


def test_quotation_marks_follow_the_region(stage: Stage) -> None:
    from conceptwriter.outline import edits

    desk = stage.window.desk
    node = stage.at("The boats")
    desk.perform(edits.set_written_language(stage.document, [1], GERMAN))
    desk.perform(edits.edit_text(stage.document, node, 'Er sagte "Grüezi".', merge=False))
    desk.perform(set_region(stage.document, GERMAN, "de-CH"))
    stage.window.quotation_marks.convert_node(node)
    assert stage.document.text(node) == "Er sagte «Grüezi»."

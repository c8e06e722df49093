"""Switching languages."""

from __future__ import annotations

from conceptwriter.outline import State
from tests.gui.stage import Stage


def test_the_picker_lists_the_models_languages_and_says_what_the_others_need(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    entries = stage.window.translation.language_entries(["spa_Latn", "fra_Latn"])
    assert [entry.key for entry in entries[:4]] == ["eng_Latn", "spa_Latn", "fra_Latn", "deu_Latn"]
    japanese = next(entry for entry in entries if entry.key == "jpn_Jpan")
    assert not japanese.enabled
    assert "starter 0.1" in japanese.right
    assert len(entries) > 200


def test_a_language_the_model_does_not_know_cannot_be_picked(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.press("Ctrl+L")
    stage.type("japanese")
    stage.press("Return")
    paragraph = stage.document.parent(concept)
    assert paragraph is not None
    assert stage.document.node(paragraph).language is None, "nothing was chosen"
    assert stage.window.model_link.dialog.isVisible(), "what would help is shown instead"
    stage.window.model_link.dialog.close()


def test_switching_there_and_back_keeps_every_text(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    source = stage.document.source_text(concept)
    stage.window.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert stage.document.text(concept) == f"[fr] {source}"
    stage.press("Ctrl+Shift+L")
    assert stage.document.text(concept) == source
    asked = len(stage.assistant.asked)
    stage.window.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert stage.document.text(concept) == f"[fr] {source}"
    assert len(stage.assistant.asked) == asked, "what is there is not made again"
    assert stage.settings.recent_languages == ["fra_Latn"]


def test_only_what_changed_is_translated_again(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    paragraph = stage.document.parent(concept)
    assert paragraph is not None
    stage.window.set_language("fra_Latn")
    stage.wait_for_jobs()
    stage.press("Ctrl+Shift+L")
    stage.at("Nobody was waiting")
    stage.press("Left")
    stage.type(" indeed")
    stage.window.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert "indeed" in stage.document.text(concept)
    assert not stage.document.is_stale(concept)
    assert stage.document.undo_label == "Translate"


def test_a_late_translation_is_not_applied_to_changed_text(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.window.set_language("fra_Latn")
    stage.press("Ctrl+Shift+L")
    stage.at("Nobody was waiting")
    stage.press("Left")
    stage.type(" changed")
    stage.assistant.release()
    stage.wait_for_jobs()
    assert stage.document.rendition(concept, "fra_Latn") is None
    neighbour = stage.document.siblings(concept)[0]
    assert stage.document.rendition(neighbour, "fra_Latn") is not None


def test_ctrl_enter_confirms_and_goes_on(stage: Stage) -> None:
    first = stage.at("Marie avait")
    stage.press("Ctrl+Return")
    rendition = stage.document.rendition(first, "fra_Latn")
    assert rendition is not None
    assert rendition.state is State.REVIEWED
    assert not stage.document.is_stale(first)


def test_the_whole_document_is_translated_beside_the_text(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.window.translation.translate_document("deu_Latn")
    stage.wait_for_jobs()
    document = stage.document
    english = [node for node in document.concepts() if document.node(node).source_language == "eng_Latn"]
    assert all(document.text(node, "deu_Latn").startswith("[de]") for node in english)
    assert document.text(english[0]) == document.source_text(english[0]), "what is shown stays"
    steps = len(document.history.done)
    assert steps == 1


def test_nothing_to_do_is_said(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.press("Ctrl+T")
    assert stage.window.notices.current is not None
    assert "up to date" in stage.window.notices.current.text


def test_several_paragraphs_are_switched_at_once(stage: Stage) -> None:
    document, desk = stage.document, stage.window.desk
    dawn = stage.node("Dawn")
    first, second = document.children(dawn)
    desk.select([first, second], second, first)
    stage.window.set_language("spa_Latn")
    stage.wait_for_jobs()
    assert {document.effective_language(node) for node in (first, second)} == {"spa_Latn"}
    assert all(document.text(node).startswith("[sp]") for node in document.concepts(dawn))

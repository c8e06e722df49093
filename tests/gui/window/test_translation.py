"""Switching languages."""

from __future__ import annotations

import pytest

from conceptwriter.outline import ROOT, Origin, State
from conceptwriter.outline.edits import set_language
from tests.gui.stage import Stage


def test_the_picker_lists_the_models_languages_and_says_what_the_others_need(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    entries = stage.window.translation.language_entries(["spa_Latn", "fra_Latn"])
    assert [entry.key for entry in entries[:4]] == ["eng_Latn", "spa_Latn", "fra_Latn", "deu_Latn"]
    japanese = next(entry for entry in entries if entry.key == "jpn_Jpan")
    assert not japanese.enabled
    assert "starter 0.1" in japanese.right
    assert len(entries) > 200


def test_what_would_know_a_language_is_shown_on_request(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.press("Ctrl+L")
    stage.type("japanese")
    stage.press("Shift+Return")
    paragraph = stage.document.parent(concept)
    assert paragraph is not None
    assert stage.document.node(paragraph).language is None, "nothing was chosen"
    assert stage.window.model_link.dialog.isVisible(), "what would help is shown instead"
    stage.window.model_link.dialog.close()


def test_switching_there_and_back_keeps_every_text(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    source = stage.document.source_text(concept)
    stage.window.language_choice.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert stage.document.text(concept) == f"[fr] {source}"
    stage.press("Ctrl+Shift+L")
    assert stage.document.text(concept) == source
    asked = len(stage.assistant.asked)
    stage.window.language_choice.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert stage.document.text(concept) == f"[fr] {source}"
    assert len(stage.assistant.asked) == asked, "what is there is not made again"
    assert stage.settings.recent_languages == ["fra_Latn"]


def test_only_what_changed_is_translated_again(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    paragraph = stage.document.parent(concept)
    assert paragraph is not None
    stage.window.language_choice.set_language("fra_Latn")
    stage.wait_for_jobs()
    stage.press("Ctrl+Shift+L")
    stage.at("Nobody was waiting")
    stage.press("Left")
    stage.type(" indeed")
    stage.window.language_choice.set_language("fra_Latn")
    stage.wait_for_jobs()
    assert "indeed" in stage.document.text(concept)
    assert not stage.document.is_stale(concept)
    assert stage.document.undo_label == "Set language", "the switch and its translation are one step"
    stage.window.desk.undo()
    assert stage.document.effective_language(concept) == "eng_Latn"
    assert stage.document.is_stale(concept, "fra_Latn")


def test_a_late_translation_is_not_applied_to_changed_text(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.window.language_choice.set_language("fra_Latn")
    stage.press("Ctrl+Shift+L")
    stage.at("Nobody was waiting")
    stage.press("Left")
    stage.type(" changed")
    stage.assistant.release()
    stage.wait_for_jobs()
    assert stage.document.rendition(concept, "fra_Latn") is None
    neighbour = stage.document.siblings(concept)[0]
    assert stage.document.rendition(neighbour, "fra_Latn") is not None


def test_ctrl_enter_confirms_and_continues(stage: Stage) -> None:
    first = stage.at("Marie avait")
    stage.press("Ctrl+Return")
    rendition = stage.document.rendition(first, "fra_Latn")
    assert rendition is not None
    assert rendition.state is State.REVIEWED
    assert not stage.document.is_stale(first)


def test_ctrl_enter_goes_on_to_the_next_sentence_that_nobody_has_confirmed(stage: Stage) -> None:
    first = stage.at("Marie avait")
    second = stage.document.siblings(first)[1]
    rendition = stage.document.rendition(second, "fra_Latn")
    assert rendition is not None
    assert rendition.state is State.MACHINE, "nothing is wrong with it, but nobody has read it"
    stage.press("Ctrl+Return")
    assert stage.window.desk.current == second
    stage.press("Ctrl+Return")
    assert stage.window.desk.current != first


def test_side_by_side_asks_for_a_language_where_none_is_shown(bare_stage: Stage) -> None:
    window = bare_stage.window
    for node in list(window.desk.document.subtree(ROOT)):
        if window.desk.document.node(node).language is not None and node != ROOT:
            window.desk.perform(set_language(window.desk.document, [node], None))
    bare_stage.at("Nobody was waiting")
    bare_stage.press("Ctrl+4")
    assert window.desk.view_state().side_by_side
    assert window.picker.isVisible()
    bare_stage.type("german")
    bare_stage.press("Return")
    assert window.desk.document.effective_language(window.desk.current) == "deu_Latn"
    bare_stage.press("Ctrl+4")
    assert not window.desk.view_state().side_by_side
    assert not window.picker.isVisible()


def test_the_whole_document_is_translated_next_to_the_text(stage: Stage) -> None:
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
    stage.window.language_choice.set_language("spa_Latn")
    stage.wait_for_jobs()
    assert {document.effective_language(node) for node in (first, second)} == {"spa_Latn"}
    assert all(document.text(node).startswith("[sp]") for node in document.concepts(dawn))


def test_a_language_the_model_does_not_know_can_be_chosen_to_be_written_by_hand(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    source = stage.document.source_text(concept)
    stage.press("Ctrl+L")
    stage.type("japanese")
    assert stage.window.picker.hand.isVisible()
    assert stage.window.picker.hand.text() == "Write it yourself  ⏎"
    assert stage.window.picker.act.text().endswith("⇧⏎")
    stage.press("Return")
    assert not stage.window.model_link.dialog.isVisible()
    assert stage.document.effective_language(concept) == "jpn_Jpan"
    assert stage.window.notices.current is None, "who wants to write needs no telling what a model could do"
    assert stage.window.text_view.row_editor.field.hasFocus(), "the keyboard is back where it was"
    stage.type("x")
    assert stage.document.text(concept) == "x"
    assert stage.document.source_text(concept) == source


def test_where_no_model_would_help_enter_lets_one_write(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.window.translation.adviser = lambda: lambda _code: None
    stage.press("Ctrl+L")
    stage.type("japanese")
    assert "does not know" in stage.window.picker.why.text()
    stage.press("Return")
    assert stage.document.effective_language(concept) == "jpn_Jpan"


def test_another_language_is_added_by_hand(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    tab = stage.window.inspector.languages
    stage.window.inspector.tabs.setCurrentWidget(tab)
    stage.window.inspector.refresh()
    tab.add.click()
    stage.type("japanese")
    stage.window.picker.hand.click()
    card = tab.cards[-1]
    assert card.code == "jpn_Jpan"
    assert card.text.hasFocus()
    assert card.state.text() == "not written yet"
    stage.type("dare")
    stage.window.text_view.setFocus()
    rendition = stage.document.rendition(concept, "jpn_Jpan")
    assert rendition is not None
    assert (rendition.text, rendition.origin, rendition.state) == ("dare", Origin.WRITTEN, State.EDITED)
    assert rendition.source_fingerprint == stage.document.source_fingerprint(concept)
    stage.window.inspector.refresh()
    assert tab.cards[-1].text.toPlainText() == "dare"


def test_without_a_model_the_inspector_has_a_place_for_the_output_language(bare_stage: Stage) -> None:
    stage = bare_stage
    concept = stage.at("Nobody was waiting")
    source = stage.document.source_text(concept)
    stage.window.language_choice.set_language("fra_Latn")
    tab = stage.window.inspector.languages
    stage.window.inspector.tabs.setCurrentWidget(tab)
    stage.window.inspector.refresh()
    assert [card.code for card in tab.cards] == ["eng_Latn", "fra_Latn"]
    french = tab.cards[1]
    assert "French" in french.text.placeholderText()
    assert not french.drop.isVisible()
    french.text.setFocus()
    stage.type("Personne.")
    french.reviewed.click()
    rendition = stage.document.rendition(concept, "fra_Latn")
    assert rendition is None, "what is not written yet is not approved"
    stage.window.text_view.setFocus()
    assert stage.document.text(concept) == "Personne."
    assert stage.document.source_text(concept) == source


def test_confirming_asks_for_a_text_in_the_language_shown(bare_stage: Stage) -> None:
    bare_stage.at("Nobody was waiting")
    bare_stage.window.language_choice.set_language("fra_Latn")
    assert not bare_stage.window.translation.can_confirm()
    details = bare_stage.window.inspector.details
    details.refresh()
    assert details._values["origin"].text() == "not written yet"
    bare_stage.type("Personne")
    details.refresh()
    assert details._values["origin"].text() == "written"
    assert bare_stage.window.translation.can_confirm()


def test_a_translation_that_comes_late_leaves_what_was_written_meanwhile(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.window.language_choice.set_language("fra_Latn")
    stage.at("Nobody was waiting")
    stage.type("Personne")
    stage.assistant.release()
    stage.wait_for_jobs()
    assert stage.document.text(concept) == "Personne"
    other = stage.node("[fr] The boats")
    assert stage.document.own_text(other).startswith("[fr]"), "the others are there"


def test_words_half_typed_in_a_card_come_before_a_translation(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    tab = stage.window.inspector.languages
    stage.window.inspector.tabs.setCurrentWidget(tab)
    stage.assistant.hold = True
    stage.window.language_choice.set_language("fra_Latn")
    stage.window.inspector.refresh()
    tab.cards[1].text.setFocus()
    stage.type("Personne")
    stage.assistant.release()
    stage.wait_for_jobs()
    stage.window.inspector.refresh()
    assert stage.document.text(concept) == "Personne"
    assert tab.cards[1].text.toPlainText() == "Personne"


def test_a_card_is_as_high_as_its_text(stage: Stage) -> None:
    stage.at("A bell rang across")
    tab = stage.window.inspector.languages
    stage.window.inspector.tabs.setCurrentWidget(tab)
    stage.window.inspector.refresh()
    field = tab.cards[0].text
    stage.qtbot.waitUntil(lambda: field.height() >= 2 * field.fontMetrics().lineSpacing())
    assert field.document().size().height() >= 2


def test_splitting_and_joining_say_what_becomes_of_the_other_language(stage: Stage) -> None:
    stage.at("L’encre", 8)
    stage.press("Return")
    assert (
        stage.window.status.currentMessage()
        == "Split in French; the text in English stays in the first part."
    )
    stage.window.desk.undo()
    stage.window.status.clearMessage()
    stage.at("L’encre", 0)
    stage.press("Backspace")
    assert stage.window.status.currentMessage() == "Merged in all its languages."
    stage.window.desk.undo()
    stage.window.status.clearMessage()
    stage.at("Nobody was waiting", 6)
    stage.press("Return")
    assert stage.window.status.currentMessage() == "", "where there is one language, nothing is said"


def test_the_details_of_a_branch_say_how_much_of_it_is_translated(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    concept = stage.at("Nobody was waiting")
    paragraph = stage.document.parent(concept)
    assert paragraph is not None
    details = stage.window.inspector.details
    stage.window.language_choice.set_language("fra_Latn")
    stage.wait_for_jobs()
    texts = len(stage.document.node(paragraph).children) + 1  # and its summary
    details.refresh()
    assert details._values["translated"].text() == "", "a sentence has its own page"
    stage.window.desk.set_current(paragraph)
    details.refresh()
    assert details._values["translated"].text() == f"French: {texts} of {texts}"
    stage.press("Ctrl+Shift+L")
    stage.at("Nobody was waiting")
    stage.press("Left")
    stage.type(" indeed")
    stage.window.desk.fields.commit()
    stage.window.desk.set_current(paragraph)
    details.refresh()
    assert details._values["translated"].text() == f"French: {texts} of {texts}, 1 outdated"
    monkeypatch.setattr("conceptwriter.gui.inspector.details_tab.MOST_TRANSLATED", 1)
    stage.window.desk.set_current(ROOT)
    details.refresh()
    assert details._values["translated"].text() == "", "none of those looked at is translated"

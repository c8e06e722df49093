"""Offers from the first question to the last undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.engine import EngineCrashed
from conceptwriter.gui.review.items import items_of
from conceptwriter.gui.window.wish_dialog import WishDialog
from conceptwriter.outline import Kind, Origin, Proposal, ProposalSet
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.outline.rolls import MOST_ROLLS, added, rolls_of
from conceptwriter.storage import Project
from tests.gui.stage import Stage


def asked(stage: Stage, key: str = "Ctrl+J", text: str = "Nobody was waiting") -> int:
    node = stage.at(text)
    stage.press(key)
    stage.wait_for_jobs()
    return node


def test_an_answer_moves_neither_caret_nor_view(stage: Stage) -> None:
    window = stage.window
    stage.at("Nobody was waiting", 3)
    stage.assistant.hold = True
    stage.press("Ctrl+J")
    assert window.proposals.card is not None
    assert "Proposing" in window.proposals.card.state.text()
    other = stage.at("In the morning", 5)
    caret, line = window.desk.caret, window.navigation.caret_line()
    stage.assistant.release()
    stage.wait_for_jobs()
    assert window.desk.caret == caret
    assert window.desk.current == other
    assert line is not None
    assert window.navigation.caret_line() == line
    assert window.proposals.shown is not None
    assert not window.registry.is_enabled("concept.take_1"), "its keys work only where it lies"


def test_the_card_shows_candidates_and_what_is_said_of_them(stage: Stage) -> None:
    asked(stage)
    card = stage.window.proposals.card
    assert card is not None
    assert [row.number.text() for row in card.rows] == ["1", "2", "3", "4", "5"]
    chips = card.rows[2].chips.chips
    assert [(chip.text(), chip.accessibleName()) for chip in chips] == [
        ("! number missing", "Warning: number missing")
    ]
    assert "A number of the source is missing" in chips[0].toolTip()
    assert card.rows[4].chips.chips[0].property("role") == "badge", "that it is quoted is no fault"
    assert card.origin.text() == "Written by Starter standard · Balanced"
    assert "Alt+1" in card.hint.text()
    QApplication.processEvents()
    assert [row.height() for row in card.rows] == [row.heightForWidth(row.width()) for row in card.rows]


def test_a_bar_is_shown_only_for_a_measured_chance(stage: Stage) -> None:
    def measured(made: ProposalSet) -> ProposalSet:
        best = replace(made.proposals[0], score=0.31, calibrated=True)
        return replace(made, proposals=(best, *made.proposals[1:]))

    stage.assistant.final = measured
    asked(stage)
    card = stage.window.proposals.card
    assert card is not None
    bar = card.rows[0].score
    assert bar is not None
    assert (bar.chance, bar.accessibleName()) == (0.31, "Chance 31 %")
    assert "author" in bar.toolTip()
    assert "Chance 31 %" in card.rows[0].accessibleName()
    assert [row.score for row in card.rows[1:]] == [None] * 4, "0.86 was never measured"


def test_the_bar_of_a_translation_says_what_it_measures(stage: Stage) -> None:
    def measured(made: ProposalSet) -> ProposalSet:
        best = replace(made.proposals[0], score=0.62, calibrated=True, kind="translate")
        return replace(made, proposals=(best,))

    stage.assistant.final = measured
    asked(stage)
    card = stage.window.proposals.card
    assert card is not None
    bar = card.rows[0].score
    assert bar is not None
    assert bar.accessibleName() == "62 % likely usable"
    assert "author" not in bar.toolTip()
    assert "small edit" in bar.toolTip()


def test_in_a_mixed_list_each_offer_says_who_wrote_it(stage: Stage) -> None:
    def mixed(made: ProposalSet) -> ProposalSet:
        by_voice = [replace(offer, writer="Smol") for offer in made.proposals[:2]]
        settings = replace(made.settings, voice="Smol")
        return replace(made, proposals=(*by_voice, *made.proposals[2:]), settings=settings)

    stage.assistant.final = mixed
    asked(stage)
    card = stage.window.proposals.card
    assert card is not None
    assert [row.chips.chips[0].text() for row in card.rows] == ["Smol"] * 2 + ["Starter standard"] * 3
    assert "Written by Smol, chosen by Starter standard" in card.origin.text()


def test_alt_arrows_walk_and_ctrl_enter_takes(stage: Stage) -> None:
    document = stage.document
    concept = asked(stage)
    card = stage.window.proposals.card
    assert card is not None
    stage.press("Alt+Down", "Alt+Down", "Alt+Up")
    assert card.highlight == 1
    stage.press("Alt+Up", "Alt+Up")
    assert card.highlight == 4, "it goes round"
    text = card.rows[4].text.text()
    stage.press("Ctrl+Return")
    taken = document.next_sibling(concept)
    assert taken is not None
    assert document.text(taken) == text
    assert stage.window.desk.current == taken


def test_tab_never_takes(stage: Stage) -> None:
    concept = asked(stage)
    before = [stage.document.text(node) for node in stage.document.concepts()]
    stage.press("Tab")
    assert [stage.document.text(node) for node in stage.document.concepts()] == before
    assert concept in stage.document


def test_esc_stops_the_job_then_dismisses_the_offer(stage: Stage) -> None:
    window = stage.window
    stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.press("Ctrl+J")
    assert window.jobs.running()
    stage.press("Esc")
    stage.wait_for_jobs()
    assert not stage.has_card()
    assert stage.assistant.jobs[-1].cancelled()
    assert window.desk.editing, "the caret stays in the text"
    stage.assistant.hold = False
    stage.assistant.release()
    stage.press("Ctrl+J")
    stage.wait_for_jobs()
    assert stage.has_card()
    stage.press("Esc")
    assert not stage.has_card()
    assert len(stage.document.proposals) == 1, "dismissed is not forgotten"


def test_reroll_keeps_what_was_offered(stage: Stage) -> None:
    window = stage.window
    asked(stage)
    first = window.proposals.shown
    assert first is not None
    stage.press("Ctrl+R")
    stage.wait_for_jobs()
    second = window.proposals.shown
    assert second is not None
    assert second.proposals != first.proposals
    assert window.proposals.card is not None
    assert window.proposals.card.rolls.text() == "2 / 2"
    stage.press("Alt+PgUp")
    assert window.proposals.shown is not None
    assert window.proposals.shown.proposals == first.proposals
    stage.press("Alt+1")
    assert stage.document.text(window.desk.current) == first.proposals[0].text
    assert [node for _, node, _ in stage.assistant.asked] == [first.anchor, first.anchor]
    assert [roll for _, _, roll in stage.assistant.asked] == [0, 1]


def test_undoing_a_taking_puts_the_others_back_on_offer(stage: Stage) -> None:
    document = stage.document
    concept = asked(stage)
    stage.press("Alt+3")
    assert document.proposals.get(concept) is None
    stage.press("Ctrl+Z")
    assert document.proposals.get(concept) is not None
    stage.press("Ctrl+Shift+Z")
    assert document.proposals.get(concept) is None


def test_an_offer_for_changed_text_says_so(stage: Stage) -> None:
    window = stage.window
    stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.press("Ctrl+J")
    stage.press("Left")
    stage.type(" or so it seemed")
    stage.assistant.release()
    stage.wait_for_jobs()
    assert window.proposals.card is not None
    assert "older version" in window.proposals.card.state.text()
    assert window.proposals.card.state.isVisible()


def test_an_answer_for_deleted_text_is_dropped(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.press("Ctrl+J", "Ctrl+Shift+Backspace")
    stage.assistant.release()
    stage.wait_for_jobs()
    assert stage.document.in_trash(concept)
    assert not stage.has_card()
    assert len(stage.document.proposals) == 0


def test_a_failure_is_reported_on_the_card_and_the_text_is_untouched(stage: Stage) -> None:
    window = stage.window
    before = [stage.document.text(node) for node in stage.document.subtree(1)]
    stage.assistant.fail = EngineCrashed("The model process ended (signal 9). Ask again.")
    asked(stage)
    assert window.proposals.card is not None
    assert "signal 9" in window.proposals.card.state.text()
    stage.assistant.fail = None
    stage.press("Ctrl+R")
    stage.wait_for_jobs()
    assert len(window.proposals.card.rows) == 5
    assert [stage.document.text(node) for node in stage.document.subtree(1)] == before


def test_a_heading_is_expanded_into_a_paragraph(stage: Stage) -> None:
    document = stage.document
    heading = stage.at("The letter")
    stage.press("Ctrl+E")
    stage.wait_for_jobs()
    card = stage.window.proposals.card
    assert card is not None
    assert len(card.rows) == 2
    stage.press("Alt+1")
    first = document.children(heading)[0]
    assert document.node(first).kind is Kind.PARAGRAPH
    assert len(document.children(first)) == 3
    assert {
        document.node(node).renditions[document.node(node).source_language].origin
        for node in document.children(first)
    } == {Origin.PROPOSED}
    stage.press("Ctrl+Z")
    assert first not in document


def test_a_rewrite_replaces_the_text_as_one_step(stage: Stage) -> None:
    concept = asked(stage, "Ctrl+Shift+R")
    before = stage.document.text(concept)
    stage.press("Alt+2")
    assert stage.document.text(concept) == f"{before} (2)"
    stage.press("Ctrl+Z")
    assert stage.document.text(concept) == before


def test_a_summary_becomes_the_paragraphs_or_a_note(stage: Stage) -> None:
    document = stage.document
    concept = asked(stage, "Ctrl+M", "There was one fewer")
    paragraph = document.parent(concept)
    assert paragraph is not None
    assert stage.window.proposals.anchor == paragraph
    assert stage.window.proposals.at_hand, "from a sentence one summarises its paragraph"
    stage.press("Ctrl+Shift+Return")
    assert document.node(paragraph).note == "The boats return without one."
    stage.press("Alt+1")
    assert document.source_text(paragraph) == "The boats return without one."


def test_offers_survive_a_restart(stage: Stage, qtbot: QtBot) -> None:
    concept = asked(stage)
    stage.press("Ctrl+R")
    stage.wait_for_jobs()
    path = stage.window.project.path
    stage.close()
    again = Stage(qtbot, Project.open(path), model=True)
    try:
        kept = again.document.proposals.get(concept)
        assert kept is not None
        assert len(rolls_of(kept)) == 2
        again.window.desk.place_caret(concept)
        again.press("Ctrl+J")
        assert again.window.proposals.card is not None
        assert again.assistant.asked == [], "what is on offer is shown, not asked for again"
        again.press("Alt+1")
        assert again.document.text(again.window.desk.current) == kept.proposals[0].text
    finally:
        again.close()


def test_f8_finds_offers_and_open_translations(stage: Stage) -> None:
    window, document = stage.window, stage.document
    concept = asked(stage)
    stage.press("Esc")
    stage.window.desk.set_current(1)
    window.tally.finish()
    stage.press("F8")
    assert window.desk.current == concept
    assert window.proposals.card is not None
    stage.press("F8")
    assert items_of(document, window.desk.current)
    stage.press("Shift+F8")
    assert window.desk.current == concept
    assert document.undo_label is None


def test_a_click_highlights_and_a_double_click_takes(stage: Stage) -> None:
    from PySide6.QtCore import Qt

    document = stage.document
    concept = asked(stage)
    card = stage.window.proposals.card
    assert card is not None
    row = card.rows[3]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert card.highlight == 3
    text = row.text.text()
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    taken = document.next_sibling(concept)
    assert taken is not None
    assert document.text(taken) == text


def test_the_card_moves_to_the_outline_when_the_text_is_hidden(stage: Stage) -> None:
    window = stage.window
    asked(stage)
    card = window.proposals.card
    assert card is not None
    stage.press("Ctrl+2")
    assert window.outline_view.isAncestorOf(card)
    assert card.isVisible()
    stage.press("Ctrl+2")
    assert window.text_view.isAncestorOf(card)


@pytest.mark.parametrize("count", [1, 3, MOST_ROLLS + 4])
def test_rolls_are_kept_in_order_and_bounded(count: int) -> None:
    newest: ProposalSet | None = None
    for number in range(count):
        proposals = (Proposal(str(number), f"text {number}", "eng_Latn"),)
        newest = added(ProposalSet(5, "propose", 0, "", proposals, MadeWith(reroll=number)), newest)
    assert newest is not None
    numbers = [roll.settings.reroll for roll in rolls_of(newest)]
    assert numbers == list(range(count))[-MOST_ROLLS:]
    assert not any(roll.earlier for roll in rolls_of(newest)[:-1])
    assert ProposalSet.from_dict(newest.to_dict()) == newest


def test_several_sentences_come_with_one_key_and_go_with_one_step(stage: Stage) -> None:
    document = stage.document
    concept = asked(stage, "Ctrl+G")
    card = stage.window.proposals.card
    assert card is not None
    assert card.title.text() == "The next paragraph"
    before = document.revision
    count = len(list(document.concepts()))
    stage.press("Ctrl+Return")
    paragraph = document.next_sibling(document.parent(concept) or 1)
    assert paragraph is not None
    assert len(document.node(paragraph).children) == 3
    stage.press("Ctrl+Z")
    assert len(list(document.concepts())) == count
    assert document.revision != before


def wished(stage: Stage, wish: str) -> None:
    """Answer the question what should happen next."""
    stage.window.registry.action("concept.wish").trigger()
    dialog = stage.window.findChild(WishDialog)
    assert dialog is not None
    dialog.setTextValue(wish)
    dialog.accept()
    stage.assistant.release()
    stage.wait_for_jobs()


def test_a_wish_is_asked_for_told_on_the_card_and_kept_for_another_set(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    wished(stage, "  A storm comes. ")
    assert stage.assistant.wishes == ["A storm comes."]
    card = stage.window.proposals.card
    assert card is not None
    assert "you asked for “A storm comes.”" in card.origin.text()
    stage.window.registry.action("concept.reroll").trigger()
    stage.wait_for_jobs()
    assert stage.assistant.wishes == ["A storm comes."] * 2
    wished(stage, "")
    assert len(stage.assistant.wishes) == 2, "nothing was wished for"


def test_a_wish_goes_before_what_runs_here(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.assistant.hold = True
    stage.press("Ctrl+J")
    wished(stage, "A storm comes.")
    assert stage.assistant.wishes == ["", "A storm comes."]
    assert stage.window.proposals.wish == "A storm comes."

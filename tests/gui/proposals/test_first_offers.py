"""The first offers while the rest arrive: nothing that is shown moves, and all keys work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from conceptwriter.engine import EngineCrashed
from conceptwriter.gui.proposals.card import ProposalCard
from conceptwriter.gui.proposals.first_offers import joined
from conceptwriter.outline import Proposal, ProposalSet
from conceptwriter.outline.rolls import rolls_of

if TYPE_CHECKING:
    from collections.abc import Sequence


from tests.gui.stage import Stage


@pytest.fixture
def begun(stage: Stage) -> Stage:
    """Two of five offers are on the card; a third is ready, the others are held back."""
    stage.assistant.hold, stage.assistant.first = True, 3
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    wait_for_rows(stage, 2)
    return stage


def wait_for_rows(stage: Stage, count: int) -> None:
    stage.qtbot.waitUntil(lambda: len(texts(stage)) == count)


def card_of(stage: Stage) -> ProposalCard:
    card = stage.window.proposals.card
    assert card is not None
    return card


def texts(stage: Stage) -> list[str]:
    return [row.text.text() for row in card_of(stage).rows]


def let_the_rest_come(stage: Stage) -> None:
    stage.assistant.release()
    stage.wait_for_jobs()


def offers(*names: str) -> ProposalSet:
    return ProposalSet(5, "propose", 1, "", tuple(Proposal(name, name, "eng_Latn") for name in names))


def names(made: ProposalSet) -> Sequence[str]:
    return [offer.text for offer in made.proposals]


# -- their order ---


def test_what_is_shown_keeps_its_place_and_the_best_others_follow() -> None:
    assert names(joined(offers("b", "e"), offers("a", "b", "c", "d", "e"))) == ["b", "e", "a", "c", "d"]


def test_what_is_shown_stays_even_where_better_was_found() -> None:
    assert names(joined(offers("x", "b"), offers("a", "b", "c", "d"))) == ["x", "b", "a", "c"]
    assert names(joined(offers("x", "y", "z"), offers("a", "b"))) == ["x", "y", "z"]
    assert names(joined(None, offers("a"))) == ["a"]


def test_what_is_shown_does_not_change_under_the_reader() -> None:
    fresh = offers("a", "b")
    fresh = replace(fresh, proposals=tuple(replace(offer, flags=("loop",)) for offer in fresh.proposals))
    assert joined(offers("a"), fresh).proposals[0].flags == ()


# -- on the card ---


def test_the_first_are_shown_at_once_and_the_rest_come_below(begun: Stage) -> None:
    card = card_of(begun)
    first, rows = texts(begun), list(card.rows)
    begun.qtbot.wait(30)
    places = [row.geometry() for row in rows]
    assert card.skeleton.isVisible(), "the room of the others is kept"
    begun.assistant.final = lambda made: replace(made, proposals=tuple(reversed(made.proposals)))
    let_the_rest_come(begun)
    begun.qtbot.wait(30)
    assert texts(begun)[:2] == first
    assert len(set(texts(begun))) == 5
    assert card.rows[:2] == rows
    assert [row.geometry() for row in rows] == places
    assert not card.skeleton.isVisible()


def test_the_highlight_stays_where_the_writer_put_it(begun: Stage) -> None:
    begun.press("Alt+Down")
    let_the_rest_come(begun)
    assert card_of(begun).highlight == 1


def test_more_parts_join_one_after_the_other(stage: Stage) -> None:
    stage.window.settings.candidates = 10
    stage.window.apply_settings()
    stage.assistant.hold, stage.assistant.first = True, 2
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    wait_for_rows(stage, 2)
    made = stage.assistant.made
    assert made is not None
    stage.assistant.jobs[-1].offer(replace(made, proposals=made.proposals[:7]))
    wait_for_rows(stage, 4)
    let_the_rest_come(stage)
    assert texts(stage) == [offer.text for offer in made.proposals]


def test_most_places_are_left_to_the_best_of_all(begun: Stage) -> None:
    assert len(texts(begun)) == 2, "what is shown stays, and the first are not the best"
    made = begun.assistant.made
    assert made is not None
    best = replace(made, proposals=made.proposals[2:])
    begun.assistant.final = lambda _made: best
    let_the_rest_come(begun)
    assert texts(begun)[2:] == names(best)[:1]


def test_caret_and_keyboard_stay_in_the_text(begun: Stage) -> None:
    caret = begun.window.desk.caret
    assert begun.window.text_view.has_keyboard
    begun.type("x")
    let_the_rest_come(begun)
    assert begun.window.text_view.has_keyboard
    assert caret is not None
    assert begun.window.desk.current == caret.node


# -- taking, stopping, asking again ---


def test_taking_a_first_offer_stops_the_rest_and_undo_brings_it_back(begun: Stage) -> None:
    concept, first = begun.node("Nobody was waiting"), texts(begun)
    begun.press("Alt+2")
    taken = begun.document.next_sibling(concept)
    assert taken is not None
    assert begun.document.text(taken) == first[1]
    assert not begun.has_card()
    let_the_rest_come(begun)
    assert begun.assistant.jobs[-1].cancelled()
    assert not begun.has_card()
    assert begun.document.proposals.get(concept) is None
    begun.press("Ctrl+Z")
    kept = begun.document.proposals.get(concept)
    assert kept is not None
    assert names(kept) == first


def test_a_double_click_takes_a_first_offer(begun: Stage) -> None:
    row, words = card_of(begun).rows[0], texts(begun)[0]
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    begun.process_events()
    assert begun.document.text(begun.window.desk.current) == words
    let_the_rest_come(begun)
    assert not begun.has_card()


def test_esc_stops_the_rest_and_keeps_what_is_there(begun: Stage) -> None:
    first = texts(begun)
    begun.press("Esc")
    begun.wait_for_jobs()
    assert begun.assistant.jobs[-1].cancelled()
    assert texts(begun) == first
    assert not card_of(begun).skeleton.isVisible()
    begun.press("Esc")
    assert not begun.has_card()
    begun.assistant.hold, begun.assistant.first = False, 0
    begun.assistant.release()
    begun.press("Ctrl+J")
    begun.wait_for_jobs()
    assert texts(begun)[:2] == first
    assert len(texts(begun)) == 5, "who asks again gets all of them"
    assert len(rolls_of(begun.document.proposals.of(begun.window.desk.current)[0])) == 1


def test_closing_the_card_stops_the_rest_and_keeps_nothing(begun: Stage) -> None:
    node = begun.window.desk.current
    QTest.mouseClick(card_of(begun).close_button, Qt.MouseButton.LeftButton)
    begun.wait_for_jobs()
    assert begun.assistant.jobs[-1].cancelled()
    assert not begun.has_card()
    assert begun.document.proposals.get(node) is None


def test_asking_again_meanwhile_keeps_the_first_as_an_earlier_roll(begun: Stage) -> None:
    first = texts(begun)
    begun.assistant.hold, begun.assistant.first = False, 0
    begun.press("Ctrl+R")
    begun.assistant.release()
    begun.wait_for_jobs()
    assert card_of(begun).rolls.text() == "2 / 2"
    assert not set(texts(begun)) & set(first)
    begun.press("Alt+PgUp")
    assert texts(begun) == first


def test_before_anything_has_come_asking_again_waits(stage: Stage) -> None:
    stage.assistant.hold = True
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J", "Ctrl+R")
    assert len(stage.assistant.jobs) == 1
    let_the_rest_come(stage)


def test_a_crash_leaves_the_first_offers_to_be_taken(begun: Stage) -> None:
    first = texts(begun)
    begun.assistant.fail = EngineCrashed("The model process ended (signal 9). Ask again.")
    let_the_rest_come(begun)
    assert "signal 9" in card_of(begun).state.text()
    assert texts(begun) == first
    begun.press("Alt+1")
    assert begun.document.text(begun.window.desk.current) == first[0]


def test_who_went_elsewhere_comes_back_to_the_request_that_runs(begun: Stage) -> None:
    node, first = begun.window.desk.current, texts(begun)
    begun.at("There was one fewer")
    begun.press("Ctrl+J")
    wait_for_rows(begun, 2)
    begun.window.desk.place_caret(node)
    begun.press("Ctrl+J")
    assert texts(begun) == first
    assert [at for _, at, _ in begun.assistant.asked].count(node) == 1, "nobody is asked twice"
    let_the_rest_come(begun)
    assert len(texts(begun)) == 5


def test_an_answer_in_parts_does_not_take_an_earlier_roll_away(begun: Stage) -> None:
    let_the_rest_come(begun)
    older = texts(begun)
    begun.assistant.hold = True
    begun.press("Ctrl+R")
    wait_for_rows(begun, 2)
    begun.press("Alt+PgUp")
    assert texts(begun) == older
    let_the_rest_come(begun)
    assert texts(begun) == older, "who looks at an earlier set goes on doing so"
    assert card_of(begun).rolls.text() == "1 / 2"


def test_what_was_cut_short_is_kept_until_it_comes_whole(begun: Stage) -> None:
    node = begun.window.desk.current
    begun.press("Esc")
    begun.wait_for_jobs()
    kept = begun.document.proposals.get(node)
    assert kept is not None
    assert kept.settings.incomplete


def test_a_screen_reader_is_notified_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(
        "conceptwriter.gui.proposals.first_offers.QAccessible.updateAccessibility",
        lambda event: said.append(event.message()),
    )
    stage.assistant.hold, stage.assistant.first = True, 2
    stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    wait_for_rows(stage, 2)
    let_the_rest_come(stage)
    assert said == ["2 proposal(s), more are coming"], "its plural comes from the translation"

"""The four tabs about where one is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from conceptwriter.gui.inspector.history_search import HistorySearch
from conceptwriter.gui.inspector.history_tab import HistoryModel
from conceptwriter.outline import Origin, Rendition, State
from conceptwriter.outline.edits import edit_text, set_renditions
from conceptwriter.outline.translated_by import TranslatedBy
from tests.gui.stage import Stage


@pytest.fixture
def tabs(stage: Stage) -> Stage:
    return stage


def show(stage: Stage, page: str) -> None:
    inspector = stage.window.inspector
    inspector.tabs.setCurrentWidget(getattr(inspector, page))
    stage.window.inspector.refresh()


def test_languages_show_every_rendition_with_its_state(tabs: Stage) -> None:
    tabs.at("Marie avait")
    show(tabs, "languages")
    cards = tabs.window.inspector.languages.cards
    assert [card.code for card in cards] == ["eng_Latn", "fra_Latn"]
    english, french = cards
    assert english.source.text() == "source"
    assert french.stale.text() == "outdated"
    assert french.origin.text() == "translated from the vector"
    assert french.state.isHidden(), "it would say the same"
    assert not french.again.isHidden()
    assert english.again.isHidden(), "a source is not translated"


def test_the_origin_says_what_a_translation_was_made_from(tabs: Stage) -> None:
    node = tabs.at("Marie avait")
    new = Rendition("Marie écrivait.", Origin.MACHINE_FROM_TEXT, State.MACHINE)
    tabs.window.desk.perform(set_renditions(tabs.document, [(node, "fra_Latn", new)]))
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    assert french.origin.text() == "translated from the text"
    assert "names and numbers" in french.origin.toolTip()
    assert french.state.isHidden()


def test_the_origin_names_a_translator_and_its_licence(tabs: Stage) -> None:
    node = tabs.at("Marie avait")
    new = Rendition("Marie écrivait.", Origin.MACHINE_FROM_TEXT, State.MACHINE)
    by = {node: TranslatedBy("OPUS-MT 1.0", "CC-BY-4.0")}
    tabs.window.desk.perform(set_renditions(tabs.document, [(node, "fra_Latn", new)], translators=by))
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    assert french.origin.text() == "OPUS-MT 1.0"
    assert "Licence of the model: CC-BY-4.0" in french.origin.toolTip()


def test_a_measured_confidence_is_told_with_what_it_means_until_the_text_is_changed(tabs: Stage) -> None:
    node = tabs.at("Marie avait")
    desk = tabs.window.desk
    new = Rendition("Marie écrivait.", Origin.MACHINE_FROM_TEXT, State.MACHINE)
    desk.perform(set_renditions(tabs.document, [(node, "fra_Latn", new)], confidences={node: 0.731}))
    show(tabs, "languages")
    english, french = tabs.window.inspector.languages.cards
    assert english.usable.isHidden()
    assert french.usable.text() == "73 % likely usable"
    assert "small edit" in french.usable.toolTip()
    desk.perform(edit_text(tabs.document, node, "Marie a écrit.", "fra_Latn"))
    show(tabs, "languages")
    assert tabs.window.inspector.languages.cards[1].usable.isHidden()


def test_nothing_is_told_where_nothing_was_measured(tabs: Stage) -> None:
    node = tabs.at("Marie avait")
    new = Rendition("Marie écrivait.", Origin.MACHINE_FROM_TEXT, State.MACHINE)
    tabs.window.desk.perform(set_renditions(tabs.document, [(node, "fra_Latn", new)]))
    show(tabs, "languages")
    assert tabs.window.inspector.languages.cards[1].usable.isHidden()


def test_an_outdated_translation_shows_how_its_source_changed(tabs: Stage) -> None:
    node = tabs.at("Nobody was waiting")
    desk = tabs.window.desk
    desk.perform(edit_text(tabs.document, node, "Nobody was waiting.", "eng_Latn"))
    desk.perform(
        set_renditions(
            tabs.document, [(node, "fra_Latn", Rendition("Personne n’attendait.", Origin.MACHINE))]
        )
    )
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    assert french.change.isHidden(), "it is up to date"
    desk.perform(edit_text(tabs.document, node, "Nobody was sleeping.", "eng_Latn"))
    desk.perform(edit_text(tabs.document, node, "Nobody is sleeping.", "eng_Latn"))
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    tabs.qtbot.waitUntil(lambda: not french.change.isHidden())
    assert french.change.toPlainText() == "Source since: Nobody was waitingis sleeping."
    assert french.change.accessibleDescription() == "removed: was waiting; added: is sleeping"
    desk.perform(edit_text(tabs.document, node, "Nobody was waiting.", "eng_Latn"))
    show(tabs, "languages")
    assert tabs.window.inspector.languages.cards[1].change.isHidden(), "the source is what it was"


def test_where_the_history_does_not_say_nothing_is_shown(tabs: Stage) -> None:
    tabs.at("Marie avait")
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    assert french.stale.text() == "outdated"
    pauses = french.findChildren(HistorySearch)
    assert len(pauses) == 2
    tabs.qtbot.waitUntil(
        lambda: not any(timer.isActive() for search in pauses for timer in search.findChildren(QTimer))
    )
    assert french.change.isHidden()
    assert french.written.isHidden(), "it came with the document"


def test_a_card_tells_when_its_text_was_written(tabs: Stage) -> None:
    node = tabs.at("Nobody was waiting")
    now = datetime.now(tz=UTC)
    hours = (now - timedelta(days=1)).timestamp()
    desk = tabs.window.desk
    desk.perform(
        set_renditions(
            tabs.document, [(node, "fra_Latn", Rendition("Personne.", Origin.MACHINE))], time=hours
        )
    )
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    tabs.qtbot.waitUntil(lambda: not french.written.isHidden())
    assert french.written.text().startswith("Yesterday, ")
    desk.perform(edit_text(tabs.document, node, "Il n’y avait personne.", "fra_Latn", time=now.timestamp()))
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    tabs.qtbot.waitUntil(lambda: french.written.text().startswith("Today, "))


def test_a_rendition_is_edited_and_confirmed_in_the_inspector(tabs: Stage) -> None:
    node = tabs.at("Marie avait")
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    french.text.setPlainText("Marie écrivait vite.")
    french.commit()
    rendition = tabs.document.rendition(node, "fra_Latn")
    assert rendition is not None
    assert (rendition.text, rendition.origin) == ("Marie écrivait vite.", Origin.EDITED)
    french.final.click()
    rendition = tabs.document.rendition(node, "fra_Latn")
    assert rendition is not None
    assert rendition.state is State.FINAL
    assert not tabs.document.is_stale(node, "fra_Latn")
    show(tabs, "languages")
    tabs.window.inspector.languages.cards[1].drop.click()
    assert tabs.document.rendition(node, "fra_Latn") is None


def test_half_typed_words_survive_a_refresh_and_a_move(tabs: Stage) -> None:
    node = tabs.at("Marie avait")
    show(tabs, "languages")
    french = tabs.window.inspector.languages.cards[1]
    french.text.setFocus()
    tabs.type("Non. ")
    tabs.window.inspector.refresh()
    assert french.text.toPlainText().startswith("Non. ")
    tabs.window.desk.set_current(tabs.node("The boats came in"))
    tabs.window.inspector.refresh()
    assert tabs.document.text(node).startswith("Non. Marie")


def test_translating_again_offers_next_to_what_a_person_wrote(tabs: Stage) -> None:
    node = tabs.at("L’encre")
    show(tabs, "languages")
    tabs.window.inspector.languages.cards[1].reviewed.click()
    before = tabs.document.text(node, "fra_Latn")
    show(tabs, "languages")
    tabs.window.inspector.languages.cards[1].again.click()
    tabs.wait_for_jobs()
    assert tabs.document.text(node, "fra_Latn") == before, "an offer, not a change"
    assert tabs.window.proposals.shown is not None
    assert [offer.language for offer in tabs.window.proposals.shown.proposals] == ["fra_Latn"] * 3
    tabs.press("Alt+2")
    assert tabs.document.text(node, "fra_Latn").startswith("[fr 0.1]"), "taken because the writer took it"
    tabs.window.desk.undo()
    assert tabs.document.text(node, "fra_Latn") == before


def test_history_jumps_there_and_back(tabs: Stage) -> None:
    concept = tabs.at("Nobody was waiting")
    siblings = len(tabs.document.siblings(concept))
    for _ in range(30):
        tabs.window.structure.duplicate()
    show(tabs, "history")
    history = tabs.window.inspector.history
    assert history.model.rowCount() == 31
    assert history.model.done == 30
    history.go_to(2)
    tabs.qtbot.waitUntil(lambda: history.model.done == 2)
    assert len(tabs.document.siblings(concept)) == siblings + 2
    index = history.model.index(3, 0)
    assert "undone" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Duplicate" in index.data()
    history.go_to(30)
    tabs.qtbot.waitUntil(lambda: history.model.done == 30)
    assert len(tabs.document.siblings(concept)) == siblings + 30
    history.go_to(0)
    tabs.qtbot.waitUntil(lambda: history.model.done == 0)
    assert len(tabs.document.siblings(concept)) == siblings


def test_the_history_model_keeps_qts_rules(tabs: Stage) -> None:
    model = HistoryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tabs.at("Nobody was waiting")
    tabs.press("Ctrl+D")
    model.show(tabs.document.history)
    tabs.press("Ctrl+Z")
    model.show(tabs.document.history)
    assert model.rowCount() == 2
    del tester


def test_details_show_and_set(tabs: Stage) -> None:
    node = tabs.at("Nobody was waiting")
    show(tabs, "details")
    details = tabs.window.inspector.details
    details.status.setEditText("to check")
    details._set_status()
    assert tabs.document.node(node).status == "to check"
    details.note.setPlainText("why nobody?")
    details.note.commit()
    assert tabs.document.node(node).note == "why nobody?"
    details.locked.click()
    assert tabs.document.node(node).locked
    show(tabs, "details")
    assert details.note.isReadOnly()
    details.locked.click()
    assert not tabs.document.node(node).locked
    tabs.press("Ctrl+Z")
    assert tabs.document.node(node).locked


def test_proposals_are_taken_opened_and_forgotten_from_the_list(tabs: Stage) -> None:
    node = tabs.at("Nobody was waiting")
    tabs.press("Ctrl+J")
    tabs.wait_for_jobs()
    tabs.press("Ctrl+R")
    tabs.wait_for_jobs()
    tabs.press("Esc")
    show(tabs, "proposals")
    page = tabs.window.inspector.proposals
    assert page.tree.topLevelItemCount() == 2
    newest = page.tree.topLevelItem(0)
    assert newest is not None
    page.tree.setCurrentItem(newest)
    page.tree.itemActivated.emit(newest, 0)
    assert tabs.window.proposals.card is not None
    oldest = page.tree.topLevelItem(1)
    assert oldest is not None
    second = oldest.child(1)
    assert second is not None
    page.tree.setCurrentItem(second)
    text = second.text(0)
    page.take.click()
    taken = tabs.document.next_sibling(node)
    assert taken is not None
    assert tabs.document.text(taken) == text.split("\n")[0]
    tabs.press("Ctrl+Z")
    tabs.window.desk.set_current(node)
    show(tabs, "proposals")
    top = page.tree.topLevelItem(0)
    assert top is not None
    page.tree.setCurrentItem(top)
    page.drop.click()
    assert len(tabs.document.proposals) == 0
    show(tabs, "proposals")
    assert page.tree.isHidden()


def test_walking_through_the_document_renews_once(tabs: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    show(tabs, "details")
    inspector = tabs.window.inspector
    renewed: list[int] = []
    real = type(inspector.details).refresh

    def counted(page: object) -> None:
        renewed.append(1)
        real(page)  # type: ignore[arg-type]

    monkeypatch.setattr(type(inspector.details), "refresh", counted)
    for node in list(tabs.document.concepts()):
        tabs.window.desk.set_current(node)
    QApplication.processEvents()
    tabs.qtbot.waitUntil(lambda: bool(renewed))
    assert len(renewed) == 1

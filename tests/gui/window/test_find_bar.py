"""Find and replace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.outline import ROOT, Kind, edits
from conceptwriter.outline.edits import set_language
from conceptwriter.outline.patterns import SearchBudget
from tests.gui.stage import Stage


def look_for(stage: Stage, text: str, key: str = "Ctrl+F") -> None:
    stage.press(key)
    stage.type(text)
    stage.window.find_bar.finish_search()


def test_it_finds_from_here_round_the_end_and_leaves_the_match_selected(stage: Stage) -> None:
    window, document = stage.window, stage.document
    stage.at("There was one fewer")
    look_for(stage, "the")
    bar = window.find_bar
    assert len(bar.matches) > 4
    assert document.text(window.desk.current).startswith("There was one fewer"), "from here on"
    assert window.desk.caret is not None
    assert window.desk.caret.anchor is not None
    first = bar._at
    stage.press("F3")
    assert bar._at == first + 1
    stage.press("Shift+F3", "Return", "Shift+Return")
    assert bar._at == first
    assert QApplication.focusWidget() is bar.field, "the keyboard stays in the field"
    for _ in range(len(bar.matches)):
        stage.press("Return")
    assert bar._at == first, "once round"
    stage.press("Esc")
    assert bar.isHidden()
    assert window.text_view.has_keyboard


def test_options_narrow_the_search_and_a_broken_expression_is_explained(stage: Stage) -> None:
    bar = stage.window.find_bar
    look_for(stage, "THE BOATS")
    assert len(bar.matches) == 2
    bar.case.setChecked(True)
    bar.finish_search()
    assert bar.matches == []
    assert bar.count.text() == "none"
    bar.case.setChecked(False)
    bar.regex.setChecked(True)
    bar.field.setText("(unclosed")
    bar.finish_search()
    assert "regular expression" in bar.count.toolTip()
    bar.field.setText("b.a+ts?")
    bar.finish_search()
    assert len(bar.matches) == 2
    bar.words.setChecked(True)
    bar.field.setText("boat")
    bar.finish_search()
    assert bar.matches == []


def test_one_is_replaced_then_all_as_one_step(stage: Stage) -> None:
    document, bar = stage.document, stage.window.find_bar
    stage.at("The boats came in")
    look_for(stage, "the boats", "Ctrl+H")
    assert not bar.replacement.isHidden()
    bar.replacement.setText("the ships")
    bar.replace_one.click()
    bar.finish_search()
    assert stage.node("the ships came in")
    assert len(bar.matches) == 1
    stage.window.desk.undo()
    steps = len(document.history.done)
    bar.finish_search()
    bar.replace_every.click()
    bar.finish_search()
    assert not bar.places.isHidden()
    assert len(document.history.done) == steps, "nothing is changed before it was seen"
    bar.places.replace.click()
    bar.finish_search()
    assert len(document.history.done) == steps + 1
    assert bar.matches == []
    assert not bar.isHidden()
    stage.window.desk.undo()
    assert stage.node("The boats came in")


def test_the_selection_is_what_is_looked_for(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    stage.window.desk.place_caret(node, 6, 0)
    stage.press("Ctrl+F")
    assert stage.window.find_bar.field.text() == "Nobody"


def test_matches_follow_the_document(stage: Stage) -> None:
    bar = stage.window.find_bar
    stage.at("Nobody was waiting")
    look_for(stage, "quay")
    before = len(bar.matches)
    stage.window.structure.duplicate()
    bar.finish_search()
    assert len(bar.matches) == before + 1


def test_replacing_skips_a_source_that_is_only_shown(stage: Stage) -> None:
    window = stage.window
    node = stage.at("Nobody was waiting")
    before = stage.document.source_text(node)
    stage.document.apply(set_language(stage.document, [ROOT], "deu_Latn"))
    window.find_bar.open_bar(replace=True, text="the")
    window.find_bar.replacement.setText("die")
    window.find_bar.finish_search()
    count = len(window.find_bar.matches)
    assert count > 1, "what is shown is found"
    window.find_bar._replace_one()
    window.find_bar.finish_search()
    first = window.find_bar._at
    window.find_bar._replace_one()
    window.find_bar.finish_search()
    assert window.find_bar._at == (first + 1) % count, "it goes on to the next place"
    assert window.notices.current is not None
    assert window.notices.current.text.startswith("Not replaced: it is locked, or it is source text")
    window.find_bar.preview()
    window.find_bar.finish_search()
    assert window.find_bar.places.isHidden()
    assert stage.document.source_text(node) == before
    assert stage.document.rendition(node, "deu_Latn") is None


HANGS = "(a|aa)+$"


def long_line(stage: Stage) -> int:
    node = stage.at("Nobody was waiting")
    stage.window.desk.perform(edits.edit_text(stage.document, node, "a" * 70 + "!", merge=False))
    return node


def failures(stage: Stage) -> list[str]:
    heard: list[str] = []
    stage.window.desk.failed.connect(heard.append)
    return heard


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        SearchBudget, "__init__", lambda self: self.__dict__.update(left=0.1, for_one_text=0.1)
    )


def test_an_expression_that_never_ends_is_stopped_and_explained(stage: Stage, impatient: None) -> None:
    bar, heard = stage.window.find_bar, failures(stage)
    long_line(stage)
    bar.regex.setChecked(True)
    look_for(stage, HANGS)
    assert "takes too long" in bar.count.toolTip()
    assert len(heard) == 1
    assert "takes too long" in heard[0]


def test_the_window_continues_while_an_expression_is_searched_for(
    stage: Stage, qtbot: QtBot, impatient: None
) -> None:
    bar = stage.window.find_bar
    long_line(stage)
    bar.regex.setChecked(True)
    stage.press("Ctrl+F")
    bar.field.setText(HANGS)
    bar._start()
    assert bar._search.running, "the search is on a thread; the call that began it is back already"
    qtbot.waitUntil(lambda: not bar._search.running)
    assert "takes too long" in bar.count.toolTip()


def test_replacing_all_is_all_or_nothing(stage: Stage, impatient: None) -> None:
    bar, document, heard = stage.window.find_bar, stage.document, failures(stage)
    long_line(stage)
    texts = [document.text(node) for node in document.subtree(ROOT)]
    steps = len(document.history.done)
    bar.regex.setChecked(True)
    look_for(stage, "The|" + HANGS, "Ctrl+H")
    bar.preview()
    bar.finish_search()
    assert bar.places.isHidden()
    assert any("nothing was changed" in message for message in heard)
    assert [document.text(node) for node in document.subtree(ROOT)] == texts
    assert len(document.history.done) == steps


def test_an_ordinary_expression_replaces_with_groups(stage: Stage, qtbot: QtBot) -> None:
    bar, document = stage.window.find_bar, stage.document
    bar.regex.setChecked(True)
    look_for(stage, r"The (\w+) came", "Ctrl+H")
    bar.replacement.setText(r"\1 went")
    bar.replace_every.click()
    qtbot.waitUntil(lambda: not bar.places.isHidden())
    bar.places.replace.click()
    qtbot.waitUntil(lambda: document.undo_label == "Replace")
    assert stage.node("boats went in at dawn.")


def listed(stage: Stage) -> list[str]:
    model = stage.window.find_bar.places.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_replace_all_lists_what_it_would_do_and_goes_by_the_keyboard_alone(stage: Stage) -> None:
    document, bar = stage.document, stage.window.find_bar
    stage.at("The boats came in")
    look_for(stage, "the boats", "Ctrl+H")
    stage.press("Tab")
    bar.replacement.setFocus()
    stage.type("ships")
    stage.press("Ctrl+Return")
    bar.finish_search()
    assert QApplication.focusWidget() is bar.places.list
    assert len(listed(stage)) == 2
    assert listed(stage)[0].startswith("The boats → ships return")
    assert "The boats → ships came in at dawn." in listed(stage)[1]
    assert stage.window.desk.current == bar.matches[0].node, "the place is shown in the text"
    stage.press("Down", "Space")
    assert bar.places.replace.text() == "Replace 1"
    assert bar.places.all.checkState() == Qt.CheckState.PartiallyChecked
    steps = len(document.history.done)
    stage.press("Return")
    bar.finish_search()
    assert len(document.history.done) == steps + 1
    assert stage.node("The boats came in"), "what was left out stays"
    assert len(bar.matches) == 1
    assert bar.places.isHidden()
    assert not bar.isHidden()
    assert QApplication.focusWidget() is bar.replacement, "the keyboard is back where it was"
    stage.press("Ctrl+Z")
    assert len(document.history.done) == steps, "which takes back the replacement, not the typing"
    assert bar.replacement.text() == "ships"


def test_the_list_goes_away_without_a_change(stage: Stage) -> None:
    document, bar = stage.document, stage.window.find_bar
    stage.at("The boats came in")
    look_for(stage, "the boats", "Ctrl+H")
    steps = len(document.history.done)
    bar.replacement.setFocus()
    ways: list[Callable[[], object]] = [
        lambda: stage.press("Esc"),
        bar.places.cancel.click,
        lambda: bar.replacement.setText("ships"),
        lambda: bar.field.setText("boats"),
        bar.preserve_case.toggle,
        stage.window.structure.duplicate,
    ]
    for leave in ways:
        bar.finish_search()
        bar.preview()
        bar.finish_search()
        assert not bar.places.isHidden()
        leave()
        assert bar.places.isHidden()
        assert not bar.isHidden()
    assert len(document.history.done) == steps + 1, "duplicating alone"


def test_case_is_preserved_where_that_is_wished(stage: Stage) -> None:
    bar = stage.window.find_bar
    stage.at("The boats came in")
    look_for(stage, "the boats", "Ctrl+H")
    bar.replacement.setText("some ships")
    bar.preserve_case.setChecked(True)
    bar.finish_search()
    bar.preview()
    bar.finish_search()
    assert "The boats → Some ships came in" in listed(stage)[1]
    bar.places.replace.click()
    bar.finish_search()
    assert stage.node("Some ships came in")


def test_a_section_can_be_searched_alone(stage: Stage) -> None:
    document, bar = stage.document, stage.window.find_bar
    stage.at("The boats came in")
    look_for(stage, "the", "Ctrl+H")
    everywhere = len(bar.matches)
    section = next(
        node
        for node in document.ancestors(stage.window.desk.current)
        if document.node(node).kind is Kind.SECTION
    )
    bar.scope.setCurrentIndex(1)
    bar.scope.activated.emit(1)
    bar.finish_search()
    here = len(bar.matches)
    assert 0 < here < everywhere or section == ROOT
    assert all(document.is_under(match.node, section) for match in bar.matches)
    bar.replacement.setText("a")
    bar.preview()
    bar.finish_search()
    assert len(listed(stage)) == here
    bar.scope.setCurrentIndex(0)
    bar.scope.activated.emit(0)
    bar.finish_search()
    assert len(bar.matches) == everywhere


def test_equal_spellings_are_found_and_replaced_as_they_stand(stage: Stage) -> None:
    bar, desk = stage.window.find_bar, stage.window.desk
    node = stage.at("Nobody was waiting")
    odd = "The cafe\u0301 didn’t open at 10\u00a0km."
    desk.perform(edits.edit_text(stage.document, node, odd, merge=False))
    for wanted, stands in (("CAFÉ", "cafe\u0301"), ("didn't", "didn’t"), ("10 km", "10\u00a0km")):
        bar.open_bar(replace=True, text=wanted)
        bar.finish_search()
        (match,) = bar.matches
        assert odd[match.start : match.end] == stands
    bar.replacement.setText("5 km")
    bar.preview()
    bar.finish_search()
    bar.places.replace.click()
    assert stage.document.text(node) == "The cafe\u0301 didn’t open at 5 km."


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_another_match_in_the_same_sentence_is_painted_in_both_views(stage: Stage, qtbot: QtBot) -> None:
    desk, node = stage.window.desk, stage.at("Nobody was waiting")
    desk.perform(edits.edit_text(stage.document, node, "A boat, and a boat.", merge=False))
    desk.place_caret(node, 6, 2)
    other = stage.window.outline_view
    assert not other.lead.is_here
    QApplication.processEvents()
    paints = Paints()
    other.viewport().installEventFilter(paints)
    desk.place_caret(node, 18, 14)
    qtbot.waitUntil(lambda: paints.count > 0)


def test_the_list_of_places_is_a_sound_model(stage: Stage) -> None:
    bar = stage.window.find_bar
    stage.at("The boats came in")
    look_for(stage, "the", "Ctrl+H")
    bar.preview()
    bar.finish_search()
    model = bar.places.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    total = model.rowCount()
    bar.places.all.click()
    assert model.count_chosen == 0
    assert not bar.places.replace.isEnabled()
    bar.places.all.click()
    assert model.count_chosen == total
    spoken = str(model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "becomes" in spoken
    assert not bar.places.grab().isNull()

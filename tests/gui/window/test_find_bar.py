"""Find and replace."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from conceptwriter.outline import ROOT, edits
from conceptwriter.outline.patterns import Patience
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
    stage.window.undo()
    steps = len(document.history.done)
    bar.finish_search()
    bar.replace_every.click()
    bar.finish_search()
    assert len(document.history.done) == steps + 1
    assert bar.matches == []
    stage.window.undo()
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


HANGS = "(a|aa)+$"


def long_line(stage: Stage) -> int:
    node = stage.at("Nobody was waiting")
    stage.window.desk.perform(edits.edit_text(stage.document, node, "a" * 70 + "!", merge=False))
    return node


def told(stage: Stage) -> list[str]:
    heard: list[str] = []
    stage.window.desk.failed.connect(heard.append)
    return heard


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patience, "__init__", lambda self: self.__dict__.update(left=0.1, for_one_text=0.1))


def test_an_expression_that_never_ends_is_stopped_and_explained(stage: Stage, impatient: None) -> None:
    bar, heard = stage.window.find_bar, told(stage)
    long_line(stage)
    bar.regex.setChecked(True)
    look_for(stage, HANGS)
    assert "takes too long" in bar.count.toolTip()
    assert len(heard) == 1
    assert "takes too long" in heard[0]


def test_the_window_goes_on_while_an_expression_is_searched_for(
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
    bar, document, heard = stage.window.find_bar, stage.document, told(stage)
    long_line(stage)
    texts = [document.text(node) for node in document.subtree(ROOT)]
    steps = len(document.history.done)
    bar.regex.setChecked(True)
    look_for(stage, "The|" + HANGS, "Ctrl+H")
    bar._replace_all()
    bar._replacing.finish()
    assert any("nothing was changed" in message for message in heard)
    assert [document.text(node) for node in document.subtree(ROOT)] == texts
    assert len(document.history.done) == steps


def test_an_ordinary_expression_replaces_with_groups(stage: Stage, qtbot: QtBot) -> None:
    bar, document = stage.window.find_bar, stage.document
    bar.regex.setChecked(True)
    look_for(stage, r"The (\w+) came", "Ctrl+H")
    bar.replacement.setText(r"\1 went")
    bar.replace_every.click()
    qtbot.waitUntil(lambda: document.undo_label == "Replace")
    assert stage.node("boats went in at dawn.")

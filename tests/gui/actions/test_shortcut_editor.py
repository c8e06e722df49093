"""The dialog for keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor
from conceptwriter.gui.window.commands.every import all_commands


@pytest.fixture
def registry(qtbot: QtBot) -> ActionRegistry:
    return ActionRegistry(all_commands())


@pytest.fixture
def editor(qtbot: QtBot, registry: ActionRegistry) -> ShortcutEditor:
    dialog = ShortcutEditor(registry)
    qtbot.addWidget(dialog)
    return dialog


def test_a_taken_key_is_named_and_refused(editor: ShortcutEditor) -> None:
    editor.select("concept.propose")
    editor.key_field.setKeySequence(QKeySequence("Ctrl+E"))
    assert "Expand" in editor.message.text()
    assert not editor.set_button.isEnabled()
    assert not editor.add_button.isEnabled()
    assert not editor.take_button.isHidden()


def test_one_click_takes_a_key_from_whoever_has_it(editor: ShortcutEditor, registry: ActionRegistry) -> None:
    editor.select("concept.propose")
    editor.key_field.setKeySequence(QKeySequence("Ctrl+Y"))
    assert editor.take_button.text() == "&Take from “Redo”"
    editor.take_button.click()
    assert registry.keys("concept.propose") == ("Ctrl+J", "Ctrl+Y")
    assert registry.keys("edit.redo") == ("Ctrl+Shift+Z",), "its other key is left to it"
    assert registry.clashes() == {}
    assert "Redo" in editor.message.text()
    assert editor.current_id() == "concept.propose"
    editor.select("edit.redo")
    editor.reset_button.click()
    assert registry.keys("edit.redo") == ("Ctrl+Shift+Z", "Ctrl+Y"), "reset takes it back"
    assert registry.keys("concept.propose") == ("Ctrl+J",)
    assert registry.overrides() == {}


def test_a_key_that_may_not_arrive_is_doubted_and_allowed(editor: ShortcutEditor) -> None:
    editor.select("concept.propose")
    editor.key_field.setKeySequence(QKeySequence("Ctrl+Alt+Left"))
    assert "desktop" in editor.message.text()
    assert editor.add_button.isEnabled()
    assert editor.take_button.isHidden()


def test_pressing_a_key_finds_whose_it_is(editor: ShortcutEditor) -> None:
    editor.show()
    editor.search.by_key.click()
    QTest.keyClick(editor.search.field, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert editor.table.rowCount() == 1
    assert editor.current_id() == "concept.reroll"
    assert editor.search.field.text() == "Ctrl+R"
    QTest.keyClick(editor.search.field, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.current_id() == "outline.outdent"
    QTest.keyClick(editor.search.field, Qt.Key.Key_F12)
    assert editor.table.rowCount() == 0, "nobody has it"
    QTest.keyClick(editor.search.field, Qt.Key.Key_Escape)
    assert editor.isVisible()
    assert not editor.search.by_key.isChecked()
    assert editor.table.rowCount() == len(editor._registry.specs)
    QTest.keyClicks(editor.search.field, "zoom")
    assert editor.search.field.text() == "zoom"


def test_enter_in_a_field_closes_nothing(editor: ShortcutEditor) -> None:
    editor.show()
    QTest.keyClick(editor.search.field, Qt.Key.Key_Return)
    assert editor.isVisible()


def test_a_free_key_replaces_or_joins(editor: ShortcutEditor, registry: ActionRegistry) -> None:
    editor.select("concept.propose")
    editor.key_field.setKeySequence(QKeySequence("Ctrl+Alt+P"))
    editor.add_button.click()
    assert registry.keys("concept.propose") == ("Ctrl+J", "Ctrl+Alt+P")
    assert editor.current_id() == "concept.propose"
    editor.key_field.setKeySequence(QKeySequence("Ctrl+Alt+Q"))
    editor.set_button.click()
    assert registry.keys("concept.propose") == ("Ctrl+Alt+Q",)
    editor.clear_button.click()
    assert registry.keys("concept.propose") == ()
    editor.reset_button.click()
    assert registry.keys("concept.propose") == ("Ctrl+J",)


def test_search_finds_actions_by_name_and_by_key(editor: ShortcutEditor) -> None:
    editor.search.field.setText("focus mode")
    assert editor.current_id() == "view.focus"
    editor.search.field.setText("Ctrl+Shift+R")
    assert editor.table.rowCount() >= 1
    editor.search.field.setText("no such thing at all")
    assert editor.table.rowCount() == 0
    assert editor.current_id() is None


def test_all_is_reset(editor: ShortcutEditor, registry: ActionRegistry) -> None:
    registry.set_keys("file.new", ["Ctrl+Alt+N"])
    editor.search.field.setText("new")
    editor.reset_all_button.click()
    assert registry.overrides() == {}

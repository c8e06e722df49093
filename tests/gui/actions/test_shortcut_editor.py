"""The dialog for keys."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor


@pytest.fixture
def registry(qtbot: QtBot) -> ActionRegistry:
    return ActionRegistry()


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
    editor.search.setText("focus mode")
    assert editor.current_id() == "view.focus"
    editor.search.setText("Ctrl+Shift+R")
    assert editor.table.rowCount() >= 1
    editor.search.setText("no such thing at all")
    assert editor.table.rowCount() == 0
    assert editor.current_id() is None


def test_all_is_reset(editor: ShortcutEditor, registry: ActionRegistry) -> None:
    registry.set_keys("file.new", ["Ctrl+Alt+N"])
    editor.search.setText("new")
    editor.reset_all_button.click()
    assert registry.overrides() == {}

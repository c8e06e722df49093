"""What the palette lists, in which order, and what it remembers."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.actions.fuzzy import ranked
from conceptwriter.gui.actions.palette import open_palette, palette_entries
from conceptwriter.gui.actions.picker import Picker
from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.settings import RECENT_COMMANDS, WindowSettings
from conceptwriter.gui.window.commands.every import all_commands
from tests.gui.stage import Stage


@pytest.fixture
def registry(qtbot: QtBot) -> ActionRegistry:
    made = ActionRegistry(all_commands())
    for action_id in made.specs:
        made.bind(action_id, lambda: None)
    return made


def first(registry: ActionRegistry, query: str) -> str:
    return ranked(query, palette_entries(registry), lambda entry: entry.text, lambda entry: entry.search)[
        0
    ].key


@pytest.mark.parametrize(
    ("query", "action_id"),
    [
        ("text", "view.text"),
        ("expand", "outline.expand"),
        ("expand into", "concept.expand"),
        ("note", "outline.note"),
        ("trash", "outline.trash"),
        ("settings", "concept.manner"),
        ("options", "tools.preferences"),
        ("configuration", "tools.preferences"),
        ("summarize", "concept.summarise"),
        ("hotkeys", "tools.shortcuts"),
        ("manual", "help.guide"),
    ],
)
def test_a_word_finds_the_command_it_names(registry: ActionRegistry, query: str, action_id: str) -> None:
    assert first(registry, query) == action_id


def test_commands_used_last_stand_first_and_only_there(registry: ActionRegistry) -> None:
    recent = ["view.dark", "gone.action", "file.export"]
    keys = [entry.key for entry in palette_entries(registry, recent)]
    assert keys[:2] == ["view.dark", "file.export"]
    assert len(keys) == len(set(keys)) == len(registry.specs) - 1


def test_what_cannot_be_done_now_stays_at_the_end_though_used_before(registry: ActionRegistry) -> None:
    registry.bind("view.dark", lambda: None, lambda: False)
    assert palette_entries(registry, ["view.dark"])[-1].key == "view.dark"


def test_a_command_is_remembered_before_it_runs(stage: Stage) -> None:
    window = stage.window
    calls: list[str] = []
    picker = Picker(window)
    registry = ActionRegistry(all_commands())
    registry.bind("view.dark", lambda: calls.append("ran"))
    open_palette(picker, registry, remember=calls.append)
    picker.field.setText("dark")
    stage.press("Return")
    assert calls == ["view.dark", "ran"]


def test_the_window_remembers_a_few(stage: Stage) -> None:
    stage.press("Ctrl+Shift+P")
    stage.type("normal size")
    stage.press("Return")
    assert stage.window.settings.recent_commands == ["view.normal_size"]
    settings = WindowSettings()
    for number in range(RECENT_COMMANDS + 3):
        settings.remember_command(str(number))
    assert len(settings.recent_commands) == RECENT_COMMANDS
    assert settings.recent_commands[0] == str(RECENT_COMMANDS + 2)

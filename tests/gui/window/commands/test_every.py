"""A command is written down once, and is everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from conceptwriter.gui.actions.palette import palette_entries
from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor
from conceptwriter.gui.actions.spec import MENUS, TOOLS, translated
from conceptwriter.gui.help.key_sheet import key_groups
from conceptwriter.gui.window.commands import tools_menu
from conceptwriter.gui.window.commands.command import Command
from conceptwriter.gui.window.commands.every import MENU_MODULES, all_commands
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from conceptwriter.gui.window.commands.context import Context

NEW = "tools.shout"


def shout(context: Context) -> None:
    context.window.setProperty("shouted", context.desk.document.text(context.desk.current).upper())


@pytest.fixture
def noisy_stage(
    plain_look: None, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """A window of a program whose Tools menu has one command more."""
    command = Command(NEW, TOOLS, "S&hout", ("Ctrl+Alt+F5",), run=shout, other_words="loud")
    monkeypatch.setattr(tools_menu, "COMMANDS", (*tools_menu.COMMANDS, command))
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=False)
    yield made
    made.close()


def test_a_command_added_in_one_place_is_in_menu_palette_editor_and_sheet(noisy_stage: Stage) -> None:
    window = noisy_stage.window
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == translated(TOOLS)]
    assert [action.text() for menu in menus for action in menu.actions()][-1] == "S&hout"
    entry = next(entry for entry in palette_entries(window.registry) if entry.key == NEW)
    assert (entry.text, entry.right, entry.enabled) == ("Shout", "Ctrl+Alt+F5", True)
    editor = ShortcutEditor(window.registry, window)
    editor.search.field.setText("loud")
    assert editor.current_id() == NEW
    editor.key_field.setKeySequence(QKeySequence("Ctrl+Alt+F6"))
    editor.set_button.click()
    assert window.registry.keys(NEW) == ("Ctrl+Alt+F6",)
    rows = {row.action_id: row.keys for group in key_groups(window.registry) for row in group.rows}
    assert rows[NEW] == "Ctrl+Alt+F6"
    editor.deleteLater()


def test_its_key_runs_it(noisy_stage: Stage) -> None:
    noisy_stage.at("Nobody was waiting")
    noisy_stage.press("Ctrl+Alt+F5")
    assert str(noisy_stage.window.property("shouted")).startswith("NOBODY WAS WAITING")


def test_each_menu_has_its_module_and_each_command_is_in_that_of_its_menu() -> None:
    assert [{command.menu for command in module.COMMANDS} for module in MENU_MODULES] == [
        {menu} for menu in MENUS
    ]
    assert len(all_commands()) == sum(len(module.COMMANDS) for module in MENU_MODULES)

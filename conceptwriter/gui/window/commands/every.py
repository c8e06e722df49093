"""All commands of the window, in the order of the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.window.commands import (
    concept_menu,
    edit_menu,
    file_menu,
    format_menu,
    help_menu,
    outline_menu,
    tools_menu,
    translate_menu,
    view_menu,
)

if TYPE_CHECKING:
    from conceptwriter.gui.window.commands.command import Command

MENU_MODULES = (
    file_menu,
    edit_menu,
    format_menu,
    outline_menu,
    concept_menu,
    translate_menu,
    view_menu,
    tools_menu,
    help_menu,
)


def all_commands() -> tuple[Command, ...]:
    """All commands; one that is in none of the menus' modules does not exist."""
    return tuple(command for menu in MENU_MODULES for command in menu.COMMANDS)

"""A command: its entry in menus, palette and shortcut editor, what it does, and when it is enabled."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import ActionSpec, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QDialog

    from conceptwriter.gui.actions.registry import ActionRegistry
    from conceptwriter.gui.window.commands.context import Context


@dataclass(frozen=True)
class Command(ActionSpec):
    """An action together with its function."""

    run: Callable[[Context], object] = field(kw_only=True)
    enabled: Callable[[Context], bool] | None = field(default=None, kw_only=True)
    """When it is enabled; None: always."""
    checked: Callable[[Context], bool] | None = field(default=None, kw_only=True)
    """For a toggle: whether it is on."""


@dataclass(frozen=True)
class Structural:
    """Runs the method of `StructureCommands` with this name.

    If the command is of scope VIEW, outline and text run that method themselves when its key is pressed.
    """

    method: str

    def __call__(self, context: Context) -> None:
        context.structure.run(self.method)


def bind_all(commands: Iterable[Command], context: Context) -> None:
    """Bind every action of the window to its function."""
    for command in commands:
        context.registry.bind(
            command.id,
            partial(command.run, context),
            None if command.enabled is None else partial(command.enabled, context),
            None if command.checked is None else partial(command.checked, context),
        )


def keys_of_views(commands: Iterable[Command], registry: ActionRegistry) -> dict[str, str]:
    """Key -> method of `StructureCommands`, for the keys that the views handle themselves."""
    return {
        key: command.run.method
        for command in commands
        if command.scope is Scope.VIEW and isinstance(command.run, Structural)
        for key in registry.keys(command.id)
    }


def is_writable(context: Context) -> bool:
    """True unless the document is read-only."""
    return not context.project.read_only


def run_dialog(dialog: QDialog) -> None:
    """Show a dialog until it is closed."""
    dialog.exec()
    dialog.deleteLater()

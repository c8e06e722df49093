"""The command palette: every action that can be done now, with its menu and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.actions.picker import Entry, Picker
from conceptwriter.gui.actions.table import translated

if TYPE_CHECKING:
    from conceptwriter.gui.actions.registry import ActionRegistry

OWN_ID = "tools.palette"


def palette_entries(registry: ActionRegistry) -> list[Entry]:
    """One entry an action in the order of the menus, enabled ones first."""
    entries = []
    for action_id, spec in registry.specs.items():
        if action_id == OWN_ID:
            continue
        menu = translated(spec.menu).replace("&", "")
        entries.append(
            Entry(
                key=action_id,
                text=registry.action(action_id).text().replace("&", "").rstrip("."),
                detail=menu,
                right=registry.shown_keys(action_id),
                enabled=registry.is_enabled(action_id),
                search=f"{menu} {translated(spec.hint) if spec.hint else ''}",
            )
        )
    return sorted(entries, key=lambda entry: not entry.enabled)


def open_palette(picker: Picker, registry: ActionRegistry) -> None:
    """Ask for a command and run it."""
    title = QCoreApplication.translate("Palette", "Find or run a command")
    picker.ask(title, palette_entries(registry), registry.run)

"""The command palette: every action that is currently possible, with its menu and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.actions.picker import Entry, Picker
from conceptwriter.gui.actions.spec import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.gui.actions.registry import ActionRegistry

OWN_ID = "tools.palette"


def palette_entries(registry: ActionRegistry, recent: Sequence[str] = ()) -> list[Entry]:
    """One entry per action: enabled ones first, among them the recently used, then in menu order."""
    places = {action_id: place for place, action_id in enumerate(recent)}
    entries = []
    for action_id, spec in registry.specs.items():
        if action_id == OWN_ID:
            continue
        menu = translated(spec.menu).replace("&", "")
        hint = translated(spec.hint) if spec.hint else ""
        entries.append(
            Entry(
                key=action_id,
                text=registry.action(action_id).text().replace("&", "").rstrip("."),
                detail=menu,
                right=registry.shown_keys(action_id),
                enabled=registry.is_enabled(action_id),
                search=f"{menu} {hint} {spec.translated_other_words}",
            )
        )
    return sorted(entries, key=lambda entry: (not entry.enabled, places.get(entry.key, len(places))))


def open_palette(
    picker: Picker,
    registry: ActionRegistry,
    recent: Sequence[str] = (),
    remember: Callable[[str], object] = lambda _id: None,
) -> None:
    """Ask for a command and run it; `remember` gets the id of the chosen one."""

    def chosen(action_id: str) -> None:
        remember(action_id)
        registry.run(action_id)

    title = QCoreApplication.translate("Palette", "Find or run a command")
    picker.ask(title, palette_entries(registry, recent), chosen)

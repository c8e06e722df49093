"""The sheet of all keys: rows from the registry, so that it shows the current keys."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.actions.fuzzy import MatchKind, folded, match
from conceptwriter.gui.actions.spec import MENUS, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.gui.actions.registry import ActionRegistry


@dataclass(frozen=True)
class SheetRow:
    """One command with its keys as this system displays them; `keys` is empty if it has none."""

    action_id: str
    title: str
    keys: str
    hint: str = ""
    other_words: str = ""


@dataclass(frozen=True)
class SheetGroup:
    """The commands of one menu."""

    title: str
    rows: tuple[SheetRow, ...]


def key_groups(registry: ActionRegistry, query: str = "") -> list[SheetGroup]:
    """The commands that have a key, menu by menu; with a query, all that match it, with or without a key."""
    groups = []
    for menu in MENUS:
        name = translated(menu).replace("&", "")
        rows = [
            row
            for row in _rows(registry, menu)
            if (_matches(query, row, name) if query.strip() else bool(row.keys))
        ]
        if rows:
            groups.append(SheetGroup(name, tuple(rows)))
    return groups


def _rows(registry: ActionRegistry, menu: str) -> list[SheetRow]:
    return [
        SheetRow(
            action_id,
            spec.title.rstrip("."),
            registry.shown_keys(action_id),
            translated(spec.hint) if spec.hint else "",
            spec.translated_other_words,
        )
        for action_id, spec in registry.specs.items()
        if spec.menu == menu
    ]


def _matches(query: str, row: SheetRow, menu: str) -> bool:
    wanted = folded(query).strip()
    if wanted in folded(row.keys):
        return True
    found = match(query, row.title, f"{row.hint} {menu} {row.other_words}")
    return found is not None and found is not MatchKind.LETTERS


def sheet_html(groups: Sequence[SheetGroup]) -> str:
    """The sheet as a page for printing."""
    title = escape(QCoreApplication.translate("KeySheet", "ConceptWriter Keyboard Shortcuts"))
    parts = [f"<h1>{title}</h1>"]
    for group in groups:
        lines = "".join(
            f"<tr><td width='60%'>{escape(row.title)}</td><td><b>{escape(row.keys) or '–'}</b></td></tr>"
            for row in group.rows
        )
        parts.append(f"<h3>{escape(group.title)}</h3><table width='100%' cellpadding='2'>{lines}</table>")
    return "".join(parts)

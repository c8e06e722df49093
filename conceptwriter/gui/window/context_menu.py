"""The menu for a node: shown by the views on a right click or the menu key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint

    from conceptwriter.gui.actions.registry import ActionRegistry

CONTEXT_MENU = (
    (
        "concept.propose",
        "concept.wish",
        "concept.continue",
        "concept.expand",
        "concept.summarise",
        "concept.rewrite",
    ),
    ("translate.language", "translate.source", "translate.missing"),
    ("edit.cut", "edit.copy", "edit.paste", "outline.duplicate", "outline.delete"),
    ("outline.indent", "outline.outdent", "outline.zoom_in", "outline.note", "outline.lock"),
)


REVIEW_MENU = (("translate.dismiss", "translate.bring_back"), ("translate.show_dismissed",))
"""For a row of the review list."""


def show_context_menu(
    registry: ActionRegistry,
    place: QPoint,
    window: QWidget,
    groups: tuple[tuple[str, ...], ...] = CONTEXT_MENU,
    begin: Callable[[QMenu], object] | None = None,
) -> None:
    """Open the menu at a point of the screen; `begin` adds what comes first in it."""
    registry.refresh()
    menu = QMenu(window)
    menu.setAccessibleName(QCoreApplication.translate("MainWindow", "Actions for this node"))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if begin is not None:
        begin(menu)
    for group in groups:
        for action_id in group:
            menu.addAction(registry.action(action_id))
        menu.addSeparator()
    menu.popup(place)

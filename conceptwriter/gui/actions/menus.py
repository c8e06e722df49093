"""The menu bar, made from the records of the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import MENUS, ActionSpec, translated

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QMenuBar

    from conceptwriter.gui.actions.registry import ActionRegistry


def fill_menu_bar(bar: QMenuBar, registry: ActionRegistry) -> dict[str, QMenu]:
    """Add all menus to `bar`; returns them by their untranslated names."""
    menus = {}
    for name in MENUS:
        menu = bar.addMenu(translated(name))
        menu.setToolTipsVisible(True)
        menu.setAccessibleName(translated(name).replace("&", ""))
        menu.aboutToShow.connect(registry.refresh)
        _fill(menu, registry, [spec for spec in registry.specs.values() if spec.menu == name])
        menus[name] = menu
    return menus


def _fill(menu: QMenu, registry: ActionRegistry, specs: list[ActionSpec]) -> None:
    submenus: dict[str, QMenu] = {}
    group = 0
    for spec in specs:
        if spec.group != group:
            menu.addSeparator()
            group = spec.group
        place = menu
        if spec.submenu:
            if spec.submenu not in submenus:
                submenus[spec.submenu] = menu.addMenu(translated(spec.submenu))
                submenus[spec.submenu].setAccessibleName(translated(spec.submenu).replace("&", ""))
            place = submenus[spec.submenu]
        place.addAction(registry.action(spec.id))

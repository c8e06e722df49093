"""Connects the two views of the document with the window: their keys, menus and badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.views.margin_notes import LANGUAGE
from conceptwriter.gui.window.commands.command import keys_of_views
from conceptwriter.gui.window.context_menu import show_context_menu
from conceptwriter.gui.window.findings_menu import add_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.gui.window.commands.command import Command
    from conceptwriter.gui.window.commands.context import Context
    from conceptwriter.gui.window.notice_place import NoticePlace
    from conceptwriter.outline import NodeId


class ViewsLink(QObject):
    """One per window."""

    def __init__(
        self,
        context: Context,
        commands: Sequence[Command],
        views: Sequence[NodeView],
        notice_place: NoticePlace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._commands, self._views = context, commands, views
        for view in views:
            view.menu_asked.connect(
                lambda place: show_context_menu(
                    context.registry, place, context.window, begin=self._begin_menu
                )
            )
            view.badge_pressed.connect(self._press_badge)
            view.verticalScrollBar().valueChanged.connect(notice_place.place_soon)
        context.registry.keys_changed.connect(self._show_keys)
        self._show_keys()

    def _press_badge(self, badge: str, key: NodeId) -> None:
        """A chip or note beside a row of the text was clicked."""
        if badge == LANGUAGE:
            self._context.language_choice.ask_language_at(key)
        else:
            self._context.navigation.go_to_item_in(key)

    def _begin_menu(self, menu: QMenu) -> None:
        self._context.spelling.add_to(menu)
        add_findings(menu, self._context)

    def _show_keys(self) -> None:
        keys = keys_of_views(self._commands, self._context.registry)
        for view in self._views:
            view.set_keys(keys)

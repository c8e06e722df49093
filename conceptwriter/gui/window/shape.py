"""The window's geometry between two runs: its position, its panes and the tab of the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication

from conceptwriter.gui.window.panes import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.inspector.panel import Inspector
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.gui.window.panes import Panes

USUAL = QSize(1280, 820)
FRAME = 36
"""Height in pixels of the title bar, which is unknown before a window is shown."""


def restore_shape(window: QWidget, panes: Panes, inspector: Inspector, settings: WindowSettings) -> None:
    """Restore the geometry from when the window was closed, as far as the current screens allow."""
    window.resize(USUAL)
    if settings.geometry:
        window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode("ascii", "ignore")))
    if not window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
        rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        window.setGeometry(on_a_screen(window.geometry(), rooms))
    if len(settings.pane_sizes) == len(NAMES):
        panes.want(settings.pane_sizes)
    for name in settings.hidden_panes:
        if name in NAMES:
            panes.show_pane(name, False)
    if 0 <= settings.inspector_tab < inspector.tabs.count():
        inspector.tabs.setCurrentIndex(settings.inspector_tab)


def remember_shape(window: QWidget, panes: Panes, inspector: Inspector, settings: WindowSettings) -> None:
    """Store in the settings what `restore_shape` needs."""
    settings.geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
    settings.pane_sizes = panes.wanted()
    settings.hidden_panes = panes.hidden()
    settings.inspector_tab = inspector.tabs.currentIndex()


def on_a_screen(box: QRect, rooms: Iterable[QRect]) -> QRect:
    """The box moved and, if necessary, shrunk so that it fits on one of the screens.

    `box` and the rooms (the part of each screen that windows may cover) are in desktop pixels. A box that is
    on no screen at all moves to the first one.
    """
    rooms = list(rooms)
    if not rooms:
        return box
    room = max(rooms, key=lambda each: _area(each.intersected(box)))
    room = room.adjusted(0, min(FRAME, room.height() // 4), 0, 0)
    size = box.size().boundedTo(room.size())
    left = max(room.left(), min(box.left(), room.right() + 1 - size.width()))
    top = max(room.top(), min(box.top(), room.bottom() + 1 - size.height()))
    return QRect(left, top, size.width(), size.height())


def _area(box: QRect) -> int:
    return max(0, box.width()) * max(0, box.height())

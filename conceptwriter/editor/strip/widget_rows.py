"""Widgets under rows: they scroll with their row and have the width of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.strip.row_strip import RowKey, RowStrip

OFF_SCREEN = -20_000

GAP = 6
"""Pixels above and below a widget."""

WIDE_ENOUGH, NARROW_EDGE = 430, 10
"""A widget under a row of narrower text also takes the space beside it, up to this near the edge."""


class WidgetRows(QObject):
    """The widgets placed under rows of one strip."""

    def __init__(self, strip: RowStrip, steady_row: Callable[[], RowKey | None]) -> None:
        """`steady_row`: the row that must not move when a widget above it changes."""
        super().__init__(strip.area)
        self._strip = strip
        self._steady_row = steady_row
        self._widgets: dict[RowKey, QWidget] = {}

    def put(self, key: RowKey, widget: QWidget) -> None:
        """Place a widget under a row, replacing any that is there."""
        if self._widgets.get(key) is widget:
            self.refit()
            return
        self.take(key)
        for other in [other for other, held in self._widgets.items() if held is widget]:
            del self._widgets[other]
        self._widgets[key] = widget
        widget.setParent(self._strip.viewport)
        widget.move(0, OFF_SCREEN)
        widget.installEventFilter(self)
        widget.show()
        self._strip.arrange()

    def take(self, key: RowKey) -> QWidget | None:
        """Remove the widget under a row, hidden and without a parent; None when there is none."""
        widget = self._widgets.pop(key, None)
        if widget is not None:
            widget.removeEventFilter(self)
            widget.hide()
            widget.setParent(None)
            self._strip.arrange()
        return widget

    def at(self, key: RowKey) -> QWidget | None:
        """The widget under a row."""
        return self._widgets.get(key)

    def refit(self) -> None:
        """The size of a placed widget may have changed; the row in use stays where it is on screen."""
        if self._widgets:
            self._strip.keep_steady(self._steady_row(), self._strip.arrange)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A placed widget that changes size moves the rows below it."""
        if event.type() == QEvent.Type.LayoutRequest and watched in self._widgets.values():
            self.refit()
        return super().eventFilter(watched, event)

    def extra_height(self, key: RowKey) -> int:
        """Height of what is placed under a row."""
        widget = self._widgets.get(key)
        if widget is None:
            return 0
        width = self._span(key)[1]
        height = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
        height = max(widget.minimumHeight(), min(height, widget.maximumHeight()), 0)
        return height + 2 * GAP

    def _span(self, key: RowKey) -> tuple[int, int]:
        """Left edge and width of a widget under this row."""
        face, all_of_it = self._strip.face_of(key), self._strip.row_width
        if face.text_width >= WIDE_ENOUGH:
            return face.text_left, face.text_width
        room = max(120, min(WIDE_ENOUGH, all_of_it - 2 * NARROW_EDGE))
        left = max(NARROW_EDGE, min(face.text_left, all_of_it - NARROW_EDGE - room))
        return left, room

    def place(self) -> None:
        """Move under their rows; off the screen where these are scrolled away."""
        if not self._widgets:
            return
        shown: set[RowKey] = set()
        for place in self._strip.placed:
            key = self._strip.rows[place.row]
            widget = self._widgets.get(key)
            if widget is not None:
                shown.add(key)
                left, width = self._span(key)
                height = self.extra_height(key) - 2 * GAP
                top = place.top + place.height - height - GAP
                widget.setGeometry(QRect(left, top, width, height))
        for key, widget in self._widgets.items():
            if key not in shown:
                widget.move(0, OFF_SCREEN)

"""Keyboard focus returns to where it was: one place that remembers, for whatever takes it temporarily.

When the widget that has focus is hidden or disabled, Qt moves focus to the next widget in tab order, which is
nowhere the user has been. Here it goes to the last place that can still take it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES_KEPT = 24


class FocusKeeper(QObject):
    """Remembers the widgets of one window that had keyboard focus, the last one at the end."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._places: list[QWidget] = []
        self._owed = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def watch(self, *guests: QWidget) -> None:
        """When one of these is hidden while it has focus, focus returns to where it was before."""
        for guest in guests:
            guest.installEventFilter(self)

    def await_use(self, widget: QWidget) -> None:
        """A widget that is disabled temporarily while it has focus gets it back afterwards."""
        widget.installEventFilter(self)

    def back(self, without: QWidget | None = None) -> bool:
        """Give focus to the last place that can take it and is not inside `without`."""
        for place in reversed(self._places):
            if not _can_take(place) or (without is not None and _is_inside(place, without)):
                continue
            place.setFocus(Qt.FocusReason.OtherFocusReason)
            self._owed = False
            return True
        return False

    def step(self) -> bool:
        """Qt wants to move focus to the next widget: False if the user pressed Tab.

        True if the focused widget was hidden or disabled: focus then returned to where it was.
        """
        focus: QWidget | None = self._window.focusWidget()
        return focus is not None and not _can_take(focus) and self.back(focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self._window):
            return False
        if event.type() == QEvent.Type.Hide and not event.spontaneous() and isinstance(watched, QWidget):
            focus: QWidget | None = self._window.focusWidget()
            if focus is not None and _is_inside(focus, watched):
                self.back(watched)
        elif event.type() == QEvent.Type.EnabledChange and self._owed:
            self.back()
        return False

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Focus moved from one widget to another, of this window or any."""
        if new is not None and (not isValid(new) or new.window() is not self._window):
            return
        if old is not None and self._fell_from(old):
            if self.back(old):
                return
            self._owed = True
        if new is not None:
            self._places = [place for place in self._places if isValid(place) and place is not new]
            self._places = [*self._places[1 - PLACES_KEPT :], new]

    def _fell_from(self, old: QWidget) -> bool:
        """True when focus left a widget only because that was hidden or disabled."""
        if not isValid(old):
            return any(place is old for place in self._places)
        return old.window() is self._window and not (old.isVisible() and old.isEnabled())


def _can_take(place: QWidget) -> bool:
    return isValid(place) and place.isVisible() and place.isEnabled()


def _is_inside(place: QWidget, whole: QWidget) -> bool:
    return isValid(whole) and (place is whole or whole.isAncestorOf(place))


def clicked_without_focus(buttons: Iterable[QAbstractButton]) -> None:
    """A click on a button does its job and leaves focus in the text; Tab still reaches it."""
    for button in buttons:
        if button.focusPolicy() == Qt.FocusPolicy.StrongFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

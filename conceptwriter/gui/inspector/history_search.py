"""A search of the history for something about one text, a few milliseconds between two events."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer

_SLICE = 0.006
"""Seconds of searching between two events: old steps are read from the file."""


class HistorySearch(QObject):
    """Goes through an iterator that gives None for every step without the thing sought, then the thing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sought: Hashable = None
        self._steps: Iterator[Any] = iter(())
        self._found: Callable[[Any], object] = lambda _found: None
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._search_slice)

    def seek(
        self, sought: Hashable, steps: Callable[[], Iterator[Any]], found: Callable[[Any], object]
    ) -> bool:
        """Call `found` when the search comes upon the thing; False if this is sought, or was found, already.

        `sought` identifies the thing together with all that its place in the history depends on.
        """
        if sought == self._sought:
            return False
        self.stop()
        self._sought, self._steps, self._found = sought, steps(), found
        self._go_on.start()
        return True

    def stop(self) -> None:
        """Give up; the next call of `seek` starts anew."""
        self._go_on.stop()
        self._sought = None
        self._steps = iter(())

    def _search_slice(self) -> None:
        until = time.monotonic() + _SLICE
        for found in self._steps:
            if found is not None:
                self._steps = iter(())
                self._found(found)
                return
            if time.monotonic() > until:
                self._go_on.start()
                return

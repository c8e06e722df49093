"""Python's garbage is collected on the GUI thread only, a little at a time.

Python collects wherever an allocation triggers it, so also on the threads of jobs. A closed dialog whose
parts refer to each other would then be destroyed there, and Qt crashes when a widget is destroyed on another
thread than its own.

A collection takes as long as there are objects to look at. So what has been made since the last one is looked
at often, and what is left of it is set aside: it is not looked at again before the next full collection.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

EVERY_MS = 100
BUSY_MS = 20
"""How often while many objects are being made."""
MANY = 10_000
"""Objects; they are looked at in about a millisecond."""
BETWEEN_ALL_S = 300.0
"""A full collection blocks the window for a moment when a long document is open, so it is made while the
writer is elsewhere.
"""
AT_LATEST_S = 3600.0
"""When it is made even if the writer never is."""


class GarbageCollector(QObject):
    """Collects from now until `release`. Create it on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._all_at = time.monotonic()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int | None:
        """Collect what is due; returns the oldest generation that was looked at (2: everything), or None."""
        made, limit = gc.get_count()[0], gc.get_threshold()[0]
        interval = BUSY_MS if made > MANY else EVERY_MS
        if interval != self._timer.interval():
            self._timer.setInterval(interval)
        if not limit or made <= limit:
            return None
        if self._all_are_due():
            self._all_at = time.monotonic()
            gc.unfreeze()
            gc.collect()
            return 2
        gc.collect(0)
        gc.freeze()
        return 0

    def _all_are_due(self) -> bool:
        since = time.monotonic() - self._all_at
        is_here = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        return since >= (AT_LATEST_S if is_here else BETWEEN_ALL_S)

    def release(self) -> None:
        """Leave collection to Python again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

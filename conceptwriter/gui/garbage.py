"""Python's garbage is collected on the GUI thread only.

Python collects wherever an allocation triggers it, so also on the threads of jobs. A closed dialog whose
parts refer to each other would then be destroyed there, and Qt crashes when a widget is destroyed on another
thread than its own.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
BETWEEN_ALL_S = 300.0
"""A full collection blocks the window for a moment when a long document is open."""


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
        """Collect the oldest generation that is due, as Python would; returns which one, or None."""
        young, middle, old = (
            bool(limit) and count > limit
            for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        now = time.monotonic()
        if old and now - self._all_at >= BETWEEN_ALL_S:
            self._all_at = now
            gc.collect()
            return 2
        if middle or young:
            gc.collect(int(middle))
            return int(middle)
        return None

    def release(self) -> None:
        """Leave collection to Python again."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

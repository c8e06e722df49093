"""Where notices are shown: over the lower or the upper edge of the text, away from the caret's line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.window.panes import Panes

WIDEST = 820
EDGE = 12
CLEAR = 6
"""Minimum distance of a notice from the caret's line."""


class NoticePlace(QObject):
    """Places the bar over the text, not over the inspector's tabs. Nothing below it moves."""

    def __init__(
        self,
        bar: NoticeBar,
        panes: Panes,
        caret: Callable[[], QRect | None],
        card: Callable[[], QRect | None],
        above: QWidget,
    ) -> None:
        """`above`: what even a notice must not cover.

        `caret`, `card`: rectangles on screen of the caret's line and the proposals.
        """
        super().__init__(bar)
        self._bar, self._panes, self._above = bar, panes, above
        self._caret, self._card = caret, card
        self._at_top = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.place)
        panes.installEventFilter(self)
        panes.splitterMoved.connect(self.place_soon)
        panes.shown_changed.connect(self.place_soon)
        bar.installEventFilter(self)

    def place_soon(self, *_ignored: object) -> None:
        """The caret or the size of something may have changed."""
        if not self._bar.isHidden():
            self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        changed = event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self._panes
        asked = event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show) and watched is self._bar
        if changed or asked:
            self.place_soon()
        if event.type() == QEvent.Type.Show and watched is self._bar:
            self._at_top = False
            self.place()
        return False

    def place(self) -> None:
        """Place the bar where it does not cover the caret's line, and as little else as possible."""
        bar, window = self._bar, self._bar.parentWidget()
        if window is None or bar.isHidden():
            return
        room = self._panes.middle().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        width = max(1, min(WIDEST, room.width(), bar.width_wanted()))
        height = min(bar.height_for(width), max(bar.minimumSizeHint().height(), room.height()))
        left = room.left() + (room.width() - width) // 2
        low = QRect(left, room.bottom() - height + 1, width, height)
        high = QRect(left, room.top(), width, height)
        here, there = (high, low) if self._at_top else (low, high)
        if self._cost(there, window) < self._cost(here, window):
            self._at_top = not self._at_top
        bar.setGeometry(high if self._at_top else low)
        bar.raise_()
        if self._above.isVisible():
            self._above.raise_()

    def _cost(self, box: QRect, window: QWidget) -> int:
        """How much important content the bar would cover here: the caret's line weighs most."""
        cost = 0
        for on_screen, weight in ((self._caret(), 2), (self._card(), 1)):
            if on_screen is not None:
                corner = window.mapFromGlobal(on_screen.topLeft())
                kept_clear = QRect(corner, on_screen.size()).adjusted(-CLEAR, -CLEAR, CLEAR, CLEAR)
                cost += weight * box.intersects(kept_clear)
        return cost

"""Placeholder bars that reserve space for candidates about to arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from conceptwriter.editor.strip.painting import painting
from conceptwriter.gui.proposals.candidate import EDGE

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_SHARES = (0.82, 0.64, 0.74, 0.58, 0.7)
"""Lengths of the bars, as fractions of the width."""
_FOOT = 60
"""Pixels for the buttons below the candidates, and for a line of findings under some of them."""


class Skeleton(QWidget):
    """As high as this many candidates of one line, and what is below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 1
        self._foot = _FOOT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def expect(self, count: int, *, foot: bool) -> None:
        """Reserve space for this many candidates; `foot`: and for the buttons below them."""
        self._count, self._foot = max(1, count), _FOOT if foot else 0
        self.updateGeometry()

    @property
    def _step(self) -> int:
        return self.fontMetrics().height() + 2 * EDGE + 1

    def sizeHint(self) -> QSize:
        return QSize(200, self._count * self._step + self._foot)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            ink = QColor(self.palette().color(QPalette.ColorRole.PlaceholderText))
            ink.setAlpha(38)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            high = self.fontMetrics().height() * 0.6
            for place in range(self._count):
                bar = QRectF(EDGE, place * self._step + (self._step - high) / 2, 0, high)
                bar.setWidth((self.width() - 2 * EDGE) * _SHARES[place % len(_SHARES)])
                if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                    bar.moveRight(self.width() - EDGE)
                painter.drawRoundedRect(bar, 3, 3)

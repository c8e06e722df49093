"""A dialog as large as its text needs at any text size, and never larger than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

MOST_OF_SCREEN = 0.95


class FittingDialog(QDialog):
    """Qt itself gives a dialog at most two thirds of the screen, and cuts the rest off.

    `lines`: the preferred size, in heights of a line of text; None: the size of its content.
    """

    def __init__(self, parent: QWidget | None = None, lines: tuple[int, int] | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._fitted = False

    def showEvent(self, event: QShowEvent) -> None:
        if not self._fitted:
            self._fitted = True
            self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Resize to what the text needs."""
        wanted = self.sizeHint()
        if self._lines is not None:
            line = self.fontMetrics().lineSpacing()
            wanted = wanted.expandedTo(QSize(self._lines[0] * line, self._lines[1] * line))
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            wanted.setHeight(max(wanted.height(), layout.totalHeightForWidth(wanted.width())))
        self.resize(wanted.boundedTo(self.screen().availableSize() * MOST_OF_SCREEN))

"""Small labels side by side under the text of an offer; they wrap to further lines, and are cut last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from conceptwriter.gui.proposals.reasons import DisplayedReason

APART, BELOW = 6, 3
"""Pixels between two chips, and between two lines of them."""


class Chip(PlainLabel):
    """One label. If wider than the available space, it is cut; the tooltip has the full text."""

    def __init__(self, words: str, role: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._words = words
        set_role(self, role)
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(words)

    def explain(self, spoken: str, full: str) -> None:
        """The text for a screen reader, and the additional text of the tooltip."""
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(full)
        self.setToolTip(plain_tip(full if full.startswith(self._words) else f"{self._words}\n{full}"))

    def natural(self) -> QSize:
        """The size of its full text."""
        self.setText(self._words)
        return self.sizeHint()

    def cut_to(self, width: int) -> None:
        """Show as much as fits."""
        around = self.natural().width() - self.fontMetrics().horizontalAdvance(self._words)
        room = max(0, width - around)
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


class Chips(QWidget):
    """The chips of one offer. It takes no space if there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []

    def add_writer(self, name: str) -> None:
        """Say who wrote it."""
        self._add(name, "hint")

    def add_reason(self, reason: DisplayedReason) -> None:
        """Add a reason for or against it."""
        chip = self._add(reason.shown, "badge-warn" if reason.fault else "badge")
        chip.explain(reason.spoken, reason.full)

    def _add(self, words: str, role: str) -> Chip:
        chip = Chip(words, role, self)
        self.chips.append(chip)
        return chip

    def height_at(self, width: int) -> int:
        """Its height at this width; 0 without chips."""
        return self._arranged(width, move=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arranged(self.width(), move=True)

    def _arranged(self, width: int, *, move: bool) -> int:
        x = y = line = 0
        for chip in self.chips:
            size = chip.natural()
            wide = min(size.width(), width)
            if x and x + wide > width:
                x, y, line = 0, y + line + BELOW, 0
            if move:
                chip.cut_to(wide)
                box = QRect(x, y, wide, size.height())
                chip.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
            elif wide < size.width():
                chip.cut_to(wide)
            x += wide + APART
            line = max(line, size.height())
        return y + line

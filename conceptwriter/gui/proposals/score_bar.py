"""A measured probability as a short bar. A mere ordering score has none: it would look like a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from conceptwriter.editor.strip.painting import painting
from conceptwriter.editor.theme.plain import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LETTERS = 7
"""Its width in letters: it grows with the text."""


def percent(chance: float) -> str:
    """A probability from 0 to 1 as displayed."""
    return f"{QLocale().toString(min(1.0, max(0.0, chance)) * 100, 'f', 0)} %"


def usable_words(chance: float) -> str:
    """How likely a translation is usable."""
    return QCoreApplication.translate("Confidence", "{percent} likely usable").format(percent=percent(chance))


def usable_meaning() -> str:
    """What that says, and how it was measured."""
    return QCoreApplication.translate(
        "Confidence",
        "How often translations of which the model was as sure as of this one came near to a person's, so "
        "that at most a small edit was needed. Measured on sentences that are not in its training text; a "
        "good translation in other words counted as a bad one.",
    )


class ScoreBar(QWidget):
    """A probability as a bar; what it measures is its tooltip and accessible name."""

    def __init__(self, chance: float, parent: QWidget | None = None, *, of_translation: bool = False) -> None:
        super().__init__(parent)
        self.chance = min(1.0, max(0.0, chance))
        if of_translation:
            words, meaning = usable_words(self.chance), usable_meaning()
        else:
            words = self.tr("Chance {percent}").format(percent=percent(self.chance))
            meaning = self.tr(
                "How often a sentence that was judged like this one was the author's own, among drafts for "
                "the same place and other sentences of the same text. Measured on published texts."
            )
        self.setToolTip(plain_tip(f"{words}\n{meaning}"))
        self.setAccessibleName(words)
        self.setAccessibleDescription(meaning)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_LETTERS * metrics.averageCharWidth(), max(12, metrics.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            thick = max(5.0, self.fontMetrics().height() * 0.3)
            track = QRectF(0, (self.height() - thick) / 2, self.width(), thick)
            ground = QColor(self.palette().color(QPalette.ColorRole.PlaceholderText))
            ground.setAlpha(60)
            painter.setBrush(ground)
            painter.drawRoundedRect(track, thick / 2, thick / 2)
            fill = QRectF(track)
            fill.setWidth(track.width() * self.chance)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                fill.moveRight(track.right())
            painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(fill, thick / 2, thick / 2)

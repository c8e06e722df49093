"""One candidate on a card: its number, text, flags and score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from conceptwriter.gui.proposals.wording import HARMLESS, flag_words, proposal_text
from conceptwriter.gui.theme.roles import set_role
from conceptwriter.language import find_language, is_language_code

if TYPE_CHECKING:
    from conceptwriter.outline import Proposal


class ScoreBar(QWidget):
    """A score between 0 and 1 as a short bar; the figure is its tooltip and accessible description."""

    def __init__(self, score: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score = min(1.0, max(0.0, score))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = self.tr("Score {score}").format(score=f"{score:.2f}")
        self.setToolTip(words)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return QSize(44, max(12, self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, self.height() / 2 - 2.5, self.width(), 5)
        ground = QColor(self.palette().color(QPalette.ColorRole.PlaceholderText))
        ground.setAlpha(60)
        painter.setBrush(ground)
        painter.drawRoundedRect(track, 2.5, 2.5)
        fill = QRectF(track)
        fill.setWidth(track.width() * self.score)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            fill.moveRight(track.right())
        painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(fill, 2.5, 2.5)


class CandidateRow(QFrame):
    """A click highlights it, a double click takes it."""

    highlighted = Signal()
    taken = Signal()

    def __init__(self, number: int, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.proposal = proposal
        set_role(self, "candidate")
        text = proposal_text(proposal)
        self.number = QLabel(str(number), self)
        set_role(self.number, "key")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = QLabel(text, self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if is_language_code(proposal.language) and find_language(proposal.language).direction == "rtl":
            self.text.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            self.text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        self.score = ScoreBar(proposal.score, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 3, 6, 3)
        layout.setSpacing(9)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self.number, 0, top)
        layout.addWidget(self.text, 1)
        self.flags: list[QLabel] = []
        for flag in proposal.flags:
            layout.addWidget(self._flag(flag), 0, top)
        layout.addWidget(self.score, 0, top)
        spoken = [str(number), text, *(label.text() for label in self.flags), self.score.accessibleName()]
        self.setAccessibleName(", ".join(spoken))

    def _flag(self, flag: str) -> QLabel:
        short, reason = flag_words(flag)
        label = QLabel(short, self)
        set_role(label, "badge" if flag in HARMLESS else "badge-warn")
        label.setToolTip(reason)
        label.setAccessibleDescription(reason)
        self.flags.append(label)
        return label

    def set_highlighted(self, on: bool) -> None:
        """Show it as the one that Ctrl+Enter takes."""
        set_role(self, "candidate-chosen" if on else "candidate")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.highlighted.emit()
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()
            event.accept()

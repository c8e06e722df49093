"""One candidate on a card: its number, text, flags and score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyle, QWidget

from conceptwriter.gui.proposals.wording import HARMLESS, flag_words, proposal_text
from conceptwriter.gui.strip.painting import painting
from conceptwriter.gui.theme.plain import PlainLabel, plain_tip
from conceptwriter.gui.theme.roles import set_role
from conceptwriter.language import find_language, is_language_code

if TYPE_CHECKING:
    from conceptwriter.outline import Proposal

EDGE, GAP = 6, 9
LEAST_TEXT = 120


class ScoreBar(QWidget):
    """A score between 0 and 1 as a short bar; the figure is its tooltip and accessible name."""

    def __init__(self, score: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score = min(1.0, max(0.0, score))
        words = self.tr("Score {score}").format(score=QLocale().toString(score, "f", 2))
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return QSize(44, max(12, self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
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
    """A click highlights it, a double click takes it.

    It places its children itself: box layouts settle on heights for wrapped text only after several passes.
    """

    highlighted = Signal()
    taken = Signal()

    def __init__(
        self, number: int, proposal: Proposal, reasons: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.proposal = proposal
        set_role(self, "candidate")
        text = proposal_text(proposal)
        self.number = PlainLabel(str(number), self)
        set_role(self.number, "key")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = PlainLabel(text, self)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        if is_language_code(proposal.language) and find_language(proposal.language).direction == "rtl":
            self.text.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.score = ScoreBar(proposal.score, self)
        self.flags = [self._flag(flag, reasons) for flag in proposal.flags]
        spoken = [str(number), text, *(label.text() for label in self.flags), self.score.accessibleName()]
        self.setAccessibleName(", ".join(spoken))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _flag(self, flag: str, reasons: tuple[str, ...]) -> QLabel:
        short, meaning = flag_words(flag)
        label = PlainLabel(short, self)
        set_role(label, "badge" if flag in HARMLESS else "badge-warn")
        explained = "\n".join([meaning, *reasons])
        label.setToolTip(plain_tip(explained))
        label.setAccessibleDescription(explained)
        return label

    def set_highlighted(self, on: bool) -> None:
        """Show it as the one that Ctrl+Enter takes."""
        set_role(self, "candidate-chosen" if on else "candidate")

    # Size and place

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._text_height(self._text_width(width)) + 2 * EDGE

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_TEXT, self._line() + 2 * EDGE)

    def _line(self) -> int:
        return max(self.fontMetrics().height(), self.number.sizeHint().height())

    def _text_height(self, width: int) -> int:
        return max(self.text.heightForWidth(width), self._line())

    def _trailing(self) -> list[QWidget]:
        return [*self.flags, self.score]

    def _number_width(self) -> int:
        return max(self.number.sizeHint().width(), 20)

    def _text_width(self, width: int) -> int:
        beside = sum(widget.sizeHint().width() + GAP for widget in self._trailing())
        return max(LEAST_TEXT, width - 2 * EDGE - self._number_width() - GAP - beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, line = self.width(), self._line()
        place = EDGE
        self._put(self.number, place, self._number_width(), self.number.sizeHint().height(), line)
        place += self._number_width() + GAP
        text_width = self._text_width(width)
        first = max(0, (line - self.text.fontMetrics().height()) // 2)
        box = QRect(place, EDGE + first, text_width, self.height() - EDGE - first)
        self.text.setGeometry(self._mirrored(box))
        place += text_width + GAP
        for widget in self._trailing():
            hint = widget.sizeHint()
            self._put(widget, place, hint.width(), hint.height(), line)
            place += hint.width() + GAP

    def _put(self, widget: QWidget, left: int, width: int, height: int, line: int) -> None:
        widget.setGeometry(self._mirrored(QRect(left, EDGE + max(0, (line - height) // 2), width, height)))

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.highlighted.emit()
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit()
            event.accept()

"""One candidate on a card: number, text, findings, and its probability if one was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QStyle, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.proposals.chips import Chips
from conceptwriter.gui.proposals.reasons import displayed_reasons
from conceptwriter.gui.proposals.score_bar import ScoreBar
from conceptwriter.gui.proposals.wording import proposal_text
from conceptwriter.language import find_language, is_language_code

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent

    from conceptwriter.outline import Proposal

EDGE, GAP = 6, 9
UNDER = 3
"""Pixels between the text and the findings below it."""
LEAST_TEXT = 120


class CandidateRow(QFrame):
    """A click highlights it, a double click takes it.

    It lays out its children itself: box layouts settle on heights for wrapped text only after several passes.
    """

    highlighted = Signal()
    taken = Signal()

    def __init__(
        self, number: int, proposal: Proposal, writer: str = "", parent: QWidget | None = None
    ) -> None:
        """`writer`: who wrote it, if the card does not state that for all offers together."""
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
        is_translation = proposal.kind == "translate"
        self.score = (
            ScoreBar(proposal.score, self, of_translation=is_translation) if proposal.calibrated else None
        )
        self.chips = Chips(self)
        reasons = displayed_reasons(proposal)
        if writer:
            self.chips.add_writer(writer)
        for reason in reasons:
            self.chips.add_reason(reason)
        self.chips.setVisible(bool(self.chips.chips))
        spoken = [str(number), text, writer, *(reason.spoken for reason in reasons)]
        if self.score is not None:
            spoken.append(self.score.accessibleName())
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.setAccessibleDescription("\n".join(reason.full for reason in reasons))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_highlighted(self, on: bool) -> None:
        """Show it as the one that Ctrl+Enter takes."""
        set_role(self, "candidate-chosen" if on else "candidate")

    # Size and place

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inside = self._text_width(width)
        return self._text_height(inside) + self._chips_height(inside) + 2 * EDGE

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_TEXT, self._line() + 2 * EDGE)

    def _line(self) -> int:
        return max(self.fontMetrics().height(), self.number.sizeHint().height())

    def _text_height(self, width: int) -> int:
        return max(self.text.heightForWidth(width), self._line())

    def _chips_height(self, width: int) -> int:
        return self.chips.height_at(width) + UNDER if self.chips.chips else 0

    def _number_width(self) -> int:
        return max(self.number.sizeHint().width(), 20)

    def _text_width(self, width: int) -> int:
        taken_width = 0 if self.score is None else self.score.sizeHint().width() + GAP
        return max(LEAST_TEXT, width - 2 * EDGE - self._number_width() - GAP - taken_width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, line = self.width(), self._line()
        place = EDGE
        self._put(self.number, place, self._number_width(), self.number.sizeHint().height(), line)
        place += self._number_width() + GAP
        text_width = self._text_width(width)
        first = max(0, (line - self.text.fontMetrics().height()) // 2)
        chips = self._chips_height(text_width)
        box = QRect(place, EDGE + first, text_width, self.height() - EDGE - first - chips)
        self.text.setGeometry(self._mirrored(box))
        if chips:
            below = QRect(place, self.height() - EDGE - chips + UNDER, text_width, chips - UNDER)
            self.chips.setGeometry(self._mirrored(below))
        place += text_width + GAP
        if self.score is not None:
            hint = self.score.sizeHint()
            self._put(self.score, place, hint.width(), hint.height(), line)

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

"""What checks find in a text: where it is, is told from outside, and here it is underlined and explained.

With dots and dashes in turn: misspelt words have dashes, terms have dots, remarks of a translation have a
wave. The row paints them, also under the live editor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPen

from conceptwriter.outline.model import NodeId

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from conceptwriter.editor.strip.face import RowState
    from conceptwriter.editor.strip.row_text import RowText
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.strip.text_block import TextBlock

_DASHES_AND_DOTS = [5.0, 2.0, 1.0, 2.0]
"""A dash, a gap, a dot, a gap, in widths of the line."""
_LOWER = 2.0
"""Below the line under misspelt words, in widths of the line: a word may have both."""


class TextFinding(NamedTuple):
    """One thing that a check found: the characters from `start` to `end`, and why, as a phrase."""

    start: int
    end: int
    reason: str


FindingsOf = Callable[[NodeId, str, str], Sequence[TextFinding]]
"""What was found in the text of a node (node, language, text), as far as it is known by now."""


def no_findings(_node: NodeId, _language: str, _text: str) -> Sequence[TextFinding]:
    """Where nothing is checked."""
    return ()


class RowFindings:
    """What was found in the texts of one row, under its text as it is laid out."""

    def __init__(self, row: RowText, block: TextBlock, findings_of: FindingsOf) -> None:
        self._row, self._block, self._findings_of = row, block, findings_of
        self._places: tuple[tuple[int, int], ...] = ()
        self._lines: list[QLineF] = []

    def found(self, typing_at: int | None = None) -> Iterator[TextFinding]:
        """All of them, placed in the row; none of the sentence being typed at a position of the row."""
        for span in self._row.spans:
            is_typed = typing_at is not None and span.start <= typing_at <= span.end
            if not span.output or span.start == span.end or is_typed:
                continue
            text = self._row.text[span.start : span.end]
            for start, end, reason in self._findings_of(span.node, span.language, text):
                yield TextFinding(span.start + start, span.start + end, reason)

    def reasons_at(self, x: float, y: float) -> list[str]:
        """Why there is a line under a point of the block."""
        point = QPointF(x, y)
        return [
            reason
            for start, end, reason in self.found()
            if any(box.adjusted(-1, 0, 1, 4).contains(point) for box in self._block.rects(start, end))
        ]

    def paint(self, painter: QPainter, x: float, y: float, shades: Shades, state: RowState) -> None:
        """Paint the lines of a text whose top left corner is at a point; `state` is that of its row."""
        if state.composing:
            return
        places = tuple(dict.fromkeys((one.start, one.end) for one in self.found(state.typing_at)))
        if places != self._places:
            self._places = places
            self._lines = [line for start, end in places for line in self._block.underlines(start, end)]
        if not self._lines:
            return
        width = self._block.pen_width
        pen = QPen(shades.stale, width)
        pen.setDashPattern(_DASHES_AND_DOTS)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.save()
        painter.translate(x, y + _LOWER * width)
        painter.setPen(pen)
        painter.drawLines(self._lines)
        painter.restore()

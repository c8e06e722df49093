"""The text of one row, laid out: measuring, painting, and which character is at which point.

Positions are counted in characters as Python counts them. Qt counts UTF-16 units; where a text has characters
beyond the basic plane, such as most emoji, the two differ and are converted here.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFont, QPainter, QTextLine

LINE_SEPARATOR = "\u2028"


class Units:
    """Converts between character positions and UTF-16 positions of one text."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts: list[int] | None = None
        if not text.isascii() and max(text) > "\uffff":
            self._starts = [0, *accumulate(2 if character > "\uffff" else 1 for character in text)]

    def of(self, position: int) -> int:
        """UTF-16 position of a character position."""
        return position if self._starts is None else self._starts[position]

    def back(self, unit: int) -> int:
        """Character position of a UTF-16 position; inside a pair: that of the pair's end."""
        return unit if self._starts is None else bisect_left(self._starts, unit)


def runs_from_the_right(text: str) -> bool:
    """True when the first letter with a direction belongs to a right-to-left script."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


class Stretch:
    """A run of characters with its own look."""

    __slots__ = ("end", "look", "start")

    def __init__(self, start: int, end: int, look: QTextCharFormat) -> None:
        self.start = start
        self.end = end
        self.look = look


class TextBlock:
    """A wrapped text of fixed width with `gap` pixels of space between its lines."""

    def __init__(
        self, text: str, font: QFont, width: int, gap: int = 0, stretches: Iterable[Stretch] = ()
    ) -> None:
        self.text = text
        self._units = Units(text)
        layout = QTextLayout(text.replace("\n", LINE_SEPARATOR), font)
        layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.right_to_left = runs_from_the_right(text)
        if self.right_to_left:  # a standalone layout does not flip the alignment with the direction
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.setTextOption(option)
        formats = self.formats(stretches)
        if formats:
            layout.setFormats(formats)
        y = 0.0
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height() + gap
            line = layout.createLine()
        layout.endLayout()
        self._layout = layout
        self.height = math.ceil(y - gap)

    def formats(self, stretches: Iterable[Stretch]) -> list[QTextLayout.FormatRange]:
        """Convert stretches to Qt's format ranges."""
        ranges = []
        for stretch in stretches:
            found = QTextLayout.FormatRange()
            start = self._units.of(stretch.start)
            found.start, found.length = start, self._units.of(stretch.end) - start
            found.format = stretch.look
            ranges.append(found)
        return ranges

    def draw(self, painter: QPainter, x: float, y: float, highlights: Iterable[Stretch] = ()) -> None:
        """Paint in the painter's pen; highlights may change colours, not shapes."""
        self._layout.draw(painter, QPointF(x, y), self.formats(highlights))

    @property
    def lines(self) -> int:
        """Number of lines."""
        return self._layout.lineCount()

    @property
    def text_width(self) -> float:
        """Width of the longest line."""
        return self._layout.maximumWidth() if self.lines > 1 else self._layout.lineAt(0).naturalTextWidth()

    @property
    def pen_width(self) -> float:
        """Of lines under words, in pixels: it grows with the font."""
        return max(1.0, self._layout.lineAt(0).height() / 16)

    def underlines(self, start: int, end: int) -> list[QLineF]:
        """Lines under the characters from `start` to `end`, relative to the block; one per line of text."""
        first, last = self._units.of(start), self._units.of(end)
        found = []
        while first < last:
            line = self._layout.lineForTextPosition(first)
            if not line.isValid():
                break
            until = min(last, line.textStart() + line.textLength())
            left, right = _x_of(line, first), _x_of(line, until)
            y = line.y() + line.ascent() + max(2.0, line.descent() * 0.55)
            found.append(QLineF(left, y, right, y))
            if until <= first:
                break
            first = until
        return found

    def position_at(self, x: float, y: float) -> int:
        """The caret position nearest to a point."""
        chosen = self._layout.lineAt(0)
        for index in range(self.lines):
            line = self._layout.lineAt(index)
            if index and y < line.y() - (line.y() - chosen.y() - chosen.height()) / 2:
                break
            chosen = line
        return self._units.back(chosen.xToCursor(x))

    def line_of(self, position: int) -> int:
        """Number of the line that contains the caret at this position."""
        line = self._layout.lineForTextPosition(self._units.of(position))
        return line.lineNumber() if line.isValid() else max(0, self.lines - 1)

    def caret_x(self, position: int) -> float:
        """Horizontal position of the caret in its line."""
        unit = self._units.of(position)
        line = self._layout.lineForTextPosition(unit)
        if not line.isValid():
            return 0.0
        return _x_of(line, unit)

    def position_in_line(self, line: int, x: float) -> int:
        """The caret position of a line (negative: from the last) that is nearest to `x`."""
        index = line if line >= 0 else self.lines + line
        return self._units.back(self._layout.lineAt(index).xToCursor(x))

    def line_rect(self, line: int) -> QRectF:
        """The natural rectangle of a line, relative to the block."""
        return self._layout.lineAt(line).naturalTextRect()

    def rects(self, start: int, end: int) -> list[QRectF]:
        """Rectangles, one per line, that enclose the characters from `start` to `end`."""
        first, last = self._units.of(start), self._units.of(end)
        found = []
        for index in range(self.lines):
            line = self._layout.lineAt(index)
            begin = max(first, line.textStart())
            finish = min(last, line.textStart() + line.textLength())
            if begin < finish or (first == last == begin):
                left, right = _x_of(line, begin), _x_of(line, finish)
                found.append(QRectF(min(left, right), line.y(), abs(right - left), line.height()))
        return found


def _x_of(line: QTextLine, unit: int) -> float:
    place: Any = line.cursorToX(unit)  # PySide gives the position along with the distance
    return float(place[0])

"""Misspelt words: where they are is told from outside, and here they are underlined.

With dashes, so that colour is not the only cue: doubtful sentences have a wave, terms have dots. The
row paints them, also under the live editor, which is transparent and lays its text out in the same way. As
looks of the text they would take a third of a second where every word is misspelt; so they take 2 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPen

from conceptwriter.editor.views.source_above import Places
from conceptwriter.outline.model import NodeId

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from conceptwriter.editor.strip.face import RowState
    from conceptwriter.editor.strip.row_text import RowText
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.strip.text_block import TextBlock

MisspeltOf = Callable[[NodeId, str, str], Places]
"""Where misspelt words are in the text of a node (node, language, text), as far as it is known by now."""

_DASHES = [3.0, 2.0]
"""A dash and a gap, in widths of the line."""


def no_misspellings(_node: NodeId, _language: str, _text: str) -> Places:
    """Where nothing is checked."""
    return ()


class Misspellings:
    """The misspelt words of one row, under its text as it is laid out."""

    def __init__(self, row: RowText, block: TextBlock, misspelt_of: MisspeltOf) -> None:
        self._row, self._block, self._misspelt_of = row, block, misspelt_of
        self._places: Places = ()
        self._lines: list[QLineF] = []

    def places(self, typing_at: int | None = None) -> Places:
        """First character and end of each in the row; not the word being typed at a position of the row.

        A source that is shown in place of a missing translation has none: it cannot be edited there.
        """
        return tuple(self._find(typing_at))

    def _find(self, typing_at: int | None) -> Iterator[tuple[int, int]]:
        for span in self._row.spans:
            if not span.output or span.start == span.end:
                continue
            text = self._row.text[span.start : span.end]
            for start, end in self._misspelt_of(span.node, span.language, text):
                first, last = span.start + start, span.start + end
                if typing_at is None or not first <= typing_at <= last:
                    yield first, last

    def paint(
        self, painter: QPainter, x: float, y: float, shades: Shades, state: RowState | None = None
    ) -> None:
        """Paint the lines of a text whose top left corner is at a point; `state` is that of its row."""
        if state is not None and state.composing:
            return  # the words are elsewhere, until the composition ends
        places = self.places(None if state is None else state.typing_at)
        if places != self._places:
            self._places = places
            self._lines = [line for start, end in places for line in self._block.underlines(start, end)]
        if not self._lines:
            return
        pen = QPen(shades.missing, self._block.pen_width)
        pen.setDashPattern(_DASHES)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.save()
        painter.translate(x, y)
        painter.setPen(pen)
        painter.drawLines(self._lines)
        painter.restore()

"""The source of a row in a column of its own, beside the translation that is written in the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QBrush, QTextCharFormat

from conceptwriter.editor.strip.inline_look import flattened, looks_of_lines
from conceptwriter.editor.strip.row_text import source_of_row
from conceptwriter.editor.strip.text_block import Stretch, TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFont, QPainter

    from conceptwriter.editor.strip.row_text import RowText
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.views.misspellings import Misspellings
    from conceptwriter.editor.views.source_above import Places
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

GUTTER = 34
"""Pixels between the two columns."""


class FacingSource:
    """The source texts of the nodes of a row, laid out for a column."""

    def __init__(
        self,
        document: Document,
        nodes: Sequence[NodeId],
        font: QFont,
        width: int,
        gap: int,
        shades: Shades | None,
    ) -> None:
        """`shades`: where inline marks are styled."""
        self.text: RowText = source_of_row(document, nodes)
        looks = looks_of_lines(self.text.text, shades) if shades is not None else []
        self.width = width
        self.block = TextBlock(self.text.text, font, width, gap, flattened(looks, len(self.text.text)))
        self.terms: list[tuple[int, int]] = []
        """Places that are underlined."""
        self.misspellings: Misspellings | None = None

    def underline(self, node: NodeId, places: Places) -> None:
        """Mark the terms of one node."""
        span = self.text.span_of(node)
        if span is not None:
            inside = [(start, end) for start, end in places if 0 <= start < end <= span.end - span.start]
            self.terms += [(span.start + start, span.start + end) for start, end in inside]

    def node_at(self, x: float, y: float) -> NodeId | None:
        """The node whose source is nearest to a point of the block."""
        span = self.text.span_at(self.block.position_at(x, y))
        return None if span is None else span.node

    def paint(self, painter: QPainter, x: int, y: int, shades: Shades, current: Iterable[NodeId]) -> None:
        """Paint with the top left corner at a point; the source of what is `current` on the spot colour."""
        looks = []
        for node in current:
            span = self.text.span_of(node)
            if span is not None:
                here = QTextCharFormat()
                here.setBackground(QBrush(shades.spot))
                looks.append(Stretch(span.start, span.end, here))
        for start, end in self.terms:
            term = QTextCharFormat()
            term.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            term.setUnderlineColor(shades.accent)
            looks.append(Stretch(start, end, term))
        painter.setPen(shades.ink)
        self.block.draw(painter, x, y, flattened(looks, len(self.text.text)))
        if self.misspellings is not None:
            self.misspellings.paint(painter, x, y, shades)

"""Rows of the text view: headings and paragraphs as a reader sees them, in a column of comfortable width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
    QTextCharFormat,
)

from conceptwriter.editor.strip.face import RowFace, RowState, Spot
from conceptwriter.editor.strip.inline_look import flattened, looks_of_lines
from conceptwriter.editor.strip.row_text import NO_TEXT, RowText, TextSpan, node_text, paragraph_text
from conceptwriter.editor.strip.text_block import Stretch, TextBlock
from conceptwriter.editor.views.blocks import Frame, frame_of
from conceptwriter.editor.views.facing_source import GUTTER, FacingSource
from conceptwriter.editor.views.hints import heading_hint, paragraph_hint
from conceptwriter.editor.views.margin_notes import (
    LANGUAGE,
    NEXT,
    MarginNote,
    doubtful_spans,
    language_note,
    missing_spans,
    note_on,
)
from conceptwriter.editor.views.misspellings import Misspellings
from conceptwriter.editor.views.text_findings import RowFindings
from conceptwriter.editor.views.type_face import line_gap
from conceptwriter.interchange.blocks import LEVEL
from conceptwriter.outline.headings import TITLE
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.views.source_above import Places
    from conceptwriter.editor.views.text_rows import TextRows
    from conceptwriter.outline.model import Node

LINE_SPACING = 1.32
HEADING_SPACING = 1.12
SELECTED_NODE = 72
"""Share of the accent colour under a sentence that is selected as a node; selected text gets all of it."""
PAIR_GAP = 0.3
"""Space between a sentence beside its source and the next one, in heights of a line."""
MARGIN = 58
"""Space on each side of the column for chips and marks, where there is room."""


class TextFace(RowFace):
    """One heading or paragraph."""

    def __init__(self, source: TextRows, node: NodeId, depth: int, width: int) -> None:
        document = source.document
        is_heading = document.node(node).kind is Kind.SECTION
        concepts = [] if is_heading else source.segments.concepts_of(node)
        is_last = is_heading or source.segments.is_last(node)
        is_continuation = document.node(node).kind is Kind.CONCEPT
        if is_continuation:  # a further part of a long paragraph
            parent = document.parent(node)
            assert parent is not None
            node = parent
        here = document.node(node)
        self.width = width
        self.unit = source.unit
        self.small = source.small
        self.is_heading = is_heading
        self.depth = depth
        self.folded = is_heading and bool(here.children) and source.desk.text_folds.is_folded(node)
        self.foldable = is_heading and bool(here.children)
        self.frame = Frame() if is_heading else frame_of(here.attributes)
        self.text: RowText = (
            node_text(document, node) if is_heading else paragraph_text(document, node, concepts)
        )
        self.placeholder = ""
        if is_heading:
            self.placeholder = heading_hint(document, node)
        elif not self.text.text and not is_continuation:
            self.placeholder = paragraph_hint(document, node)
        self.font = source.font_of(_rank(here, depth), is_heading, self.frame)
        self.gap = line_gap(self.font, HEADING_SPACING if is_heading else LINE_SPACING)
        self.styled = source.styled and not self.frame.mono
        self._lay_out(source, [node] if is_heading else concepts)
        above, below = source.air(depth, is_heading, self.frame)
        if is_continuation:
            above, self.frame = 0, self.frame._replace(bullet="")
        if not is_last:
            below = self.gap if self.facing is None else round(self.unit * PAIR_GAP)
        has_source = (is_heading or source.translated in concepts) and not source.desk.side_by_side
        self.source = source.source_above(node, self.text_width) if has_source else None
        self.text_top = above + (self.source.height if self.source is not None else 0)
        self.height = self.text_top + self.text_height + below
        if source.desk.hides(node):
            self.height, self.text = 0, NO_TEXT
        self.misspellings = Misspellings(self.text, self.block, source.misspelt_of)
        self.findings = RowFindings(self.text, self.block, source.findings_of)
        self.language = MarginNote() if is_continuation else language_note(document, node)
        self.note = note_on(document, self.text.spans)

    def _lay_out(self, source: TextRows, nodes: Sequence[NodeId]) -> None:
        """The text in its column; side by side, the source of what is translated in the one before it."""
        document = source.document
        left, column = source.column(self.width)
        indent = round(self.frame.indent * self.unit * 1.2)
        self.column_left = self.own_left = left
        self.facing: FacingSource | None = None
        if source.desk.side_by_side:
            column = (column - GUTTER) // 2
            if any(document.is_translated(node) for node in nodes):
                self.own_left = left + column + GUTTER
        self.text_left, self.text_width = self.own_left + indent, max(80, column - indent)
        self.missing = [
            Stretch(span.start, span.end, QTextCharFormat())
            for span in missing_spans(document, self.text.spans)
        ]
        self.waiting = {(stretch.start, stretch.end) for stretch in self.missing}
        looks = looks_of_lines(self.text.text, source.shades) if self.styled else []
        looks += [doubt_of(span, source.shades) for span in doubtful_spans(document, self.text.spans)]
        shown, looks = self.text.text or self.placeholder, flattened(looks, len(self.text.text))
        self.block = TextBlock(shown, self.font, self.text_width, self.gap, looks)
        self.text_height = self.block.height
        if self.own_left > left:
            shades = source.shades if self.styled else None
            self.facing = FacingSource(document, nodes, self.font, self.text_width, self.gap, shades)
            self.facing.misspellings = Misspellings(self.facing.text, self.facing.block, source.misspelt_of)
            for node in nodes:
                self.facing.underline(node, source.terms_of(node))
            self.text_height = max(self.text_height, self.facing.block.height)

    @property
    def facing_left(self) -> int:
        """Left edge of the text of the source column."""
        return self.text_left - self.own_left + self.column_left

    def position_at(self, x: int, y: int) -> int:
        """A point of the source stands for the beginning of its translation."""
        facing = self.facing
        if facing is not None and x < self.facing_left + facing.width + GUTTER // 2:
            node = facing.node_at(x - self.facing_left, y - self.text_top)
            span = None if node is None else self.text.span_of(node)
            return 0 if span is None else span.start
        return super().position_at(x, y)

    def misspelt(self, typing_at: int | None = None) -> Places:
        """Where its misspelt words are."""
        return self.misspellings.places(typing_at)

    def reasons_at_places(self, typing_at: int | None = None) -> tuple[tuple[int, str], ...]:
        """What checks have found in its texts, as far as it is known."""
        return tuple((one.start, one.reason) for one in self.findings.found(typing_at))

    def tip(self, x: int, y: int) -> str:
        """Explain what is in the margin, or what was found in the text."""
        reasons = self.findings.reasons_at(x - self.text_left, y - self.text_top)
        if reasons:
            return "\n".join(reasons)
        return {LANGUAGE: self.language.tip, NEXT: self.note.tip, "": ""}[self.badge_at(x, y)]

    def badge_at(self, x: int, y: int) -> str:
        """The chip on the left, or the note on the right."""
        line = self.block.line_rect(0).height()
        if not self.text_top - 4 <= y <= self.text_top + line + 4:
            return ""
        if self.language.text and x < self.column_left - 8:
            return LANGUAGE
        return NEXT if self.note.text and x > self.width - self.column_left + 6 else ""

    def paint(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        """Paint background, frame, text and margins."""
        if not self.height:
            return
        self._paint_ground(painter, top, shades, state)
        for left in dict.fromkeys((self.own_left, self.column_left if self.facing else self.own_left)):
            self._paint_frame(painter, top, shades, left)
        if self.facing is not None:
            nodes = [span.node for span in self.text.spans] if state.edited else []
            self.facing.paint(painter, self.facing_left, top + self.text_top, shades, nodes)
            painter.setPen(QPen(shades.line, 1))
            x = self.own_left - GUTTER / 2
            painter.drawLine(QPointF(x, top), QPointF(x, top + self.height))
        if self.source is not None:
            self.source.paint(painter, self.text_left, top + self.text_top - self.source.height, shades)
        if not state.edited and not self.frame.rule:
            highlights = [stretch_of(spot, shades) for spot in state.spots]
            for stretch in self.missing:
                stretch.look.setForeground(QBrush(shades.muted))
            for stretch in highlights:
                if (stretch.start, stretch.end) in self.waiting:
                    stretch.look.setForeground(QBrush(shades.muted))
            painter.setPen(shades.ink if self.text.text else shades.muted)
            self.block.draw(painter, self.text_left, top + self.text_top, [*self.missing, *highlights])
        if not self.frame.rule:
            self.misspellings.paint(painter, self.text_left, top + self.text_top, shades, state)
            self.findings.paint(painter, self.text_left, top + self.text_top, shades, state)
        self._paint_margins(painter, top, shades, state)

    def _paint_ground(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        if state.edited or not (state.selected or state.current or state.taken_along):
            return
        box = QRectF(
            self.column_left - 14,
            top + self.text_top - 5,
            self.width - 2 * self.column_left + 28,
            self.text_height + 10,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shades.chosen if state.selected else shades.spot)
        painter.drawRoundedRect(box, 6, 6)
        if state.selected and state.current and state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(shades.accent, 1.4))
            painter.drawRoundedRect(box, 6, 6)

    def _paint_frame(self, painter: QPainter, top: int, shades: Shades, left: int) -> None:
        """Bars, box, rule and bullet of a column whose left edge this is."""
        frame, line = self.frame, self.block.line_rect(0)
        text_left = left + self.text_left - self.own_left
        if frame.bars:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shades.line)
            for level in frame.bars:
                x = left + level * self.unit * 1.2 + 2
                painter.drawRoundedRect(QRectF(x, top + self.text_top - 3, 3, self.text_height + 6), 1.5, 1.5)
        if frame.boxed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shades.side)
            box = QRectF(text_left - 10, top + self.text_top - 7, self.text_width + 20, self.text_height + 14)
            painter.drawRoundedRect(box, 6, 6)
        if frame.rule:
            painter.setPen(QPen(shades.line, 1.5))
            y = top + self.text_top + line.height() / 2
            painter.drawLine(QPointF(left, y), QPointF(left + self.text_width, y))
        if frame.bullet:
            painter.setPen(shades.muted)
            painter.setFont(self.font)
            box = QRectF(
                text_left - self.unit * (2.2 + 1.2 * (frame.indent - 1 - frame.bullet_level)),
                top + self.text_top,
                self.unit * 1.85,
                line.height(),
            )
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), frame.bullet
            )

    def _paint_margins(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        line = self.block.line_rect(0)
        middle = top + self.text_top + line.height() / 2
        if self.foldable and self.depth and (state.hovered or self.folded):
            size, x = self.unit * 0.24, self.column_left - self.unit * 0.85
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shades.muted if self.folded else shades.faint)
            if self.folded:
                corners = [
                    QPointF(x - size * 0.7, middle - size),
                    QPointF(x + size, middle),
                    QPointF(x - size * 0.7, middle + size),
                ]
            else:
                corners = [
                    QPointF(x - size, middle - size * 0.6),
                    QPointF(x + size, middle - size * 0.6),
                    QPointF(x, middle + size),
                ]
            painter.drawPolygon(QPolygonF(corners))
        if self.language.text:
            place = QPointF(self.column_left - 12, middle)
            paint_chip(painter, self.small, place, self.language.text, shades)
        if self.note.text:
            painter.setPen(shades.missing if self.note.is_missing else shades.stale)
            painter.setFont(self.small)
            words = QFontMetricsF(self.small).horizontalAdvance(self.note.text)
            right = min(self.width - self.column_left + 10, self.width - 4 - words)
            painter.drawText(
                QRectF(right, middle - 20, MARGIN + 40, 40),
                int(Qt.AlignmentFlag.AlignVCenter),
                self.note.text,
            )


def paint_chip(painter: QPainter, font: QFont, right: QPointF, text: str, shades: Shades) -> None:
    """A small label whose right edge is centred on a point."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 2
    box = QRectF(right.x() - width, right.y() - height / 2, width, height)
    painter.setPen(QPen(shades.line, 1))
    painter.setBrush(shades.side)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(shades.muted)
    painter.setFont(font)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def stretch_of(spot: Spot, shades: Shades) -> Stretch:
    """A spot as a highlight."""
    look = QTextCharFormat()
    if spot.marked:
        look.setBackground(QBrush(shades.accent))
        look.setForeground(QBrush(shades.on_accent))
    else:
        chosen = QColor(shades.accent)
        chosen.setAlpha(SELECTED_NODE)
        look.setBackground(QBrush(chosen if spot.strong else shades.spot))
    return Stretch(spot.start, spot.end, look)


def doubt_of(span: TextSpan, shades: Shades) -> Stretch:
    """A wavy underline for a sentence that needs to be checked."""
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(shades.stale)
    return Stretch(span.start, span.end, look)


def _rank(section: Node, depth: int) -> int:
    """The size of a heading: that of its level; the title's is the largest."""
    if TITLE in section.attributes:
        return 0
    level = section.attributes.get(LEVEL, "")
    return max(depth, int(level)) if level.isdecimal() else depth

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
    QPalette,
    QPen,
    QPolygonF,
    QTextCharFormat,
)

from conceptwriter.editor.strip.face import RowFace, RowState, Spot
from conceptwriter.editor.strip.inline_look import MONOSPACED, flattened, looks_of_lines
from conceptwriter.editor.strip.row_text import NO_TEXT, RowText, TextSpan, node_text, paragraph_text
from conceptwriter.editor.strip.shades import shades_of
from conceptwriter.editor.strip.text_block import Stretch, TextBlock
from conceptwriter.editor.views.blocks import Frame, frame_of
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
from conceptwriter.editor.views.source_above import Places, SourceAbove, no_terms
from conceptwriter.editor.views.type_face import book_font, line_gap, measure_width, sans_font
from conceptwriter.interchange.blocks import LEVEL, MARKUP, PLAIN
from conceptwriter.outline.headings import TITLE
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.views.segments import Segments
    from conceptwriter.editor.views.visible_rows import VisibleRows
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import Node

LINE_SPACING = 1.32
HEADING_SPACING = 1.12
HEADING_SCALES = (2.0, 1.65, 1.4, 1.25, 1.15, 1.08, 1.0)
SELECTED_NODE = 72
"""Share of the accent colour under a sentence that is selected as a node; selected text gets all of it."""
MARGIN, LEAST_MARGIN = 58, 30
"""Space on each side of the column for chips and marks; in a narrow pane it is an eighth of the width, but
never less than the second value."""


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
        self.is_heading = here.kind is Kind.SECTION
        self.depth = depth
        self.folded = self.is_heading and bool(here.children) and source.desk.text_folds.is_folded(node)
        self.foldable = self.is_heading and bool(here.children)
        self.frame = Frame() if self.is_heading else frame_of(here.attributes)
        self.text: RowText = (
            node_text(document, node) if self.is_heading else paragraph_text(document, node, concepts)
        )
        self.placeholder = ""
        if self.is_heading:
            self.placeholder = heading_hint(document, node)
        elif not self.text.text and not is_continuation:
            self.placeholder = paragraph_hint(document, node)
        self.font = source.font_of(_rank(here, depth), self.is_heading, self.frame)
        self.gap = line_gap(self.font, HEADING_SPACING if self.is_heading else LINE_SPACING)
        left, column = source.column(width)
        indent = round(self.frame.indent * self.unit * 1.2)
        self.column_left = left
        self.text_left, self.text_width = left + indent, max(80, column - indent)
        self.missing = [
            Stretch(span.start, span.end, QTextCharFormat())
            for span in missing_spans(document, self.text.spans)
        ]
        self.waiting = {(stretch.start, stretch.end) for stretch in self.missing}
        self.styled = source.styled and not self.frame.mono
        looks = looks_of_lines(self.text.text, source.shades) if self.styled else []
        looks += [doubt_of(span, source.shades) for span in doubtful_spans(document, self.text.spans)]
        self.block = TextBlock(
            self.text.text or self.placeholder,
            self.font,
            self.text_width,
            self.gap,
            flattened(looks, len(self.text.text)),
        )
        above, below = source.air(depth, self.is_heading, self.frame)
        if is_continuation:
            above, self.frame = 0, self.frame._replace(bullet="")
        if not is_last:
            below = self.gap
        has_source = is_heading or source.translated in concepts
        self.source = source.source_above(node, self.text_width) if has_source else None
        self.text_top = above + (self.source.height if self.source is not None else 0)
        self.height = self.text_top + self.block.height + below
        if source.desk.hides(node):
            self.height, self.text = 0, NO_TEXT
        self.language = MarginNote() if is_continuation else language_note(document, node)
        self.note = note_on(document, self.text.spans)

    def on_handle(self, x: int, y: int) -> bool:
        """True in the margin beside a heading."""
        inside = self.text_top <= y <= self.text_top + self.block.line_rect(0).height()
        return self.foldable and self.depth > 0 and inside and 0 <= self.column_left - x <= self.unit * 1.6

    def tip(self, x: int, y: int) -> str:
        """Explain what is in the margin."""
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
        self._paint_frame(painter, top, shades)
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
        self._paint_margins(painter, top, shades, state)

    def _paint_ground(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        if state.edited or not (state.selected or state.current or state.taken_along):
            return
        box = QRectF(
            self.column_left - 14,
            top + self.text_top - 5,
            self.width - 2 * self.column_left + 28,
            self.block.height + 10,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shades.chosen if state.selected else shades.spot)
        painter.drawRoundedRect(box, 6, 6)
        if state.selected and state.current and state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(shades.accent, 1.4))
            painter.drawRoundedRect(box, 6, 6)

    def _paint_frame(self, painter: QPainter, top: int, shades: Shades) -> None:
        frame, line = self.frame, self.block.line_rect(0)
        if frame.bars:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shades.line)
            for level in frame.bars:
                x = self.column_left + level * self.unit * 1.2 + 2
                painter.drawRoundedRect(
                    QRectF(x, top + self.text_top - 3, 3, self.block.height + 6), 1.5, 1.5
                )
        if frame.boxed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shades.side)
            box = QRectF(
                self.text_left - 10, top + self.text_top - 7, self.text_width + 20, self.block.height + 14
            )
            painter.drawRoundedRect(box, 6, 6)
        if frame.rule:
            painter.setPen(QPen(shades.line, 1.5))
            y = top + self.text_top + line.height() / 2
            painter.drawLine(QPointF(self.column_left, y), QPointF(self.column_left + self.text_width, y))
        if frame.bullet:
            painter.setPen(shades.muted)
            painter.setFont(self.font)
            box = QRectF(
                self.text_left - self.unit * (2.2 + 1.2 * (frame.indent - 1 - frame.bullet_level)),
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
            right = self.width - self.column_left + 10
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


class TextRows:
    """Lays out the rows of the text view."""

    def __init__(self, desk: Desk, rows: VisibleRows, segments: Segments, base: QFont) -> None:
        self.desk = desk
        self.rows = rows
        self.segments = segments
        self.shades = shades_of(QPalette())
        self.translated: NodeId | None = None
        """The node being translated: its row shows the source too."""
        self.terms_of: Callable[[NodeId], Places] = no_terms
        self.set_font(base)

    @property
    def styled(self) -> bool:
        """True when the texts are Markdown."""
        return self.document.root.attributes.get(MARKUP) != PLAIN

    @property
    def document(self) -> Document:
        """The document on the desk."""
        return self.desk.document

    def set_font(self, base: QFont) -> None:
        """Derive the fonts from the interface font."""
        size, bold = 1.3, QFont.Weight.DemiBold
        self.body = book_font(base, size)
        self.fonts = [book_font(base, size * scale, bold) for scale in HEADING_SCALES]
        self.code = QFont(base)
        self.code.setFamilies(MONOSPACED)
        self.code.setStyleHint(QFont.StyleHint.Monospace)
        self.small, self.quiet = sans_font(base, 0.82), sans_font(base, 0.94)
        self.unit = round(QFontMetricsF(self.body).height())
        self.wanted_width = measure_width(self.body)
        self.line = round(self.unit * LINE_SPACING)

    def source_above(self, key: NodeId, width: int) -> SourceAbove | None:
        """The source above the row in which it is being translated."""
        node = self.translated
        if node is None or node not in self.document or key not in (node, self.document.parent(node)):
            return None
        if key != node and self.document.node(node).kind is not Kind.CONCEPT:
            return None
        return SourceAbove(self.document, node, self.quiet, width, self.terms_of(node))

    def column(self, width: int) -> tuple[int, int]:
        """Left edge and width of the column of text."""
        margin = max(LEAST_MARGIN, min(MARGIN, width // 8))
        column = max(120, min(self.wanted_width, width - 2 * margin))
        return max(8, (width - column) // 2), column

    def font_of(self, depth: int, heading: bool, frame: Frame) -> QFont:
        """The font of a row."""
        if heading:
            return self.fonts[min(depth, len(self.fonts) - 1)]
        if frame.heading:
            return self.fonts[3]
        return self.code if frame.mono else self.body

    def air(self, depth: int, heading: bool, frame: Frame) -> tuple[int, int]:
        """Space above and below the text of a row."""
        if heading:
            above = (0.9, 1.15, 0.95, 0.8)[min(depth, 3)]
            return round(self.unit * above), round(self.unit * (0.75 if depth == 0 else 0.3))
        if frame.tight:
            return round(self.unit * 0.02), round(self.unit * 0.24)
        if frame.boxed:
            return round(self.unit * 0.62), round(self.unit * 0.66)
        return round(self.unit * 0.24), round(self.unit * 0.34)

    def estimates(self, keys: Sequence[NodeId], width: int) -> list[int]:
        """Estimated from the length of the source texts."""
        nodes = self.document.node
        per_line = max(10, int(self.column(width)[1] / max(1.0, self.wanted_width / 70)))
        base = self.line + round(self.unit * 0.6)
        found = []
        for key in keys:
            node = nodes(key)
            if node.kind is Kind.SECTION:
                found.append(base + self.unit)
                continue
            length = 0
            for child in self.segments.concepts_of(key):
                concept = nodes(child)
                rendition = concept.renditions.get(concept.source_language)
                length += len(rendition.text) + 1 if rendition is not None else 1
            found.append(base + self.line * (length // per_line))
        return found

    def face(self, key: NodeId, width: int) -> TextFace:
        """The row of a section or paragraph."""
        depth = 0
        place: NodeId | None = key
        if self.document.node(key).kind is Kind.CONCEPT:
            place = self.document.parent(key)
        while place is not None and place != self.rows.top:
            place = self.document.node(place).parent
            depth += 1
        return TextFace(self, key, depth, width)


__all__ = ["TextFace", "TextRows", "TextSpan", "paint_chip", "stretch_of"]

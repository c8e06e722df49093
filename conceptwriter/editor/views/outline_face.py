"""Rows of the outline: guides, fold triangle or bullet, text in the font of its kind, marks at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from conceptwriter.editor.strip.face import RowFace, RowState
from conceptwriter.editor.strip.row_text import NO_TEXT, RowText, node_text
from conceptwriter.editor.strip.text_block import TextBlock, runs_from_the_right
from conceptwriter.editor.views.margin_notes import missing_spans
from conceptwriter.editor.views.marks import (
    Mark,
    kind_text,
    mark_colour,
    mark_text,
    marks_of,
    marks_with_below,
    short_name,
)
from conceptwriter.editor.views.misspellings import Misspellings, MisspeltOf, no_misspellings
from conceptwriter.editor.views.source_above import Places, SourceAbove, no_terms
from conceptwriter.editor.views.type_face import line_gap, sans_font
from conceptwriter.editor.wording import number
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.remarks import remarks_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.views.visible_rows import VisibleRows
    from conceptwriter.outline.document import Document

MOST_OF_GIST = 400
"""Characters; no row is wide enough for two lines to hold more."""

PADDING = 10
MARK_SIZE = 6
MARK_STEP = 10
LINE_SPACING = 1.14


class OutlineFace(RowFace):
    """One row of the outline."""

    def __init__(self, source: OutlineRows, node: NodeId, depth: int, width: int) -> None:
        document = source.document
        here = document.node(node)
        self.kind = here.kind
        self.depth = depth
        self.width = width
        self.unit = source.unit
        self.foldable = bool(here.children)
        at_top = node == source.rows.top  # the zoomed node shows all of its content
        self.folded = self.foldable and not at_top and source.desk.outline_folds.is_folded(node)
        closed = self.folded and here.kind is Kind.PARAGRAPH
        self.hidden = len(here.children) if self.folded and not closed else 0
        self.marks = marks_with_below(document, node) if closed else marks_of(document, node)
        looked_at = [node, *here.children] if closed else [node]
        self.reasons = [
            f"– {remark.reason}"
            for one in looked_at
            for remark in remarks_on(document, one, document.shown_language(one))
        ]
        self.chip = short_name(document.effective_language(node)) if _sets_language(document, node) else ""
        self.small = source.small
        self.text: RowText = node_text(document, node)
        self.placeholder = placeholder(document, node)
        gist = first_words(document, node) if closed and not self.text.text else ""
        self.muted = bool(missing_spans(document, self.text.spans))
        look = min(depth, 2) if here.kind is Kind.SECTION else here.kind
        self.font = source.fonts[Kind.CONCEPT if gist else look]
        self.gap = line_gap(self.font, LINE_SPACING)
        self.text_left = source.text_left(depth)
        self.edge = width - PADDING - MARK_STEP * max(1, len(self.marks))
        self.text_width = max(60, self.edge - self.text_left - self._tail_width() - 4)
        self.gist = two_lines_of(gist, self.font, self.text_width)
        words = self.text.text or self.gist or self.placeholder
        self.block = TextBlock(words, self.font, self.text_width, self.gap)
        self.air = round(self.unit * (0.36 if depth and here.kind is Kind.SECTION else 0.2))
        self.source = source.source_above(node, self.text_width)
        self.text_top = self.air + (self.source.height if self.source is not None else 0)
        self.height = self.text_top + self.block.height + self.air
        self.misspellings = Misspellings(self.text, self.block, source.misspelt_of)
        self.guides = [round(source.text_left(level) - self.unit * 0.62) + 0.5 for level in range(1, depth)]
        if source.desk.hides(node):
            self.height, self.text = 0, NO_TEXT

    def misspelt(self, typing_at: int | None = None) -> Places:
        """Where its misspelt words are."""
        return self.misspellings.places(typing_at)

    def _tail_width(self) -> int:
        tail = self.chip + (str(self.hidden) if self.hidden else "")
        return round(QFontMetricsF(self.small).horizontalAdvance(tail)) + 14 * bool(tail)

    @property
    def handle_x(self) -> float:
        """Middle of the fold triangle or bullet."""
        return self.text_left - self.unit * 0.62

    @property
    def line_middle(self) -> float:
        """Middle of the first line, from the row's top."""
        return self.text_top + self.block.line_rect(0).height() / 2

    def on_handle(self, x: int, y: int) -> bool:
        """True on the fold triangle."""
        return self.foldable and self.depth > 0 and self._near_handle(x, y)

    def on_bullet(self, x: int, y: int) -> bool:
        """True on the bullet of a row without children."""
        return not self.foldable and self._near_handle(x, y)

    def _near_handle(self, x: int, y: int) -> bool:
        return abs(x - self.handle_x) <= self.unit * 0.6 and abs(y - self.line_middle) <= self.unit * 0.7

    def tip(self, x: int, y: int) -> str:
        """What the marks mean."""
        if x >= self.edge - 6 and self.marks:
            return "\n".join([*(mark_text(mark) for mark in self.marks), *self.reasons])
        if self.on_bullet(x, y) or self.on_handle(x, y):
            return kind_text(self.kind)
        return ""

    def paint(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        """Background, guides, handle, text, tail."""
        if not self.height:
            return
        self._paint_ground(painter, top, shades, state)
        painter.setPen(QPen(shades.line, 1))
        for x in self.guides:
            painter.drawLine(QPointF(x, top), QPointF(x, top + self.height))
        self._paint_handle(painter, top, shades, state)
        if self.source is not None:
            self.source.paint(painter, self.text_left, top + self.air, shades)
        if not state.edited:
            empty = not self.text.text and not self.gist
            painter.setPen(shades.muted if empty or self.muted else shades.ink)
            self.block.draw(painter, self.text_left, top + self.text_top)
        self.misspellings.paint(painter, self.text_left, top + self.text_top, shades, state)
        self._paint_tail(painter, top, shades)

    def _paint_ground(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        ground = QRectF(4, top + 0.5, self.width - 8, self.height - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state.selected or state.current or state.taken_along:
            painter.setBrush(
                shades.chosen if (state.selected or state.current) and not state.edited else shades.spot
            )
            painter.drawRoundedRect(ground, 5, 5)
        elif state.hovered:
            painter.setBrush(shades.hover)
            painter.drawRoundedRect(ground, 5, 5)
        if state.current and state.focused and not state.edited:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(shades.accent, 1.4))
            painter.drawRoundedRect(ground.adjusted(0.7, 0.2, -0.7, -0.2), 5, 5)

    def _paint_handle(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        if self.depth == 0:
            return
        x, y = self.handle_x, top + self.line_middle
        painter.setPen(Qt.PenStyle.NoPen)
        if self.foldable:
            painter.setBrush(shades.muted if state.hovered or self.folded else shades.faint)
            size = self.unit * 0.23
            if self.folded:
                points = [
                    QPointF(x - size * 0.7, y - size),
                    QPointF(x + size * 0.9, y),
                    QPointF(x - size * 0.7, y + size),
                ]
            else:
                points = [
                    QPointF(x - size, y - size * 0.6),
                    QPointF(x + size, y - size * 0.6),
                    QPointF(x, y + size),
                ]
            painter.drawPolygon(QPolygonF(points))
        else:
            painter.setBrush(shades.muted if state.hovered else shades.faint)
            size = self.unit * (0.13 if self.kind is Kind.CONCEPT else 0.17)
            painter.drawEllipse(QPointF(x, y), size, size)

    def _paint_tail(self, painter: QPainter, top: int, shades: Shades) -> None:
        middle = top + self.line_middle
        x = self.width - PADDING - MARK_SIZE / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self.marks:
            paint_mark(painter, QPointF(x, middle), mark, shades)
            x -= MARK_STEP
        tail = "  ".join(part for part in (self.chip, str(self.hidden) if self.hidden else "") if part)
        if tail:
            painter.setFont(self.small)
            painter.setPen(shades.muted)
            box = QRectF(0, middle - self.unit, self.edge, self.unit * 2)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), tail)


def paint_mark(painter: QPainter, centre: QPointF, mark: Mark, shades: Shades) -> None:
    """A dot; a ring for what is missing; a square for what is locked: colour is not the only cue."""
    colour = QColor(mark_colour(mark, shades))
    size = MARK_SIZE / 2
    box = QRectF(centre.x() - size, centre.y() - size, MARK_SIZE, MARK_SIZE)
    if mark is Mark.DOUBTFUL:
        _paint_query(painter, centre, colour)
    elif mark in (Mark.MISSING, Mark.OFFERED):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(box.adjusted(0.4, 0.4, -0.4, -0.4))
        painter.setPen(Qt.PenStyle.NoPen)
    elif mark is Mark.LOCKED:
        painter.setBrush(colour)
        painter.drawRoundedRect(box.adjusted(0.2, 0.2, -0.2, -0.2), 1, 1)
    elif mark in (Mark.STALE, Mark.OUTDATED):
        hollow = mark is Mark.OUTDATED
        painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
        painter.setPen(QPen(colour, 1.2) if hollow else Qt.PenStyle.NoPen)
        top, bottom = box.top() - 0.5, box.bottom() + 0.5
        left, right = box.left() - 0.5, box.right() + 0.5
        painter.drawPolygon(
            QPolygonF([QPointF(centre.x(), top), QPointF(right, bottom), QPointF(left, bottom)])
        )
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setBrush(colour)
        painter.drawEllipse(box)


def _paint_query(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    """A question mark, as noticeable as the other marks."""
    font = painter.font()
    font.setPixelSize(MARK_SIZE * 2)
    font.setBold(True)
    painter.save()
    painter.setFont(font)
    painter.setPen(colour)
    box = QRectF(centre.x() - MARK_SIZE, centre.y() - 2 * MARK_SIZE, 2 * MARK_SIZE, 4 * MARK_SIZE)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), "?")
    painter.restore()


def _sets_language(document: Document, node: NodeId) -> bool:
    here = document.node(node)
    return here.parent is not None and here.language not in (None, document.effective_language(here.parent))


def placeholder(document: Document, node: NodeId) -> str:
    """The muted text shown where a node has no text."""
    here = document.node(node)
    if here.parent is None:
        return QCoreApplication.translate("OutlineView", "Untitled")
    if here.kind is Kind.SECTION:
        return QCoreApplication.translate("OutlineView", "Untitled section")
    if here.kind is Kind.CONCEPT:
        return ""
    # A summary may be written here; until then, say how many sentences it has.
    if any(document.text(child).strip() for child in here.children):
        count = len(here.children)
        words = QCoreApplication.translate("OutlineView", "Paragraph of %Ln sentence(s)", "", count)
        return words.replace("%Ln", number(count))
    return QCoreApplication.translate("OutlineView", "Empty paragraph")


def two_lines_of(words: str, font: QFont, width: int) -> str:
    """As many of the words as fit on two lines of this many pixels."""
    block = TextBlock(words, font, width)
    if block.lines <= 2:
        return words
    second = block.position_in_line(1, 0.0)
    if runs_from_the_right(words):
        second = block.position_in_line(1, float(width))
    rest = QFontMetricsF(font).elidedText(words[second:], Qt.TextElideMode.ElideRight, width - 2)
    return words[:second] + rest


def first_words(document: Document, node: NodeId) -> str:
    """The first text below a node, on one line."""
    for child in document.node(node).children:
        text = document.text(child)
        if text.strip():
            return " ".join(text[:MOST_OF_GIST].split())
    return ""


class OutlineRows:
    """Lays out the rows of the outline."""

    def __init__(self, desk: Desk, rows: VisibleRows, base: QFont) -> None:
        self.desk = desk
        self.rows = rows
        self.translated: NodeId | None = None
        """The node being translated: its row shows the source too."""
        self.terms_of: Callable[[NodeId], Places] = no_terms
        self.misspelt_of: MisspeltOf = no_misspellings
        self.set_font(base)

    @property
    def document(self) -> Document:
        """The document on the desk."""
        return self.desk.document

    def set_font(self, base: QFont) -> None:
        """Derive the fonts of all kinds from the interface font."""
        weight = QFont.Weight
        self.fonts: dict[int | Kind, QFont] = {
            0: sans_font(base, 1.2, weight.Bold),
            1: sans_font(base, 1.08, weight.DemiBold),
            2: sans_font(base, 1.0, weight.DemiBold),
            Kind.PARAGRAPH: sans_font(base, 1.0, weight.Medium),
            Kind.CONCEPT: sans_font(base),
        }
        self.small, self.quiet = sans_font(base, 0.8), sans_font(base, 0.88)
        metrics = QFontMetricsF(self.fonts[Kind.CONCEPT])
        self.unit = round(metrics.height())
        self.letter = metrics.averageCharWidth()

    def source_above(self, key: NodeId, width: int) -> SourceAbove | None:
        """The source above the row in which it is being translated."""
        if key != self.translated or key not in self.document:
            return None
        return SourceAbove(self.document, key, self.quiet, width, self.terms_of(key))

    def text_left(self, depth: int) -> int:
        """Left edge of the text of a row at this depth."""
        if depth == 0:
            return PADDING + 4
        return round(PADDING + self.unit * 1.15 * depth)

    def estimates(self, keys: Sequence[NodeId], width: int) -> list[int]:
        """Estimated from the length of the source text; no language is looked up."""
        nodes, opened = self.document.node, self.desk.outline_folds.opened
        line = round(self.unit * LINE_SPACING)
        base = round(self.unit * 1.4)
        per_line = max(10, int((width - self.unit * 5) / max(1.0, self.letter * 1.02)))
        found = []
        for key in keys:
            node = nodes(key)
            rendition = node.renditions.get(node.source_language)
            length = len(rendition.text) if rendition is not None else 0
            if not length and node.kind is Kind.PARAGRAPH and node.children and key not in opened:
                first = nodes(node.children[0])
                rendition = first.renditions.get(first.source_language)
                length = min(len(rendition.text), per_line + 1) if rendition is not None else 0
            found.append(base + line * (length // per_line))
        return found

    def face(self, key: NodeId, width: int) -> OutlineFace:
        """The row of a node."""
        return OutlineFace(self, key, self.depth_of(key), width)

    def depth_of(self, node: NodeId) -> int:
        """Depth below the zoomed node."""
        depth = 0
        place: NodeId | None = node
        while place is not None and place != self.rows.top:
            place = self.document.node(place).parent
            depth += 1
        return depth

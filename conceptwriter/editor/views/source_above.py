"""The source of what is being translated, small and muted above the row that contains the caret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPen, QTextCharFormat

from conceptwriter.editor.strip.text_block import Stretch, TextBlock
from conceptwriter.editor.views.marks import short_name
from conceptwriter.language import find_language, is_language_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

CHIP_PADDING = 7

Places = tuple[tuple[int, int], ...]
"""Where in a source the terms of a glossary are: first character and end."""


def no_terms(_node: NodeId) -> Places:
    """Where there is no glossary."""
    return ()


class SourceAbove:
    """One or more laid-out lines: the language of the source, and its text."""

    def __init__(
        self, document: Document, node: NodeId, font: QFont, width: int, terms: Sequence[tuple[int, int]] = ()
    ) -> None:
        """`terms`: places that are underlined."""
        here, target = document.node(node), document.effective_language(node)
        self.font = font
        self.chip = short_name(here.source_language)
        metrics = QFontMetricsF(font)
        self.chip_width = round(metrics.horizontalAdvance(self.chip)) + 2 * CHIP_PADDING
        self.chip_height = round(metrics.height()) + 3
        text, room = document.source_text(node), max(60, width - self.chip_width - 9)
        self.hint_from = len(text)
        self.terms = [(start, end) for start, end in terms if 0 <= start < end <= len(text)]
        self.left = self.chip_width + 9
        between = round(metrics.height() * 0.12)
        self.block = TextBlock(text, font, room, between)
        if document.shows_source(node):
            hinted = TextBlock(text + hint(target), font, room, between)
            if hinted.lines == self.block.lines:  # if there is room for it
                self.block = hinted
        self.gap = round(metrics.height() * 0.45)
        self.height = max(self.block.height, self.chip_height) + self.gap

    def paint(self, painter: QPainter, x: int, y: int, shades: Shades) -> None:
        """Paint with the top left corner at a point."""
        line = self.block.line_rect(0).height()
        box = QRectF(x + 0.5, y + (line - self.chip_height) / 2 + 0.5, self.chip_width, self.chip_height)
        painter.setPen(QPen(shades.line, 1))
        painter.setBrush(shades.side)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(self.font)
        painter.setPen(shades.accent)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.chip)
        quiet = QTextCharFormat()
        quiet.setForeground(QBrush(shades.accent))
        painter.setPen(shades.muted)
        looks = [Stretch(self.hint_from, len(self.block.text), quiet)]
        for start, end in self.terms:
            term = QTextCharFormat()
            term.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            term.setUnderlineColor(shades.accent)
            term.setForeground(QBrush(shades.ink))
            looks.append(Stretch(start, end, term))
        self.block.draw(painter, x + self.left, y, looks)


def hint(language: str) -> str:
    """What to do where there is no text in this language yet."""
    words = QCoreApplication.translate(
        "SourceAbove", "Not translated into {language} yet. Type the translation here."
    )
    return "   " + words.format(language=name_of(language))


def name_of(language: str) -> str:
    """The program's name for a language."""
    return find_language(language).english_name if is_language_code(language) else language


def source_wanted(desk: Desk) -> NodeId | None:
    """The node under the caret, if typing there writes a translation."""
    caret = desk.caret
    if caret is None or caret.node not in desk.document:
        return None
    translated = desk.document.is_translated(caret.node) and bool(desk.document.source_text(caret.node))
    return caret.node if translated else None


def spoken_source(document: Document, node: NodeId | None) -> str:
    """The same for a screen reader."""
    if node is None:
        return ""
    words = QCoreApplication.translate("SourceAbove", "Translating from {language}: {text}")
    return words.format(
        language=name_of(document.node(node).source_language), text=document.source_text(node)
    )

"""How inline Markdown marks look while writing: the marks faint, the marked text in its own style.

The text stays the same, character for character; only its look changes, identically where it is painted and
in the live editor, so that nothing moves on a click.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QBrush, QFont, QSyntaxHighlighter, QTextCharFormat

from conceptwriter.editor.strip.text_block import Stretch, Units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextDocument

    from conceptwriter.editor.strip.shades import Shades

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_STRONG = re.compile(r"(?<![\\*_\w])(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?![*_])")
_EMPHASIS = re.compile(r"(?<![\\*_\w])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![*_\w])")
_LINK = re.compile(r"!?\[([^\[\]]+)\]\(([^()\s]*)(?:\s+\"[^\"]*\")?\)")

MONOSPACED = ["DejaVu Sans Mono", "Menlo", "Consolas", "Noto Sans Mono"]


def inline_looks(text: str, shades: Shades) -> list[Stretch]:
    """The looks of one line of text; later ones override earlier ones."""
    if not any(mark in text for mark in "*_`["):
        return []
    return [*_styled(text), *_faint(text, shades)]


def _styled(text: str) -> Iterator[Stretch]:
    for match in _STRONG.finditer(text):
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        yield Stretch(match.start(2), match.end(2), bold)
    for match in _EMPHASIS.finditer(text):
        slanted = QTextCharFormat()
        slanted.setFontItalic(True)
        yield Stretch(match.start(2), match.end(2), slanted)
    for match in _CODE.finditer(text):
        mono = QTextCharFormat()
        mono.setFontFamilies(MONOSPACED)
        yield Stretch(match.start(2), match.end(2), mono)


def _faint(text: str, shades: Shades) -> Iterator[Stretch]:
    faint, link = QTextCharFormat(), QTextCharFormat()
    faint.setForeground(QBrush(shades.muted))
    link.setForeground(QBrush(shades.accent))
    for pattern in (_STRONG, _EMPHASIS, _CODE):
        for match in pattern.finditer(text):
            yield Stretch(match.start(1), match.end(1), faint)
            yield Stretch(match.end(2), match.end(), faint)
    for match in _LINK.finditer(text):
        yield Stretch(match.start(), match.start(1), faint)
        yield Stretch(match.start(1), match.end(1), link)
        yield Stretch(match.end(1), match.end(), faint)


def looks_of_lines(text: str, shades: Shades) -> list[Stretch]:
    """The looks of a text with line breaks."""
    found: list[Stretch] = []
    start = 0
    for line in text.split("\n"):
        found.extend(
            Stretch(start + stretch.start, start + stretch.end, stretch.look)
            for stretch in inline_looks(line, shades)
        )
        start += len(line) + 1
    return found


def flattened(stretches: list[Stretch], length: int) -> list[Stretch]:
    """Stretches without overlap, each with the looks of all overlapping ones merged."""
    if not stretches:
        return []
    edges = sorted({0, length, *(s.start for s in stretches), *(s.end for s in stretches)})
    flat: list[Stretch] = []
    for start, end in itertools.pairwise(edges):
        over = [stretch.look for stretch in stretches if stretch.start <= start and end <= stretch.end]
        if over:
            merged = QTextCharFormat()
            for look in over:
                merged.merge(look)
            flat.append(Stretch(start, end, merged))
    return flat


class InlineHighlighter(QSyntaxHighlighter):
    """Gives the live editor the same looks; off until `shades` is set."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.shades: Shades | None = None

    def highlightBlock(self, text: str) -> None:
        """Style one line."""
        if self.shades is None:
            return
        units = Units(text)
        for stretch in flattened(inline_looks(text, self.shades), len(text)):
            start = units.of(stretch.start)
            self.setFormat(start, units.of(stretch.end) - start, stretch.look)

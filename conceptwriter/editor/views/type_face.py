"""The fonts of the two views: a humanist sans for the outline, a book face for the text."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF

BOOK_FAMILIES = [
    "Source Serif 4",
    "Source Serif Pro",
    "Charter",
    "Iowan Old Style",
    "Georgia",
    "Cambria",
    "Noto Serif",
    "DejaVu Serif",
    "Noto Serif CJK SC",
    "Noto Naskh Arabic",
    "Noto Serif Devanagari",
]
"""Book faces of the common systems, in order of preference; fallback fonts cover other scripts."""

CHARACTERS_A_LINE = 70


def book_font(base: QFont, scale: float = 1.25, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The text's font, `scale` times the size of the interface font."""
    font = QFont(base)
    font.setFamilies(BOOK_FAMILIES)
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPointSizeF(max(6.0, base.pointSizeF() * scale))
    font.setWeight(weight)
    return font


def sans_font(base: QFont, scale: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The outline's font, `scale` times the size of the interface font."""
    font = QFont(base)
    font.setPointSizeF(max(5.0, base.pointSizeF() * scale))
    font.setWeight(weight)
    return font


def line_gap(font: QFont, spacing: float) -> int:
    """Space between lines so that a line takes `spacing` times the height of its letters."""
    return round(QFontMetricsF(font).height() * (spacing - 1.0))


def measure_width(font: QFont, characters: int = CHARACTERS_A_LINE) -> int:
    """Width of a line of this many average letters of running text."""
    sample = "the quick brown fox jumps over the lazy dog and runs "
    return round(QFontMetricsF(font).horizontalAdvance(sample) / len(sample) * characters)

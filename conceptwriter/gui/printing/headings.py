"""Where the headings of a laid out text stand, for the bookmarks of a PDF file."""

from __future__ import annotations

from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QTextDocument

from conceptwriter.gui.printing.layout import DOTS_PER_INCH, is_heading, page_of, top_of

_POINTS_PER_INCH = 72
_PICTURE = "\ufffc"

Heading = tuple[int, str, int, float]
"""Level from 1, text, page from 0, and points above the lower edge of the page."""


def headings_of(document: QTextDocument, device: QPagedPaintDevice, pages: tuple[int, int]) -> list[Heading]:
    """The headings on the pages that are drawn, from the first to the last (0: all)."""
    layout = device.pageLayout()
    height = layout.fullRect(QPageLayout.Unit.Point).height()
    margin = layout.margins(QPageLayout.Unit.Point).top()
    first, last = max(1, pages[0]) - 1, pages[1] or document.pageCount()
    found: list[Heading] = []
    block = document.begin()
    while block.isValid():
        text = " ".join(block.text().replace(_PICTURE, " ").split())
        if is_heading(block) and text:
            page = page_of(document, block)
            above = top_of(document, block) % document.pageSize().height()
            place = height - margin - above / DOTS_PER_INCH * _POINTS_PER_INCH
            if first <= page < last:
                found.append((block.blockFormat().headingLevel(), text, page - first, round(place, 2)))
        block = block.next()
    return found

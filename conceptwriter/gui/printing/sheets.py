"""Drawing laid out pages on a device, each with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPainter,
    QPalette,
    QTextDocument,
    QTextLine,
)

from conceptwriter.gui.printing.fonts import families_for
from conceptwriter.gui.printing.layout import DOTS_PER_INCH, page_at
from conceptwriter.gui.printing.order import Order

_NUMBER_SIZE = 9.0
_FAR_OFF = QPointF(0, 1_000_000)
_NUMBER_AT = 0.45
"""How far down in the bottom margin."""


def draw_sheets(
    document: QTextDocument,
    device: QPagedPaintDevice,
    order: Order,
    pages: tuple[int, int],
    report: Callable[[int, int], object],
) -> None:
    """Draw the pages from the first to the last (0: all). Raises OSError if the device cannot be drawn on."""
    count = document.pageCount()
    first, last = max(1, pages[0]), min(count, pages[1] or count)
    before = _lines_before_pages(document)
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the file or printer cannot be opened")
    try:
        for number in range(first, last + 1):
            if number > first and not device.newPage():
                raise OSError("the device took no further page")
            with _out_of_the_way(before.get(number, [])):
                _draw_page(painter, document, device, number)
            _draw_number(painter, device, order, number)
            report(number - first + 1, last - first + 1)
    finally:
        painter.end()


def _lines_before_pages(document: QTextDocument) -> dict[int, list[QTextLine]]:
    """Of each paragraph that goes on on a page, the last line on the one before; by the number of the page.

    Qt draws this line too, outside of the page's area. It would not be seen, but be found twice by a search,
    and read aloud twice.
    """
    found: dict[int, list[QTextLine]] = {}
    block = document.begin()
    while block.isValid():
        top, layout = document.documentLayout().blockBoundingRect(block).top(), block.layout()
        before = 0
        for number in range(layout.lineCount()):
            page = page_at(document, top + layout.lineAt(number).y()) + 1
            if number and page != before:
                found.setdefault(page, []).append(layout.lineAt(number - 1))
            before = page
        block = block.next()
    return found


@contextmanager
def _out_of_the_way(lines: list[QTextLine]) -> Iterator[None]:
    """Move lines far off the page, and back."""
    places = [line.position() for line in lines]
    for line, place in zip(lines, places, strict=True):
        line.setPosition(place - _FAR_OFF)
    try:
        yield
    finally:
        for line, place in zip(lines, places, strict=True):
            line.setPosition(place)


def _draw_page(painter: QPainter, document: QTextDocument, device: QPagedPaintDevice, number: int) -> None:
    size = document.pageSize()
    view = QRectF(0, (number - 1) * size.height(), size.width(), size.height())
    painter.save()
    painter.scale(device.logicalDpiX() / DOTS_PER_INCH, device.logicalDpiY() / DOTS_PER_INCH)
    painter.translate(0, -view.top())
    painter.setClipRect(view)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = view.adjusted(0, 1, 0, -1)  # a line that ends at the edge would be drawn on both pages
    context.palette.setColor(QPalette.ColorRole.Text, QColor(Qt.GlobalColor.black))
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_number(painter: QPainter, device: QPagedPaintDevice, order: Order, number: int) -> None:
    """In the middle of the bottom margin, in the language's own digits."""
    layout = device.pageLayout()
    area = layout.paintRectPixels(device.logicalDpiX())
    margin = (
        layout.margins().bottom()
        / layout.fullRect().height()
        * layout.fullRectPixels(device.logicalDpiY()).height()
    )
    font = QFont()
    font.setFamilies(families_for(order.tag))
    font.setPointSizeF(_NUMBER_SIZE)
    painter.save()
    painter.setFont(font)
    place = QRectF(0, area.height(), area.width(), margin * _NUMBER_AT * 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, QLocale(order.tag).toString(number))
    painter.restore()

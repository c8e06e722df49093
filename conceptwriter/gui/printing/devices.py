"""What pages are drawn on: a PDF file, or a printer."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter

from conceptwriter.gui.printing.order import MARGIN_MM, Order

_DOTS_PER_INCH = 600
_PAPERS = {
    "A4": QPageSize.PageSizeId.A4,
    "Letter": QPageSize.PageSizeId.Letter,
    "A5": QPageSize.PageSizeId.A5,
    "Legal": QPageSize.PageSizeId.Legal,
}
_WITH_LETTER = frozenset(
    ["BZ", "CA", "CL", "CO", "CR", "DO", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"]
)
"""Countries where paper comes in the sizes of the United States (CLDR, paperSize)."""


def paper_size(name: str, locale: str) -> QPageSize:
    """The size of this name, or (empty) the usual one in the country of a locale such as ``en_US``."""
    usual = "Letter" if locale.rpartition("_")[2] in _WITH_LETTER else "A4"
    return QPageSize(_PAPERS.get(name) or _PAPERS[usual])


def device_for(order: Order) -> tuple[QPagedPaintDevice, tuple[int, int]]:
    """The device, and the first and the last page to draw (0: all)."""
    if order.printer is not None:
        from conceptwriter.gui.printing.printers import printer_for

        return printer_for(order.printer, order.title), (order.printer.first_page, order.printer.last_page)
    writer = QPdfWriter(order.pdf)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(order.title)
    writer.setCreator("ConceptWriter")
    if order.author and hasattr(writer, "setAuthor"):  # since Qt 6.9
        writer.setAuthor(order.author)
    writer.setPageSize(paper_size(order.paper, QLocale.system().name()))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    return writer, (0, 0)

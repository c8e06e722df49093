"""Printers: what was chosen in the system's dialog, and back. Only this module loads Qt's printing."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from conceptwriter.gui.printing.order import MARGIN_MM, PrinterChoice


def printer_for(choice: PrinterChoice, title: str) -> QPrinter:
    """A printer with everything that was chosen."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if choice.name:
        printer.setPrinterName(choice.name)
    if choice.file:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(choice.file)
    printer.setDocName(title)
    printer.setCreator("ConceptWriter")
    layout = page_layout(choice)
    if layout is not None:
        printer.setPageLayout(layout)
    printer.setCopyCount(choice.copies)
    printer.setCollateCopies(choice.collates)
    printer.setDuplex(QPrinter.DuplexMode(choice.duplex))
    colours = QPrinter.ColorMode
    printer.setColorMode(colours.Color if choice.in_colour else colours.GrayScale)
    return printer


def choice_of(printer: QPrinter) -> PrinterChoice:
    """What was chosen for a printer; margins that no text fits well in become the usual ones."""
    layout = printer.pageLayout()
    margins = layout.margins(QPageLayout.Unit.Millimeter)
    sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
    size = layout.pageSize().size(QPageSize.Unit.Millimeter)
    is_range = printer.printRange() == QPrinter.PrintRange.PageRange
    writes_file = printer.outputFormat() == QPrinter.OutputFormat.PdfFormat
    return PrinterChoice(
        name="" if writes_file else printer.printerName(),
        file=printer.outputFileName() if writes_file else "",
        copies=max(1, printer.copyCount()),
        collates=printer.collateCopies(),
        first_page=printer.fromPage() if is_range else 0,
        last_page=printer.toPage() if is_range else 0,
        in_colour=printer.colorMode() == QPrinter.ColorMode.Color,
        duplex=printer.duplex().value,
        paper_mm=(size.width(), size.height()),
        is_landscape=layout.orientation() == QPageLayout.Orientation.Landscape,
        margins_mm=tuple(max(side, MARGIN_MM) for side in sides),  # type: ignore[arg-type]
    )


def page_layout(choice: PrinterChoice) -> QPageLayout | None:
    """The layout that was chosen in the dialog; None: the printer's own."""
    if not all(choice.paper_mm):
        return None
    size = QPageSize(QSizeF(*choice.paper_mm), QPageSize.Unit.Millimeter)
    turned = QPageLayout.Orientation.Landscape if choice.is_landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(size, turned, QMarginsF(*choice.margins_mm), QPageLayout.Unit.Millimeter)

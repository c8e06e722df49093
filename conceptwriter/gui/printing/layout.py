"""Laying out a text on pages of the size of a device."""

from __future__ import annotations

from math import floor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextOption,
)

from conceptwriter.gui.printing.fonts import MONOSPACED, SIZE, families_for
from conceptwriter.gui.printing.order import Order

DOTS_PER_INCH = 96
"""A text is laid out in the pixels of a usual screen, in which Qt takes margins and pictures to be, and drawn
larger. On a device of many dots itself, Qt leaves the margins as small as they are."""
_METRES_PER_INCH = 0.0254
_ROUNDING = 0.5
_STYLE = """
h1 { font-size: 20pt; margin-top: 26px; margin-bottom: 12px; }
h2 { font-size: 16pt; margin-top: 24px; margin-bottom: 9px; }
h3 { font-size: 13pt; margin-top: 20px; margin-bottom: 7px; }
h4, h5, h6 { font-size: 11pt; margin-top: 16px; margin-bottom: 5px; }
p { margin-top: 0px; margin-bottom: 9px; line-height: 125%; }
li { margin-bottom: 4px; }
pre { white-space: pre-wrap; font-family: MONO; font-size: 9pt; margin-top: 6px; margin-bottom: 10px; }
code { font-family: MONO; font-size: 9pt; }
a { color: black; text-decoration: none; }
p.note { font-size: 9pt; color: #444444; margin-left: 16px; }
div.notes p { font-size: 9pt; margin-bottom: 4px; }
table { border-collapse: collapse; margin-top: 6px; margin-bottom: 12px; }
table.bilingual { border-style: none; }
"""
"""Sizes of letters in points, of gaps in pixels: Qt knows no points for those."""


class _Text(QTextDocument):
    """Reads the pictures of its order, and nothing else."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self._pictures = {name: Path(order.folder) / name for name in order.pictures}
        self.usual_screen = QImage(1, 1, QImage.Format.Format_RGB32)
        self.usual_screen.setDotsPerMeterX(round(DOTS_PER_INCH / _METRES_PER_INCH))
        self.usual_screen.setDotsPerMeterY(round(DOTS_PER_INCH / _METRES_PER_INCH))

    def loadResource(self, _kind: int, name: QUrl | str) -> Any:
        """A picture, or nothing."""
        path = self._pictures.get(name if isinstance(name, str) else name.toString())
        return QImage(str(path)) if path is not None else QImage()


def lay_out(order: Order, device: QPagedPaintDevice) -> QTextDocument:
    """The whole text on pages as wide and high as the device's area between the margins."""
    direction = Qt.LayoutDirection.RightToLeft if order.is_right_to_left else Qt.LayoutDirection.LeftToRight
    document = _Text(order)
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    font = QFont()
    font.setFamilies(families_for(order.tag))
    font.setPointSizeF(SIZE)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(font)
    option = QTextOption(document.defaultTextOption())
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setDefaultStyleSheet(_STYLE.replace("MONO", ", ".join(f"'{name}'" for name in MONOSPACED)))
    document.setUseDesignMetrics(True)
    screen = document.usual_screen
    document.documentLayout().setPaintDevice(screen)
    area = device.pageLayout().paintRect(QPageLayout.Unit.Inch)
    document.setHtml(order.html)
    # whole pixels, for Qt rounds the height to a 64th: after some hundred pages, lines would be cut
    size = QSizeF(floor(area.width() * DOTS_PER_INCH), floor(area.height() * DOTS_PER_INCH))
    _fit_pictures(document, size.width())
    document.setPageSize(size)
    # else Qt lays out the rest later, and loses it if the text changes before
    document.documentLayout().documentSize()
    keep_headings(document)
    _check_whole(document)
    return document


def _check_whole(document: QTextDocument) -> None:
    """Raise RuntimeError rather than leave text out."""
    document.documentLayout().documentSize()
    block = document.begin()
    while block.isValid():
        if block.length() > 1 and not block.layout().lineCount():
            raise RuntimeError(f"no place was found for “{block.text()[:40]}”")
        block = block.next()


def _fit_pictures(document: QTextDocument, width: float) -> None:
    """Make pictures at most as wide as the text."""
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            picture = fragment.charFormat().toImageFormat()
            if picture.isValid():
                _fit(document, fragment.position(), fragment.length(), picture, width)
            fragments += 1
        block = block.next()


def _fit(document: QTextDocument, place: int, length: int, picture: QTextImageFormat, width: float) -> None:
    image = document.resource(QTextDocument.ResourceType.ImageResource, QUrl(picture.name()))
    if not isinstance(image, QImage) or image.width() <= width:
        return
    picture.setWidth(width)
    picture.setHeight(image.height() * width / image.width())
    cursor = QTextCursor(document)
    cursor.setPosition(place)
    cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
    cursor.setCharFormat(picture)


def keep_headings(document: QTextDocument) -> None:
    """Begin a new page at a heading whose text would only begin on the next one."""
    block = document.begin()
    while block.isValid():
        following = block.next()
        if not is_heading(block) or is_heading(block.previous()):
            block = following
            continue
        last = block
        while is_heading(last.next()):
            last = last.next()
        if last.next().isValid() and page_of(document, block) != page_of(document, last.next()):
            cursor = QTextCursor(block)
            form = QTextBlockFormat()
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            cursor.mergeBlockFormat(form)
        block = last.next()


def is_heading(block: QTextBlock) -> bool:
    """Whether it is one; not the end of the document."""
    return block.isValid() and block.blockFormat().headingLevel() > 0


def page_of(document: QTextDocument, block: QTextBlock) -> int:
    """The page, counted from 0, on which the first line of a block stands."""
    return page_at(document, top_of(document, block))


def top_of(document: QTextDocument, block: QTextBlock) -> float:
    """How far the first line of a block is below the top of the first page."""
    place = document.documentLayout().blockBoundingRect(block).top()
    return place + block.layout().lineAt(0).y() if block.layout().lineCount() else place


def page_at(document: QTextDocument, place: float) -> int:
    """The page, counted from 0, at a distance from the top of the first one."""
    return int((place + _ROUNDING) // document.pageSize().height())

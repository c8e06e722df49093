"""The shelf as a list for a view: captions, installed bundles, offers; and how a line is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.gui.bundles.shelf import INSTALLED, OFFERED, TRANSLATING, WANTED, ShelfItem
from conceptwriter.gui.bundles.wording import (
    language_count,
    languages_words,
    licences_in_short,
    size_words,
    translated,
)
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_CAPTIONS = {
    INSTALLED: QT_TRANSLATE_NOOP("Models", "INSTALLED"),
    WANTED: QT_TRANSLATE_NOOP("Models", "TRANSLATION MODELS FOR THESE LANGUAGES"),
    OFFERED: QT_TRANSLATE_NOOP("Models", "AVAILABLE"),
    TRANSLATING: QT_TRANSLATE_NOOP("Models", "OTHER TRANSLATION MODELS"),
}


class ShelfModel(QAbstractListModel):
    """One row per bundle, and an unselectable caption above each group. UserRole gives the ShelfItem."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ShelfItem | str] = []

    def show(self, items: Sequence[ShelfItem]) -> None:
        """Show these items."""
        rows: list[ShelfItem | str] = []
        group = ""
        for item in items:
            if item.group != group:
                group = item.group
                rows.append(group)
            rows.append(item)
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def item(self, row: int) -> ShelfItem | None:
        """The bundle of a row; None for a caption."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, ShelfItem) else None

    def row_of(self, key: str) -> int:
        """The row of an item, else of the first one; -1 when there is none."""
        items = {row: found for row, found in enumerate(self._rows) if isinstance(found, ShelfItem)}
        return next((row for row, found in items.items() if found.key == key), min(items, default=-1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found = self._rows[index.row()]
        if isinstance(found, str):
            caption = translated(_CAPTIONS[found])
            return caption if role in (Role.DisplayRole, Role.AccessibleTextRole) else None
        if role == Role.DisplayRole:
            return f"{found.title} {found.version}".strip()
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            parts = (f"{found.title} {found.version}".strip(), badge_words(found), summary_words(found))
            words = ", ".join(part for part in parts if part)
            return plain_tip(words) if role == Role.ToolTipRole else words
        return found if role == Role.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], ShelfItem):
            return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemNeverHasChildren


def badge_words(item: ShelfItem) -> str:
    """The one thing to see at a glance: in use, or damaged."""
    if item.problem:
        return translated(QT_TRANSLATE_NOOP("Models", "damaged"))
    if item.serves:
        return translated(QT_TRANSLATE_NOOP("Models", "in use"))
    return ""


def summary_words(item: ShelfItem) -> str:
    """Size, languages, licence."""
    return "  ·  ".join(_summary_parts(item))


def _summary_parts(item: ShelfItem) -> list[str]:
    if item.problem:
        return [item.problem]
    size = item.bytes_on_disk
    parts = [
        size_words(size) if size is not None else "",
        item.precision,
        _languages(item),
        licences_in_short(item.licences),
    ]
    return [part for part in parts if part]


def _languages(item: ShelfItem) -> str:
    if not item.languages:
        return ""
    return languages_words(item.languages) if len(item.languages) == 1 else language_count(item.languages)


class ShelfDelegate(QStyledItemDelegate):
    """Title and badge in the first line, the key facts in the second, as far as there is room.

    Uses the program's own colours: a style sheet makes the muted text of an option too faint to read.
    """

    MARGIN, GAP = 10, 3

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        options: Any = option  # PySide's stubs omit the fields of style options
        item = index.data(Role.UserRole)
        area: QRect = options.rect.adjusted(self.MARGIN, 0, -self.MARGIN, 0)
        palette = QApplication.palette()
        painter.save()
        if isinstance(item, ShelfItem):
            self._paint_ground(painter, options)
            self._paint_item(painter, options, area.adjusted(0, 7, 0, -7), item)
        else:
            painter.setFont(_scaled(options.font, 0.82, bold=True))
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignBottom | _leading(options.direction)
            painter.drawText(area.adjusted(0, 0, 0, -4), int(flags), str(index.data(Role.DisplayRole)))
        painter.restore()

    def _paint_ground(self, painter: QPainter, options: Any) -> None:
        """Selected and hovered rows as in the style sheet elsewhere."""
        style = options.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, options, painter, options.widget)

    def _paint_item(self, painter: QPainter, options: Any, area: QRect, item: ShelfItem) -> None:
        palette = QApplication.palette()
        ink, muted = QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText
        leading, trailing = _leading(options.direction), _trailing(options.direction)
        elide = Qt.TextElideMode.ElideRight
        small = _scaled(options.font, 0.9)
        badge = badge_words(item)
        painter.setFont(small)
        warns = QPalette.ColorRole.BrightText if item.problem else QPalette.ColorRole.Link
        painter.setPen(palette.color(warns))
        painter.drawText(area, int(trailing | Qt.AlignmentFlag.AlignTop), badge)
        taken = QFontMetrics(small).horizontalAdvance(badge) + 2 * self.MARGIN if badge else 0
        strong = _scaled(options.font, 1.0, bold=True)
        metrics = QFontMetrics(strong)
        painter.setFont(strong)
        painter.setPen(palette.color(ink))
        title = metrics.elidedText(f"{item.title} {item.version}".strip(), elide, area.width() - taken)
        painter.drawText(area, int(leading | Qt.AlignmentFlag.AlignTop), title)
        painter.setFont(small)
        painter.setPen(palette.color(muted))
        words = QFontMetrics(small).elidedText(_isolated(_summary_parts(item)), elide, area.width())
        below = area.adjusted(0, metrics.height() + self.GAP, 0, 0)
        painter.drawText(below, int(leading | Qt.AlignmentFlag.AlignTop), words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        options: Any = option
        line = QFontMetrics(options.font).height()
        if isinstance(index.data(Role.UserRole), ShelfItem):
            return QSize(0, 2 * line + self.GAP + 14)
        return QSize(0, line + 14)


def _isolated(parts: Sequence[str]) -> str:
    """Each part in its own direction: “74.8 MB” stays together in a right-to-left window."""
    return "  ·  ".join(f"\u2068{part}\u2069" for part in parts)


def _scaled(font: QFont, by: float, *, bold: bool = False) -> QFont:
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * by)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def _leading(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Absolute alignment, because the painter has no layout direction."""
    rtl = direction == Qt.LayoutDirection.RightToLeft
    return Qt.AlignmentFlag.AlignAbsolute | (
        Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    )


def _trailing(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    rtl = direction == Qt.LayoutDirection.RightToLeft
    return Qt.AlignmentFlag.AlignAbsolute | (
        Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight
    )

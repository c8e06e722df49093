"""A list whose rows have two lines: the name above, details below, a remark at the far end."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
BELOW = int(Role.UserRole) + 1
"""The second line: a list of parts."""
REMARK = int(Role.UserRole) + 2
"""The text at the far end of the first line."""
FAINT = int(Role.UserRole) + 3
"""True for a row whose first line is not the writer's text."""


ROWS_A_TURN = 250


class TwoLineDelegate(QStyledItemDelegate):
    """Uses the program's own colours: a style sheet makes an option's muted text too faint."""

    MARGIN, GAP, AROUND = 10, 3, 7

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        options: Any = option  # PySide's stubs omit the fields of style options
        style = options.widget.style()
        options.state &= ~QStyle.StateFlag.State_HasFocus
        painter.save()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, options, painter, options.widget)
        area: QRect = options.rect.adjusted(self.MARGIN, self.AROUND, -self.MARGIN, -self.AROUND)
        self._paint_words(painter, options, area, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, options: Any, area: QRect, index: Index) -> None:
        palette = QApplication.palette()
        ink, muted = QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText
        rtl = options.direction == Qt.LayoutDirection.RightToLeft
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        leading, trailing = (right, left) if rtl else (left, right)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
        small, strong = _scaled(options.font, 0.9), _scaled(options.font, 1.0)
        remark = str(index.data(REMARK) or "")
        painter.setFont(small)
        painter.setPen(palette.color(muted))
        painter.drawText(area, int(trailing | top), isolated([remark]))
        taken = QFontMetrics(small).horizontalAdvance(remark) + 2 * self.MARGIN if remark else 0
        metrics = QFontMetrics(strong)
        painter.setFont(strong)
        painter.setPen(palette.color(muted if index.data(FAINT) else ink))
        title = metrics.elidedText(
            str(index.data(Role.DisplayRole)), Qt.TextElideMode.ElideRight, area.width() - taken
        )
        painter.drawText(area, int(leading | top | Qt.TextFlag.TextSingleLine), isolated([title]))
        painter.setFont(small)
        painter.setPen(palette.color(muted))
        below = QFontMetrics(small).elidedText(
            isolated(index.data(BELOW) or []), Qt.TextElideMode.ElideRight, area.width()
        )
        place = area.adjusted(0, metrics.height() + self.GAP, 0, 0)
        painter.drawText(place, int(leading | top | Qt.TextFlag.TextSingleLine), below)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - all rows alike
        options: Any = option
        small = QFontMetrics(_scaled(options.font, 0.9)).height()
        return QSize(0, QFontMetrics(options.font).height() + small + self.GAP + 2 * self.AROUND)


def two_line_list(parent: QWidget, name: str) -> QListView:
    """A list with such rows; `name` is its name for screen readers."""
    made = QListView(parent)
    made.setAccessibleName(name)
    made.setItemDelegate(TwoLineDelegate(made))
    made.setUniformItemSizes(True)
    made.setLayoutMode(QListView.LayoutMode.Batched)  # a long list must not block the window
    made.setBatchSize(ROWS_A_TURN)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return made


def choose(view: QListView, row: int) -> None:
    """Select one row alone; `setCurrentIndex` would add to the selection while Ctrl is held."""
    index = view.model().index(row, 0)
    view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def side_by_side(left: QWidget, right: QWidget, sizes: list[int]) -> QSplitter:
    """Two halves of a dialog with a movable divider between them."""
    parts = QSplitter(Qt.Orientation.Horizontal)
    parts.setChildrenCollapsible(False)
    parts.setHandleWidth(1)
    for half in (left, right):
        framed = QWidget()
        around = QHBoxLayout(framed)
        around.setContentsMargins(10, 0, 10, 0)  # the same on both sides: margins are not mirrored
        around.addWidget(half)
        parts.addWidget(framed)
    parts.setSizes(sizes)
    return parts


def isolated(parts: list[str]) -> str:
    """Each part in its own direction: “74.8 MB” stays together in a right-to-left window."""
    return "  ·  ".join(f"\u2068{part}\u2069" for part in parts if part)


def _scaled(font: QFont, by: float) -> QFont:
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * by)
    return made

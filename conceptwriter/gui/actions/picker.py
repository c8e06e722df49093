"""A search field over a list, on top of the window: command palette, language picker, recent files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.plain import PlainLabel, on_button, plain_tip
from conceptwriter.gui.actions.fuzzy import ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One line: its text, the detail after it, and why it cannot be chosen if it cannot."""

    key: str
    text: str
    detail: str = ""
    right: str = ""
    enabled: bool = True
    search: str = ""
    why: str = ""
    """Why it cannot be chosen and what would help, in whole sentences."""
    offer: str = ""
    """What choosing it does instead; passed to `offered` of `Picker.ask`."""
    by_hand: bool = False
    """It can still be chosen, to be written by hand; passed to `by_hand` of `Picker.ask`."""
    offer_first: bool = False
    """Enter accepts the offer, and Shift+Enter is to write by hand; otherwise the other way round."""

    @property
    def spoken(self) -> str:
        """The whole line for a screen reader."""
        return ", ".join(
            part for part in (self.text, self.detail, self.why or self.right, self.offer) if part
        )


class _EntryModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.spoken)
        if role == Qt.ItemDataRole.UserRole:
            return entry
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        selectable = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.isValid() and _can_be_taken(self.entries[index.row()]):
            return selectable | Qt.ItemFlag.ItemIsEnabled
        return selectable


def _can_be_taken(entry: Entry) -> bool:
    return entry.enabled or bool(entry.offer) or entry.by_hand


class _EntryDelegate(QStyledItemDelegate):
    """Text at the left, muted detail after it, keys at the right."""

    MARGIN = 12

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        options: Any = option  # PySide's stubs omit the fields of style options
        painter.save()
        area = options.rect
        if options.state & QStyle.StateFlag.State_Selected:
            palette: QPalette = options.palette
            painter.fillRect(area, palette.color(QPalette.ColorRole.Highlight))
            ink = muted = palette.color(QPalette.ColorRole.HighlightedText)
        else:
            palette = options.palette
            ink = palette.color(QPalette.ColorRole.Text)
            muted = palette.color(QPalette.ColorRole.PlaceholderText)
        if not entry.enabled and not entry.by_hand:
            ink = muted
        area = area.adjusted(self.MARGIN, 0, -self.MARGIN, 0)
        metrics: QFontMetrics = options.fontMetrics
        rtl = options.direction == Qt.LayoutDirection.RightToLeft
        leading = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        trailing = Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setFont(options.font)
        painter.setPen(muted)
        # The name matters most for choosing: the detail after it yields space.
        name = min(metrics.horizontalAdvance(entry.text) + self.MARGIN, area.width() * 2 // 3)
        right = metrics.elidedText(entry.right, Qt.TextElideMode.ElideRight, area.width() - name)
        painter.drawText(area, int(middle | trailing), right)
        room = area.width() - metrics.horizontalAdvance(right) - (self.MARGIN if right else 0)
        text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.setPen(ink)
        painter.drawText(area, int(middle | leading), text)
        used = metrics.horizontalAdvance(text) + self.MARGIN
        detail = metrics.elidedText(entry.detail, Qt.TextElideMode.ElideRight, max(0, room - used))
        painter.setPen(muted)
        shift = (-used, -used) if rtl else (used, used)
        painter.drawText(area.adjusted(shift[0], 0, shift[1], 0), int(middle | leading), detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        options: Any = option
        return QSize(0, options.fontMetrics.height() + 12)


class Picker(QFrame):
    """On top of `window`, near its top; the answer goes to the callback given to `ask`. One at a time."""

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "palette")
        self.setAutoFillBackground(True)
        self._window = window
        self._entries: Sequence[Entry] = ()
        self._chosen: Callable[[str], object] | None = None
        self._offered: Callable[[str], object] | None = None
        self._by_hand: Callable[[str], object] | None = None
        self._leaving = False
        self.room: Callable[[], QRect] = window.rect
        """The parts of the window it covers, near the top and in the middle."""
        self.field = QLineEdit(self)
        self.list = QListView(self)
        self.model = _EntryModel(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.empty = PlainLabel(self.tr("No results"), self)
        self.empty.setProperty("role", "hint")
        self.empty.setMargin(14)
        self._make_help()
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self.empty)
        layout.addWidget(self.help)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        self.list.selectionModel().currentChanged.connect(lambda *_ignored: self._show_help())
        self.act.clicked.connect(lambda _checked=False: self._press(offer=True))
        window.installEventFilter(self)
        self.hide()

    def _make_help(self) -> None:
        """Below the list: why the current entry cannot be chosen, and what would help."""
        self.help = QWidget(self)
        self.why = PlainLabel(self.help)
        self.why.setWordWrap(True)
        self.act = QPushButton(self.help)
        self.act.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hand = QPushButton(self.help)
        self.hand.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hand.setAccessibleName(self.tr("Write it yourself"))
        self.hand.clicked.connect(lambda _checked=False: self._press(offer=False))
        row = QHBoxLayout(self.help)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self.why, 1)
        row.addWidget(self.act)
        row.addWidget(self.hand)

    def ask(
        self,
        title: str,
        entries: Sequence[Entry],
        chosen: Callable[[str], object],
        offered: Callable[[str], object] | None = None,
        by_hand: Callable[[str], object] | None = None,
    ) -> None:
        """Show the entries; `chosen` gets the key of the one taken. Esc or a click elsewhere takes none.

        `by_hand` gets the key of an entry chosen to be written without help; `offered` that of one with an
        offer. `Entry.offer_first` decides which of Enter and Shift+Enter means which.
        """
        self._entries, self._chosen, self._offered, self._by_hand = entries, chosen, offered, by_hand
        self.setAccessibleName(title)
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(title)
        self.list.setAccessibleName(title)
        self.field.clear()
        self._filter("")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close; the window returns keyboard focus to where it was."""
        if not self.isVisible() or self._leaving:
            return
        self._leaving = True
        self.hide()
        self._leaving = False
        self.closed.emit()

    def shown(self) -> list[Entry]:
        """The entries that match now, best first."""
        return list(self.model.entries)

    def _filter(self, query: str) -> None:
        entries = list(self._entries)
        if query.strip():
            entries = ranked(query, entries, lambda entry: entry.text, lambda entry: entry.search)
        self.model.show(entries)
        first = next((row for row, entry in enumerate(entries) if _can_be_taken(entry)), 0)
        self.list.setCurrentIndex(self.model.index(first, 0))
        self.list.scrollToTop()
        self.list.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        self._show_help()

    def _show_help(self) -> None:
        row, entries = self.list.currentIndex().row(), self.model.entries
        entry = entries[row] if 0 <= row < len(entries) else None
        self.why.setText(entry.why if entry is not None else "")
        hand = entry is not None and entry.by_hand and not entry.enabled
        offer_first = not hand or (entry is not None and entry.offer_first)
        key = "⏎" if offer_first else "⇧⏎"
        self.act.setText(f"{on_button(entry.offer)}  {key}" if entry is not None and entry.offer else "")
        self.act.setAccessibleName((entry.offer if entry is not None else "") or self.tr("Act on it"))
        self.act.setVisible(bool(self.act.text()))
        key = "⇧⏎" if offer_first and self.act.text() else "⏎"
        self.hand.setText(f"{self.tr('Write it yourself')}  {key}")
        self.hand.setVisible(hand)
        self.help.setVisible(bool(self.why.text()) or hand)
        self._place()

    def _place(self) -> None:
        room = self.room()
        width = min(640, int(room.width() * 0.94))
        rows = min(12, max(1, len(self.model.entries)))
        row_height = self.list.sizeHintForRow(0) if self.model.entries else 0
        self.list.setFixedHeight(rows * row_height + 8)
        height = self._layout.totalSizeHint().height()
        height = min(height, max(120, self._window.height() - 80))
        self.setGeometry(room.left() + (room.width() - width) // 2, 52, width, height)

    def _press(self, *, offer: bool) -> None:
        """Click one of the buttons below the list."""
        row, entries = self.list.currentIndex().row(), self.model.entries
        if 0 <= row < len(entries):
            self._choose(row, shift=entries[row].by_hand and offer is not entries[row].offer_first)

    def _choose(self, row: int, *, shift: bool = False) -> None:
        entries = self.model.entries
        if not 0 <= row < len(entries) or not _can_be_taken(entries[row]):
            return
        entry = entries[row]
        key = entry.key
        chosen = self._chosen if entry.enabled else self._offered
        takes_offer = bool(entry.offer) and shift is not entry.offer_first
        if not entry.enabled and entry.by_hand and not takes_offer:
            chosen = self._by_hand
        self.dismiss()
        if chosen is not None:
            chosen(key)

    def _step(self, by: int) -> None:
        count = len(self.model.entries)
        if count:
            row = (self.list.currentIndex().row() + by) % count
            self.list.setCurrentIndex(self.model.index(row, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.ShortcutOverride and self._owns(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event)
            if event.type() == QEvent.Type.FocusOut and self.isVisible():
                self.dismiss()
        elif watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _owns(self, event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and event.key() in _LIST_KEYS

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key not in _LIST_KEYS:
            return False
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._choose(self.list.currentIndex().row(), shift=shift)
        else:
            self._step(_STEPS[key])
        return True


_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_LIST_KEYS = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, *_STEPS})

"""What Replace All is about to change: each place before and after, to be excluded one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPalette, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.search import Change

    AnyIndex = QModelIndex | QPersistentModelIndex

CONTEXT_BEFORE, CONTEXT_BEHIND = 28, 60
"""Characters shown on either side of a place; few before it, so that it is visible in a narrow window."""
ROWS_SHOWN = 7
PARTS_ROLE = Qt.ItemDataRole.UserRole + 1
"""The text before, the removed text, the new text, and the text after."""
_PADDING = 4
_LINE_WIDTH = 10_000


class ChangesModel(QAbstractListModel):
    """The changes, each with a tick that says whether it will be done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes: list[Change] = []
        self._left_out: set[int] = set()

    def show(self, changes: Sequence[Change]) -> None:
        """Show these, all ticked."""
        self.beginResetModel()
        self._changes, self._left_out = list(changes), set()
        self.endResetModel()

    @property
    def chosen(self) -> list[Change]:
        """The ticked changes."""
        return [change for row, change in enumerate(self._changes) if row not in self._left_out]

    @property
    def count_chosen(self) -> int:
        """The number of ticked changes."""
        return len(self._changes) - len(self._left_out)

    def change(self, row: int) -> Change:
        """The change of a row."""
        return self._changes[row]

    def choose_all(self, chosen: bool) -> None:
        """Tick all, or none."""
        self._left_out = set() if chosen else set(range(len(self._changes)))
        if self._changes:
            last = self.index(len(self._changes) - 1)
            self.dataChanged.emit(self.index(0), last, [Qt.ItemDataRole.CheckStateRole])

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._changes)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        before, gone, put_in, behind = _parts(self._changes[index.row()])
        if role == PARTS_ROLE:
            return before, gone, put_in, behind
        if role == Qt.ItemDataRole.CheckStateRole:
            ticked = index.row() not in self._left_out
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.tr("{before}{gone}{behind}; becomes: {before}{put_in}{behind}")
            return words.format(before=before, gone=gone, put_in=put_in, behind=behind)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{before}{gone} → {put_in}{behind}"
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._left_out.discard(index.row())
        else:
            self._left_out.add(index.row())
        self.dataChanged.emit(index, index, [role])
        return True


class _ChangeFace(QStyledItemDelegate):
    """Draws the removed text struck through and the new text bold, in one line cut around the place."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look: Any = QStyleOptionViewItem(option)  # PySide's stubs omit the fields of style options
        self.initStyleOption(look, index)
        look.text = ""
        style = look.widget.style() if look.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, look, painter, look.widget)
        area = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, look, look.widget)
        selected = bool(look.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        layout = _line_of(index.data(PARTS_ROLE), look.font)
        painter.save()
        painter.setClipRect(area)
        painter.setPen(look.palette.color(role))
        down = max(0.0, (area.height() - layout.boundingRect().height()) / 2)
        layout.draw(painter, QPointF(area.left() + _PADDING, area.top() + down))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        look: Any = option
        return QSize(200, look.fontMetrics.height() + 2 * _PADDING)


class ReplaceList(QFrame):
    """Enter replaces the ticked places, Space ticks, Esc leaves. `asked` carries the changes to do."""

    asked = Signal(list)
    left = Signal()
    looked_at = Signal(object)
    """The change that became current, to be shown in the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ChangesModel(self)
        self.all = QCheckBox(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_ChangeFace(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Places to be replaced, before and after"))
        self.list.installEventFilter(self)
        self.all.setAccessibleName(self.tr("Replace at all places"))
        self.replace = QPushButton(self)
        self.replace.setAccessibleName(self.tr("Replace"))
        self.cancel = QPushButton(self.tr("Cancel"), self)
        for button in (self.replace, self.cancel):
            set_role(button, "small")
            button.setAutoDefault(False)
        self.hint = self.tr("Space leaves one out, Enter replaces, Esc cancels")
        self.list.setToolTip(plain_tip(self.hint))
        self._lay_out()
        self.all.clicked.connect(self.model.choose_all)
        self.model.dataChanged.connect(self._show_chosen)
        self.model.modelReset.connect(self._show_chosen)
        self.list.selectionModel().currentChanged.connect(self._look_at)
        self.replace.clicked.connect(lambda: self.asked.emit(self.model.chosen))
        self.cancel.clicked.connect(self.left)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.all)
        head.addStretch(1)
        head.addWidget(self.replace)
        head.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list)

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Show the list and give it keyboard focus."""
        self.model.show(changes)
        row = self.list.fontMetrics().height() + 2 * _PADDING
        self.list.setFixedHeight(row * min(max(len(changes), 1), ROWS_SHOWN) + 2 * self.list.frameWidth())
        self.show()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.setCurrentIndex(self.model.index(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            act = {
                Qt.Key.Key_Return: self.replace.click,
                Qt.Key.Key_Enter: self.replace.click,
                Qt.Key.Key_Escape: self.cancel.click,
            }.get(Qt.Key(event.key()))
            if act is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    act()
                return True
        return super().eventFilter(watched, event)

    def _look_at(self, current: QModelIndex) -> None:
        if current.isValid() and self.list.hasFocus():
            self.looked_at.emit(self.model.change(current.row()))

    def _show_chosen(self) -> None:
        chosen, total = self.model.count_chosen, self.model.rowCount()
        self.all.setTristate(0 < chosen < total)
        state = Qt.CheckState.PartiallyChecked if 0 < chosen < total else Qt.CheckState.Checked
        self.all.setCheckState(state if chosen else Qt.CheckState.Unchecked)
        self.all.setText(
            self.tr("{chosen} of {total} places").format(chosen=number(chosen), total=number(total))
        )
        self.replace.setText(self.tr("Replace {count}").format(count=number(chosen)))
        self.replace.setEnabled(chosen > 0)


def _parts(change: Change) -> tuple[str, str, str, str]:
    text = change.passage.text
    before = text[max(0, change.start - CONTEXT_BEFORE) : change.start]
    behind = text[change.end : change.end + CONTEXT_BEHIND]
    before = f"…{before}" if change.start > CONTEXT_BEFORE else before
    behind = f"{behind}…" if change.end + CONTEXT_BEHIND < len(text) else behind
    gone = text[change.start : change.end]
    return _in_one_line(before), _in_one_line(gone), _in_one_line(change.put_in), _in_one_line(behind)


def _in_one_line(text: str) -> str:
    return text.replace("\n", " ")


def _line_of(parts: tuple[str, str, str, str], font: QFont) -> QTextLayout:
    before, gone, put_in, behind = parts
    space = " " if gone and put_in else ""
    struck, strong = QTextCharFormat(), QTextCharFormat()
    struck.setFontStrikeOut(True)
    strong.setFontWeight(QFont.Weight.Bold)
    strong.setFontUnderline(True)
    layout = QTextLayout(f"{before}{gone}{space}{put_in}{behind}", font)
    layout.setFormats(
        [
            _formatted(before, gone, struck),
            _formatted(f"{before}{gone}{space}", put_in, strong),
        ]
    )
    layout.beginLayout()
    layout.createLine().setLineWidth(_LINE_WIDTH)
    layout.endLayout()
    return layout


def _formatted(before: str, text: str, look: QTextCharFormat) -> QTextLayout.FormatRange:
    """The look of ``text`` after ``before``; Qt counts in UTF-16."""
    piece: Any = QTextLayout.FormatRange()
    piece.start, piece.length, piece.format = _units(before), _units(text), look
    return cast("QTextLayout.FormatRange", piece)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

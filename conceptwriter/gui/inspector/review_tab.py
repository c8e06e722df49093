"""The list of translations that need checking: each remark with its text; F8 steps through it."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.two_lines import BELOW, FAINT, REMARK, two_line_list
from conceptwriter.editor.wording import language_name, short_language
from conceptwriter.gui.inspector.dismissing import DismissBar
from conceptwriter.gui.inspector.review_filter import FilterBar
from conceptwriter.gui.review.items import Concern, ReviewFilter, ReviewItem
from conceptwriter.gui.review.wording import concern_name, reasons_of
from conceptwriter.outline.edits import bring_back, dismiss

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.review.keeper import ReviewKeeper

Index = QModelIndex | QPersistentModelIndex
LONGEST = 160
"""Characters of a text that a row can show."""


class ReviewModel(QAbstractListModel):
    """The items in the order in which the keeper shows them."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.items: Sequence[ReviewItem] = ()

    def show(self, items: Sequence[ReviewItem]) -> None:
        """Show these from now on."""
        if items == self.items:
            if items:
                self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, 0))
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item)
        if role == BELOW:
            return [reasons_of(item)]
        if role == REMARK:
            return short_language(item.language)
        if role == FAINT:
            return not item.stands
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{self._text(item)}\n{reasons_of(item)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._text(item)}. {language_name(item.language)}: {reasons_of(item)}"
        return None

    def _text(self, item: ReviewItem) -> str:
        document = self._desk.document
        if item.node not in document:
            return ""
        words = " ".join(document.text(item.node, item.language).split())
        return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


class ReviewTab(QWidget):
    """Progress of the translations, and what needs checking."""

    go_requested = Signal(object, str)
    """NodeId, language code."""
    menu_asked = Signal(object)
    """QPoint of the screen: a menu for the current row."""

    def __init__(self, desk: Desk, keeper: ReviewKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._keeper = desk, keeper
        self.summary = PlainLabel(self)
        self.summary.setWordWrap(True)
        set_role(self.summary, "hint")
        self.filter = FilterBar(self)
        self.model = ReviewModel(desk, self)
        self.list = two_line_list(self, self.tr("Sentences to review"))
        self.list.setModel(self.model)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.dismissing = DismissBar(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.summary)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.dismissing)
        self.setFocusProxy(self.list)
        self._is_sought = False
        """The current row is still to be scrolled to, when the list is laid out that far."""
        self.list.verticalScrollBar().rangeChanged.connect(self._seek)
        self.list.activated.connect(self._go)
        self.list.clicked.connect(self._go)
        self.list.customContextMenuRequested.connect(self._ask_menu)
        self.filter.chosen.connect(keeper.set_filter)
        self.dismissing.dismissed.connect(self._dismiss)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._renew)
        keeper.changed.connect(self._soon.start)

    def refresh(self) -> None:
        """Show what has been found."""
        shown = self._keeper.shown
        row = self.list.currentIndex().row()
        self.model.show(shown)
        self.filter.show_for(self._keeper.sorts, self._keeper.filter, measured=self._keeper.is_measured)
        self.summary.setText(self._words(len(shown)))
        self.list.setVisible(bool(shown))
        if self.list.currentIndex().row() < 0 and row >= 0 and self.model.items:  # the model was reset
            self.list.setCurrentIndex(self.model.index(min(row, len(shown) - 1), 0))
        self._follow()

    def let_go(self) -> None:
        """Another document is on the desk."""
        self.dismissing.leave()
        self._keeper.set_filter(ReviewFilter())
        self.model.show(())

    # Dismissing

    def chosen(self) -> ReviewItem | None:
        """The remark a command is about: the current row of the list, else the first on the current node."""
        row = self.list.currentIndex().row()
        current = self._desk.current
        if self.isVisible() and 0 <= row < len(self.model.items):
            item = self.model.items[row]
            if self.list.hasFocus() or item.node == current:
                return item
        here = self._keeper.items_at(current)
        return next((item for item in here if item.may_be_dismissed), here[0] if here else None)

    def ask_dismiss(self, item: ReviewItem | None = None) -> None:
        """Ask why a remark (None: the chosen one) is dismissed."""
        item = self.chosen() if item is None else item
        if item is not None and item.may_be_dismissed:
            self.dismissing.ask(item)

    def bring_back(self) -> None:
        """Take the dismissal of the chosen remark back."""
        item = self.chosen()
        if item is not None and not item.stands:
            document = self._desk.document
            self._desk.attempt(partial(bring_back, document, item.node, item.language, item.flag))

    def _dismiss(self, item: ReviewItem, reason: str) -> None:
        document = self._desk.document
        if item.node in document:
            self._desk.attempt(partial(dismiss, document, item.node, item.language, item.flag, reason))

    def _ask_menu(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:  # the menu key, on the current row
            place = self.list.visualRect(self.list.currentIndex()).center()
        self.menu_asked.emit(self.list.viewport().mapToGlobal(place))

    # Showing

    def _renew(self) -> None:
        if self.isVisible():
            self.refresh()

    def _follow(self) -> None:
        """Select the row of the current node, so that F8 and the list stay in step."""
        current = self._desk.current
        at = self.list.currentIndex().row()
        if self.list.hasFocus() and at >= 0:
            return
        items = self.model.items
        if not (0 <= at < len(items) and items[at].node == current):
            at = next((row for row, item in enumerate(items) if item.node == current), -1)
        if at < 0:
            self.list.clearSelection()
        elif not self.list.selectionModel().isSelected(self.model.index(at, 0)):
            self.list.setCurrentIndex(self.model.index(at, 0))
            self._is_sought = True
            self._seek()

    def _seek(self) -> None:
        """Scroll to the current row: a long list is laid out little by little."""
        index = self.list.currentIndex()
        if self._is_sought and index.isValid() and self.list.visualRect(index).isValid():
            self._is_sought = False
            self.list.scrollTo(index)

    def _go(self, index: Index) -> None:
        if 0 <= index.row() < len(self.model.items):
            item = self.model.items[index.row()]
            self.go_requested.emit(item.node, item.language)

    def _words(self, shown: int) -> str:
        keeper = self._keeper
        lines = [*self._progress(), *([keeper.problem] if keeper.problem else [])]
        counts = Counter[Concern]()
        for sort, number in keeper.sorts.items():
            counts[sort.concern] += number if sort.stands else 0
        if not counts.total() and not keeper.waiting:
            lines.append(self.tr("Nothing is doubtful, outdated or missing."))
        found = "  ·  ".join(f"{counts[one]} {concern_name(one)}" for one in Concern if counts[one])
        lines += [found] if found else []
        if keeper.waiting:
            lines.append(self.tr("%Ln text(s) still to be checked", "", keeper.waiting))
        if keeper.filter.is_set:
            words = self.tr("Shown: {count} of {total}; F8 stops only at these.")
            lines.append(words.format(count=shown, total=len(keeper.items)))
        return "\n".join(lines)

    def _progress(self) -> list[str]:
        """How much is translated, a line for each language."""
        keeper = self._keeper
        lines = []
        source = self._desk.document.root.source_language
        for code, count in keeper.written.most_common():
            if code != source or len(keeper.written) == 1:
                words = self.tr("{language}: {count} of {total}")
                total = max(count, keeper.texts)
                line = words.format(language=language_name(code), count=count, total=total)
                unread = self.tr("{count} translated by the model, not reviewed").format(
                    count=keeper.unread[code]
                )
                lines.append(f"{line}, {unread}" if keeper.unread[code] else line)
        return lines

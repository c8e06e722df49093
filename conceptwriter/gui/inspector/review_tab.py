"""The list of translations that need checking: each text with its reason; F8 steps through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.two_lines import BELOW, REMARK, TwoLineDelegate
from conceptwriter.editor.wording import language_name, short_language
from conceptwriter.gui.review.items import Concern, ReviewItem
from conceptwriter.gui.review.wording import concern_name, reasons_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.review.keeper import ReviewKeeper

Index = QModelIndex | QPersistentModelIndex
LONGEST = 160
"""Characters of a text that a row can show."""


class ReviewModel(QAbstractListModel):
    """The items in reading order."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.items: Sequence[ReviewItem] = ()

    def show(self, items: Sequence[ReviewItem]) -> None:
        """Show these from now on."""
        if list(items) == list(self.items):
            if items:
                self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, 0))
            return
        self.beginResetModel()
        self.items = list(items)
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

    def __init__(self, desk: Desk, keeper: ReviewKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._keeper = desk, keeper
        self.summary = PlainLabel(self)
        self.summary.setWordWrap(True)
        set_role(self.summary, "hint")
        self.model = ReviewModel(desk, self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Sentences to review"))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.list.activated.connect(self._go)
        self.list.clicked.connect(self._go)
        keeper.changed.connect(self._renew)

    def refresh(self) -> None:
        """Show what has been found."""
        self.model.show(self._keeper.items)
        self.summary.setText(self._words())
        self.list.setVisible(bool(self._keeper.items))
        self._follow()

    def let_go(self) -> None:
        """Another document is on the desk."""
        self.model.show(())

    def _renew(self) -> None:
        if self.isVisible():
            self.refresh()

    def _follow(self) -> None:
        """Select the row of the current node, so that F8 and the list stay in step."""
        current = self._desk.current
        rows = [row for row, item in enumerate(self.model.items) if item.node == current]
        if rows and self.list.currentIndex().row() not in rows:
            self.list.setCurrentIndex(self.model.index(rows[0], 0))
        elif not rows:
            self.list.clearSelection()

    def _go(self, index: Index) -> None:
        if 0 <= index.row() < len(self.model.items):
            item = self.model.items[index.row()]
            self.go_requested.emit(item.node, item.language)

    def _words(self) -> str:
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
        if not keeper.items:
            lines.append(self.tr("Nothing is doubtful, outdated or missing."))
        counts = [(concern, sum(item.concern is concern for item in keeper.items)) for concern in Concern]
        found = "  ·  ".join(f"{count} {concern_name(concern)}" for concern, count in counts if count)
        return "\n".join([*lines, *([found] if found else [])])

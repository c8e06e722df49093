"""The trash as a list: one row per deleted branch, last deleted on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.theme.two_lines import BELOW, FAINT, REMARK, Index, Role
from conceptwriter.editor.wording import time_words, word
from conceptwriter.gui.keeping.wording import place_words
from conceptwriter.outline import TRASH
from conceptwriter.outline.trash import excerpt, origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import ChangeNotice, NodeId


class TrashModel(QAbstractListModel):
    """Rows are computed when they are shown: cost depends on what is visible, not on the trash's size."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._nodes: list[NodeId] = desk.document.children(TRASH)
        desk.changed.connect(self._on_change)
        desk.project_changed.connect(self.show_all)

    def show_all(self) -> None:
        """Reload the trash of the document on the desk."""
        self.beginResetModel()
        self._nodes = self._desk.document.children(TRASH)
        self.endResetModel()

    def node(self, row: int) -> NodeId | None:
        """The deleted branch of a row."""
        return self._nodes[row] if 0 <= row < len(self._nodes) else None

    def nodes(self, rows: Iterable[int]) -> list[NodeId]:
        """The branches of these rows, in their order."""
        return [self._nodes[row] for row in sorted(set(rows)) if 0 <= row < len(self._nodes)]

    def _on_change(self, notice: ChangeNotice) -> None:
        if TRASH in notice.parents:
            self._follow(self._desk.document.children(TRASH))
        elif self._nodes:
            # Text, original heading or language of a row changed: only visible rows are queried again.
            self.dataChanged.emit(self.index(0), self.index(len(self._nodes) - 1))

    def _follow(self, now: list[NodeId]) -> None:
        """Remove and insert the range that differs, so that the selection elsewhere is kept."""
        before = self._nodes
        shared = min(len(before), len(now))
        start = next((row for row in range(shared) if before[row] != now[row]), shared)
        room = shared - start
        end = next((back for back in range(room) if before[-1 - back] != now[-1 - back]), room)
        gone, come = len(before) - end, len(now) - end
        if gone > start:
            self.beginRemoveRows(QModelIndex(), start, gone - 1)
            self._nodes = before[:start] + before[gone:]
            self.endRemoveRows()
        if come > start:
            self.beginInsertRows(QModelIndex(), start, come - 1)
            self._nodes = now
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._nodes)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._nodes):
            return None
        node, document = self._nodes[index.row()], self._desk.document
        if node not in document:  # between a change and its notice
            return None
        if role == Role.DisplayRole:
            return excerpt(document, node) or self.tr("(no text)")
        if role == FAINT:
            return not excerpt(document, node)
        if role == BELOW:
            return self._below(node)
        if role == REMARK:
            return time_words(origin(document, node).time)
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            words = self._spoken(node)
            return plain_tip(words) if role == Role.ToolTipRole else words
        return node if role == Role.UserRole else None

    def _below(self, node: NodeId) -> list[str]:
        document = self._desk.document
        place = place_words(document, origin(document, node))
        kind = word(document.node(node).kind.value)
        return [kind, self.tr("from {place}").format(place=place)] if place else [kind]

    def _spoken(self, node: NodeId) -> str:
        document = self._desk.document
        parts = [excerpt(document, node) or self.tr("(no text)"), *self._below(node)]
        time = time_words(origin(document, node).time)
        if time:
            parts.append(self.tr("deleted {time}").format(time=time))
        return ", ".join(parts)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

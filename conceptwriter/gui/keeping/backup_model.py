"""The backups of a document as a list, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.theme.two_lines import BELOW, FAINT, REMARK, Index, Role
from conceptwriter.editor.wording import data_size, moment_words
from conceptwriter.gui.keeping.wording import reason_words, words_count

if TYPE_CHECKING:
    from pathlib import Path

    from conceptwriter.storage import Backup


class BackupModel(QAbstractListModel):
    """UserRole gives the storage.Backup."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._copies: list[Backup] = []

    def show(self, copies: list[Backup]) -> None:
        """Show these, in their order."""
        if copies == self._copies:
            return
        self.beginResetModel()
        self._copies = copies
        self.endResetModel()

    def copy(self, row: int) -> Backup | None:
        """The backup of a row."""
        return self._copies[row] if 0 <= row < len(self._copies) else None

    def row_of(self, path: Path | None) -> int:
        """The row of a backup, else the first that can be read; -1 when there is none."""
        rows = range(len(self._copies))
        readable = next((row for row in rows if self._copies[row].whole), 0 if self._copies else -1)
        return next((row for row in rows if self._copies[row].path == path), readable)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._copies)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        copy = self.copy(index.row()) if index.isValid() else None
        if copy is None:
            return None
        if role == Role.DisplayRole:
            return moment_words(copy.made)
        if role == FAINT:
            return not copy.whole
        if role == BELOW:
            return [reason_words(copy.reason), self._length(copy)]
        if role == REMARK:
            return data_size(copy.size)
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            parts = [moment_words(copy.made), reason_words(copy.reason), self._length(copy)]
            words = ", ".join(part for part in [*parts, data_size(copy.size)] if part)
            return plain_tip(words) if role == Role.ToolTipRole else words
        return copy if role == Role.UserRole else None

    def _length(self, copy: Backup) -> str:
        return words_count(copy.words) if copy.words is not None else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

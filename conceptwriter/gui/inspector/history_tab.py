"""The undo stack as a list: every step with its name and time; a double click goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import operation_name, time_words
from conceptwriter.errors import ConceptWriterError
from conceptwriter.outline import History
from conceptwriter.outline.excerpts import excerpt
from conceptwriter.outline.history import ends_of_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import NodeId
    from conceptwriter.outline.history import Step

Index = QModelIndex | QPersistentModelIndex
STEPS_A_TURN = 20
"""Steps undone or redone before control returns to the window."""


class HistoryModel(QAbstractListModel):
    """Row 0 is the state before all steps; the rows after it are the steps, oldest first.

    A step that was made in parts is one row.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History()
        self._ends, self._ends_undone = list[int](), list[int]()
        self._text_of: Callable[[NodeId], str] = lambda _node: ""
        self._excerpts: dict[int, tuple[float, str]] = {}

    def show(self, history: History, text_of: Callable[[NodeId], str] = lambda _node: "") -> None:
        """Show another history, or the same after a change; `text_of` returns a node's text."""
        self.beginResetModel()
        if history is not self._history:
            self._excerpts.clear()
        self._history, self._text_of = history, text_of
        self._ends = ends_of_steps(history.done)
        self._ends_undone = ends_of_steps(history.undone[::-1])
        self.endResetModel()

    @property
    def done(self) -> int:
        """Number of steps done: the current row."""
        return len(self._ends)

    def parts_at(self, row: int) -> int:
        """How many parts are done when the steps up to this row are."""
        if row <= self.done:
            return self._ends[row - 1] if row else 0
        return (self._ends[-1] if self._ends else 0) + self._ends_undone[row - 1 - self.done]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 1 + len(self._ends) + len(self._ends_undone)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(index.row(), spoken=role == Qt.ItemDataRole.AccessibleTextRole)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._words(index.row(), spoken=False))
        if role == Qt.ItemDataRole.ForegroundRole and index.row() > self.done:
            return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.FontRole and index.row() == self.done:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _words(self, row: int, *, spoken: bool) -> str:
        if row == 0:
            return self.tr("Start of history")
        done, undone = self._history.done, self._history.undone
        part = self.parts_at(row)
        step = done[part - 1] if part <= len(done) else undone[len(done) - part]
        about = self._excerpt(step)
        words = operation_name(step.label)
        if about:
            words = self.tr("{step} “{words}”").format(step=words, words=about)
        when = time_words(step.time)
        if spoken and row > self.done:
            return self.tr("{step}, {time}, undone").format(step=words, time=when)
        return self.tr("{time}   {step}").format(time=when, step=words) if when else words

    def _excerpt(self, step: Step) -> str:
        """The text a step affected; read from the file when its row is first shown."""
        known = self._excerpts.get(step.serial)
        if known is not None and known[0] == step.time:
            return known[1]
        try:
            words = excerpt(step.operation, self._text_of)
        except ConceptWriterError:  # a damaged step is still listed
            words = ""
        self._excerpts[step.serial] = step.time, words
        return words


class HistoryTab(QWidget):
    """List and a button; long undos happen in pieces, so that the window stays responsive."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._target: int | None = None
        self.model = HistoryModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("History of the document"))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.go_button = QPushButton(self.tr("Go to this step"), self)
        self.hint = PlainLabel(
            self.tr("Bold: the current step. Grey: undone steps, which a new edit discards."), self
        )
        self.hint.setWordWrap(True)
        set_role(self.hint, "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.go_button)
        self._turns = QTimer(self, singleShot=True, interval=0)
        self._turns.timeout.connect(self._step)
        desk.parts.ended.connect(lambda _work, stopped: self._part_ended(stopped))
        self.list.activated.connect(lambda index: self.go_to(index.row()))
        self.go_button.clicked.connect(lambda: self.go_to(self.list.currentIndex().row()))

    def refresh(self) -> None:
        """Show the current history."""
        if self._target is not None:
            return
        self.model.show(self._desk.document.history, self._desk.document.text)
        here = self.model.index(self.model.done, 0)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)

    def go_to(self, row: int) -> None:
        """Undo or redo until `row` steps are done."""
        if 0 <= row < self.model.rowCount():
            self._target = self.model.parts_at(row)
            self._step()

    def let_go(self) -> None:
        """Another document is on the desk: its steps are not the ones to be undone."""
        self._target = None
        self._turns.stop()
        self.model.show(History())

    def _part_ended(self, stopped: bool) -> None:
        """A long step on the way to the target is done."""
        if self._target is None:
            return
        if stopped:
            self._target = None
            self.refresh()
        else:
            self._turns.start()

    def _step(self) -> None:
        for _ in range(STEPS_A_TURN):
            done = len(self._desk.document.history.done)
            if self._target is None or done == self._target:
                break
            notice = self._desk.undo() if done > self._target else self._desk.redo()
            if self._desk.parts.is_running:
                return
            if notice is None and len(self._desk.document.history.done) == done:
                break  # it could not be done; the desk has reported why
        else:
            self._turns.start()
            return
        self._target = None
        self.refresh()

"""The trash: deleted branches, their text, origin and time; to be restored, or removed permanently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.buttons import dialog_button
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.two_lines import choose, isolated, side_by_side, two_line_list
from conceptwriter.editor.wording import language_name, number, time_words, word
from conceptwriter.gui.keeping.branch_text import BranchText
from conceptwriter.gui.keeping.question_bar import QuestionBar
from conceptwriter.gui.keeping.trash_model import TrashModel
from conceptwriter.gui.keeping.wording import place_words, words_count
from conceptwriter.outline import TRASH
from conceptwriter.outline.edits import purge, restore
from conceptwriter.outline.statistics import counts_of_node
from conceptwriter.outline.trash import origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import NodeId

MOST_COUNTED = 500
"""Number of nodes of a branch examined for its word count; a larger one is said to have more."""


class TrashDialog(QDialog):
    """One per window, beside the text: restored branches are visible at once."""

    def __init__(
        self, desk: Desk, read_only: Callable[[], bool] = lambda: False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._read_only = desk, read_only
        self.setWindowTitle(self.tr("Trash"))
        self.setModal(False)
        self.model = TrashModel(desk, self)
        self.list = two_line_list(self, self.tr("Deleted, newest first"))
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.nothing = PlainLabel(self.tr("The trash is empty.\n\nDeleted text is kept here."), self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        set_role(self.nothing, "hint")
        self.facts = PlainLabel(self)
        self.facts.setWordWrap(True)
        set_role(self.facts, "hint")
        self.text = BranchText(self.tr("Deleted text"), self)
        self.answer = PlainLabel(self)
        self.answer.setWordWrap(True)
        self.restore_button = dialog_button(self, self.tr("&Restore"), self.restore_selected)
        self.all_button = dialog_button(self, self.tr("Restore &All"), self.restore_all)
        self.empty_button = dialog_button(self, self.tr("&Empty Trash..."), self.ask_to_empty)
        self.undo_button = dialog_button(self, self.tr("&Undo"), self._undo)
        self.close_button = dialog_button(self, self.tr("&Close"), self.reject)
        self._make_question()
        self._lay_out()
        self.list.setModel(self.model)  # only now: each layout step would go through all of it
        self._connect()
        self._renew()

    def _make_question(self) -> None:
        self.surely = dialog_button(self, self.tr("Delete &Permanently"), self.empty)
        self.keep = dialog_button(self, self.tr("Ca&ncel"), self._keep)
        self.question = QuestionBar(self.surely, self.keep, self)
        self.asked = self.question.asked

    def _lay_out(self) -> None:
        self.left = QStackedWidget(self)
        self.left.addWidget(self.list)
        self.left.addWidget(self.nothing)
        right = QWidget(self)
        right_layout = QVBoxLayout(right)
        right_layout.setContentsMargins(0, 0, 0, 0)
        right_layout.setSpacing(8)
        right_layout.addWidget(self.facts)
        right_layout.addWidget(self.text, 1)
        parts = side_by_side(self.left, right, [420, 500])
        message_row = QHBoxLayout()
        message_row.setContentsMargins(10, 0, 10, 0)
        message_row.addWidget(self.answer, 1)
        message_row.addWidget(self.undo_button)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        row.addWidget(self.restore_button)
        row.addWidget(self.all_button)
        row.addWidget(self.empty_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 16, 6, 14)
        layout.setSpacing(12)
        layout.addWidget(parts, 1)
        layout.addWidget(self.question)
        layout.addLayout(message_row)
        layout.addLayout(row)
        line = self.fontMetrics().lineSpacing()
        self.resize(QSize(52 * line, 32 * line).boundedTo(self.screen().availableSize() * 0.92))

    def _connect(self) -> None:
        self.list.activated.connect(lambda _index: self.restore_selected())
        chosen = self.list.selectionModel()
        chosen.selectionChanged.connect(lambda *_ignored: self._chosen_changed())
        chosen.currentChanged.connect(lambda *_ignored: self._chosen_changed())
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(lambda *_ignored: self._renew())
        self._desk.project_changed.connect(lambda: self._show_message(""))

    # Showing

    def open_at(self, *, emptying: bool = False) -> None:
        """Show the trash; `emptying`: with the question whether to remove everything."""
        self._show_message("")
        self._keep()
        self._renew()
        self.show()
        self.activateWindow()
        if emptying and self.model.rowCount():
            self.ask_to_empty()
        else:
            (self.list if self.model.rowCount() else self.close_button).setFocus()

    def _renew(self) -> None:
        count = self.model.rowCount()
        self.left.setCurrentWidget(self.list if count else self.nothing)
        if not count:
            self.question.hide()
        elif not self.list.currentIndex().isValid():
            choose(self.list, 0)
        title = self.tr("Trash ({count})").format(count=number(count)) if count else self.tr("Trash")
        self.setWindowTitle(title)
        self._chosen_changed()

    @property
    def chosen(self) -> list[NodeId]:
        """The selected branches, in list order."""
        selection = self.list.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        return self.model.nodes(row for one in ranges for row in range(one.top(), one.bottom() + 1))

    def _chosen_changed(self) -> None:
        document, chosen = self._desk.document, self.chosen
        node = self.model.node(self.list.currentIndex().row())
        if node not in chosen or node not in document:  # its row is about to be removed
            node = next((other for other in chosen if other in document), None)
        self.facts.setText(self._fact_words(node, len(chosen)))
        self.text.show_branch(document, node)
        writable = not self._read_only()
        self.restore_button.setEnabled(bool(chosen) and writable)
        self.restore_button.setText(
            self.tr("&Restore")
            if len(chosen) < 2
            else self.tr("&Restore {count}").format(count=number(len(chosen)))
        )
        for button in (self.all_button, self.empty_button):
            button.setEnabled(bool(self.model.rowCount()) and writable)

    def _fact_words(self, node: NodeId | None, count: int) -> str:
        if node is None:
            return ""
        document = self._desk.document
        came_from = origin(document, node)
        place, time = place_words(document, came_from), time_words(came_from.time)
        kind = word(document.node(node).kind.value)
        shown = document.shown_language(node)
        others = sorted(set(document.node(node).renditions) - {shown})
        first = [kind, self._length_words(node)]
        if others:
            names = ", ".join(language_name(code) for code in others)
            first.append(self.tr("also in {languages}").format(languages=names))
        lines = [isolated(first)]
        lines.append(self.tr("From {place}").format(place=place) if place else self.tr("From the top level"))
        known = self.tr("Deleted {time}").format(time=time)
        lines.append(known if time else self.tr("Deleted at an unknown time"))
        if count > 1:
            lines.insert(0, self.tr("%Ln selected; this is one of them", "", count))
        return "\n".join(lines)

    def _length_words(self, node: NodeId) -> str:
        words = 0
        for seen, below in enumerate(self._desk.document.subtree(node)):
            if seen >= MOST_COUNTED:
                return self.tr("more than {words}").format(words=words_count(words))
            words += counts_of_node(self._desk.document, below).words
        return words_count(words)

    # Doing

    def restore_selected(self) -> None:
        """Restore the selected branches to where they were."""
        self._restore(self.chosen)

    def restore_all(self) -> None:
        """Restore everything."""
        self._restore(self._desk.document.children(TRASH))

    def _restore(self, nodes: list[NodeId]) -> None:
        if not nodes or self._read_only():
            return
        row = self.list.currentIndex().row()
        document = self._desk.document
        self._keep()
        if not self._do(lambda: restore(document, nodes)):
            return
        names = [document.text(above) for above in reversed(list(document.ancestors(nodes[0])))]
        place = " › ".join(name for name in names[1:] if name)
        if len(nodes) > 1:
            self._show_message(self.tr("%Ln restored.", "", len(nodes)), undo=True)
        elif place:
            self._show_message(self.tr("Restored to {place}.").format(place=place), undo=True)
        else:
            self._show_message(self.tr("Restored."), undo=True)
        self._choose(row)

    def ask_to_empty(self) -> None:
        """Say what would be removed, and wait for confirmation."""
        count = self.model.rowCount()
        if not count or self._read_only():
            return
        self._show_message("")
        what = self.tr("%Ln item(s) will be deleted permanently", "", count)
        words = self._trash_words()
        self.asked.setText(
            self.tr("{what}, {words} in all. You can undo this as long as the history is kept.").format(
                what=what, words=words
            )
        )
        self.asked.setAccessibleName(self.asked.text())
        self.question.show()
        self.keep.setFocus()
        _announce(self.asked)

    def _trash_words(self) -> str:
        return self._length_words(TRASH)

    def _keep(self) -> None:
        had = any(button.hasFocus() for button in (self.keep, self.surely))
        self.question.hide()
        if had:
            self.list.setFocus()

    def empty(self) -> None:
        """Remove everything, as one step that can be undone."""
        document, count = self._desk.document, self.model.rowCount()
        self._keep()
        if self._do(lambda: purge(document)):
            self._show_message(self.tr("%Ln item(s) deleted permanently.", "", count), undo=True)
            self.close_button.setFocus()

    def _do(self, build: Callable[[], object]) -> bool:
        """Do an edit; a failure is reported here too, because the window is behind this dialog."""
        messages: list[str] = []
        self._desk.failed.connect(messages.append)
        try:
            done = self._desk.attempt(build) is not None  # type: ignore[arg-type]
        finally:
            self._desk.failed.disconnect(messages.append)
        if not done:
            self._show_message(" ".join(messages), "bad")
        return done

    def _undo(self) -> None:
        self._show_message("")
        self._desk.undo()
        self._choose(0)
        (self.list if self.model.rowCount() else self.close_button).setFocus()

    def _choose(self, row: int) -> None:
        count = self.model.rowCount()
        if count:
            choose(self.list, max(0, min(row, count - 1)))

    def _show_message(self, text: str, role: str = "good", *, undo: bool = False) -> None:
        self.answer.setText(text)
        self.answer.setAccessibleName(text)
        set_role(self.answer, role)
        self.answer.setVisible(bool(text))
        self.undo_button.setVisible(undo)
        if text:
            _announce(self.answer)


def _announce(label: QLabel) -> None:
    """Let a screen reader say it, wherever keyboard focus is."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(label, QAccessible.Event.Alert))

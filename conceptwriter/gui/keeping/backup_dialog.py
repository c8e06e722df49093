"""The backups of a document: when each was made, how it differs from now, and restoring one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.theme.buttons import dialog_button
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.two_lines import choose, side_by_side, two_line_list
from conceptwriter.editor.wording import moment_words, number
from conceptwriter.gui.files.file_work import readable_error
from conceptwriter.gui.keeping.backup_model import BackupModel
from conceptwriter.gui.keeping.branch_text import BranchText
from conceptwriter.gui.keeping.question_bar import QuestionBar
from conceptwriter.gui.keeping.wording import reason_words
from conceptwriter.job import start_job
from conceptwriter.storage import Backup, Difference, backups_of, compare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conceptwriter.gui.jobs.service import JobService

MOST_OF_A_TEXT = 400


class BackupDialog(QDialog):
    """One per window; the document may be unreadable or missing. The dialog only asks others to act."""

    restore_asked = Signal(object, object)
    """(path of the document, Backup)"""
    open_asked = Signal(object)
    """Path of a backup to look at."""
    recover_asked = Signal(object)
    """Path of the damaged document whose text is to be recovered."""
    back_up_asked = Signal()

    def __init__(
        self,
        jobs: JobService,
        folder: Callable[[], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._folder = jobs, folder
        self.path: Path | None = None
        self._damaged = False
        self._differences: dict[Path, Difference] = {}
        self.setModal(False)
        self.model = BackupModel(self)
        self.list = two_line_list(self, self.tr("Backups, newest first"))
        self.list.setModel(self.model)
        self.nothing = PlainLabel(self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        set_role(self.nothing, "hint")
        self.title = PlainLabel(self)
        self.title.setWordWrap(True)
        set_role(self.title, "offer")
        self.text = BranchText(self.tr("Differences between this backup and the document"), self)
        self.answer = PlainLabel(self)
        self.answer.setContentsMargins(10, 0, 10, 0)
        self.answer.setWordWrap(True)
        self.restore_button = dialog_button(self, self.tr("&Restore..."), self.ask_to_restore)
        self.open_button = dialog_button(self, self.tr("&Open Read-Only"), self._open)
        self.recover_button = dialog_button(self, self.tr("Recover &Text"), self._recover)
        self.now_button = dialog_button(self, self.tr("&Back Up Now"), self.back_up_asked.emit)
        self.folder_button = dialog_button(self, self.tr("Show &Folder"), self._show_folder)
        self.close_button = dialog_button(self, self.tr("&Close"), self.reject)
        self._make_question()
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(lambda *_ignored: self._moved())
        self.list.activated.connect(lambda _index: self.ask_to_restore())

    def _make_question(self) -> None:
        self.surely = dialog_button(self, self.tr("R&estore"), self._restore)
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
        right_layout.addWidget(self.title)
        right_layout.addWidget(self.text, 1)
        parts = side_by_side(self.left, right, [440, 480])
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        for button in (self.restore_button, self.open_button, self.recover_button):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.now_button, self.folder_button, self.close_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 16, 6, 14)
        layout.setSpacing(12)
        layout.addWidget(parts, 1)
        layout.addWidget(self.question)
        layout.addWidget(self.answer)
        layout.addLayout(row)
        line = self.fontMetrics().lineSpacing()
        self.resize(QSize(54 * line, 32 * line).boundedTo(self.screen().availableSize() * 0.92))

    # Showing

    def open_at(self, path: Path, *, damaged: bool = False, writable: bool = True) -> None:
        """Show the backups of a document; `writable`: it is open in this window, so one can be made."""
        self.path, self._damaged = path, damaged
        self.setWindowTitle(self.tr("Backups of {name}").format(name=path.name))
        self.recover_button.setVisible(damaged)
        self.now_button.setVisible(writable)
        self.show_message("")
        self.question.hide()
        self.refresh()
        self.show()
        self.activateWindow()
        self.list.setFocus()

    def refresh(self, chosen: Path | None = None) -> None:
        """Read the folder and the document again; the selection is kept."""
        path, folder = self.path, self._folder()
        if path is None:
            return
        here = self.current
        wanted = chosen or (here.path if here is not None else None)
        self._differences.clear()
        self._jobs.watch(
            start_job(self.tr("Looking for backups"), lambda _job: backups_of(path, folder)),
            on_result=lambda found: self._show(path, found, wanted),
            on_failure=lambda error: self.show_message(readable_error(error), "bad"),
            in_background=True,
        )

    def _show(self, path: Path, found: list[Backup], wanted: Path | None) -> None:
        if path != self.path:
            return
        self.model.show(found)
        row = self.model.row_of(wanted)
        if row >= 0:
            choose(self.list, row)
        self.nothing.setText(
            self.tr(
                "There are no backups of this document yet.\n\nBackups are made automatically once a "
                "day, while you write, and before large changes."
            )
        )
        self.left.setCurrentWidget(self.list if found else self.nothing)
        self._moved()

    @property
    def current(self) -> Backup | None:
        """The backup being shown."""
        return self.model.copy(self.list.currentIndex().row())

    def _moved(self) -> None:
        copy = self.current
        self.question.hide()
        whole = copy is not None and copy.whole
        self.restore_button.setEnabled(whole)
        self.open_button.setEnabled(whole)
        self.folder_button.setEnabled(copy is not None)
        self.title.setText("" if copy is None else moment_words(copy.made))
        if copy is None:
            self.text.show_blocks([])
        elif not whole:
            words = self.tr("This copy cannot be opened. It was kept unchanged: {name}")
            self.text.show_blocks([(words.format(name=copy.path.name), False)])
        elif copy.path in self._differences:
            self._show_difference(copy, self._differences[copy.path])
        else:
            self._ask_difference(copy)

    def _ask_difference(self, copy: Backup) -> None:
        path = self.path
        assert path is not None
        self.text.show_blocks([(self.tr("Comparing..."), False)])

        def arrived(found: Difference) -> None:
            if path == self.path:
                self._differences[copy.path] = found
                if self.current == copy:
                    self._show_difference(copy, found)

        self._jobs.watch(
            start_job(self.tr("Comparing"), lambda _job: compare(copy.path, path)),
            on_result=arrived,
            on_failure=lambda error: self.text.show_blocks([(readable_error(error), False)]),
            in_background=True,
        )

    def _show_difference(self, copy: Backup, found: Difference) -> None:
        blocks = [(reason_words(copy.reason).capitalize(), False)]
        rows = (
            (self.tr("Sections"), "sections"),
            (self.tr("Sentences"), "concepts"),
            (self.tr("Words"), "words"),
        )
        for name, field in rows:
            then = number(getattr(found.then, field))
            if found.now is None:
                blocks.append((self.tr("{name}: {then}").format(name=name, then=then), False))
            else:
                now = number(getattr(found.now, field))
                words = self.tr("{name}: {then} then, {now} now")
                blocks.append((words.format(name=name, then=then, now=now), False))
        if found.now is None:
            blocks.append((self.tr("The document itself cannot be read."), False))
        elif not found.only_then and not found.only_now:
            blocks.append((self.tr("The text is the same as in the document."), False))
        blocks += _texts(self.tr("Only in this backup (%Ln)", "", found.only_then), found.samples_then)
        blocks += _texts(self.tr("Only in the document now (%Ln)", "", found.only_now), found.samples_now)
        self.text.show_blocks(blocks)

    # Doing

    def ask_to_restore(self) -> None:
        """Say what would happen, and wait for confirmation."""
        copy = self.current
        if copy is None or not copy.whole or self.path is None:
            return
        self.show_message("")
        words = self.tr("Restore {name} to its state of {moment}? The present contents are backed up first.")
        self.asked.setText(words.format(name=self.path.name, moment=moment_words(copy.made)))
        self.asked.setAccessibleName(self.asked.text())
        self.question.show()
        self.keep.setFocus()
        _announce(self.asked)

    def _keep(self) -> None:
        self.question.hide()
        self.list.setFocus()

    def _restore(self) -> None:
        self.question.hide()
        if self.current is not None and self.path is not None:
            self.restore_asked.emit(self.path, self.current)

    def _open(self) -> None:
        if self.current is not None:
            self.open_asked.emit(self.current.path)

    def _recover(self) -> None:
        if self.path is not None:
            self.reject()
            self.recover_asked.emit(self.path)

    def _show_folder(self) -> None:
        if self.current is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.current.path.parent)))

    def show_message(self, text: str, role: str = "good") -> None:
        """Show the result of the last request; an empty text hides it."""
        self.answer.setText(text)
        self.answer.setAccessibleName(text)
        set_role(self.answer, role)
        self.answer.setVisible(bool(text))
        if text:
            _announce(self.answer)


def _texts(heading: str, samples: tuple[str, ...]) -> list[tuple[str, bool]]:
    if not samples:
        return []
    shown = [" ".join(text[:MOST_OF_A_TEXT].split()) for text in samples]
    return [(heading, True), *((text, False) for text in shown)]


def _announce(label: QLabel) -> None:
    """Let a screen reader say it, wherever keyboard focus is."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(label, QAccessible.Event.Alert))

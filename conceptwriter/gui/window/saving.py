"""Whether everything is saved, and what is asked before unsaved text would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from conceptwriter.editor.theme.plain import plain_box
from conceptwriter.gui.notices import Notice, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk.fields import Fields
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.notices import NoticeBar

SAVING = "saving"


class Saving(QObject):
    """One per window. Every step is written when it is made; this handles those that could not be."""

    def __init__(
        self,
        project: Callable[[], OpenProject],
        fields: Fields,
        notices: NoticeBar,
        ask_copy: Callable[[], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._project, self._fields, self._notices = project, fields, notices
        self._ask_copy, self._window = ask_copy, window

    def update_notice(self) -> None:
        """Report that the last change could not be saved, or withdraw that."""
        failure = self._project().failure
        if failure:
            words = self.tr("Save a Copy...")
            self._notices.post(Notice(failure, Tone.BAD, words, self._ask_copy, topic=SAVING))
        else:
            self._notices.withdraw(SAVING)

    def save_now(self) -> None:
        """Every step is saved already; say so, and retry what could not be saved."""
        self._fields.finish()
        project = self._project()
        project.document.history.break_merge()
        project.retry()
        if not project.failure:
            words = self.tr("All changes are saved in {path}.").format(path=project.path)
            self._notices.post(Notice(words, Tone.GOOD, topic=SAVING))

    def may_leave(self) -> bool:
        """Write what is typed and pending; if that fails, ask what to do with it."""
        project = self._project()
        if project.project.closed:
            return True
        if not self._fields.finish():
            return self.ask_discard(self.tr("The last input could not be added to the document."))
        if project.read_only:
            return True
        if project.failure:
            project.retry()
        return not project.failure or self.ask_discard(project.failure)

    def ask_discard(self, failure: str) -> bool:
        """Text would be lost: leave anyway?"""
        box = plain_box(QMessageBox.Icon.Warning, self.tr("Cannot save"), failure, self._window)
        copy = box.addButton(self.tr("Save a &Copy..."), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("&Discard Changes"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is copy:
            self._ask_copy()
        return chosen is discard

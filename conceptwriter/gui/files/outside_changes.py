"""Changes to the file from outside this window: another program changed it, or its log was strange."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from conceptwriter.editor.theme.plain import plain_box
from conceptwriter.gui.notices import Notice, NoticeBar, Tone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.storage import Diverged


class OutsideChanges(QObject):
    """Informs the user, and offers to open the other program's file."""

    moved = Signal()
    """The project on the desk continues in another file."""

    def __init__(
        self,
        window: QWidget,
        current: Callable[[], OpenProject],
        open_file: Callable[[Path], object],
        notices: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window, self._current, self._open, self._notices = window, current, open_file, notices
        self._attended: OpenProject | None = None

    def attend(self, project: OpenProject) -> None:
        """Listen to a project that was put on the desk, and report the state its file was found in."""
        if project is self._attended:
            return
        self._attended = project
        project.diverged.connect(partial(self._on_diverged, project))
        for remark in project.project.remarks:
            self._notices.post(Notice(remark, Tone.WARN))

    def _on_diverged(self, project: OpenProject, error: Diverged) -> None:
        here = project is self._current()
        if here and project.project.closed:
            self.show_last(str(error))
            return
        self._notices.post(
            Notice(
                str(error),
                Tone.BAD,
                self.tr("Open the Other File"),
                partial(self._open, error.path),
                topic="diverged",
            )
        )
        if here:
            self.moved.emit()

    def show_last(self, words: str) -> None:
        """The window is closing along with its notices: this one must be read first."""
        box = plain_box(QMessageBox.Icon.Warning, self.tr("Changed elsewhere"), words, self._window)
        box.exec()
        box.deleteLater()

"""Connects the window with the trash and the backups, and restores a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.wording import moment_words
from conceptwriter.gui.files.file_work import readable_error
from conceptwriter.gui.keeping.backup_dialog import BackupDialog
from conceptwriter.gui.keeping.backup_keeper import BackupKeeper
from conceptwriter.gui.keeping.trash_dialog import TrashDialog
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.job import Job, start_job
from conceptwriter.storage import Backup, Project, Restored, restore_backup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.files.controller import FileController
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.settings import WindowSettings


class Keeping(QObject):
    """One per window. The dialogs are created on first use."""

    def __init__(
        self,
        desk: Desk,
        jobs: JobService,
        settings: WindowSettings,
        notices: NoticeBar,
        files: FileController,
        project: Callable[[], OpenProject],
        leave_project: Callable[[], bool],
        window: QMainWindow,
    ) -> None:
        """`leave_project` closes the file of the open project; False: it stays open."""
        super().__init__(window)
        self._desk, self._jobs, self._notices, self._files = desk, jobs, notices, files
        self._project, self._leave_project, self._window = project, leave_project, window
        self._trash: TrashDialog | None = None
        self._backups: BackupDialog | None = None
        self._restoring = False
        self.keeper = BackupKeeper(jobs, settings, project, self)
        self.keeper.notified.connect(notices.post)
        self.keeper.made.connect(self._made)
        desk.project_changed.connect(self.begin)
        files.backups_asked.connect(lambda path: self.open_backups(path, damaged=True))

    def begin(self) -> None:
        """A project is on the desk: check whether a backup of it is due."""
        self.keeper.begin()
        if self._backups is not None and self._backups.isVisible():
            self.open_backups()

    @property
    def trash(self) -> TrashDialog:
        """The trash."""
        if self._trash is None:
            self._trash = TrashDialog(self._desk, lambda: self._project().read_only, self._window)
        return self._trash

    @property
    def backups(self) -> BackupDialog:
        """The list of backups."""
        if self._backups is None:
            made = BackupDialog(self._jobs, lambda: self.keeper.folder, self._window)
            made.restore_asked.connect(self.restore)
            made.open_asked.connect(lambda path: self._files.open(path, read_only=True))
            made.recover_asked.connect(self._files.recover)
            made.back_up_asked.connect(self.keeper.back_up_now)
            self._backups = made
        return self._backups

    def open_backups(self, path: Path | None = None, *, damaged: bool = False) -> None:
        """Show the backups of a document; None: of the open one."""
        project = self._project()
        here = path is None or path == project.path
        self.backups.open_at(
            project.path if path is None else path,
            damaged=damaged and not here,
            writable=here and not project.read_only,
        )

    def _made(self, backup: Path) -> None:
        if self._backups is not None and self._backups.isVisible():
            self._backups.refresh(backup)

    # Restoring

    def restore(self, path: Path, backup: Backup) -> None:
        """Replace a document with a backup and open it. Everything restorable is backed up first."""
        folder = self.keeper.folder
        if self._restoring:
            return
        here = path == self._project().path
        if here and not self._leave_project():
            return
        self._restoring = True
        self._let_edit(not here)  # while its file changes

        def work(_job: Job[tuple[Restored, Project]]) -> tuple[Restored, Project]:
            restored = restore_backup(backup.path, path, folder)
            return restored, Project.open(path)

        job = start_job(self.tr("Restoring a backup"), work)
        reopen = path if here else None
        self._jobs.watch(
            job,
            on_result=lambda made: self._restored(backup, *made),
            on_failure=lambda error: self._not_restored(error, reopen),
            on_cancelled=lambda: self._stopped(job, backup, reopen),
        )

    def _stopped(self, job: Job[tuple[Restored, Project]], backup: Backup, reopen: Path | None) -> None:
        """Cancelled with Esc: what was done by then stays done, and its project is already open."""
        if job.exception() is None:
            self._restored(backup, *job.result())
        else:
            self._not_restored(None, reopen)

    def _end(self) -> None:
        self._restoring = False
        self._let_edit(True)

    def _restored(self, backup: Backup, restored: Restored, project: Project) -> None:
        self._end()
        self._files.opened.emit(project)
        words = self.tr("{name} was restored to its state of {moment}.").format(
            name=restored.path.name, moment=moment_words(backup.made)
        )
        if restored.before is not None:
            words += " " + self.tr("The previous contents are among its backups.")
        self._notices.post(Notice(words, Tone.GOOD, topic="backup"))
        self.backups.open_at(restored.path, writable=True)
        self.backups.show_message(words)

    def _not_restored(self, error: Exception | None, reopen: Path | None) -> None:
        """The document is unchanged: continue with it."""
        self._end()
        if error is not None:
            self._post_failure(readable_error(error))
            self.backups.show_message(readable_error(error), "bad")
            self.backups.refresh()
        if reopen is not None:
            self._jobs.watch(
                start_job(self.tr("Opening"), lambda _job: Project.open(reopen)),
                on_result=self._files.opened.emit,
                on_failure=lambda failure: self._post_failure(readable_error(failure)),
            )

    def _let_edit(self, allowed: bool) -> None:
        middle = self._window.centralWidget()
        if middle is not None:
            middle.setEnabled(allowed)

    def _post_failure(self, words: str) -> None:
        self._notices.post(Notice(words, Tone.BAD, topic="backup"))

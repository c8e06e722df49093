"""Makes backups: on opening, while writing, before large changes, and on request.

The snapshot is taken on the GUI thread, which takes about a millisecond; everything else runs on other
threads. Failures are reported once and do not interrupt writing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.files.file_work import readable_error
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.job import Job, start_job
from conceptwriter.storage import (
    Backup,
    BackupReason,
    NothingToBackUp,
    backups_of,
    is_due,
    start_backup,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.settings import WindowSettings

LOOK_MS = 10 * 60 * 1000
"""How often an open document is checked."""
RISKY_AGAIN = timedelta(minutes=10)
"""One backup before a large change covers those shortly after it: undo has the steps between."""


class BackupKeeper(QObject):
    """One per window."""

    notified = Signal(object)
    """Notice"""
    made = Signal(object)
    """Path of a new backup."""

    def __init__(
        self,
        jobs: JobService,
        settings: WindowSettings,
        current: Callable[[], OpenProject],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._settings, self._current = jobs, settings, current
        self._complaints: set[str] = set()
        self._risky: datetime | None = None
        self._at_work: OpenProject | None = None
        """The project being backed up."""
        self.now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self._looks = QTimer(self, interval=LOOK_MS)
        self._looks.timeout.connect(lambda: self.look(opening=False))
        self._looks.start()

    @property
    def folder(self) -> Path | None:
        """The folder the user chose; None: next to each document."""
        return Path(self._settings.backup_folder) if self._settings.backup_folder else None

    def begin(self) -> None:
        """Another project is on the desk."""
        self._risky, self._at_work = None, None
        self._current().before_large_change = self.before_large_change
        self.look(opening=True)

    def look(self, *, opening: bool) -> None:
        """Make a backup if one is due."""
        project = self._current()
        if not self._may(project) or not project.document.revision:
            return
        path, folder = project.path, self.folder

        def found(copies: list[Backup]) -> None:
            here = self._current() is project and self._at_work is None
            if here and is_due(copies, project.document.revision, self.now(), opening=opening):
                self._make(BackupReason.DAILY)

        self._jobs.watch(
            start_job(self.tr("Looking for backups"), lambda _job: backups_of(path, folder)),
            on_result=found,
            on_failure=self._failed,
            in_background=True,
        )

    def _may(self, project: OpenProject) -> bool:
        closed = project.project.closed
        return self._settings.backups and not project.read_only and not closed and self._at_work is None

    def before_large_change(self) -> None:
        """Back up before a large change; it holds up the operation, so nothing here may fail."""
        now = self.now()
        if not self._may(self._current()) or (self._risky is not None and now - self._risky < RISKY_AGAIN):
            return
        self._risky = now
        self._make(BackupReason.LARGE_CHANGE)

    def back_up_now(self) -> None:
        """Make a backup at the user's request."""
        project = self._current()
        if self._at_work is None and not project.read_only and not project.project.closed:
            self._make(BackupReason.ASKED)

    def _make(self, reason: BackupReason) -> None:
        project = self._current()
        try:
            write = start_backup(
                project.project, self.folder, max(1, self._settings.backups_kept), reason=reason
            )
        except ConceptWriterError as error:
            self._failed(error, asked=reason is BackupReason.ASKED)
            return
        self._at_work = project

        def work(job: Job[Path]) -> Path:
            return write(job.report)

        self._jobs.watch(
            start_job(self.tr("Backing up"), work),
            on_result=lambda made: self._done(made, reason),
            on_failure=lambda error: self._failed(error, asked=reason is BackupReason.ASKED),
            on_cancelled=self._rest,
            in_background=True,
        )

    def _rest(self) -> None:
        self._at_work = None

    def _done(self, made: Path, reason: BackupReason) -> None:
        self._rest()
        self._complaints.clear()
        if reason is BackupReason.ASKED:
            words = self.tr("Backup saved in {path}.").format(path=made)
            self.notified.emit(Notice(words, Tone.GOOD, topic="backup"))
        self.made.emit(made)

    def _failed(self, error: Exception, *, asked: bool = False) -> None:
        self._rest()
        words = readable_error(error)
        if asked:
            self.notified.emit(Notice(words, Tone.WARN, topic="backup"))
        elif not isinstance(error, NothingToBackUp) and words not in self._complaints:
            self._complaints.add(words)
            self.notified.emit(Notice(words, Tone.WARN, topic="backup"))

"""New, open, import, export, copy: what the File menu does. File access does not block the window."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from conceptwriter.editor.wording import language_in_document, number
from conceptwriter.gui.actions.picker import Entry, Picker
from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.files.exporter import Exporter, done_notice
from conceptwriter.gui.files.file_work import (
    ExportPlan,
    free_name,
    imported_project,
    languages_in,
    new_project,
    readable_error,
    recovered_project,
    sample_project,
)
from conceptwriter.gui.files.last_folders import LastFolders, Purpose
from conceptwriter.gui.files.opening_words import (
    ask_read_only,
    backup_notice,
    failure_notice,
    write_protected_notice,
)
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.settings import WindowSettings, documents_path
from conceptwriter.interchange import readable_extensions, usual_format
from conceptwriter.job import Job, start_job
from conceptwriter.storage import (
    PROJECT_SUFFIX,
    OpenedBackup,
    Project,
    ProjectLocked,
    Recovered,
    WriteProtected,
    named_copies,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.service import JobService


class FileController(QObject):
    """`opened` carries a project to put on the desk; the receiver closes the previous one."""

    opened = Signal(object)
    """storage.Project"""
    notified = Signal(object)
    """Notice"""
    backups_asked = Signal(object)
    """Path of a document that could not be opened; its backups are to be shown."""

    def __init__(
        self,
        window: QWidget,
        jobs: JobService,
        settings: WindowSettings,
        current: Callable[[], OpenProject],
        picker: Picker,
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self._settings = window, jobs, settings
        self._current, self._picker = current, picker
        self._folders = LastFolders(settings)
        self._exporter = Exporter(window, jobs)
        self._exporter.notified.connect(self.notified)
        self.finish_edits: Callable[[], object] = lambda: None
        """Commits the text typed in the window's fields to the document."""
        self._coming: Job[Project] | None = None
        """The latest request to open something; what arrives for an older one is closed again."""
        self._in_use: list[OpenProject] = []
        """Projects that are still to be written from, once per pending write."""
        self._left: list[OpenProject] = []
        """Projects to close when that is done."""

    # Asking for names

    def _filter(self) -> str:
        return self.tr("ConceptWriter documents") + f" (*{PROJECT_SUFFIX});;" + self.tr("All files") + " (*)"

    def ask_new(self) -> None:
        """Ask for a name and start an empty document there."""
        folder = self._folders.start(Purpose.DOCUMENT)
        proposed = free_name(folder / (self.tr("Untitled") + PROJECT_SUFFIX))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("New document"), str(proposed), self._filter()
        )
        if chosen:
            self._folders.used(Purpose.DOCUMENT, Path(chosen))
            self.new(with_suffix(Path(chosen)))

    def ask_open(self) -> None:
        """Ask for a document and open it; a text file is imported."""
        texts = " ".join(f"*{extension}" for extension in readable_extensions())
        kinds = (
            self.tr("Documents and texts") + f" (*{PROJECT_SUFFIX} {texts});;" + self.tr("All files") + " (*)"
        )
        folder = str(self._folders.start(Purpose.DOCUMENT))
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), folder, kinds)
        if chosen:
            self._folders.used(Purpose.DOCUMENT, Path(chosen))
            self.open(Path(chosen))

    def ask_recent(self) -> None:
        """Choose among the recently opened documents."""
        here = str(self._current().path)
        entries = [
            Entry(name, Path(name).stem, str(Path(name).parent), enabled=Path(name).is_file())
            for name in self._settings.recent_files
            if name != here
        ]
        self._picker.ask(self.tr("Open a recent document"), entries, lambda name: self.open(Path(name)))

    def ask_import(self) -> None:
        """Ask for a file of another format and make a document from it."""
        texts = " ".join(f"*{extension}" for extension in readable_extensions())
        kinds = self.tr("Texts") + f" ({texts});;" + self.tr("All files") + " (*)"
        folder = str(self._folders.start(Purpose.IMPORT))
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import"), folder, kinds)
        if chosen:
            self._folders.used(Purpose.IMPORT, Path(chosen))
            self.import_text(Path(chosen))

    def ask_export(self) -> None:
        """Ask what to export and where, then export this document, whatever is open when that is answered."""
        project = self._current()
        folder = self._folders.start(Purpose.EXPORT, project.path)
        extension = usual_format(project.document).extensions[0]
        proposed = free_name(folder / f"{project.path.stem}{extension}")
        document = project.document
        title = partial(language_in_document, document)
        dialog = ExportDialog(proposed, languages_in(document), self._window, title)
        with self._kept_open(project):
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self._folders.used(Purpose.EXPORT, dialog.plan.path)
                self.export(dialog.plan, project)
        dialog.deleteLater()

    def ask_copy(self) -> None:
        """Ask for a name and write a copy of the whole project there."""
        project = self._current()
        name = self.tr("{name} copy").format(name=project.path.stem) + PROJECT_SUFFIX
        proposed = free_name(self._folders.start(Purpose.COPY, project.path) / name)
        with self._kept_open(project):
            chosen, _ = QFileDialog.getSaveFileName(
                self._window, self.tr("Save a copy"), str(proposed), self._filter()
            )
            if chosen:
                self._folders.used(Purpose.COPY, Path(chosen))
                self._copy_to(Path(chosen), project)

    def _copy_to(self, chosen: Path, project: OpenProject) -> None:
        target = with_suffix(chosen)
        if target != chosen and target.exists():  # the dialog only confirmed the other name
            words = self.tr("{path} already exists. Choose another name.").format(path=target)
            self.notified.emit(Notice(words, Tone.BAD))
        else:
            self.save_copy(target, project)

    # Doing

    def new(self, path: Path) -> None:
        """Create an empty document; an existing file of this name is not touched."""
        language = self._current().document.root.source_language
        self._start(self.tr("New document"), lambda _job: new_project(path, language, path.stem), path)

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a project; a text file is imported instead."""
        if path.suffix.lower() in readable_extensions():
            self.import_text(path)
            return
        if path.resolve() == self._current().path and not read_only:
            return
        self._start(self.tr("Opening"), lambda _job: Project.open(path, read_only), path)

    def open_sample(self) -> None:
        """Open the sample document, as a file of the writer's own."""
        folder = documents_path()
        current = self._current().path
        if current.parent == folder.resolve() and current.stem == "Harbour":
            return
        self._start(self.tr("Opening the sample"), lambda _job: sample_project(folder), folder)

    def import_text(self, source: Path) -> None:
        """Create a document from a text file, under a free name: next to that file, or where writable."""
        target = free_name(home_of_import(source) / (source.stem + PROJECT_SUFFIX))
        splitter = self._settings.splitter
        self._start(
            self.tr("Importing"), lambda _job: imported_project(source, target, splitter=splitter), source
        )

    def _start(self, title: str, work: Callable[[Job[Project]], Project], path: Path) -> None:
        """Of several requests, the last is shown, even if earlier ones arrive later."""
        job = self._coming = start_job(title, work)
        self._jobs.watch(
            job,
            on_result=lambda project: self._on_opened(job, project),
            on_failure=lambda error: self._could_not_open(error, path),
            on_cancelled=lambda: _close_unwanted(job),
            lasting=True,
        )

    def _on_opened(self, job: Job[Project], project: Project) -> None:
        if job is self._coming:
            self._coming = None
            self.opened.emit(project)
        else:
            project.close(discard=True)

    def _could_not_open(self, error: Exception, path: Path) -> None:
        if isinstance(error, ProjectLocked):
            if ask_read_only(error, self._window):
                self.open(path, read_only=True)
            return
        if isinstance(error, WriteProtected):
            self.open(error.path, read_only=True)
            self.notified.emit(write_protected_notice(error.path))
            return
        if isinstance(error, OpenedBackup):
            self.open(path, read_only=True)
            self.notified.emit(backup_notice(error))
            return
        self.notified.emit(self.with_recovery(failure_notice(error, path)))

    def with_recovery(self, notice: Notice) -> Notice:
        """The notice, with a button that helps if it is about a lost or damaged file.

        It leads to the file's backups, else to what can be recovered from it.
        """
        damaged = notice.damaged
        if damaged is None:
            return notice
        if named_copies(damaged, self._backup_folder()):
            words = self.tr("Show Backups")
            return replace(notice, offer=words, act=lambda: self.backups_asked.emit(damaged))
        words = self.tr("Recover Text into a New File")
        return replace(notice, offer=words, act=lambda: self.recover(damaged))

    def _backup_folder(self) -> Path | None:
        return Path(self._settings.backup_folder) if self._settings.backup_folder else None

    def recover(self, damaged: Path) -> None:
        """Open what is still readable of a damaged project as a new one next to it."""
        self._jobs.watch(
            start_job(self.tr("Recovering the text"), lambda _job: recovered_project(damaged)),
            on_result=lambda made: self._recovered(damaged, *made),
            on_failure=lambda error: self.notified.emit(Notice(readable_error(error), Tone.BAD)),
            lasting=True,
        )

    def _recovered(self, damaged: Path, project: Project, found: Recovered) -> None:
        words = [
            self.tr("%Ln text(s) recovered into {path}.", "", found.texts).format(path=found.path),
            self.tr("{name} was not changed.").format(name=damaged.name),
        ]
        if found.displaced:
            words.append(self.tr("Text that had lost its place is at the end, under “Recovered text”."))
        if found.doubtful:
            words.append(
                self.tr("Texts and headings that may be damaged: {count}. Their notes say so.").format(
                    count=number(found.doubtful)
                )
            )
        if not found.complete:
            words.append(self.tr("Part of the file could not be read. Look for a backup as well."))
        self._coming = None  # earlier requests are obsolete
        self.opened.emit(project)
        self.notified.emit(Notice(" ".join(words), topic="recovered"))

    def save_copy(self, path: Path, project: OpenProject | None = None) -> None:
        """Write a copy of a project (None: the open one); the user has agreed to replace an existing file.

        It is completed even if another document is opened meanwhile.
        """
        self.finish_edits()
        copied = project or self._current()
        self._in_use.append(copied)

        def done(_none: None) -> None:
            self._release(copied)
            self._done(self.tr("Copy saved as {path}.").format(path=path), path)

        def failed(error: Exception) -> None:
            self._release(copied)
            self.notified.emit(Notice(readable_error(error), Tone.BAD))

        self._jobs.watch(
            start_job(self.tr("Saving a copy"), lambda _job: copied.project.save_copy(path)),
            on_result=done,
            on_failure=failed,
            on_cancelled=lambda: self._release(copied),
            lasting=True,
        )

    @contextmanager
    def _kept_open(self, project: OpenProject) -> Iterator[None]:
        """Keep a project open while a question about it is answered, whatever is opened meanwhile."""
        self._in_use.append(project)
        try:
            yield
        finally:
            self._release(project)

    def _release(self, project: OpenProject) -> None:
        if project in self._in_use:
            self._in_use.remove(project)
        if project in self._left and project not in self._in_use:
            self._left.remove(project)
            self.close_when_free(project)

    def close_when_free(self, project: OpenProject) -> None:
        """Close a project that was left, once nothing needs to be written from it any more."""
        if project in self._in_use:
            self._left.append(project)
            return
        project.close(discard=True)
        project.deleteLater()

    def close_all(self) -> None:
        """The window is closing and no job runs: close the projects kept open for their copies."""
        self._in_use.clear()
        if self._coming is not None:
            _close_unwanted(self._coming)
        while self._left:
            self.close_when_free(self._left.pop())

    def export(self, plan: ExportPlan, project: OpenProject | None = None) -> None:
        """Write a document (None: the open one) as a file of another format."""
        self.finish_edits()
        self._exporter.export(plan, project or self._current())

    def ask_print(self) -> None:
        """Print this document, whatever is open when the dialog is answered."""
        self.finish_edits()
        project = self._current()
        with self._kept_open(project):
            self._exporter.ask_print(project)

    def preview(self) -> None:
        """Show the document as it would be printed."""
        self.finish_edits()
        self._exporter.preview(self._current())

    def _done(self, words: str, path: Path) -> None:
        self.notified.emit(done_notice(words, path, self.tr("Show Folder")))


def _close_unwanted(job: Job[Project]) -> None:
    """Opening was cancelled when it was almost done: nothing else would close the file."""
    job.join(2.0)
    with suppress(Exception):  # it failed or was cancelled in time: nothing to close
        job.result(timeout=0).close(discard=True)


def home_of_import(source: Path) -> Path:
    """The folder for a document imported from a text file: its own unless that is not writable."""
    return source.parent if os.access(source.parent, os.W_OK) else documents_path()


def with_suffix(path: Path) -> Path:
    """The path with the project suffix; that of a text is kept: storage reports what to choose."""
    suffix = path.suffix.lower()
    if suffix == PROJECT_SUFFIX or suffix in readable_extensions():
        return path
    return path.with_name(path.name + PROJECT_SUFFIX)

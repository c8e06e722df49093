"""Writing a document as a file of another format, and printing it. The window waits for neither."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from conceptwriter.gui.files.file_work import (
    ExportPlan,
    export_document,
    export_project,
    page_of_project,
    readable_error,
    write_page,
)
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.printing.typesetter import Typesetter
from conceptwriter.interchange import ExportOptions
from conceptwriter.interchange.paper import PDF, paper_page
from conceptwriter.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.printing.order import PrinterChoice
    from conceptwriter.interchange.paper import PaperPage


class Exporter(QObject):
    """A document that can be read from its file is read there, on another thread."""

    notified = Signal(object)
    """Notice"""

    def __init__(self, window: QWidget, jobs: JobService) -> None:
        super().__init__(window)
        self._window, self._jobs = window, jobs
        self._previews: QTemporaryDir | None = None
        """Removed when the window is gone."""

    def export(self, plan: ExportPlan, project: OpenProject) -> None:
        """Write a document as a file."""
        if not (project.failure or project.read_only):
            path = project.path
            self._start(
                self.tr("Exporting"),
                lambda typesetter: export_project(plan, path, typesetter),
                partial(self._exported, plan.path),
                plan.paper,
            )
        elif plan.format == PDF.name:
            source = self._page(project, plan.options)
            self._write_pages(source, plan)
        else:
            try:
                self._exported(plan.path, export_document(plan, project.document, project.path))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is reported to the user
                self._failed(error)

    def _write_pages(self, source: Callable[[], PaperPage], plan: ExportPlan) -> None:
        self._start(
            self.tr("Exporting"),
            lambda typesetter: write_page(plan.path, source(), typesetter),
            partial(self._exported, plan.path),
            plan.paper,
        )

    def ask_print(self, project: OpenProject) -> None:
        """Ask for a printer, and print the document as it is shown."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # its plugins look for printers

        from conceptwriter.gui.printing.printers import choice_of

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(project.path.stem)
        dialog = QPrintDialog(printer, self._window)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print(choice_of(printer), project)
        dialog.deleteLater()

    def print(self, choice: PrinterChoice, project: OpenProject) -> None:
        """Print the document as it is shown."""
        source = self._page(project, ExportOptions())

        def work(typesetter: Typesetter) -> tuple[str, ...]:
            page = source()
            typesetter.print(page, choice)
            return page.warnings

        self._start(self.tr("Printing"), work, lambda warnings: self._printed(choice, warnings))

    def preview(self, project: OpenProject) -> None:
        """Show the pages in the system's viewer of PDF files."""
        if self._previews is None:
            self._previews = QTemporaryDir()
        target = Path(self._previews.path()) / f"{project.path.stem}.pdf"
        source = self._page(project, ExportOptions())
        self._start(
            self.tr("Making a print preview"),
            lambda typesetter: write_page(target, source(), typesetter),
            lambda warnings: self._show(target, warnings),
        )

    # -- the work

    def _page(self, project: OpenProject, options: ExportOptions) -> Callable[[], PaperPage]:
        """To be called on another thread."""
        if project.failure or project.read_only:
            page = paper_page(project.document, replace(options, project=project.path))
            return lambda: page
        return partial(page_of_project, project.path, options)

    def _start(
        self,
        title: str,
        work: Callable[[Typesetter], tuple[str, ...]],
        done: Callable[[tuple[str, ...]], None],
        paper: str = "",
    ) -> None:
        typesetter = Typesetter(paper)
        job: Job[tuple[str, ...]] = Job(title, on_cancel=typesetter.stop, ends_at_once=False)
        typesetter.report = partial(job.report, what=self.tr("laying out pages"))
        self._jobs.watch(
            job.start(lambda _job: work(typesetter)),
            on_result=done,
            on_failure=self._failed,
            lasting=True,
        )

    # -- what is said of it

    def _failed(self, error: Exception) -> None:
        self.notified.emit(Notice(readable_error(error), Tone.BAD))

    def _exported(self, path: Path, warnings: tuple[str, ...]) -> None:
        words = self.tr("Exported to {path}.").format(path=path)
        if warnings:
            self.notified.emit(Notice(" ".join([words, *warnings]), Tone.WARN, topic="export"))
        else:
            self.notified.emit(done_notice(words, path, self.tr("Show Folder")))

    def _printed(self, choice: PrinterChoice, warnings: tuple[str, ...]) -> None:
        if choice.file:
            self._exported(Path(choice.file), warnings)
            return
        words = self.tr("Sent to the printer {name}.").format(name=choice.name)
        tone = Tone.WARN if warnings else Tone.GOOD
        self.notified.emit(Notice(" ".join([words, *warnings]), tone, topic="export"))

    def _show(self, path: Path, warnings: tuple[str, ...]) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            words = self.tr("There is no program that shows PDF files. Export the document as PDF instead.")
            self.notified.emit(Notice(words, Tone.WARN, topic="export"))
        elif warnings:
            self.notified.emit(Notice(" ".join(warnings), Tone.WARN, topic="export"))


def done_notice(words: str, path: Path, offer: str) -> Notice:
    """That a file was written, with a button that shows its folder."""
    folder = QUrl.fromLocalFile(str(path.parent))
    return Notice(words, Tone.GOOD, offer, lambda: QDesktopServices.openUrl(folder), topic="export")

"""Files that come back: their translations are entered into the open document, in one step."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.files.file_work import readable_error
from conceptwriter.gui.files.last_folders import LastFolders, Purpose
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.interchange import format_of_path, import_content, read_bytes, readable_extensions
from conceptwriter.interchange.returned import Returned, enter_returned, match_returned, rows_of
from conceptwriter.job import start_job

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.interchange.returned_matching import Matched, Row
    from conceptwriter.outline import Operation

TOPIC = "returned"


def matched_file(path: Path, rows: Sequence[Row]) -> Matched:
    """Read a file, and find its texts in the document. Runs on its own thread; raises InterchangeError."""
    form = format_of_path(path)
    file = import_content(read_bytes(path), form.name, None, path.stem, None, str(path))
    return match_returned(rows, file, str(path))


class ReturnedFiles(QObject):
    """One per window."""

    def __init__(
        self,
        desk: Desk,
        jobs: JobService,
        settings: WindowSettings,
        notices: NoticeBar,
        show_review: Callable[[], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk, self._jobs, self._notices, self._window = desk, jobs, notices, window
        self._show_review = show_review
        self._folders = LastFolders(settings)

    def ask(self) -> None:
        """Ask for a file, and enter its translations."""
        texts = " ".join(f"*{extension}" for extension in readable_extensions())
        kinds = self.tr("Texts") + f" ({texts});;" + self.tr("All files") + " (*)"
        folder = str(self._folders.start(Purpose.IMPORT))
        title = self.tr("Import translations of this document")
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, folder, kinds)
        if chosen:
            self._folders.used(Purpose.IMPORT, Path(chosen))
            self.enter(Path(chosen))

    def enter(self, path: Path) -> None:
        """Enter the translations in a file; it is read in the background."""
        self._desk.fields.commit()
        rows = rows_of(self._desk.document)
        job = start_job(
            self.tr("Reading {name}").format(name=path.name), lambda _job: matched_file(path, rows)
        )
        self._jobs.watch(
            job,
            on_result=partial(self._put_in, path),
            on_failure=lambda error: self._notices.post(Notice(readable_error(error), Tone.BAD, topic=TOPIC)),
        )

    def _put_in(self, path: Path, matched: Matched) -> None:
        document, report = self._desk.document, Returned()

        def build() -> Operation | None:
            nonlocal report
            operation, report = enter_returned(document, matched)
            return operation if operation.changes else None

        self._desk.attempt(build)
        self._report(path, report)

    def _report(self, path: Path, report: Returned) -> None:
        languages = ", ".join(language_name(code) for code in report.languages)
        counted = [
            self.tr("%Ln new", "", len(report.new)) if report.new else "",
            self.tr("%Ln changed", "", len(report.changed)) if report.changed else "",
            self.tr("%Ln confirmed", "", len(report.confirmed)) if report.confirmed else "",
            self.tr("%Ln outdated", "", len(report.outdated)) if report.outdated else "",
            self.tr("%Ln kept as here", "", len(report.kept)) if report.kept else "",
            self.tr("%Ln unchanged", "", report.unchanged) if report.unchanged else "",
            self.tr("%Ln not translated", "", report.untranslated) if report.untranslated else "",
        ]
        figures = ", ".join(part for part in counted if part)
        words = self.tr("{name}, {languages}: {figures}.").format(
            name=path.name, languages=languages, figures=figures
        )
        if report.lost:
            lost = self.tr("%Ln text(s) of the file not found in this document.", "", len(report.lost))
            words = f"{words} {lost}"
        if report.outdated or report.lost:
            offer = self.tr("Review...") if report.outdated else ""
            act = self._show_review if report.outdated else None
            self._notices.post(Notice(words, Tone.WARN, offer, act, topic=TOPIC))
        else:
            self._notices.post(Notice(words, Tone.GOOD, topic=TOPIC))

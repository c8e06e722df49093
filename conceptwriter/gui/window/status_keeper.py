"""Keeps the status bar current: it reads the desk, the jobs and the models and shows their state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTimer

from conceptwriter.editor.wording import language_in_document, number, short_language
from conceptwriter.gui.bundles.wording import device_words
from conceptwriter.gui.window.engine_words import plain_lines, technical_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.window.status import StatusBar
    from conceptwriter.gui.window.tally import Tally
    from conceptwriter.job import Job

JOB_WORDS = "JobWords"
MOST_SECONDS = 48 * 3600
SHOW_JOB_MS = 150
"""Jobs that finish sooner are not shown: a flash informs nobody."""


class StatusKeeper(QObject):
    """One per window."""

    def __init__(
        self,
        bar: StatusBar,
        tally: Tally,
        jobs: JobService,
        models: EngineHost,
        project: Callable[[], OpenProject],
        stop_key: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar, self._tally, self._jobs, self._models = bar, tally, jobs, models
        self._project, self._stop_key = project, stop_key
        self._delay = QTimer(self, singleShot=True, interval=SHOW_JOB_MS)
        self._delay.timeout.connect(self.show_job)
        tally.changed.connect(self.show_counts)
        models.changed.connect(self.show_models)
        jobs.started.connect(lambda _job: self._delay.start())
        jobs.progressed.connect(lambda _job: self._job_moved())
        jobs.ended.connect(lambda _job: self._job_ended())
        bar.job_stop.clicked.connect(jobs.stop_all)
        bar.job_pause.clicked.connect(jobs.pause_or_resume)

    def about_lines(self) -> str:
        """The models with their figures, to be copied into a report."""
        return f"{self.engine_lines()}\n{self.technical_lines()}".strip()

    def show_all(self) -> None:
        """Write every part."""
        self.show_counts()
        self.show_models()
        self.show_saved()
        self.show_job()

    def show_counts(self) -> None:
        """Words, concepts, and progress of the output languages."""
        totals = self._tally.totals
        words = self.tr("%Ln word(s)", "", totals.words)
        concepts = self.tr("%Ln concept(s)", "", totals.concepts)
        self._bar.show_part(self._bar.counts, f"{words}  ·  {concepts}")
        parts, spoken = [], []
        document = self._project().document
        pairs = sorted({(source, target) for (source, target, _), count in totals.targets.items() if count})
        for source, target in pairs:
            done, stale, missing = (
                totals.targets[source, target, state] for state in ("done", "stale", "missing")
            )
            of_all = f"{number(done)}/{number(done + stale + missing)}"
            text = f"{short_language(source)} → {short_language(target)} {of_all}"
            parts.append(text + (self.tr(", {count} outdated").format(count=number(stale)) if stale else ""))
            spoken.append(
                self.tr("{source} to {target}: {done} done, {stale} outdated, {missing} missing").format(
                    source=language_in_document(document, source),
                    target=language_in_document(document, target),
                    done=number(done),
                    stale=number(stale),
                    missing=number(missing),
                )
            )
        shown = "   ".join(parts[:2]) + ("  …" if len(parts) > 2 else "")
        view = document.view
        if view is not None:
            words = self.tr("shown in {language}").format(
                language=language_in_document(document, view.language)
            )
            shown = "  ·  ".join(part for part in (words, shown) if part)
        self._bar.show_part(self._bar.languages, shown, "\n".join(spoken))

    def show_models(self) -> None:
        """The bundle and what it runs on."""
        if not self._models.title:
            why = self.engine_lines()
            self._bar.show_part(self._bar.models, self.tr("no model"), why)
            return
        status = self._models.status
        where = ""
        if status is not None and status.provider:
            where = device_words(status.provider)
        text = "  ·  ".join(part for part in (self._models.title, where) if part)
        self._bar.show_part(self._bar.models, text, self.engine_lines())

    def show_saved(self) -> None:
        """Whether everything is saved."""
        project = self._project()
        if project.failure:
            self._bar.show_part(self._bar.saved, self.tr("cannot save"), project.failure, "bad")
        elif project.read_only:
            self._bar.show_part(self._bar.saved, self.tr("read-only"), "", "warn")
        else:
            self._bar.show_part(self._bar.saved, self.tr("saved"), self.tr("All changes are saved."))

    def _job_ended(self) -> None:
        self.show_job()
        self.show_models()  # the first answer shows what the models run on

    def _job_moved(self) -> None:
        if not self._delay.isActive():
            self.show_job()

    def show_job(self) -> None:
        """The newest job, and how many others there are."""
        running = self._jobs.running()
        if not running:
            self._delay.stop()
            self._bar.hide_job()
            return
        if self._delay.isActive():
            return
        newest = running[-1]
        text = job_words(newest)
        if len(running) > 1:
            text += self.tr(" (+{count})").format(count=number(len(running) - 1))
        self._bar.show_job(text, newest.progress.fraction, self._stop_key())
        self._bar.show_pause(shown=newest in self._jobs.pausable(), paused=newest.is_paused)

    def engine_lines(self) -> str:
        """The text about the models in the tooltip and the Details tab."""
        return "\n".join(plain_lines(self._models))

    def technical_lines(self) -> str:
        """The models' technical figures."""
        return "\n".join(technical_lines(self._models))


def job_words(job: Job[Any]) -> str:
    """A job's activity for the status bar; if it counts, its progress and remaining time."""
    progress = job.progress
    if job.countable:
        words = QCoreApplication.translate(JOB_WORDS, "{title}: {done} of {total}")
        locale = QLocale()
        done, total = locale.toString(progress.done), locale.toString(progress.total)
        counted = words.format(title=job.title, done=done, total=total)
        if job.is_paused:
            return ", ".join([counted, QCoreApplication.translate(JOB_WORDS, "paused")])
        return ", ".join([counted, *rate(job.steps_per_second), *time_left(job.seconds_left)])
    return (
        f"{job.title}: {progress.what}…"
        if progress.what and progress.what.lower() not in job.title.lower()
        else f"{job.title}…"
    )


def rate(per_second: float | None) -> list[str]:
    """How many steps are done in a minute, as a phrase; none if it is unknown."""
    if per_second is None:
        return []
    words = QCoreApplication.translate(JOB_WORDS, "{count} a minute")
    return [words.format(count=QLocale().toString(max(1, round(60 * per_second))))]


def time_left(seconds: float | None) -> list[str]:
    """The remaining time as a phrase; none if it is unknown."""
    if seconds is None or not 0 <= seconds < MOST_SECONDS:
        return []
    if seconds < 90:
        near = max(5, 5 * round(seconds / 5))
        return [QCoreApplication.translate(JOB_WORDS, "about %Ln second(s) left", "", near)]
    return [QCoreApplication.translate(JOB_WORDS, "about %Ln minute(s) left", "", round(seconds / 60))]

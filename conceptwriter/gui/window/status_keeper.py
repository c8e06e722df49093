"""Keeps the status bar right: it looks at the desk, the jobs and the models and writes what it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from conceptwriter.gui.inspector.wording import language_name, short_language
from conceptwriter.gui.models.wording import size_words
from conceptwriter.gui.proposals.wording import variant_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.jobs.models import Models
    from conceptwriter.gui.jobs.service import JobService, RunningJob
    from conceptwriter.gui.window.open_project import OpenProject
    from conceptwriter.gui.window.status import StatusBar
    from conceptwriter.gui.window.tally import Tally

SHOW_JOB_MS = 150
"""Jobs that are done sooner are not shown: a flash tells nobody anything."""


class StatusKeeper(QObject):
    """One a window."""

    def __init__(
        self,
        bar: StatusBar,
        tally: Tally,
        jobs: JobService,
        models: Models,
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

    def show_all(self) -> None:
        """Write every part."""
        self.show_counts()
        self.show_models()
        self.show_saved()
        self.show_job()

    def show_counts(self) -> None:
        """Words, concepts, and how far the output languages are."""
        totals = self._tally.totals
        words = self.tr("%Ln word(s)", "", totals.words)
        concepts = self.tr("%Ln concept(s)", "", totals.concepts)
        self._bar.show_part(self._bar.counts, f"{words}  ·  {concepts}")
        parts, spoken = [], []
        pairs = sorted({(source, target) for (source, target, _), count in totals.targets.items() if count})
        for source, target in pairs:
            done, stale, missing = (
                totals.targets[source, target, state] for state in ("done", "stale", "missing")
            )
            text = f"{short_language(source)} → {short_language(target)} {done}/{done + stale + missing}"
            parts.append(text + (self.tr(", {count} outdated").format(count=stale) if stale else ""))
            spoken.append(
                self.tr("{source} to {target}: {done} done, {stale} outdated, {missing} missing").format(
                    source=language_name(source),
                    target=language_name(target),
                    done=done,
                    stale=stale,
                    missing=missing,
                )
            )
        shown = "   ".join(parts[:2]) + ("  …" if len(parts) > 2 else "")
        self._bar.show_part(self._bar.languages, shown, "\n".join(spoken))

    def show_models(self) -> None:
        """The bundle and what it runs on."""
        if not self._models.title:
            why = self._models.reason or self.tr("No model is installed.")
            self._bar.show_part(self._bar.models, self.tr("no model"), why)
            return
        status = self._models.status
        where = ""
        if status is not None and status.provider:
            device = status.provider.removesuffix("ExecutionProvider").upper()
            where = " ".join(part for part in (device, status.precision or "") if part)
        memory = size_words(status.rss_bytes) if status is not None and status.rss_bytes and where else ""
        text = "  ·  ".join(part for part in (self._models.title, where, memory) if part)
        self._bar.show_part(self._bar.models, text, self.engine_lines())

    def show_saved(self) -> None:
        """Whether all is in the file."""
        project = self._project()
        if project.failure:
            self._bar.show_part(self._bar.saved, self.tr("cannot save"), project.failure, "bad")
        elif project.read_only:
            self._bar.show_part(self._bar.saved, self.tr("read-only"), "", "warn")
        else:
            self._bar.show_part(self._bar.saved, self.tr("saved"), self.tr("All changes are saved."))

    def _job_ended(self) -> None:
        self.show_job()
        self.show_models()  # the first answer tells what the models run on

    def _job_moved(self) -> None:
        if not self._delay.isActive():
            self.show_job()

    def show_job(self) -> None:
        """The newest job, and how many there are besides."""
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
            text += self.tr(" (+{count})").format(count=len(running) - 1)
        self._bar.show_job(text, newest.progress, self._stop_key())

    def engine_lines(self) -> str:
        """What the Details tab says about the models."""
        status = self._models.status
        if not self._models.title:
            return self._models.reason or self.tr("No model is installed; everything else works.")
        lines = [self._models.title]
        if status is None or status.pid is None:
            lines.append(self.tr("not loaded yet"))
            return "\n".join(lines)
        device = (status.provider or "").removesuffix("ExecutionProvider") or "–"
        lines.append(
            self.tr("{device}, {precision}, %n thread(s)", "", status.threads or 0).format(
                device=device, precision=status.precision or "–"
            )
        )
        if status.rss_bytes:
            size = size_words(status.rss_bytes)
            lines.append(self.tr("Memory of the model process: {size}").format(size=size))
        if status.codec is not None:
            lines.append(
                self.tr("Codec {name}: %n dimension(s)", "", status.codec.dimension).format(
                    name=f"{status.codec.id} {status.codec.version}"
                )
            )
        if status.lcm is not None:
            variants = ", ".join(variant_title(variant) for variant in status.lcm.variants)
            lines.append(
                self.tr("LCM {name}: {variants}").format(
                    name=f"{status.lcm.id} {status.lcm.version}", variants=variants
                )
            )
        if (own := status.lcm_codec) is not None:
            state = self.tr("loaded") if own.loaded else self.tr("loaded when first needed")
            words = self.tr("Codec of the LCM, {name}: %n dimension(s), {size}, {state}", "", own.dimension)
            name = f"{own.id} {own.version}"
            lines.append(words.format(name=name, size=size_words(own.size), state=state))
        choice = self._models.choice
        if choice is not None and choice.bundles.lcm_codec is not None:
            lines.append(choice.why)
        if status.notice:
            lines.append(status.notice)
        return "\n".join(lines)


def job_words(job: RunningJob[object]) -> str:
    """What a job does, for the status bar."""
    return (
        f"{job.title}: {job.what}…"
        if job.what and job.what.lower() not in job.title.lower()
        else f"{job.title}…"
    )

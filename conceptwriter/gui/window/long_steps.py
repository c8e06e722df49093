"""A change that is made in parts, shown as a job: how far it is, and Esc stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.wording import number, operation_name
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.job import Job, JobProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.desk.in_parts import Work
    from conceptwriter.gui.jobs.service import JobService

TOPIC = "long step"


class LongSteps(QObject):
    """One per window."""

    def __init__(
        self, desk: Desk, jobs: JobService, post: Callable[[Notice], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._post = desk, jobs, post
        self._job: Job[None] | None = None
        desk.parts.began.connect(self._begin)
        desk.parts.advanced.connect(self._advance)
        desk.parts.ended.connect(self._end)

    def _begin(self, work: Work) -> None:
        self._job = job = Job[None](operation_name(work.label))
        self._jobs.watch(job, on_cancelled=lambda: self._stop(job))

    def _advance(self, work: Work) -> None:
        if self._job is not None:
            self._job.advance(JobProgress(work.done, work.total, ""))

    def _stop(self, job: Job[None]) -> None:
        if job is self._job:
            self._desk.parts.stop()

    def _end(self, work: Work, stopped: bool) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        if not job.done():
            job.set_result(None)
        if not (stopped and job.cancelled() and work.done):
            return
        words = self.tr("{step}: stopped at {done} of {total}. Undo takes back all of it.")
        step, done, total = operation_name(work.label), number(work.done), number(work.total)
        text = words.format(step=step, done=done, total=total)
        self._post(Notice(text, Tone.WARN, self.tr("Undo"), self._desk.undo, topic=TOPIC))

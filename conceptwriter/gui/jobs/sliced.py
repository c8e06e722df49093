"""Work on the document that takes longer than a frame: done in slices, between the events of the window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from conceptwriter.job import Job, JobProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.outline import NodeId

SLICE_SECONDS = 0.006
LOOK_AT_CLOCK = 16
"""Steps between two looks at the clock: most take microseconds."""


def _unknown() -> JobProgress:
    return JobProgress(0, 0, "")


class Sliced(QObject):
    """One piece of work. What is short is done at once; the rest is a job, shown and stopped like any other.

    The document may change between two slices: each step must find it as it is then.
    """

    def __init__(self, jobs: JobService, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._steps: Iterator[object] = iter(())
        self._progress: Callable[[], JobProgress] = _unknown
        self._job: Job[None] | None = None
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)

    def run(
        self,
        title: str,
        steps: Iterator[object],
        then: Callable[[], None],
        *,
        progress: Callable[[], JobProgress] = _unknown,
        stopped: Callable[[], None] | None = None,
        node: NodeId | None = None,
    ) -> None:
        """Take all steps, and then call `then`; or `stopped` when the writer stops it.

        `progress`: how far it is. `node`: Esc stops it there.
        """
        self._steps, self._progress = steps, progress
        if self._has_ended():
            self.deleteLater()
            then()
            return
        self._job = job = Job[None](title)
        self._jobs.watch(job, node=node, on_result=lambda _none: then(), on_cancelled=stopped)
        job.add_done_callback(lambda _job: self.deleteLater())
        self._next.start()

    def _slice(self) -> None:
        job = self._job
        if job is None or job.done():
            return  # it was stopped, or another project is open
        try:
            ended = self._has_ended()
        except Exception as error:  # noqa: BLE001 - the job fails with it, and the service reports it
            job.set_exception(error)
            return
        if ended:
            job.set_result(None)
        else:
            job.advance(self._progress())
            self._next.start()

    def _has_ended(self) -> bool:
        """Take steps for a slice; True when there are no more."""
        end = time.perf_counter() + SLICE_SECONDS
        for number, _ in enumerate(self._steps, start=1):
            if number % LOOK_AT_CLOCK == 0 and time.perf_counter() > end:
                return False
        return True

"""One running installation: it outlives the dialog, can be stopped at once, and resumes where it stopped."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.bundles.install_options import InstallOptions
from conceptwriter.gui.bundles.wording import job_step_words
from conceptwriter.job import Job, start_job

if TYPE_CHECKING:
    from conceptwriter.bundles import FoundBundle
    from conceptwriter.gui.bundles.plan import InstallPlan
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.install.installing import InstallStep


class InstallState(StrEnum):
    """Its progress state."""

    PLANNED = "planned"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


class Installation(QObject):
    """A plan and the job that runs it. It can be restarted after a stop or a failure."""

    changed = Signal()
    """State or step changed."""
    finished = Signal(object)
    """FoundBundle: it is installed."""

    def __init__(self, plan: InstallPlan, jobs: JobService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self.state = InstallState.PLANNED
        self.step: InstallStep | None = None
        """The newest step."""
        self.problem = ""
        """Why it failed."""
        self.bundle: FoundBundle | None = None
        self._jobs = jobs
        self._job: Job[FoundBundle] | None = None
        self._accepted: tuple[str, ...] = ()
        self._options = InstallOptions()
        jobs.progressed.connect(self._moved)
        jobs.stopping.connect(self._stopping)

    @property
    def running(self) -> bool:
        """True until it has ended, including while it is stopping."""
        return self.state in (InstallState.RUNNING, InstallState.STOPPING)

    def start(self, accepted: Collection[str], options: InstallOptions) -> None:
        """Start, with the SPDX ids of the accepted licences."""
        self._accepted, self._options = tuple(accepted), options
        self.resume()

    def resume(self) -> None:
        """Continue after a stop or a failure; licences accepted before stay accepted."""
        if self.running:
            return
        self.state, self.step, self.problem = InstallState.RUNNING, None, ""
        title = self.tr("Install {title}").format(title=self.plan.title)
        self._job = self._jobs.watch(
            start_job(title, self._work),
            on_result=self._arrived,
            on_failure=self._failed,
            on_cancelled=self._stopped,
            lasting=True,
        )
        self.changed.emit()

    def stop(self) -> None:
        """Stop at once; downloaded data is kept."""
        if self._job is not None:
            self._jobs.stop(self._job)

    def _work(self, job: Job[FoundBundle]) -> FoundBundle:
        """On the job's thread."""

        def listen(step: InstallStep) -> None:
            self.step = step
            job.report(step.done, step.total or 0, job_step_words(step))

        return self.plan.run(self._accepted, listen, self._options)

    # Called by the job, on the window's thread

    def _moved(self, job: Job[Any]) -> None:
        if job is self._job:
            self.changed.emit()

    def _stopping(self, job: Job[Any]) -> None:
        if job is self._job:
            self._become(InstallState.STOPPING)

    def _arrived(self, bundle: FoundBundle) -> None:
        self.bundle = bundle
        self._become(InstallState.DONE)
        self.finished.emit(bundle)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ConceptWriterError):
            self.problem = str(error)
        else:
            words = self.tr("The installation failed ({error}). The downloaded files are kept. Try again.")
            self.problem = words.format(error=f"{type(error).__name__}: {error}")
        self._become(InstallState.FAILED)

    def _stopped(self) -> None:
        self._become(InstallState.STOPPED)

    def _become(self, state: InstallState) -> None:
        self.state = state
        self.changed.emit()

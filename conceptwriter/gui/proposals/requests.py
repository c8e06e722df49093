"""The running requests for offers: started, followed, stopped; one per kind and place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance

from conceptwriter.gui.proposals.first_offers import Asking

if TYPE_CHECKING:
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.proposals.asking import Wanted
    from conceptwriter.job import Job
    from conceptwriter.outline import Document, NodeId, ProposalSet


class Requests(QObject):
    """Each ends with exactly one of the signals, on the GUI thread; one that is stopped here with none."""

    partial_arrived = Signal(object)
    """Asking: more of its offers can be taken."""
    arrived = Signal(object, object)
    """Asking, ProposalSet"""
    failed = Signal(object, object)
    """Asking, Exception"""
    cancelled = Signal(object)
    """Asking: it was cancelled as a job."""

    def __init__(self, jobs: JobService, models: EngineHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._models = jobs, models
        self._under_way: list[Asking] = []
        jobs.progressed.connect(self._progressed)

    def running(self, kind: str, anchor: NodeId) -> Asking | None:
        """The running request of this kind for a node."""
        for asking in self._under_way:
            if (asking.wanted.kind, asking.wanted.anchor) == (kind, anchor):
                return asking
        return None

    def start(self, document: Document, wanted: Wanted) -> Asking | None:
        """Ask the assistant; None without one. Raises ConceptWriterError if there is nothing to work from."""
        if self._models.assistant is None:
            return None
        job = wanted.ask(self._models.assistant, document)
        asking = Asking(wanted, job)
        self._under_way.append(asking)
        self._jobs.watch(
            job,
            node=wanted.anchor,
            on_result=partial(self._ended, asking, self.arrived),
            on_failure=partial(self._ended, asking, self.failed),
            on_cancelled=partial(self._ended, asking, self.cancelled),
        )
        asking.take_up(self._models.title)  # it may have been faster than this thread
        return asking

    def stop(self, asking: Asking) -> None:
        """Stop one; it emits no more signals."""
        self._forget(asking)
        self._jobs.stop(asking.job)

    def forget_all(self) -> None:
        """Another document: requests still running were for the previous one."""
        self._under_way = []

    def _ended(self, asking: Asking, signal: SignalInstance, *what: object) -> None:
        """Emit how it ended, unless it was stopped here."""
        if asking in self._under_way:
            self._forget(asking)
            signal.emit(asking, *what)

    def _forget(self, asking: Asking) -> None:
        self._under_way = [other for other in self._under_way if other is not asking]

    def _progressed(self, job: Job[ProposalSet]) -> None:
        asking = next((asking for asking in self._under_way if asking.job is job), None)
        if asking is not None and asking.take_up(self._models.title):
            self.partial_arrived.emit(asking)

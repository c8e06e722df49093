"""New models for an open document: its texts are collected in slices, then encoded in the background."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from conceptwriter.assistant import Wording, wording
from conceptwriter.outline import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.outline import NodeId

_TURN_SECONDS = 0.004
_BETWEEN_LOOKS = 32
"""Nodes between two checks of the clock."""


class CatchingUp(QObject):
    """One per window; the text of a long document is collected in slices of a few milliseconds.

    So the window stays responsive; text written meanwhile gets its vectors when they are needed, as usual.
    """

    def __init__(
        self, models: EngineHost, jobs: JobService, project: Callable[[], OpenProject], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._models, self._jobs, self._project = models, jobs, project
        self._of: OpenProject | None = None
        self._ahead: list[NodeId] = []
        self._found: list[Wording] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._collect)
        models.switched.connect(self.start)

    def start(self) -> None:
        """Compute vectors of the current codec for the whole document."""
        project = self._project()
        self._timer.stop()
        if self._models.assistant is not None and not project.read_only:
            self._of, self._ahead, self._found = project, [ROOT], []
            self._collect()

    def resume(self) -> None:
        """The same if the file has vectors of another codec: perhaps it was closed too early."""
        choice = self._models.choice
        if choice is not None and self._project().project.vectors.codecs() - {choice.codec}:
            self.start()

    def _collect(self) -> None:
        project, assistant = self._project(), self._models.assistant
        if project is not self._of or assistant is None:
            return  # another document is open, or there are no models any more
        document, until = project.document, perf_counter() + _TURN_SECONDS
        while self._ahead:
            for node in (
                document.get(self._ahead.pop()) for _ in range(min(_BETWEEN_LOOKS, len(self._ahead)))
            ):
                if node is not None:  # it may have been deleted since
                    self._ahead.extend(reversed(node.children))
                    if (said := wording(node)) is not None:
                        self._found.append(said)
            if perf_counter() > until and self._ahead:
                self._timer.start()
                return
        found, self._found = self._found, []
        self._jobs.watch(assistant.catch_up(document, found), in_background=True)

"""One running translation: its texts go into the document as they arrive, and it ends with a report."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.wording import language_name
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.window.entering import Entering
from conceptwriter.gui.window.translation_report import TranslationFigures, report_of
from conceptwriter.outline.history import later_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.assistant import NodeTranslation, TranslationResult
    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.job import Job
    from conceptwriter.outline import NodeId, Operation

EVERY_SECONDS = 3.0
"""Interval at which finished texts go into the document: a long translation is never lost."""


class TranslationRun(QObject):
    """Inserts parts only while nothing is undone: they would discard what can be redone."""

    ended = Signal(object)
    """Report"""
    failed = Signal(object, object)
    """Report, Exception"""

    def __init__(
        self, desk: Desk, code: str, wanted: int, step_key: str, *, whole: bool, parent: QObject
    ) -> None:
        """`step_key`: merge key of the undo step it belongs to; empty: one of its own."""
        super().__init__(parent)
        self._desk, self._code, self._wanted, self._whole = desk, code, wanted, whole
        self._project = desk.project
        self._taken = 0
        self._doubtful = 0
        self._last = time.monotonic()
        self._entering: Entering[NodeTranslation] = Entering(
            desk, self._operation, step_key or later_key(time.time()), self
        )
        self.remembered = 0
        """Texts that were entered from translation memories before."""
        self.switched: Sequence[NodeId] = ()
        """Nodes whose language was switched for it in that step."""

    def follow(self, jobs: JobService, job: Job[TranslationResult], node: NodeId) -> None:
        """Watch a running job."""
        job.title = self.tr("Translating into {language}").format(language=language_name(self._code))
        jobs.watch(
            job,
            node=node,
            on_result=self._arrived,
            on_cancelled=lambda: self._ended(job.partial, stopped=True),
            on_failure=lambda error: self._failed(job.partial, error),
        )

        def advance(moved: Job[Any]) -> None:
            if moved is job and job.partial is not None:
                self._put_in(job.partial.items)

        jobs.progressed.connect(advance)
        self.ended.connect(lambda _report: jobs.progressed.disconnect(advance))
        self.failed.connect(lambda _report, _error: jobs.progressed.disconnect(advance))

    def _put_in(self, items: Sequence[NodeTranslation], *, now: bool = False) -> None:
        fresh = items[self._taken :]
        history = self._desk.document.history
        waits = history.undone or time.monotonic() - self._last < EVERY_SECONDS
        if not fresh or (waits and not now) or self._desk.project is not self._project:
            return
        self._last = time.monotonic()
        self._taken = len(items)
        if not self._is_undone():
            self._entering.enter(fresh)

    def _operation(self, items: Sequence[NodeTranslation], step_key: str) -> Operation:
        from conceptwriter.assistant import TranslationResult, apply_translation

        document = self._desk.document
        result = TranslationResult(self._code, document.revision, tuple(items))
        self._doubtful += sum(bool(item.flags) for item in items)
        return apply_translation(document, result, merge_key=step_key, time=time.time())

    def _is_undone(self) -> bool:
        """The switch that it was for has been undone: it is no longer wanted."""
        document = self._desk.document
        if not self.switched or not document.history.undone:
            return False
        return all(
            node not in document or document.node(node).language != self._code for node in self.switched
        )

    def _arrived(self, result: TranslationResult) -> None:
        self._ended(result, stopped=False)

    def _ended(self, ready: TranslationResult | None, *, stopped: bool) -> None:
        self._enter_rest(ready, lambda: self.ended.emit(self._report(ready, stopped=stopped)))

    def _failed(self, ready: TranslationResult | None, error: Exception) -> None:
        self._enter_rest(ready, lambda: self.failed.emit(self._report(ready, stopped=False), error))

    def _enter_rest(self, ready: TranslationResult | None, then: Callable[[], object]) -> None:
        if ready is not None:
            self._put_in(ready.items, now=True)
        self._entering.when_done(then)

    def _report(self, ready: TranslationResult | None, *, stopped: bool) -> TranslationFigures:
        skipped = dict(ready.skipped) if ready is not None and not stopped else {}
        report = report_of(self._code, skipped, self._entering.entered, self._doubtful)
        report.wanted, report.whole, report.stopped = self._wanted, self._whole, stopped
        report.remembered = self.remembered
        return report


def failure_words(error: Exception, words: str) -> str:
    """Why a translation failed; `words` for an error without its own message."""
    if isinstance(error, ConceptWriterError):
        return str(error)
    return words.format(error=f"{type(error).__name__}: {error}")

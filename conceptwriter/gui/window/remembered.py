"""What translation memories know word for word is entered before a model is asked for the rest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.gui.jobs.sliced import Sliced
from conceptwriter.gui.window.entering import Entering
from conceptwriter.job import JobProgress
from conceptwriter.memory.documents import asked_of_tasks, enter
from conceptwriter.outline.edits import may_replace
from conceptwriter.outline.history import later_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from conceptwriter.assistant.translation_plan import TranslationPlan
    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.references.store import ReferenceStore
    from conceptwriter.memory import Asked
    from conceptwriter.outline import NodeId, Operation


class Remembered(QObject):
    """One per window."""

    failed = Signal(str)
    """A memory cannot be read, and why; the model is asked for everything then."""

    def __init__(self, desk: Desk, jobs: JobService, store: ReferenceStore, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._store = desk, jobs, store

    def enter(
        self, plan: TranslationPlan, node: NodeId, key: str, then: Callable[[int, str], object]
    ) -> bool:
        """Look up what a plan wants, and enter it in the undo step of this merge key. Esc at `node` stops it.

        `then` gets the number of texts entered and the merge key. False, and nothing happens, if there is no
        memory.
        """
        if not self._store.memories():
            return False
        document = self._desk.document
        asked: dict[NodeId, Asked] = {}
        key = key or later_key(time.time())

        def collect() -> Iterator[None]:
            for one, question in asked_of_tasks(document, plan.tasks(), plan.to):
                asked[one] = question
                yield

        def look_up() -> None:
            self._jobs.watch(self._store.exact(asked), node=node, on_result=found, on_failure=failed)

        def found(texts: dict[NodeId, str]) -> None:
            self._put_in(asked, texts, plan.to, key, then)

        def failed(error: Exception) -> None:
            self.failed.emit(str(error))
            then(0, key)

        Sliced(self._jobs, self).run(
            self.tr("Looking up translations"),
            collect(),
            look_up,
            progress=lambda: JobProgress(len(asked), plan.wanted, "looking up"),
            node=node,
        )
        return True

    def _put_in(
        self,
        asked: Mapping[NodeId, Asked],
        texts: Mapping[NodeId, str],
        code: str,
        key: str,
        then: Callable[[int, str], object],
    ) -> None:
        """Only where nothing has changed meanwhile."""
        document = self._desk.document

        def operation(some: Sequence[NodeId], step_key: str) -> Operation | None:
            fresh = {
                node: texts[node]
                for node in some
                if node in document
                and document.source_text(node) == asked[node].text
                and may_replace(document, node, code)
            }
            return enter(document, code, fresh, merge_key=step_key, time=time.time()) if fresh else None

        entering = Entering(self._desk, operation, key, self)
        entering.enter(texts)
        entering.when_done(lambda: then(entering.entered, entering.step_key))

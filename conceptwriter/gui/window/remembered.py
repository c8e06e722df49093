"""What translation memories know word for word is entered before a model is asked for the rest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.assistant.translation import MISSING_AND_STALE
from conceptwriter.memory.documents import enter, to_look_up
from conceptwriter.outline.edits import may_replace
from conceptwriter.outline.history import later_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.references.store import ReferenceStore
    from conceptwriter.memory import Asked
    from conceptwriter.outline import NodeId


class Remembered(QObject):
    """One per window."""

    failed = Signal(str)
    """A memory cannot be read, and why; the model is asked for everything then."""

    def __init__(self, desk: Desk, jobs: JobService, store: ReferenceStore, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._store = desk, jobs, store

    def enter(self, nodes: Sequence[NodeId], code: str, key: str, then: Callable[[int, str], object]) -> bool:
        """Look up what is missing or stale below the nodes, and enter it in the undo step of this merge key.

        `then` gets the number of texts entered and the merge key. False, and nothing happens, if there is no
        memory.
        """
        if not self._store.memories():
            return False
        document, project = self._desk.document, self._desk.project
        asked = to_look_up(document, nodes, code, MISSING_AND_STALE)
        key = key or later_key(time.time())

        def found(texts: dict[NodeId, str]) -> None:
            if self._desk.project is project:
                then(self._put_in(asked, texts, code, key), key)

        def failed(error: Exception) -> None:
            self.failed.emit(str(error))
            if self._desk.project is project:
                then(0, key)

        self._jobs.watch(self._store.exact(asked), node=nodes[0], on_result=found, on_failure=failed)
        return True

    def _put_in(self, asked: Mapping[NodeId, Asked], texts: Mapping[NodeId, str], code: str, key: str) -> int:
        """Only where nothing has changed meanwhile."""
        document = self._desk.document
        fresh = {
            node: text
            for node, text in texts.items()
            if node in document
            and document.source_text(node) == asked[node].text
            and may_replace(document, node, code)
        }
        if not fresh:
            return 0
        now = time.time()
        done = self._desk.attempt(lambda: enter(document, code, fresh, merge_key=key, time=now))
        return len(fresh) if done is not None else 0

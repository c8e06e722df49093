"""Searching memories by meaning: the model's vector of the sentence, and of the units it is compared with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from conceptwriter.gui.references.file_work import encode_memory
from conceptwriter.gui.references.store import MOST
from conceptwriter.job import Job
from conceptwriter.memory import Encoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.assistant import Meanings
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.references.file_work import Encoded
    from conceptwriter.gui.references.keeper import ReferenceKeeper
    from conceptwriter.gui.references.store import References, ReferenceStore

NEWEST = 64
"""Units that get their vectors without being asked for, after something was remembered."""


class MeaningSearch(QObject):
    """One per window. Without a model, or where no unit has a vector, it does nothing."""

    encoded = Signal(object)
    """Encoded: all units of a memory can be found by meaning."""
    failed = Signal(object)
    """Exception"""

    def __init__(
        self,
        models: EngineHost,
        jobs: JobService,
        store: ReferenceStore,
        keeper: ReferenceKeeper,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._models, self._jobs, self._store, self._keeper = models, jobs, store, keeper
        self.is_wanted: Callable[[], bool] = lambda: False
        """Whether the matches are in sight."""
        self._asked: References | None = None
        self._reading: Job[Any] | None = None
        keeper.changed.connect(self.look)
        store.remembered.connect(self._read_newest)

    @property
    def encoder(self) -> Encoder | None:
        """The codec in use."""
        choice = self._models.choice
        return Encoder(*choice.codec) if choice is not None and self._models.assistant is not None else None

    def look(self) -> None:
        """Search by meaning, too, if there is room for more matches and someone looks."""
        found, encoder, assistant = self._keeper.found, self.encoder, self._models.assistant
        if found is None or encoder is None or assistant is None or found is self._asked:
            return
        room = len(found.matches) < MOST and not any(match.percent >= 100 for match in found.matches)
        if not room or encoder not in found.encoders or not self.is_wanted():
            return
        if self._asked is not None and found.asked is self._asked.asked:
            return  # this is the answer
        self._asked = found
        job = assistant.meanings([(found.asked.text, found.asked.source_language)])
        self._jobs.watch(
            job, on_result=partial(self._arrived, found, encoder), on_failure=_nothing, in_background=True
        )

    def _arrived(self, found: References, encoder: Encoder, answer: Meanings) -> None:
        (vector,) = answer.vectors
        if vector is not None and Encoder(answer.codec, answer.version) == encoder:
            self._store.look_up_meaning(found, encoder, vector)

    def read_all(self) -> bool:
        """Give all units of the memory in use vectors; False without a model or a memory."""
        return self._read(None, self.encoded.emit, self.failed.emit)

    def _read_newest(self) -> None:
        """What was remembered now is found by meaning from now on."""
        if self._reading is None or self._reading.done():
            self._read(NEWEST, _nothing, _nothing)

    def _read(
        self, most: int | None, done: Callable[[Encoded], None], failed: Callable[[Exception], None]
    ) -> bool:
        encoder, assistant, paths = self.encoder, self._models.assistant, self._store.memories()
        if encoder is None or assistant is None or not paths:
            return False
        ask = partial(assistant.meanings, in_background=True)
        path = self._store.learns_into if self._store.learns_into in paths else paths[0]
        job: Job[Encoded] = Job(self.tr("Reading the translation memory"), countable=True)
        self._reading = job
        self._jobs.watch(job, on_result=done, on_failure=failed, in_background=True)
        job.start(lambda running: encode_memory(path, encoder, ask, running, most))
        return True


def _nothing(_what: object) -> None:
    """What nobody asked for fails unseen: the next look-up tries again."""

"""After switching codecs: computing the vectors of a whole document while the assistant is idle.

The engine answers in order of submission. So this submits a few texts at a time, and only while the assistant
has nothing else to do: a writer's request never waits for more than one such batch.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import islice
from typing import Any

from conceptwriter.assistant.codec_use import CodecUse, Text, batches_by_language
from conceptwriter.assistant.marks import plain
from conceptwriter.assistant.places import Wording
from conceptwriter.job import Job

BATCH = 8
_LOOKED_UP = 400


class Turns:
    """Priority: background work waits while any other job of the assistant runs."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = 0

    def take(self, job: Job[Any]) -> None:
        """Give the job priority until it is done, in whatever way."""
        with self._changed:
            self._busy += 1
        job.add_done_callback(lambda _job: self._leave())

    def wait(self, job: Job[Any]) -> None:
        """Return when no job has priority. Raises JobCancelled when `job`, which waits, is cancelled."""
        with self._changed:
            while self._busy and not job.done():
                self._changed.wait()
        job.check()

    def wake(self, job: Job[Any]) -> None:
        """Make sure that the end of a background job is noticed while it waits."""
        job.add_done_callback(lambda _job: self._notify())

    def _leave(self) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()


def catch_up(wordings: Sequence[Wording], codec: CodecUse, job: Job[int], turns: Turns) -> int:
    """Encode every rendition in a language of the codec that has no vector yet; the number of texts encoded.

    Results are stored immediately: after a cancel, the next call resumes from there.
    """
    texts = iter(dict.fromkeys(text for wording in wordings for text in _readable(wording, codec)))
    missing: list[Text] = []
    while group := list(islice(texts, _LOOKED_UP)):
        turns.wait(job)
        missing += codec.unknown([piece for text in group for piece in codec.pieces(text)])
    done = 0
    for batch in batches_by_language(missing, BATCH):
        turns.wait(job)
        job.report(done, len(missing), "reading")
        codec.encode(batch)
        done += len(batch)
    job.report(done, len(missing), "reading")
    return done


def _readable(wording: Wording, codec: CodecUse) -> list[Text]:
    """All its renditions that the codec can read, without marks."""
    known = ((language, plain(text)) for language, text in wording.texts if language in codec.languages)
    return [Text(bare.text, language) for language, bare in known if bare.has_words]

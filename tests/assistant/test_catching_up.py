"""Vectors of another codec for a whole document: in the background, after everything else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conceptwriter.assistant import (
    Assistant,
    MemoryVectorCache,
    ModelsChanged,
    VectorKey,
)
from conceptwriter.assistant.catching_up import BATCH
from conceptwriter.engine import Encode, Request, Sample
from conceptwriter.errors import JobCancelled
from conceptwriter.job import Job, JobProgress
from conceptwriter.outline import Document, ProposalSet, fingerprint
from tests.assistant.conftest import paragraph, section
from tests.assistant.toy_engine import Answer, ToyEngine

WAIT = 20.0
COUNT = 40


@pytest.fixture
def long() -> Document:
    return Document.from_draft(section("", paragraph(*(f"Sentence {number}." for number in range(COUNT)))))


class Stepping(ToyEngine):
    """Tells `before` of every request, on the thread that asks."""

    def submit(self, request: Request[Answer]) -> Job[Answer]:
        self.before(request)
        return super().submit(request)

    def before(self, request: Request[Answer]) -> None:
        """Replaced by a test."""


@pytest.fixture
def engine() -> Stepping:
    return Stepping()


@pytest.fixture
def kept() -> MemoryVectorCache:
    return MemoryVectorCache()


@pytest.fixture
def assistant(engine: Stepping, kept: MemoryVectorCache) -> Iterator[Assistant]:
    with Assistant(engine, kept) as assistant:
        yield assistant


def known(kept: MemoryVectorCache) -> int:
    keys = [VectorKey(fingerprint(f"Sentence {number}.", "eng_Latn"), "toy", "1") for number in range(COUNT)]
    return len(kept.get_many(keys))


def test_every_rendition_gets_a_vector_in_small_batches(
    engine: Stepping, assistant: Assistant, kept: MemoryVectorCache, long: Document
) -> None:
    reports: list[JobProgress] = []
    job = assistant.catch_up(long)
    job.add_progress_callback(reports.append)
    assert job.result(WAIT) == COUNT
    assert known(kept) == COUNT
    assert {len(request.texts) for request in engine.of_type(Encode)} == {BATCH}
    assert (job.progress.done, job.progress.total) == (COUNT, COUNT)
    assert assistant.catch_up(long).result(WAIT) == 0


def test_what_the_codec_cannot_read_is_left_out(assistant: Assistant, engine: Stepping) -> None:
    document = Document.from_draft(section("Yhdeksän venettä", paragraph("Kaksi.")), "fin_Latn")
    assert assistant.catch_up(document).result(WAIT) == 0
    assert engine.encoded == []


def test_a_request_of_the_writer_waits_for_one_batch_at_most(
    engine: Stepping, assistant: Assistant, long: Document, document: Document
) -> None:
    """It comes while a batch is with the engine: the next batch comes after all that it asks for."""
    proposals: list[Job[ProposalSet]] = []

    def before(request: object) -> None:
        if isinstance(request, Encode) and not proposals:
            proposals.append(assistant.propose(document, n=2))

    engine.before = before  # type: ignore[method-assign]
    assert assistant.catch_up(long).result(WAIT) == COUNT
    assert proposals[0].result(WAIT).proposals
    asked = [
        request
        for request in engine.requests
        if isinstance(request, Sample) or (isinstance(request, Encode) and "Sentence" in request.texts[0])
    ]
    first_sample = next(place for place, request in enumerate(asked) if isinstance(request, Sample))
    assert first_sample <= 1, "no second batch before the proposal was made"


def test_stopped_it_continues_where_it_was(
    engine: Stepping, assistant: Assistant, kept: MemoryVectorCache, long: Document
) -> None:
    jobs: list[Job[int]] = []

    def before(request: object) -> None:
        if isinstance(request, Encode) and known(kept) >= 2 * BATCH and jobs:
            jobs.pop().cancel()

    engine.before = before  # type: ignore[method-assign]
    engine.hold()
    job = assistant.catch_up(long)
    jobs.append(job)
    assert engine.held.wait(WAIT)
    engine.release()
    with pytest.raises(JobCancelled):
        job.result(WAIT)
    job.join(WAIT)
    done = known(kept)
    assert 2 * BATCH <= done < COUNT
    engine.encoded.clear()
    assert assistant.catch_up(long).result(WAIT) == COUNT - done
    assert len(engine.encoded) == COUNT - done


def test_closing_ends_it_also_while_it_waits(engine: Stepping, long: Document, document: Document) -> None:
    engine.hold()
    with Assistant(engine) as assistant:
        first = assistant.propose(document, n=1)
        assert engine.held.wait(WAIT)
        waiting = assistant.catch_up(long)
        assistant.close("Other models were chosen.")
        with pytest.raises(ModelsChanged, match="Other models were chosen"):
            first.result(WAIT)
        assert waiting.cancelled(), "nobody asked for it, so nobody is told"
        assert not waiting.has_thread

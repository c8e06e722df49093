"""The whole way once: document, assistant, model process, back; with a bundle of random weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.assistant import (
    Assistant,
    AssistantError,
    LanguageNotCovered,
    MemoryVectorCache,
    NothingToGoOn,
    VectorKey,
    accept,
    apply_translation,
    store_proposals,
)
from conceptwriter.engine import BundleChoice, Engine
from conceptwriter.errors import JobCancelled
from conceptwriter.outline import Document, fingerprint
from tests.assistant.conftest import find, paragraph, section

WAIT = 120.0


@pytest.fixture
def real(toy_bundle: Path) -> Iterator[Assistant]:
    with Engine(toy_bundle, device="cpu", threads=1) as engine, Assistant(engine) as assistant:
        yield assistant


def test_every_request_through_the_model_process(real: Assistant, document: Document) -> None:
    anchor = find(document, "The boats came in at dawn.")
    found = real.propose(document, anchor, n=3).result(WAIT)
    assert 1 <= len(found.proposals) <= 3
    assert found.proposals == real.propose(document, anchor, n=3).result(WAIT).proposals
    assert store_proposals(document, found)
    before = [document.source_text(node) for node in document.concepts()]
    document.apply(accept(document, found, 0))
    document.undo()
    assert [document.source_text(node) for node in document.concepts()] == before
    expanded = real.expand(document, find(document, "Evening"), sentences=2, n=1).result(WAIT)
    assert expanded.proposals[0].draft is not None
    assert real.summarise(document, sentences=1).result(WAIT).proposals
    assert real.rewrite(document, anchor, n=2).result(WAIT).proposals
    result = real.translate(document, None, "fra_Latn").result(WAIT)
    assert len(result.items) + len(result.skipped) == 9
    document.apply(apply_translation(document, result))
    document.undo()
    vectors = real.encode(document).result(WAIT).vectors
    assert vectors.shape[0] == len(before)


def test_cancelling_frees_the_model_process(real: Assistant) -> None:
    document = Document.from_draft(
        section("", paragraph(*(f"Sentence number {number}." for number in range(400))))
    )
    real.encode(document, []).result(WAIT)
    job = real.translate(document, None, "fra_Latn")
    job.cancel()
    with pytest.raises(JobCancelled):
        job.result(WAIT)
    job.join(WAIT)
    assert not job.has_thread
    assert real.encode(document, [next(document.concepts())]).result(WAIT).vectors.shape[0] == 1


def test_errors_of_the_assistant_arrive_as_themselves(real: Assistant) -> None:
    with pytest.raises(NothingToGoOn):
        real.propose(Document()).result(WAIT)
    with pytest.raises(AssistantError, match="Polish"):
        real.translate(Document(title="Boats"), None, "pol_Latn").result(WAIT)


def test_two_spaces_through_the_model_process(
    toy_bundle: Path, writers_bundle: Path, document: Document
) -> None:
    """The toy's LCM and codec with a codec of another dimension and other languages."""
    kept = MemoryVectorCache()
    choice = BundleChoice(writers_bundle, toy_bundle, lcm_codec=toy_bundle)
    with Engine(choice, device="cpu", threads=1) as engine, Assistant(engine, kept) as assistant:
        assert assistant.catch_up(document).result(WAIT) == 9
        direct = assistant.propose(document, n=2).result(WAIT)
        assert "through text: written by toy 0.0.1" in [reason.text for reason in direct.proposals[0].reasons]
        through = assistant.propose(document, n=2, language="swh_Latn").result(WAIT)
        assert {offer.language for offer in through.proposals} == {"swh_Latn"}
        assert "through text: English" in [reason.text for reason in through.proposals[0].reasons]
        assert (
            through.proposals == assistant.propose(document, n=2, language="swh_Latn").result(WAIT).proposals
        )
        anchor = find(document, "Evening")
        expanded = assistant.expand(document, anchor, sentences=2, n=1, language="swh_Latn").result(WAIT)
        assert expanded.proposals[0].draft is not None
        assert assistant.summarise(document, sentences=1, language="swh_Latn").result(WAIT).proposals
        assert assistant.translate(document, [anchor], "swh_Latn").result(WAIT).complete
        with pytest.raises(LanguageNotCovered, match="does not know German"):
            assistant.translate(document, None, "deu_Latn").result(WAIT)
    mark = fingerprint("The boats came in at dawn.", "eng_Latn")
    keys = [VectorKey(mark, "writers", "0.0.3"), VectorKey(mark, "toy", "0.0.1")]
    assert {key.codec: len(vector) for key, vector in kept.get_many(keys).items()} == {
        "writers": 4 * 24,
        "toy": 4 * 16,
    }

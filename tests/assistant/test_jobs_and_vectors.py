from __future__ import annotations

import logging
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant import (
    Assistant,
    AssistantError,
    MemoryVectorCache,
    VectorKey,
)
from conceptwriter.assistant.stored_vectors import StoredVectors
from conceptwriter.assistant.vectors import LayeredVectorCache, from_bytes, scaled_like, to_bytes
from conceptwriter.engine import Describe
from conceptwriter.errors import JobCancelled
from conceptwriter.job import Job, JobProgress
from conceptwriter.outline import Document, edits
from tests.assistant.conftest import paragraph, section
from tests.assistant.toy_engine import ToyEngine

WAIT = 20.0


# -- only what changed is encoded again


def book(count: int) -> Document:
    sentences = [f"Sentence number {number} speaks of boat {number * 7}." for number in range(count)]
    paragraphs = [paragraph(*sentences[start : start + 10]) for start in range(0, count, 10)]
    return Document.from_draft(section("A book", *paragraphs))


def test_editing_one_of_a_thousand_concepts_encodes_exactly_one() -> None:
    engine = ToyEngine(maximum_context=4096)
    document = book(1000)
    with Assistant(engine) as assistant:
        first = assistant.encode(document).result(WAIT)
        assert first.vectors.shape == (1000, 64)
        assert len(engine.encoded) == 1000
        node = list(document.concepts())[417]
        document.apply(edits.edit_text(document, node, "Something else was said here."))
        engine.encoded.clear()
        second = assistant.encode(document).result(WAIT)
        assert engine.encoded == ["Something else was said here."]
        assert np.array_equal(np.delete(first.vectors, 417, axis=0), np.delete(second.vectors, 417, axis=0))
        assert second.nodes == first.nodes


def test_proposing_after_an_edit_encodes_the_edit_and_the_new_candidates_only() -> None:
    engine = ToyEngine(maximum_context=4096)
    document = book(1000)
    with Assistant(engine) as assistant:
        assistant.propose(document, n=3).result(WAIT)
        assistant.propose(document, n=3).result(WAIT)
        assert len(engine.encoded) == len(set(engine.encoded))
        node = list(document.concepts())[417]
        document.apply(edits.edit_text(document, node, "Something else was said here."))
        before = set(engine.encoded)
        engine.encoded.clear()
        assistant.propose(document, n=3).result(WAIT)
        assert engine.encoded.count("Something else was said here.") == 1
        candidates = len(engine.encoded) - 1
        assert candidates <= 6
        assert not before & set(engine.encoded)


def test_vectors_survive_in_the_lasting_cache_candidates_do_not() -> None:
    document = book(20)
    lasting = MemoryVectorCache()
    for expected in (20 + 1, 0):
        engine = ToyEngine()
        with Assistant(engine, lasting) as assistant:
            found = assistant.propose(document, n=3).result(WAIT)
            offered = {proposal.text for proposal in found.proposals}
            assert len(set(engine.encoded) - offered) - expected <= 3
            assert sum(text.startswith(("Sentence", "A book")) for text in engine.encoded) == expected
    assert len(lasting) == 21


def test_a_damaged_stored_vector_is_made_again() -> None:
    document = book(10)
    lasting = MemoryVectorCache()
    with Assistant(ToyEngine(), lasting) as assistant:
        good = assistant.encode(document).result(WAIT)
    for damage in (b"short", np.full(64, np.nan, np.float32).tobytes()):
        lasting.put_many(dict.fromkeys(list(lasting._vectors), damage))
        engine = ToyEngine()
        with Assistant(engine, lasting) as assistant:
            again = assistant.encode(document).result(WAIT)
        assert len(engine.encoded) == 10
        assert np.array_equal(again.vectors, good.vectors)


def test_the_same_text_is_encoded_once_and_other_codecs_have_other_keys() -> None:
    engine = ToyEngine()
    document = Document.from_draft(section("", paragraph("Yes.", "No.", "Yes.")))
    with Assistant(engine) as assistant:
        found = assistant.encode(document).result(WAIT)
    assert sorted(engine.encoded) == ["No.", "Yes."]
    assert np.array_equal(found.vectors[0], found.vectors[2])
    assert VectorKey("a", "x", "1") != VectorKey("a", "x", "2")


def test_texts_of_no_document_have_the_meaning_they_have_in_one_and_are_not_stored() -> None:
    engine, stored = ToyEngine(), MemoryVectorCache()
    document = book(2)
    sentence = document.source_text(next(iter(document.concepts())))
    with Assistant(engine, stored) as assistant:
        given = [(f"**{sentence}**", "eng_Latn"), ("…", "eng_Latn"), ("Xyz.", "xho_Latn")]
        for in_background in (False, True):
            answer = assistant.meanings(given, in_background=in_background).result(WAIT)
            first, without_words, unknown = answer.vectors
            assert without_words is not None
            assert unknown is None, "no language of the codec"
        assert not len(stored)
        vectors = assistant.encode(document).result(WAIT).vectors
    assert first is not None
    assert np.array_equal(first, vectors[0])
    codec = engine.submit(Describe()).result().codec
    assert codec is not None
    assert (answer.codec, answer.version) == (codec.id, codec.version)


def test_memory_keeps_what_was_used_last() -> None:
    cache = MemoryVectorCache(capacity=2)
    one, two, three = (VectorKey(name, "c", "1") for name in "123")
    cache.put_many({one: b"1", two: b"2"})
    assert cache.get_many([one]) == {one: b"1"}
    cache.put_many({three: b"3"})
    assert set(cache.get_many([one, two, three])) == {one, three}


def test_layers_and_table() -> None:
    rows: dict[tuple[str, str, str], bytes] = {}

    class Table:
        def get_many(self, fingerprints: object, codec: str, version: str) -> dict[str, bytes]:
            return {
                name: rows[name, codec, version]
                for name in fingerprints  # type: ignore[attr-defined]
                if (name, codec, version) in rows
            }

        def put_many(self, vectors: object, codec: str, version: str) -> bool:
            rows.update({(name, codec, version): data for name, data in vectors.items()})  # type: ignore[attr-defined]
            return True

    stored = StoredVectors(Table())
    layers = LayeredVectorCache(stored)
    a, b = VectorKey("a", "c", "1"), VectorKey("a", "c", "2")
    layers.put_many({a: b"x", b: b"y"})
    layers.put_many({VectorKey("candidate", "c", "1"): b"z"}, lasting=False)
    assert set(rows) == {("a", "c", "1"), ("a", "c", "2")}
    assert LayeredVectorCache(stored).get_many([a, b]) == {a: b"x", b: b"y"}


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=8))
def test_vectors_survive_storage(values: list[float]) -> None:
    vector = np.asarray(values, dtype=np.float32)
    again = from_bytes(to_bytes(vector), len(values))
    assert again is not None
    assert np.array_equal(again, vector)
    assert from_bytes(to_bytes(vector), len(values) + 1) is None


def test_means_get_the_length_of_the_codec_s_vectors() -> None:
    vectors = np.random.default_rng(0).standard_normal((5, 16)).astype(np.float32)
    middle = scaled_like(vectors.mean(axis=0, keepdims=True), vectors)
    assert np.isclose(np.linalg.norm(middle), np.median(np.linalg.norm(vectors, axis=1)))
    assert not scaled_like(np.zeros((1, 16), np.float32), vectors).any()


# -- jobs


def test_a_request_does_not_block_and_cancelling_ends_it_at_once(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    engine.hold()
    job = assistant.propose(document)
    assert engine.held.wait(WAIT)
    assert not job.done()
    with pytest.raises(TimeoutError):
        job.result(0.01)
    job.cancel()
    assert job.done()
    assert job.cancelled()
    assert isinstance(job.exception(), JobCancelled)
    job.join(WAIT)
    assert not job.has_thread
    assert engine._held == []
    job.cancel()
    engine.release()
    assert assistant.propose(document).result(WAIT).proposals


def test_the_document_may_change_while_a_job_runs(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    engine.hold()
    anchor = next(document.concepts())
    job = assistant.propose(document, anchor)
    revision, text = document.revision, document.source_fingerprint(anchor)
    document.apply(edits.delete(document, [anchor]))
    engine.release()
    found = job.result(WAIT)
    assert (found.revision, found.source_fingerprint) == (revision, text)


def test_callbacks_get_progress_and_the_end(assistant: Assistant, engine: ToyEngine) -> None:
    document = book(200)
    engine.hold()
    job = assistant.encode(document)
    steps: list[JobProgress] = []
    ended: list[Job[object]] = []
    job.add_progress_callback(steps.append)
    job.add_done_callback(ended.append)  # type: ignore[arg-type]
    assert engine.held.wait(WAIT)
    engine.release()
    job.result(WAIT)
    job.join(WAIT)
    assert [step.done for step in steps] == [0, 64, 128, 192]
    assert {(step.total, step.what) for step in steps} == {(200, "reading")}
    job.add_done_callback(ended.append)  # type: ignore[arg-type]
    assert ended == [job, job]


def test_a_failing_callback_is_logged_and_hurts_nobody(
    assistant: Assistant, engine: ToyEngine, document: Document, caplog: pytest.LogCaptureFixture
) -> None:
    engine.hold()
    job = assistant.propose(document)
    ended = threading.Event()

    def broken(_: object) -> None:
        raise ValueError("in a callback")

    job.add_done_callback(broken)
    job.add_done_callback(lambda _: ended.set())
    with caplog.at_level(logging.ERROR):
        assert engine.held.wait(WAIT)
        engine.release()
        assert ended.wait(WAIT)
        job.join(WAIT)
        job.add_done_callback(broken)  # called at once: whether it is done already must make no difference
    assert caplog.text.count("ValueError: in a callback") == 2


def test_closing_ends_what_runs_and_refuses_more(engine: ToyEngine, document: Document) -> None:
    assistant = Assistant(engine)
    engine.hold()
    job = assistant.propose(document)
    assert engine.held.wait(WAIT)
    assistant.close()
    assert job.cancelled()
    assert not job.has_thread
    with pytest.raises(AssistantError, match="closed"):
        assistant.propose(document)
    assistant.close()


def test_the_engine_is_asked_only_once_what_it_is(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    for _ in range(2):
        assistant.propose(document).result(WAIT)
    assert len(engine.of_type(Describe)) == 1


def test_nonsense_counts_are_refused(assistant: Assistant, document: Document) -> None:
    with pytest.raises(AssistantError, match="at least one"):
        assistant.propose(document, n=0)

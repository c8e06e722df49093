"""A concept model of one space with the writer's codec of another: through text, and visibly."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from conceptwriter.assistant import Assistant, LanguageNotCovered, MemoryVectorCache, VectorKey
from conceptwriter.engine import Decode, DecodeFromTexts, Encode, Sample
from conceptwriter.outline import Document, fingerprint
from conceptwriter.outline.made_with import ThroughText
from tests.assistant.conftest import find, paragraph, section
from tests.assistant.toy_engine import (
    DIMENSION,
    PHRASES,
    WRITERS_DIMENSION,
    ToyEngine,
    TwoSpaces,
    bag_of_words,
)

WAIT = 20.0
ENGLISH = {english for english, _ in PHRASES}
SWAHILI = [f"[swh] {english}" for english, _ in PHRASES]


@pytest.fixture
def engine() -> TwoSpaces:
    return TwoSpaces()


def in_swahili() -> Document:
    draft = section(
        "[swh] The harbour", paragraph("[swh] The boats came in at dawn.", "[swh] Nobody was waiting.")
    )
    return Document.from_draft(draft, "swh_Latn")


def test_the_lcms_codec_writes_where_it_knows_the_language(
    engine: TwoSpaces, assistant: Assistant, document: Document
) -> None:
    found = assistant.propose(document, n=3).result(WAIT)
    assert {offer.text for offer in found.proposals} <= ENGLISH
    assert all(request.concepts for request in engine.of_type(Decode)), "nothing was decoded twice"
    for offer in found.proposals:
        assert "through text" in offer.flags
        assert "through text: written by own 2" in [reason.text for reason in offer.reasons]
    assert found.settings.through_text == ThroughText("own 2", "eng_Latn")


def test_what_is_written_on_the_way_is_decoded_from_the_text_where_the_codec_can(
    engine: TwoSpaces, assistant: Assistant
) -> None:
    """The concept model's proposals, and the context it reads: both are texts by then."""
    engine.codec = replace(engine.codec, decodes_texts=True)
    found = assistant.propose(in_swahili(), n=3).result(WAIT)
    assert {offer.text for offer in found.proposals} <= set(SWAHILI)
    ways = {(request.source, request.language) for request in engine.of_type(DecodeFromTexts)}
    assert ways == {("swh_Latn", "eng_Latn"), ("eng_Latn", "swh_Latn")}
    assert all(request.concepts for request in engine.of_type(Decode)), "only new vectors are decoded as such"


def test_the_writers_codec_takes_up_what_was_written_in_the_bridge_language(
    engine: TwoSpaces, assistant: Assistant, document: Document
) -> None:
    found = assistant.propose(document, n=3, language="swh_Latn").result(WAIT)
    assert len(found.proposals) == 3
    assert {offer.text for offer in found.proposals} <= set(SWAHILI)
    assert {offer.language for offer in found.proposals} == {"swh_Latn"}
    for offer in found.proposals:
        assert "through text: English" in [reason.text for reason in offer.reasons]
    assert found.settings.through_text == ThroughText("own 2", "eng_Latn")
    ways = {(request.concepts, request.language) for request in engine.of_type(Decode)}
    assert ways == {(True, "eng_Latn"), (False, "swh_Latn")}


def test_the_way_through_text_takes_nothing_off_a_score(document: Document) -> None:
    one, two = ToyEngine(), TwoSpaces()
    with Assistant(one) as direct, Assistant(two) as through:
        plain = direct.propose(document, n=3).result(WAIT)
        result = through.propose(document, n=3).result(WAIT)
    assert [(offer.text, offer.score) for offer in plain.proposals] == [
        (offer.text, offer.score) for offer in result.proposals
    ]
    assert not plain.settings.through_text
    assert all("through text" not in offer.flags for offer in plain.proposals)
    assert not any(request.concepts for request in [*one.of_type(Encode), *one.of_type(Decode)])


def test_what_the_lcm_reads_has_its_own_vectors(
    engine: TwoSpaces, assistant: Assistant, document: Document
) -> None:
    assistant.propose(document, n=2).result(WAIT)
    (sample,) = {id(request): request for request in engine.of_type(Sample)}.values()
    assert sample.vectors.shape[1] == DIMENSION
    np.testing.assert_array_equal(sample.vectors[0], bag_of_words("The harbour"))


def test_context_in_a_foreign_language_is_translated_once(engine: TwoSpaces, assistant: Assistant) -> None:
    document = in_swahili()
    found = assistant.propose(document, n=2).result(WAIT)
    assert {offer.language for offer in found.proposals} == {"swh_Latn"}
    sample = engine.of_type(Sample)[0]
    np.testing.assert_array_equal(sample.vectors[0], bag_of_words("The harbour"))
    np.testing.assert_array_equal(sample.vectors[1], bag_of_words("The boats came in at dawn."))
    engine.requests.clear()
    assistant.propose(document, n=2, reroll=1).result(WAIT)
    read = [text for request in engine.of_type(Encode) for text in request.texts]
    assert "[swh] The harbour" not in read
    decoded_to_english = [request for request in engine.of_type(Decode) if not request.concepts]
    assert {request.language for request in decoded_to_english} == {"swh_Latn"}


def test_what_nobody_can_read_is_left_out(engine: TwoSpaces, assistant: Assistant) -> None:
    draft = section("The harbour", paragraph("The boats came in at dawn."))
    document = Document.from_draft(draft, "eng_Latn")
    node = find(document, "The boats came in at dawn.")
    document.node(node).source_language = "jpn_Jpan"
    document.node(node).renditions["jpn_Jpan"] = document.node(node).renditions.pop("eng_Latn")
    assistant.propose(document, n=1, language="eng_Latn").result(WAIT)
    assert len(engine.of_type(Sample)[0].vectors) == 1


def test_a_repetition_is_seen_across_languages(engine: TwoSpaces, assistant: Assistant) -> None:
    engine.copies = True
    found = assistant.propose(in_swahili(), n=12).result(WAIT)
    flags = {offer.text: offer.flags for offer in found.proposals}
    assert "copy" in flags["[swh] The boats came in at dawn."]


def test_codecs_without_a_common_language(document: Document) -> None:
    engine = TwoSpaces(words=("fra_Latn", "swh_Latn"), concepts=("eng_Latn",))
    with Assistant(engine) as assistant:
        job = assistant.propose(document, n=1, language="swh_Latn")
        with pytest.raises(LanguageNotCovered, match="writers and own have no language in common"):
            job.result(WAIT)


def test_expanding_goes_through_text(engine: TwoSpaces, assistant: Assistant, document: Document) -> None:
    found = assistant.expand(
        document, find(document, "Evening"), sentences=3, n=1, language="swh_Latn"
    ).result(WAIT)
    draft = found.proposals[0].draft
    assert draft is not None
    assert {child.text for child in draft.children} <= set(SWAHILI)
    assert all(request.vectors.shape[1] == DIMENSION for request in engine.of_type(Sample))
    assert found.proposals[0].reasons[0].text == "through text: English"
    assert found.settings.through_text == ThroughText("own 2", "eng_Latn")
    assistant.expand(in_swahili(), sentences=2, n=1, node=find(in_swahili(), "[swh] The harbour")).result(
        WAIT
    )


def test_what_has_no_concept_model_in_it_uses_the_writers_codec_alone(
    engine: TwoSpaces, assistant: Assistant, document: Document
) -> None:
    to_french = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert "Les bateaux arrivèrent à l'aube." in [item.text for item in to_french.items]
    vectors = assistant.encode(document).result(WAIT).vectors
    assert vectors.shape == (5, WRITERS_DIMENSION)
    assert not any(request.concepts for request in [*engine.of_type(Encode), *engine.of_type(Decode)])


def test_both_kinds_of_vectors_are_kept_side_by_side(engine: TwoSpaces, document: Document) -> None:
    kept = MemoryVectorCache()
    with Assistant(engine, kept) as assistant:
        assistant.encode(document).result(WAIT)
        assistant.propose(document, n=1).result(WAIT)
    mark = fingerprint("The boats came in at dawn.", "eng_Latn")
    sizes = {
        key.codec: len(stored)
        for key, stored in kept.get_many(
            [VectorKey(mark, "writers", "1"), VectorKey(mark, "own", "2"), VectorKey(mark, "toy", "1")]
        ).items()
    }
    assert sizes == {"writers": 4 * WRITERS_DIMENSION, "own": 4 * DIMENSION}
    engine.encoded.clear()
    with Assistant(engine, kept) as assistant:
        assistant.encode(document).result(WAIT)
    assert engine.encoded == []


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before

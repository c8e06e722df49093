"""A measured confidence is told where it was measured, and nowhere else; it goes with its text."""

from __future__ import annotations

import math
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.assistant import (
    BALANCED,
    EVERYTHING,
    QUICK,
    Assistant,
    AssistantSettings,
    NodeTranslation,
    apply_translation,
)
from conceptwriter.assistant.confidence import FEATURES, TranslationFeatures, chance_of, logistic
from conceptwriter.bundles.confidence_part import CONFIDENCE_VERSION, ConfidencePart, Weighted
from conceptwriter.engine import DecodedFrom
from conceptwriter.outline import Document
from conceptwriter.outline.confidence import confidence_in
from conceptwriter.outline.edits import take_proposal
from conceptwriter.outline.remarks import remarks_on
from tests.assistant.conftest import find
from tests.assistant.toy_engine import ToyEngine

WAIT = 20.0
ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
BOATS = "The boats came in at dawn."
PART = ConfidencePart(
    intercept=1.0,
    weights={"log_probability": Weighted(-0.5, 0.25, 2.0), "nearness": Weighted(0.9, 0.1, 1.0)},
    pairs=[(ENGLISH, FRENCH)],
    unlikely=0.3,
    beam_size=4,
    decoded_from="vector",
)
SURE = TranslationFeatures(ENGLISH, FRENCH, "vector", 4, -0.5, 0.9, 26.0, 1)


def calibrated(engine: ToyEngine, part: ConfidencePart | None = PART) -> None:
    engine.codec = replace(engine.codec, confidence=part)


def first(
    assistant: Assistant, document: Document, settings: AssistantSettings = BALANCED
) -> NodeTranslation:
    node = find(document, BOATS)
    (item,) = (
        assistant.translate(document, [node], FRENCH, settings=settings, only=EVERYTHING).result(WAIT).items
    )
    return item


# The number


def test_it_is_a_logistic_regression() -> None:
    assert chance_of(SURE, PART) == pytest.approx(logistic(1.0))
    better = replace(SURE, log_probability=-0.25, nearness=1.0)
    assert chance_of(better, PART) == pytest.approx(logistic(1.0 + 2.0 + 1.0))


@given(st.floats(-1e6, 0), st.floats(-1, 1), st.floats(0, 1e6))
def test_it_is_a_probability_and_grows_with_what_speaks_for_a_text(
    log_probability: float, nearness: float, length: float
) -> None:
    features = TranslationFeatures(ENGLISH, FRENCH, "vector", 4, log_probability, nearness, length, 1)
    chance = chance_of(features, PART)
    assert chance is not None
    assert 0 <= chance <= 1
    assert set(features.values()) == set(FEATURES)
    assert all(map(math.isfinite, features.values().values()))
    surer = chance_of(replace(features, log_probability=log_probability / 2), PART)
    assert surer is not None
    assert surer >= chance


@given(st.floats(-1e4, 1e4))
def test_the_logistic_function_of_any_score(score: float) -> None:
    assert logistic(score) == pytest.approx(1 - logistic(-score))


@pytest.mark.parametrize(
    "other",
    [
        replace(SURE, language="deu_Latn"),
        replace(SURE, source_language="deu_Latn"),
        replace(SURE, source_language=FRENCH, language=ENGLISH),
        replace(SURE, decoded_from="text"),
        replace(SURE, beam_size=1),
        replace(SURE, pieces=2),
    ],
)
def test_nothing_is_told_of_what_was_not_measured(other: TranslationFeatures) -> None:
    assert chance_of(other, PART) is None


@pytest.mark.parametrize(
    "part",
    [
        None,
        msgspec.structs.replace(PART, version=CONFIDENCE_VERSION + 1),
        msgspec.structs.replace(PART, weights={**PART.weights, "moon": Weighted(0.0, 1.0, 1.0)}),
    ],
)
def test_nothing_is_told_from_what_this_program_cannot_compute(part: ConfidencePart | None) -> None:
    assert chance_of(SURE, part) is None
    assert chance_of(None, PART) is None


def test_what_was_lost_or_warned_of_is_a_feature() -> None:
    values = [replace(SURE, flags=flags).values() for flags in ((), ("length",), ("names",), ("reason",))]
    assert [value["warned"] for value in values] == [0, 1, 1, 0]
    assert [value["lost"] for value in values] == [0, 0, 1, 0]


# Where it is told


def test_a_translation_carries_it(assistant: Assistant, engine: ToyEngine, document: Document) -> None:
    calibrated(engine)
    item = first(assistant, document)
    assert item.features is not None
    assert item.confidence == chance_of(item.features, PART)
    assert item.confidence is not None
    assert "unlikely" not in item.flags


def test_a_codec_that_nobody_measured_tells_none(assistant: Assistant, document: Document) -> None:
    item = first(assistant, document)
    assert item.confidence is None
    document.apply(apply_translation(document, assistant.translate(document, None, FRENCH).result(WAIT)))
    assert all(confidence_in(document, node, FRENCH) is None for node in document.concepts())
    assert not any(
        key.startswith("confidence:")
        for node in document.concepts()
        for key in document.node(node).attributes
    )


def test_another_search_was_not_measured(assistant: Assistant, engine: ToyEngine, document: Document) -> None:
    calibrated(engine)
    assert first(assistant, document, QUICK).confidence is None


def test_another_way_of_decoding_was_not_measured(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    calibrated(engine, msgspec.structs.replace(PART, decoded_from=DecodedFrom.TEXT.value))
    assert first(assistant, document).confidence is None


def test_what_is_unlikely_is_a_remark_until_a_person_sees_to_it(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    calibrated(engine, msgspec.structs.replace(PART, intercept=-9.0))
    node = find(document, BOATS)
    item = first(assistant, document)
    assert item.flags == ("unlikely",)
    (reason,) = item.reasons
    assert reason == f"is only {item.confidence:.0%} likely to be usable"
    result = assistant.translate(document, [node], FRENCH).result(WAIT)
    document.apply(apply_translation(document, result))
    assert [remark.flag for remark in remarks_on(document, node, FRENCH)] == ["unlikely"]
    document.undo()
    assert remarks_on(document, node, FRENCH) == ()


def test_the_score_does_not_depend_on_it(assistant: Assistant, engine: ToyEngine, document: Document) -> None:
    before = first(assistant, document).score
    engine_with = ToyEngine()
    calibrated(engine_with, msgspec.structs.replace(PART, intercept=-9.0))
    with Assistant(engine_with) as other:
        assert first(other, document).score == before
    assert engine.codec.confidence is None


# Translate Again


def test_offers_of_a_measured_codec_have_a_chance_and_stand_in_its_order(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    calibrated(engine)
    node = find(document, BOATS)
    offered = assistant.translate_again(document, node, FRENCH).result(WAIT).proposals
    assert offered
    assert all(proposal.calibrated for proposal in offered)
    chances = [proposal.score for proposal in offered]
    assert chances == sorted(chances, reverse=True)


def test_offers_of_another_codec_have_none(assistant: Assistant, document: Document) -> None:
    node = find(document, BOATS)
    offered = assistant.translate_again(document, node, FRENCH).result(WAIT).proposals
    assert not any(proposal.calibrated for proposal in offered)


@pytest.mark.parametrize("known", [True, False])
def test_an_offer_that_is_taken_brings_its_chance(
    assistant: Assistant, engine: ToyEngine, document: Document, known: bool
) -> None:
    if known:
        calibrated(engine)
    node = find(document, BOATS)
    best = assistant.translate_again(document, node, FRENCH).result(WAIT).proposals[0]
    document.apply(take_proposal(document, node, best))
    assert confidence_in(document, node, FRENCH) == (best.score if known else None)

"""Translations of a written text: from the text where the codec can, otherwise from its vector."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conceptwriter.assistant import BALANCED, EVERYTHING, Assistant, apply_translation
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.engine import Decode, DecodedFrom, DecodeFromTexts, TextNotDecodable
from conceptwriter.outline import Document, Origin, edits
from tests.assistant.conftest import find, paragraph, section
from tests.assistant.toy_engine import PHRASES, ToyEngine

WAIT = 20.0
FRENCH = dict(PHRASES)


@pytest.fixture
def reading(engine: ToyEngine) -> ToyEngine:
    """Its codec decodes from texts as well."""
    engine.codec = replace(engine.codec, decodes_texts=True)
    return engine


def by(way: DecodedFrom) -> AssistantSettings:
    return replace(BALANCED, decode_from=way)


def origins(document: Document) -> set[Origin]:
    found = (document.rendition(node, "fra_Latn") for node in document.concepts())
    return {rendition.origin for rendition in found if rendition is not None}


def test_a_codec_that_can_translates_the_text_and_the_rendition_says_so(
    assistant: Assistant, reading: ToyEngine, document: Document
) -> None:
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert {item.decoded_from for item in result.items} == {DecodedFrom.TEXT}
    document.apply(apply_translation(document, result))
    assert origins(document) == {Origin.MACHINE_FROM_TEXT}
    for node in document.concepts():
        assert document.text(node, "fra_Latn") == FRENCH[document.source_text(node)]
    asked = [text for request in reading.of_type(DecodeFromTexts) for text in request.texts]
    assert set(asked) >= {document.source_text(node) for node in document.concepts()}
    assert not reading.of_type(Decode)


def test_either_way_can_be_forced(assistant: Assistant, reading: ToyEngine, document: Document) -> None:
    settings = by(DecodedFrom.VECTOR)
    result = assistant.translate(document, None, "fra_Latn", settings=settings).result(WAIT)
    document.apply(apply_translation(document, result))
    assert origins(document) == {Origin.MACHINE}
    assert not reading.of_type(DecodeFromTexts)


def test_a_codec_with_vectors_only_goes_on_as_ever(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    document.apply(apply_translation(document, assistant.translate(document, None, "fra_Latn").result(WAIT)))
    assert origins(document) == {Origin.MACHINE}
    assert not engine.of_type(DecodeFromTexts)
    forced = assistant.translate(document, None, "deu_Latn", settings=by(DecodedFrom.TEXT))
    with pytest.raises(TextNotDecodable, match="toy 1 cannot decode from a text"):
        forced.result(WAIT)


def test_a_translation_is_replaced_by_either_way_but_not_a_person_s(
    assistant: Assistant, reading: ToyEngine, document: Document
) -> None:
    for way in (DecodedFrom.TEXT, DecodedFrom.VECTOR, DecodedFrom.TEXT):
        job = assistant.translate(document, None, "fra_Latn", only=EVERYTHING, settings=by(way))
        document.apply(apply_translation(document, job.result(WAIT)))
        assert len(origins(document)) == 1
    assert origins(document) == {Origin.MACHINE_FROM_TEXT}


def test_a_text_too_long_for_the_codec_is_translated_in_pieces(
    assistant: Assistant, reading: ToyEngine
) -> None:
    sentences = [english for english, _ in PHRASES[:-1]]
    whole = " ".join(sentences)
    assert len(whole) > reading.codec.maximum_characters
    document = Document.from_draft(section("", paragraph(whole)))
    (item,) = assistant.translate(document, None, "fra_Latn").result(WAIT).items
    asked = [text for request in reading.of_type(DecodeFromTexts) for text in request.texts]
    assert len(asked) > 1
    assert max(map(len, asked)) <= reading.codec.maximum_characters
    assert len(item.text) > len(FRENCH[sentences[0]])


def test_a_text_with_too_many_tokens_is_halved(assistant: Assistant, reading: ToyEngine) -> None:
    """The codec refuses what the assistant took for short enough; the others in the batch are not cut."""
    reading.codec = replace(reading.codec, maximum_characters=600)
    long = " ".join(english for english, _ in PHRASES[:-1])
    assert 250 < len(long) <= 600
    document = Document.from_draft(section("", paragraph("A bell rang across the water.", long)))
    result = assistant.translate(document, None, "fra_Latn").result(WAIT)
    assert [item.decoded_from for item in result.items] == [DecodedFrom.TEXT] * 2
    assert result.items[0].text == "Une cloche sonna sur l'eau."
    assert result.items[1].text


def test_other_translations_come_from_the_text_as_well(
    assistant: Assistant, reading: ToyEngine, document: Document
) -> None:
    node = next(iter(document.concepts()))
    offered = assistant.translate_again(document, node, "fra_Latn").result(WAIT)
    assert offered.proposals
    assert reading.of_type(DecodeFromTexts)
    assert not reading.of_type(Decode)


def test_sentences_of_a_summary_in_another_language_come_from_the_text(
    assistant: Assistant, reading: ToyEngine, document: Document
) -> None:
    dawn = find(document, "Dawn")
    document.apply(edits.set_language(document, [dawn], "fra_Latn"))
    assert assistant.summarise(document, dawn, sentences=4).result(WAIT).proposals
    asked = [text for request in reading.of_type(DecodeFromTexts) for text in request.texts]
    assert set(asked) <= {document.source_text(node) for node in document.concepts()}
    assert asked

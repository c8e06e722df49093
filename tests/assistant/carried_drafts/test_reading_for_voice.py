"""What a voice reads where the text is in another language, and where it is not asked at all."""

from __future__ import annotations

from dataclasses import replace

from conceptwriter.assistant import BALANCED, Assistant
from conceptwriter.assistant.reading_for_voice import BLOCK, LONGEST_READING
from conceptwriter.engine import CodecStatus, Decode, Encode, WriteDrafts
from conceptwriter.outline import Document, Origin, Rendition, State
from conceptwriter.outline.edits import set_renditions
from tests.assistant.carried_drafts.conftest import WAIT, by_voice, in_french
from tests.assistant.conftest import paragraph, section
from tests.assistant.toy_engine import DIMENSION, LONGEST, PHRASES, ToyEngine, bag_of_words

# -- what is read ---


def test_a_rendition_that_is_there_goes_before_a_translation(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    node = next(n for n in french.concepts() if french.source_text(n).startswith("Les bateaux"))
    rendition = Rendition("The whole fleet came home.", Origin.WRITTEN, State.NEW)
    french.apply(set_renditions(french, [(node, "eng_Latn", rendition)], label="Write"))
    assistant.propose(french, n=2).result(WAIT)
    assert "The whole fleet came home. A letter lay" in engine.of_type(WriteDrafts)[0].prompt


def test_each_sentence_is_translated_once(engine: ToyEngine, assistant: Assistant, french: Document) -> None:
    assistant.propose(french, n=2).result(WAIT)
    read = [request for request in engine.of_type(Decode) if request.language == "eng_Latn"]
    assert read[0].vectors.shape[0] == 3
    engine.requests.clear()
    assistant.propose(french, n=2, reroll=1).result(WAIT)
    known = {bag_of_words(english).tobytes() for english in ("The harbour", "The boats came in at dawn.")}
    decoded = {row.tobytes() for request in engine.of_type(Decode) for row in request.vectors}
    assert not decoded & known


def test_in_a_mixed_document_what_is_in_the_voices_language_goes_as_it_is(
    engine: ToyEngine, assistant: Assistant
) -> None:
    document = Document.from_draft(
        section("The harbour", paragraph("The boats came in at dawn.", "A letter lay under the door.")),
        "eng_Latn",
    )
    node = next(n for n in document.concepts() if document.source_text(n).startswith("A letter"))
    there = document.node(node)
    there.source_language = "fra_Latn"
    there.renditions.clear()
    there.renditions["fra_Latn"] = Rendition("Une lettre était sous la porte.", Origin.WRITTEN, State.NEW)
    found = assistant.propose(document, n=2, language="fra_Latn").result(WAIT)
    prompt = engine.of_type(WriteDrafts)[0].prompt
    assert prompt == "The harbour\n\nThe boats came in at dawn. A letter lay under the door."
    assert {offer.writer for offer in found.proposals} == {"Smol"}


def test_what_cannot_be_read_is_left_out_and_from_nothing_no_voice_writes(
    engine: ToyEngine, assistant: Assistant
) -> None:
    engine._known["eng_Latn"] = dict(list(engine._known["eng_Latn"].items())[:3])
    strange = [f"Une phrase {which} sans aucun sens." for which in ("étrange", "longue", "triste", "verte")]
    document = in_french(*strange, "Les bateaux arrivèrent à l'aube.", "Une cloche sonna sur l'eau.")
    assistant.propose(document, n=2).result(WAIT)
    assert engine.of_type(WriteDrafts)[0].prompt.endswith(
        "The boats came in at dawn. A bell rang across the water."
    )
    engine.requests.clear()
    found = assistant.propose(in_french(*strange), n=2).result(WAIT)
    assert not engine.of_type(WriteDrafts)
    assert len(found.proposals) == 2


def test_a_reading_far_from_its_sentence_is_left_out(engine: ToyEngine, assistant: Assistant) -> None:
    near, other = bag_of_words("The harbour was quiet again."), bag_of_words("something else entirely")
    engine.know("Le port était là.", "fra_Latn", near + other)
    document = in_french("Les bateaux arrivèrent à l'aube.", "Le port était là.")
    assistant.propose(document, n=2).result(WAIT)
    prompt = engine.of_type(WriteDrafts)[0].prompt
    assert prompt.endswith("The boats came in at dawn.")


def test_a_long_text_is_not_read_whole(engine: ToyEngine, assistant: Assistant) -> None:
    strange = [f"Une phrase étrange numéro {number} sans aucun sens." for number in range(300)]
    document = in_french(*strange, *(french for _, french in PHRASES[:-1]))
    assistant.propose(document, n=2).result(WAIT)
    read = [request for request in engine.of_type(Decode) if request.language == "eng_Latn"]
    assert sum(len(request.vectors) for request in read if request.options.beam_size == 1) <= BLOCK + 24
    engine._known["eng_Latn"] = {"The boats came in at dawn.": bag_of_words("The boats came in at dawn.")}
    engine.requests.clear()
    assistant.propose(in_french(*strange), n=2).result(WAIT)
    read = [request for request in engine.of_type(Decode) if request.language == "eng_Latn"]
    assert sum(len(request.vectors) for request in read) <= LONGEST_READING + 1


# -- where no voice can help ---


def test_a_codec_without_the_voices_language_goes_without_delay(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    engine.codec = CodecStatus("toy", "1", DIMENSION, ("fra_Latn", "deu_Latn"), LONGEST)
    found = assistant.propose(french, n=2).result(WAIT)
    assert by_voice(found) == []
    assert found.settings.without_voice == "language"
    assert not engine.of_type(WriteDrafts)
    assert {request.language for request in engine.of_type(Encode)} == {"fra_Latn"}


def test_drafts_are_carried_only_where_that_is_wanted(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    found = assistant.propose(french, n=2, settings=replace(BALANCED, carry_drafts=False)).result(WAIT)
    assert not engine.of_type(WriteDrafts)
    assert found.settings.without_voice == "language"

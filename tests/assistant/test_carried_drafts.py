"""A voice that does not write the language of the place: read for it, carried back, or left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conceptwriter.assistant import BALANCED, Assistant
from conceptwriter.assistant.reading_for_voice import BLOCK, LONGEST_READING
from conceptwriter.engine import (
    CodecStatus,
    Decode,
    Encode,
    Request,
    VoiceDraft,
    VoiceStatus,
    WriteDrafts,
)
from conceptwriter.job import Job
from conceptwriter.outline import Document, Draft, Kind, Origin, Proposal, Rendition, State
from conceptwriter.outline.edits import set_renditions
from tests.assistant.conftest import paragraph, section
from tests.assistant.toy_engine import DIMENSION, LONGEST, PHRASES, ToyEngine, TwoSpaces, bag_of_words

WAIT = 20.0
VOICE = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
FRENCH = dict(PHRASES)
CARRIED = (
    "A bell rang across the water.",
    "The harbour was quiet again.",
    "Children ran along the beach.",
    "She read it slowly and smiled.",
)
"""Drafts whose French the toy codec knows, and our lists of words, too."""
LABEL = "drafted in English by Smol, then translated"


def drafts(*texts: str) -> list[VoiceDraft]:
    return [VoiceDraft(text, -2.0, 8, True) for text in texts]


def in_french(*sentences: str) -> Document:
    return Document.from_draft(
        Draft(
            Kind.SECTION,
            "Le port",
            "fra_Latn",
            children=[
                Draft(
                    Kind.PARAGRAPH,
                    "",
                    "fra_Latn",
                    children=[Draft(Kind.CONCEPT, each, "fra_Latn") for each in sentences],
                )
            ],
        ),
        "fra_Latn",
    )


@pytest.fixture
def engine() -> ToyEngine:
    engine = ToyEngine()
    engine.voice = VOICE
    engine.drafts = drafts(*CARRIED)
    return engine


@pytest.fixture
def french() -> Document:
    return in_french("Les bateaux arrivèrent à l'aube.", "Une lettre était sous la porte.")


def by_voice(found: Any) -> list[Proposal]:
    return [offer for offer in found.proposals if offer.writer]


# -- there and back ---


def test_drafts_are_offered_in_the_language_of_the_place_and_say_so(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    found = assistant.propose(french, n=4).result(WAIT)
    assert {offer.text for offer in found.proposals} == {FRENCH[text] for text in CARRIED}
    for offer in found.proposals:
        assert (offer.language, offer.writer) == ("fra_Latn", "Smol")
        assert (LABEL, False) in {(reason.text, reason.fault) for reason in offer.reasons}
    assert found.settings.voice == "Smol"


def test_the_voice_reads_the_text_in_its_own_language(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    assistant.propose(french, n=2).result(WAIT)
    (prompt,) = {request.prompt for request in engine.of_type(WriteDrafts)}
    assert prompt == "The harbour\n\nThe boats came in at dawn. A letter lay under the door."
    assert {request.language for request in engine.of_type(WriteDrafts)} == {"eng_Latn"}


def test_the_label_takes_nothing_off_the_score(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    offers = by_voice(assistant.propose(french, n=2).result(WAIT))
    assert {"translated draft"} == {flag for offer in offers for flag in offer.flags} - {"reason"}
    assert not any(reason.fault for offer in offers for reason in offer.reasons)


def test_first_offers_come_while_the_voice_writes(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    job = assistant.propose(french, n=4)
    job.result(WAIT)
    assert job.partial is not None
    assert {offer.language for offer in job.partial.proposals} == {"fra_Latn"}
    carried = [request for request in engine.of_type(Decode) if request.language == "fra_Latn"]
    assert sum(len(request.vectors) for request in carried) == len(CARRIED), "each was carried once"


# -- what does not arrive ---


def test_what_the_codec_cannot_carry_is_dropped_and_the_concept_model_fills_up(
    engine: ToyEngine, assistant: Assistant, french: Document
) -> None:
    engine.drafts = drafts(CARRIED[0], "A walrus recited the tax code of Bavaria.")
    found = assistant.propose(french, n=4).result(WAIT)
    assert [offer.text for offer in by_voice(found)] == [FRENCH[CARRIED[0]]]
    assert len(found.proposals) == 4
    assert {offer.language for offer in found.proposals} == {"fra_Latn"}


@pytest.mark.parametrize(
    "rendered",
    [
        "A bell rang across the water.",
        "Eine Glocke läutete über dem dunklen Wasser am Abend.",
        "Une cloche sonna, sonna, sonna, sonna sur l'eau.",
        "Une bowl sonna sur l'eau.",
        "Une clochade sonna sur l'eau.",
        "Une cloche sonna sur l'eau de Camille.",
        "Une cloche sonna 7 fois sur l'eau.",
        "« Une cloche sonna sur l'eau.",
        "Une cloche sonna sur l'eau :",
        "Une cloche sonna sur",
        "Une letter was sur l'eau.",
        "Une lettre était sous la porte.",
    ],
)
def test_what_arrives_in_pieces_is_dropped(
    engine: ToyEngine, assistant: Assistant, french: Document, rendered: str
) -> None:
    vector = bag_of_words(CARRIED[0])
    del engine._known["fra_Latn"][FRENCH[CARRIED[0]]]
    engine._known["fra_Latn"] = {rendered: vector} | engine._known["fra_Latn"]
    engine.drafts = drafts(CARRIED[0])
    found = assistant.propose(french, n=2).result(WAIT)
    assert by_voice(found) == []


def test_a_number_or_name_has_to_arrive(engine: ToyEngine, assistant: Assistant, french: Document) -> None:
    draft = "He bought 3 kilos of bread from Anna."
    engine.drafts = drafts(draft)
    assert [offer.text for offer in by_voice(assistant.propose(french).result(WAIT))] == [FRENCH[draft]]
    for lost in ("Il acheta 4 kilos de pain à Anna.", "Il acheta 3 kilos de pain à la ville."):
        engine._known["fra_Latn"] = {lost: bag_of_words(draft)}
        assert by_voice(assistant.propose(french).result(WAIT)) == []


def test_a_name_of_the_text_travels_as_another(engine: ToyEngine, assistant: Assistant) -> None:
    document = in_french("Alors Ndiwa arriva.", "Ndiwa était là.", "Les bateaux arrivèrent à l'aube.")
    for english, french in (
        ("Then Tom came.", "Alors Tom arriva."),
        ("Tom was there.", "Tom était là."),
        ("Tom smiled at the children.", "Tom a souri aux enfants."),
    ):
        engine.know(english, "eng_Latn", bag_of_words(english))
        engine.know(french, "fra_Latn", bag_of_words(english))
    engine.drafts = drafts("Ndiwa smiled at the children.")
    found = assistant.propose(document, n=2).result(WAIT)
    assert "Then Ndiwa came. Ndiwa was there." in engine.of_type(WriteDrafts)[0].prompt
    assert [offer.text for offer in by_voice(found)] == ["Ndiwa a souri aux enfants."]


GARBLED = ["Une cloche sonna sur l'eau.", "Le port était de nouveau calme.", "Des enfants couraient là."]
ELSEWHERE = [
    "Die alte Frau ging langsam nach Hause und weinte.",
    "La anciana caminaba despacio hacia su casa.",
    "The old woman walked slowly to her house and wept.",
    "La vecchia camminava lentamente verso casa sua.",
    "Старая женщина медленно шла домой.",
    "She slowly marcha vers la maison of her sister.",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*CARRIED, "It was late.", "He did not know."]), min_size=1, max_size=6),
    st.lists(st.sampled_from([*GARBLED, *ELSEWHERE]), min_size=6, max_size=6),
)
def test_nothing_is_offered_in_another_language(written: list[str], rendered: list[str]) -> None:
    """Whatever the codec makes of a draft, and however sure it is."""
    engine = Careless(dict(zip([*CARRIED, "It was late.", "He did not know."], rendered, strict=True)))
    engine.voice = VOICE
    engine.drafts = drafts(*written)
    with Assistant(engine) as assistant:
        document = in_french("Les bateaux arrivèrent à l'aube.", "Une lettre était sous la porte.")
        found = assistant.propose(document, n=6).result(WAIT)
    assert {offer.text for offer in by_voice(found)} <= set(GARBLED)


class Careless(ToyEngine):
    """Its codec says that all it makes of a draft says the same."""

    def __init__(self, rendered: dict[str, str]) -> None:
        super().__init__()
        for english, text in rendered.items():
            self._known["eng_Latn"][english] = bag_of_words(english)
            self._known["fra_Latn"].pop(FRENCH.get(english, ""), None)
            self._known["fra_Latn"].setdefault(text, bag_of_words(english))


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


# -- stopping ---


class Stopping(ToyEngine):
    """Holds the first request of a kind, and what comes after it."""

    def __init__(self, at: type[Request[Any]], language: str) -> None:
        super().__init__()
        self.voice = VOICE
        self.drafts = drafts(*CARRIED)
        self._at, self._language = at, language

    def submit(self, request: Request[Any]) -> Job[Any]:
        if isinstance(request, self._at) and getattr(request, "language", "") == self._language:
            self.hold()
        return super().submit(request)


@pytest.mark.parametrize(
    ("at", "language"),
    [(Decode, "eng_Latn"), (WriteDrafts, "eng_Latn"), (Decode, "fra_Latn")],
    ids=["reading", "drafting", "carrying"],
)
def test_it_can_be_stopped_wherever_it_is(at: type[Request[Any]], language: str, french: Document) -> None:
    engine = Stopping(at, language)
    with Assistant(engine) as assistant:
        job = assistant.propose(french, n=2)
        assert engine.held.wait(WAIT)
        job.cancel()
        assert job.cancelled()
        count = len(engine.requests)
        job.join(WAIT)
        assert len(engine.requests) == count, "nothing was asked after that"
        engine._at = type(None)  # type: ignore[assignment]  # no request is of this type
        engine.release()
        again = assistant.propose(french, n=2).result(WAIT)
        assert {offer.writer for offer in again.proposals} == {"Smol"}


# -- two spaces ---


@pytest.fixture
def two_spaces() -> TwoSpaces:
    engine = TwoSpaces()
    engine.voice = VOICE
    engine.drafts = drafts(*CARRIED)
    return engine


def test_a_voice_writes_for_a_concept_model_of_another_space(
    two_spaces: TwoSpaces, document: Document
) -> None:
    with Assistant(two_spaces) as assistant:
        found = assistant.propose(document, n=3).result(WAIT)
    assert {offer.text for offer in found.proposals} <= set(CARRIED)
    assert {offer.writer for offer in found.proposals} == {"Smol"}
    assert not any("through text" in offer.flags for offer in found.proposals)
    judged = [each for each in two_spaces.of_type(Encode) if set(CARRIED) & set(each.texts)]
    assert {request.concepts for request in judged} == {True}, "the LCM judges in its own space"


def test_and_the_writers_codec_carries_what_it_wrote(two_spaces: TwoSpaces, french: Document) -> None:
    with Assistant(two_spaces) as assistant:
        found = assistant.propose(french, n=3).result(WAIT)
    assert {offer.text for offer in by_voice(found)} <= {FRENCH[text] for text in CARRIED}
    assert len(by_voice(found)) == 3
    carried = [request for request in two_spaces.of_type(Decode) if request.language == "fra_Latn"]
    assert {request.concepts for request in carried} == {False}


def test_a_concept_model_that_cannot_read_the_voice_does_without_and_says_why(document: Document) -> None:
    engine = TwoSpaces(concepts=("deu_Latn", "fra_Latn"))
    engine.voice = VOICE
    with Assistant(engine) as assistant:
        found = assistant.propose(document, n=2, language="fra_Latn").result(WAIT)
    assert found.settings.without_voice == "through text"
    assert not engine.of_type(WriteDrafts)

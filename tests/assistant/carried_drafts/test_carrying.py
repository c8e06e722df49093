"""Drafts in a language of the voice, carried into the language of the place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conceptwriter.assistant import Assistant
from conceptwriter.engine import Decode, Request, WriteDrafts
from conceptwriter.job import Job
from conceptwriter.outline import Document
from tests.assistant.carried_drafts.conftest import (
    CARRIED,
    FRENCH,
    LABEL,
    VOICE,
    WAIT,
    by_voice,
    drafts,
    in_french,
)
from tests.assistant.toy_engine import ToyEngine, bag_of_words

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

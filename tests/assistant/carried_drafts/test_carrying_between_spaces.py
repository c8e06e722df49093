"""A voice beside a concept model whose vectors are not those of the writer's codec."""

from __future__ import annotations

from conceptwriter.assistant import Assistant
from conceptwriter.engine import Decode, Encode, WriteDrafts
from conceptwriter.outline import Document
from tests.assistant.carried_drafts.conftest import CARRIED, FRENCH, VOICE, WAIT, by_voice
from tests.assistant.toy_engine import TwoSpaces


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

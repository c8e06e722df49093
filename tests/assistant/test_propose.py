from __future__ import annotations

import numpy as np
import pytest

from conceptwriter.assistant import (
    ADVENTUROUS,
    QUICK,
    Assistant,
    LanguageNotCovered,
    NoConceptModel,
    NothingToGoOn,
    Place,
    accept,
    staleness,
    store_proposals,
)
from conceptwriter.engine import Encode, EngineCrashed, ItemKind, Sample
from conceptwriter.outline import Document, EditError, edits
from tests.assistant.conftest import find
from tests.assistant.toy_engine import ToyEngine, bag_of_words

WAIT = 20.0


def texts(document: Document) -> list[str]:
    return [document.source_text(node) for node in document.concepts()]


def test_proposes_n_different_ranked_concepts_in_the_language_of_the_place(
    assistant: Assistant, document: Document
) -> None:
    anchor = find(document, "The boats came in at dawn.")
    found = assistant.propose(document, anchor, n=5, seed=7).result(WAIT)
    assert found.anchor == anchor
    assert found.kind == "propose"
    assert found.revision == document.revision
    assert found.source_fingerprint == document.source_fingerprint(anchor)
    assert found.created == 1000.0
    assert len({proposal.text for proposal in found.proposals}) == len(found.proposals) == 5
    assert all(proposal.language == "eng_Latn" and proposal.seed == 7 for proposal in found.proposals)
    sound = [proposal.score for proposal in found.proposals if not proposal.flags]
    assert sound == sorted(sound, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in sound)


def test_what_lies_in_the_direction_that_the_model_points_to_rises(
    engine: ToyEngine, assistant: Assistant, document: Document
) -> None:
    """Candidates are ranked by what the LCM thinks of the decoded text, not of the vector it came from."""
    anchor = find(document, "The boats came in at dawn.")
    plain = [offer.text for offer in assistant.propose(document, anchor, n=5).result(WAIT).proposals]
    last = plain[-1]
    engine.direction = bag_of_words(last) / np.linalg.norm(bag_of_words(last))
    pointed = [offer.text for offer in assistant.propose(document, anchor, n=5).result(WAIT).proposals]
    assert pointed.index(last) < plain.index(last)


def test_other_output_language(assistant: Assistant, document: Document) -> None:
    anchor = find(document, "The boats came in at dawn.")
    document.apply(edits.set_language(document, [anchor], "fra_Latn"))
    found = assistant.propose(document, anchor, n=2).result(WAIT)
    assert {proposal.language for proposal in found.proposals} == {"fra_Latn"}
    assert "Une cloche sonna sur l'eau." in {
        proposal.text for proposal in assistant.propose(document, anchor, n=8).result(WAIT).proposals
    }


def test_same_request_same_answer_and_a_reroll_another(assistant: Assistant, document: Document) -> None:
    first = assistant.propose(document, n=3, settings=QUICK).result(WAIT)
    again = assistant.propose(document, n=3, settings=QUICK).result(WAIT)
    rerolled = assistant.propose(document, n=3, reroll=1, settings=QUICK).result(WAIT)
    assert first == again
    assert {p.text for p in first.proposals} != {p.text for p in rerolled.proposals}
    assert rerolled == assistant.propose(document, n=3, reroll=1, settings=QUICK).result(WAIT)


def test_more_candidates_than_asked_are_drawn(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    assistant.propose(document, n=4, settings=ADVENTUROUS).result(WAIT)
    (sample,) = engine.of_type(Sample)
    assert sample.n == 12


def test_the_sequence_is_the_document_in_reading_order(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    assistant.propose(document, find(document, "She read it slowly and smiled.")).result(WAIT)
    (sample,) = engine.of_type(Sample)
    assert [ItemKind(kind) for kind in sample.kinds] == [
        ItemKind.PLAN,  # title
        ItemKind.PLAN,  # Dawn
        ItemKind.CONCEPT,
        ItemKind.CONCEPT,
        ItemKind.BREAK,
        ItemKind.PLAN,  # summary of the second paragraph
        ItemKind.CONCEPT,
        ItemKind.CONCEPT,
    ]
    assert not sample.vectors[4].any()
    assert sample.vectors[0].any()


def test_a_copy_of_the_context_is_put_last_and_flagged(document: Document) -> None:
    with Assistant(ToyEngine(copies=True)) as assistant:
        found = assistant.propose(document, n=13).result(WAIT)
        few = assistant.propose(document, n=3).result(WAIT)
    copies = [proposal for proposal in found.proposals if "copy" in proposal.flags]
    assert {proposal.text for proposal in copies} & set(texts(document))
    assert list(found.proposals[-len(copies) :]) == copies
    assert all(any(reason.fault for reason in proposal.reasons) for proposal in copies)
    assert not any("copy" in proposal.flags for proposal in few.proposals)


def test_what_is_said_after_the_place_is_a_copy_too(assistant: Assistant, document: Document) -> None:
    found = assistant.propose(document, find(document, "Dawn"), n=12).result(WAIT)
    sound = {proposal.text for proposal in found.proposals if "copy" not in proposal.flags}
    assert not sound & set(texts(document))


def test_too_few_sound_candidates_are_drawn_again_once(engine: ToyEngine, document: Document) -> None:
    engine = ToyEngine(loops=True)
    with Assistant(engine) as assistant:
        assistant.propose(document, n=5).result(WAIT)
        assert [request.settings.reroll for request in engine.of_type(Sample)] == [0, 1000]
        engine.requests.clear()
        assistant.propose(document, n=5, settings=QUICK).result(WAIT)
        assert len(engine.of_type(Sample)) == 1


def test_looping_models_are_shown_but_flagged(document: Document) -> None:
    with Assistant(ToyEngine(loops=True)) as assistant:
        found = assistant.propose(document, n=5).result(WAIT)
    assert [proposal.flags[0] for proposal in found.proposals] == ["loop"]
    assert found.proposals[0].score < 0.3


def test_taking_one_is_one_undo_step(assistant: Assistant, document: Document) -> None:
    anchor = find(document, "The boats came in at dawn.")
    before = texts(document)
    found = assistant.propose(document, anchor).result(WAIT)
    assert store_proposals(document, found)
    document.apply(accept(document, found, 1))
    assert texts(document)[:2] == [before[0], found.proposals[1].text]
    document.undo()
    assert texts(document) == before
    assert document.undo() is None


@pytest.mark.parametrize("where", ["first", "new paragraph", "heading", "end", "empty document"])
def test_every_place(assistant: Assistant, document: Document, where: str) -> None:
    dawn, letter = find(document, "Dawn"), find(document, "The letter")
    if where == "empty document":
        document = Document(title="The harbour")
    place = {
        "first": Place.first(letter),
        "new paragraph": Place.new_paragraph(find(document, "The boats came in at dawn."))
        if where != "empty document"
        else None,
        "heading": dawn,
        "end": None,
        "empty document": None,
    }[where]
    found = assistant.propose(document, place, n=2).result(WAIT)
    document.apply(accept(document, found, 0))
    shown = texts(document)
    at = shown.index(found.proposals[0].text)
    assert at == {"first": 2, "new paragraph": 2, "heading": 0, "end": 5, "empty document": 0}[where]
    here = list(document.concepts())[at]
    siblings = len(document.siblings(here))
    assert siblings == {"first": 3, "new paragraph": 1, "heading": 1, "end": 2, "empty document": 1}[where]


def test_stale_and_vanished_anchors(assistant: Assistant, document: Document) -> None:
    anchor = find(document, "The boats came in at dawn.")
    found = assistant.propose(document, anchor).result(WAIT)
    assert staleness(document, found) == ""
    document.apply(edits.edit_text(document, anchor, "The boats never came."))
    assert "older version" in staleness(document, found)
    accept(document, found, 0)
    document.apply(edits.delete(document, [anchor]))
    assert "no longer exists" in staleness(document, found)
    assert not store_proposals(document, found)
    with pytest.raises(Exception, match="no longer exists"):
        accept(document, found, 0)


def test_a_number_out_of_range_is_refused(assistant: Assistant, document: Document) -> None:
    found = assistant.propose(document, n=2).result(WAIT)
    for index in (-1, 2):
        with pytest.raises(Exception, match="there are 2"):
            accept(document, found, index)


def test_refusals(engine: ToyEngine, assistant: Assistant, document: Document) -> None:
    with pytest.raises(LanguageNotCovered, match="Polish"):
        assistant.propose(document, language="pol_Latn").result(WAIT)
    with pytest.raises(NothingToGoOn, match="first sentence"):
        assistant.propose(Document()).result(WAIT)
    with pytest.raises(EditError):
        assistant.propose(document, 9999)
    with Assistant(ToyEngine(lcm=False)) as without, pytest.raises(NoConceptModel, match="no concept model"):
        without.propose(document).result(WAIT)


def test_a_crash_of_the_engine_fails_the_request_and_the_next_one_works(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    engine.crash = EngineCrashed("The model process ended.")
    with pytest.raises(EngineCrashed):
        assistant.propose(document).result(WAIT)
    engine.crash = None
    assert assistant.propose(document).result(WAIT).proposals


def test_context_in_a_language_the_codec_does_not_know_is_left_out(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    node = find(document, "Nobody was waiting on the quay.")
    document.apply(edits.set_source_language(document, node, "pol_Latn"))
    assistant.propose(document, node).result(WAIT)
    assert all(request.language != "pol_Latn" for request in engine.of_type(Encode))

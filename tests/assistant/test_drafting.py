"""What a voice reads, which of its drafts count, and how they are offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conceptwriter.assistant import BALANCED, Assistant, AssistantSettings, Wishes, accept, store_proposals
from conceptwriter.assistant.drafting import usable
from conceptwriter.assistant.places import ContextItem, Place, Position, Wording, context_before
from conceptwriter.assistant.prompts import LONGEST_PROMPT, prompt_of
from conceptwriter.engine import Decode, ItemKind, Likelihoods, VoiceDraft, VoiceStatus, WriteDrafts
from conceptwriter.outline import Document, ProposalSet, edits
from tests.assistant.conftest import find
from tests.assistant.toy_engine import ToyEngine

WAIT = 20.0
VOICE = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
DRAFTED = [
    "Gulls circled over the empty nets.",
    "The harbour master lit his pipe.",
    "A dog barked at the tide.",
    "Smoke rose from the kitchen.",
    "No one answered him.",
    "The wind had turned to the east.",
]


def draft(text: str, *, finished: bool = True) -> VoiceDraft:
    return VoiceDraft(text, -2.0, 8, finished)


@pytest.fixture
def voiced(engine: ToyEngine) -> ToyEngine:
    engine.voice = VOICE
    engine.drafts = [draft(text) for text in DRAFTED]
    return engine


def item(kind: ItemKind, text: str = "", *, above: bool = False, language: str = "eng_Latn") -> ContextItem:
    return ContextItem(kind, Wording(((language, text),)) if text else Wording(()), above)


# -- what it reads ---


def test_the_prompt_is_the_text_with_its_headings(document: Document) -> None:
    place = Place(find(document, "The boats came in at dawn."))
    prompt = prompt_of(context_before(document, place), place, "eng_Latn")
    assert prompt.endswith("The boats came in at dawn.")
    assert "\n\n" in prompt  # the heading above it is a line of its own


def test_a_new_paragraph_begins_on_a_new_line(document: Document) -> None:
    place = Place(find(document, "The boats came in at dawn."), Position.NEW_PARAGRAPH)
    assert prompt_of(context_before(document, place), place, "eng_Latn").endswith("\n\n")


def test_under_a_heading_the_text_begins_on_a_new_line() -> None:
    found = prompt_of([item(ItemKind.PLAN, "The harbour", above=True)], Place(1), "eng_Latn")
    assert found == "The harbour\n\n"


def test_a_long_text_is_read_from_its_end_and_keeps_the_headings_above() -> None:
    sentences = [
        item(ItemKind.CONCEPT, f"This is sentence number {number} of many.") for number in range(400)
    ]
    context = [item(ItemKind.PLAN, "The harbour", above=True), *sentences]
    prompt = prompt_of(context, Place(1), "eng_Latn")
    assert prompt.startswith("The harbour\n\n")
    assert prompt.endswith("number 399 of many.")
    assert LONGEST_PROMPT - 60 < len(prompt) <= LONGEST_PROMPT + 10
    assert "number 3 " not in prompt


def test_what_is_in_another_language_is_not_read() -> None:
    context = [
        item(ItemKind.CONCEPT, "Die Boote kamen.", language="deu_Latn"),
        item(ItemKind.CONCEPT, "They came."),
    ]
    assert prompt_of(context, Place(1), "eng_Latn") == "They came."
    assert prompt_of(context[:1], Place(1), "eng_Latn") == ""


# -- what counts ---


def test_cut_drafts_and_doubles_are_left_out() -> None:
    drafts = [draft("One."), draft("Two", finished=False), draft("One.")]
    assert [each.text for each in usable(drafts)] == ["One."]


# -- how they are offered ---


def test_what_the_voice_wrote_is_offered_and_says_so(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    anchor = find(document, "The boats came in at dawn.")
    found = assistant.propose(document, anchor, n=5).result(WAIT)
    assert {offer.text for offer in found.proposals} <= set(DRAFTED)
    assert len(found.proposals) == 5
    assert (found.settings.voice, found.settings.voice_bundle) == ("Smol", "smol 1.0")
    assert not voiced.of_type(Decode)  # words that are there need no decoder
    document.apply(accept(document, found, 0))
    assert found.proposals[0].text in {document.source_text(node) for node in document.concepts()}


def test_the_concept_model_ranks_what_the_voice_wrote(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    from tests.assistant.toy_engine import bag_of_words

    anchor = find(document, "The boats came in at dawn.")
    for text in DRAFTED[:3]:
        voiced.direction = bag_of_words(text)
        assert assistant.propose(document, anchor, n=3).result(WAIT).proposals[0].text == text


def test_a_reroll_is_another_seed(voiced: ToyEngine, assistant: Assistant, document: Document) -> None:
    assistant.propose(document, n=2, seed=4).result(WAIT)
    assistant.propose(document, n=2, seed=4, reroll=2).result(WAIT)
    assert [request.seed for request in voiced.of_type(WriteDrafts)] == [4, 4, 2004, 2004]


def test_the_first_drafts_are_offered_while_the_rest_is_written(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    voiced.hold()
    anchor = find(document, "The boats came in at dawn.")
    job = assistant.propose(document, anchor, n=2)
    seen: list[ProposalSet | None] = []
    job.add_progress_callback(lambda _: seen.append(job.partial))
    assert voiced.held.wait(WAIT)
    voiced.release()
    whole = job.result(WAIT)
    judged = [text for request in voiced.of_type(Likelihoods) for text in request.texts]
    assert sorted(judged) == sorted(set(judged)), "the first drafts are not judged a second time"
    assert [request.enough for request in voiced.of_type(WriteDrafts)] == [2, None]
    first = seen[-1]
    assert first is not None
    assert {offer.text for offer in first.proposals} == set(DRAFTED[:2])
    assert len(whole.proposals) == 2
    assert (first.settings.seed, first.settings.voice) == (0, "Smol")


def test_no_offer_is_made_early_where_the_first_drafts_are_worthless(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    voiced.drafts = [draft("Cut in the", finished=False), draft("And cut in", finished=False), *voiced.drafts]
    job = assistant.propose(document, n=2)
    job.result(WAIT)
    assert job.partial is None


def test_where_few_drafts_count_the_concept_model_fills_up(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    voiced.drafts = [draft(DRAFTED[0]), draft("Sure! Here it goes."), draft("Cut in the", finished=False)]
    anchor = find(document, "The boats came in at dawn.")
    offered = [offer.text for offer in assistant.propose(document, anchor, n=4).result(WAIT).proposals]
    assert len(offered) == 4
    assert DRAFTED[0] in offered
    assert not any("Sure" in text or "Cut" in text for text in offered)


@pytest.mark.parametrize("wishes", [Wishes(variant="base"), Wishes(guidance=2.0), Wishes(steps=5)])
def test_who_wants_the_concept_model_gets_it(
    voiced: ToyEngine, assistant: Assistant, document: Document, wishes: Wishes
) -> None:
    name = "two_tower" if wishes.variant is None else "base"
    settings = BALANCED.with_wishes(replace(wishes, variant=name))
    found = assistant.propose(document, n=2, settings=settings).result(WAIT)
    assert not voiced.of_type(WriteDrafts)
    assert not found.settings.voice
    assistant.propose(document, n=2, settings=replace(BALANCED, voice=False)).result(WAIT)
    assert not voiced.of_type(WriteDrafts)


def test_nothing_is_offered_in_the_voices_language_where_another_is_wanted(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    anchor = find(document, "The boats came in at dawn.")
    document.apply(edits.set_language(document, [anchor], "fra_Latn"))
    found = assistant.propose(document, anchor, n=2).result(WAIT)
    assert {offer.language for offer in found.proposals} == {"fra_Latn"}
    assert {offer.writer for offer in found.proposals} == {""}, "the codec carries none of the drafts"
    assert found.settings.without_voice == "language"


def test_temperature_and_top_p_are_those_of_the_drafts(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    settings = BALANCED.with_wishes(Wishes(temperature=0.4, top_p=0.8))
    try:
        assistant.propose(document, n=2, settings=settings).result(WAIT)
    finally:
        asked = voiced.of_type(WriteDrafts)[0].settings
    assert (asked.temperature, asked.top_p) == (0.4, 0.8)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (BALANCED.with_voice(False), "asked"),
        (BALANCED.with_wishes(Wishes(variant="base")), "variant"),
    ],
)
def test_why_no_voice_wrote_is_remembered(
    voiced: ToyEngine, assistant: Assistant, document: Document, settings: AssistantSettings, why: str
) -> None:
    found = assistant.propose(document, n=2, settings=settings).result(WAIT)
    assert found.settings.without_voice == why
    assert not found.settings.voice
    assert {offer.writer for offer in found.proposals} == {""}


def test_each_offer_says_who_wrote_it(voiced: ToyEngine, assistant: Assistant, document: Document) -> None:
    voiced.drafts = voiced.drafts[:2]
    found = assistant.propose(document, n=4).result(WAIT)
    assert [offer.writer for offer in found.proposals] == ["Smol", "Smol", "", ""]
    assert found.settings.concept_model == "toy"
    assert not found.settings.without_voice


# -- what is wrong with them ---


def test_drafts_that_leave_the_text_are_not_offered_while_others_are_there(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    faulty = [
        "Sure, here is more:",
        "What is the main idea of the text?",
        "- a list item",
        "Gulls recieveing.",
    ]
    voiced.drafts = [draft(text) for text in [*faulty, *DRAFTED[:3]]]
    anchor = find(document, "The boats came in at dawn.")
    offered = {offer.text for offer in assistant.propose(document, anchor, n=3).result(WAIT).proposals}
    assert offered == set(DRAFTED[:3])


def test_a_new_name_is_said_on_the_card(voiced: ToyEngine, assistant: Assistant, document: Document) -> None:
    voiced.drafts = [draft("Then Thaddeus came down to the quay.")]
    anchor = find(document, "The boats came in at dawn.")
    found = assistant.propose(document, anchor, n=1).result(WAIT)
    assert found.proposals[0].flags == ("new name",)
    assert [reason.text for reason in found.proposals[0].reasons if reason.fault] == ["new name: Thaddeus"]


def test_nothing_is_proposed_twice_at_a_place(
    voiced: ToyEngine, assistant: Assistant, document: Document
) -> None:
    anchor = find(document, "The boats came in at dawn.")
    first = assistant.propose(document, anchor, n=2).result(WAIT)
    assert store_proposals(document, first)
    again = assistant.propose(document, anchor, n=2, reroll=1).result(WAIT)
    assert {offer.text for offer in first.proposals}.isdisjoint(offer.text for offer in again.proposals)
    assert {offer.text for offer in again.proposals} <= set(DRAFTED)

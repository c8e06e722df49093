"""Paragraphs that a voice writes: from a heading, from one concept, and as the text would go on."""

from __future__ import annotations

import pytest

from conceptwriter.assistant import BALANCED, Assistant, accept
from conceptwriter.engine import VoiceDraft, VoiceStatus, WriteDrafts
from conceptwriter.outline import Document, Kind, ProposalSet
from tests.assistant.conftest import find, paragraph, section
from tests.assistant.toy_engine import ToyEngine

WAIT = 20.0
VOICE = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000, follows_instructions=True)
STORY = [
    "Gulls circled over the empty nets.",
    "The harbour master lit his pipe.",
    "A dog barked at the tide.",
    "Smoke rose from the kitchen.",
    "No one answered him.",
    "Somewhere a door fell shut.",
]


def draft(text: str, *, apart: bool = False) -> VoiceDraft:
    return VoiceDraft(text, -2.0, 8, True, apart)


@pytest.fixture
def voiced(engine: ToyEngine) -> ToyEngine:
    """Writes the sentence of `STORY` that its prompt does not have yet."""
    engine.voice = VOICE

    def answers(request: WriteDrafts) -> list[VoiceDraft]:
        return [draft(text) for text in STORY if text not in request.prompt][:1]

    engine.answers = answers
    return engine


def expanded(assistant: Assistant, document: Document, heading: str, **more: object) -> ProposalSet:
    return assistant.expand(document, find(document, heading), **more).result(WAIT)  # type: ignore[arg-type]


def sentences(proposals: ProposalSet, number: int = 0) -> list[str]:
    found = proposals.proposals[number].draft
    assert found is not None
    return [child.text for child in found.children]


def test_the_voice_writes_a_paragraph_sentence_by_sentence(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    proposals = expanded(assistant, document, "Evening", sentences=3, n=1)
    assert sentences(proposals) == STORY[:3]
    assert proposals.proposals[0].writer == "Smol"
    assert proposals.settings.voice == "Smol"
    asked = voiced.of_type(WriteDrafts)
    assert asked[0].instruction.endswith(
        "Continue this story with one paragraph. What happens in it: Evening"
    )
    assert "Nobody was waiting on the quay." in asked[0].instruction
    assert [request.prompt for request in asked] == ["", STORY[0], f"{STORY[0]} {STORY[1]}"]


def test_for_a_text_that_tells_no_story_it_is_asked_for_a_paragraph_of_that_title(
    assistant: Assistant, voiced: ToyEngine
) -> None:
    document = Document.from_draft(section("Gardening", section("Soil")))
    expanded(assistant, document, "Soil", sentences=2, n=1)
    asked = voiced.of_type(WriteDrafts)[0]
    assert asked.instruction == 'Write one short paragraph titled "Soil" for a text about Gardening.'
    assert asked.prompt == ""


def test_a_voice_that_follows_no_instructions_continues_after_the_heading(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    voiced.voice = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
    expanded(assistant, document, "Evening", sentences=2, n=1)
    first = voiced.of_type(WriteDrafts)[0]
    assert first.instruction == ""
    assert first.prompt.endswith("Evening\n\n")


def test_one_concept_is_elaborated(assistant: Assistant, voiced: ToyEngine) -> None:
    document = Document.from_draft(section("Gardening", paragraph("Herbs like dry soil.")))
    expanded(assistant, document, "Herbs like dry soil.", sentences=2, n=1)
    assert 'in more detail: "Herbs like dry soil."' in voiced.of_type(WriteDrafts)[0].instruction


def test_a_heading_cannot_give_orders_or_break_out(assistant: Assistant, voiced: ToyEngine) -> None:
    document = Document.from_draft(section("A\n\n" + "very long " * 200))
    assistant.expand(document, 1, sentences=2, n=1).result(WAIT)
    instruction = voiced.of_type(WriteDrafts)[0].instruction
    assert "\n" not in instruction
    assert len(instruction) < 800


def test_it_ends_where_most_drafts_begin_another_paragraph(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    def answers(request: WriteDrafts) -> list[VoiceDraft]:
        left = [text for text in STORY if text not in request.prompt]
        over = request.prompt.count(".") >= 2
        return [
            draft(left[0]),
            draft(left[1], apart=over),
            VoiceDraft("", 0.0, 0, True) if over else draft(left[2]),
        ]

    voiced.answers = answers
    assert len(sentences(expanded(assistant, document, "Evening", sentences=5, n=1))) == 2


def test_a_draft_that_begins_another_paragraph_is_not_joined_to_this_one(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    def answers(request: WriteDrafts) -> list[VoiceDraft]:
        elsewhere = draft("Far away a train left the station.", apart=True)
        return [elsewhere, *(draft(text) for text in STORY if text not in request.prompt)]

    voiced.answers = answers
    written = sentences(expanded(assistant, document, "Evening", sentences=4, n=1))
    assert len(written) == 4
    assert "Far away a train left the station." not in written[1:]


def test_rather_shorter_than_with_a_fault(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    def answers(request: WriteDrafts) -> list[VoiceDraft]:
        left = [text for text in STORY if text not in request.prompt]
        fault = "It stood as a testament to the very fabric of harbours."
        return [draft(fault if len(left) == len(STORY) - 2 else left[0])]

    voiced.answers = answers
    assert sentences(expanded(assistant, document, "Evening", sentences=5, n=1)) == STORY[:2]


def test_the_first_alternative_can_be_taken_while_the_second_is_written(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    voiced.answers = lambda request: [draft(text) for text in STORY if text not in request.prompt]
    job = assistant.expand(document, find(document, "Evening"), 2, 2)
    seen: list[int] = []
    job.add_progress_callback(lambda _: seen.append(len(job.partial.proposals) if job.partial else 0))
    result = job.result(WAIT)
    assert len(result.proposals) == 2
    assert job.partial is not None
    assert len(job.partial.proposals) == 1
    assert job.partial.proposals[0].text in {proposal.text for proposal in result.proposals}


def test_the_alternatives_differ(assistant: Assistant, voiced: ToyEngine, document: Document) -> None:
    voiced.answers = lambda request: [draft(text) for text in STORY if text not in request.prompt]
    result = expanded(assistant, document, "Evening", sentences=2, n=2)
    assert not set(sentences(result, 0)) & set(sentences(result, 1))


def test_where_the_voice_writes_nothing_usable_the_concept_model_does_and_says_why(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    voiced.answers = lambda _: [draft("Sure! Here is the paragraph:")]
    result = expanded(assistant, document, "Evening", sentences=2, n=1)
    assert result.proposals[0].writer == ""
    assert result.settings.without_voice == "nothing usable"
    assert not result.settings.voice


def test_concept_model_only_asks_no_voice(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    result = expanded(assistant, document, "Evening", sentences=2, n=1, settings=BALANCED.with_voice(False))
    assert voiced.of_type(WriteDrafts) == []
    assert result.settings.without_voice == "asked"


def test_a_paragraph_that_takes_up_its_heading_says_so(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    story = ["The evening came late that day.", STORY[0]]
    voiced.answers = lambda request: [draft(text) for text in story if text not in request.prompt][:1]
    result = expanded(assistant, document, "Evening", sentences=2, n=1)
    assert "takes up words of what you expand" in [reason.text for reason in result.proposals[0].reasons]
    result = expanded(assistant, document, "Dawn", sentences=2, n=1)
    assert result.proposals[0].reasons == ()


# -- going on ---


def test_the_text_continues_for_a_paragraph(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    anchor = find(document, "She read it slowly and smiled.")
    result = assistant.continue_paragraph(document, anchor, 3, 1).result(WAIT)
    assert result.kind == "continue"
    assert voiced.of_type(WriteDrafts)[0].instruction.endswith("Continue this story with one paragraph.")
    document.apply(accept(document, result, 0))
    here = document.node(anchor).parent
    assert here is not None
    siblings = document.node(document.node(here).parent or 1).children
    after = document.node(siblings[siblings.index(here) + 1])
    assert after.kind is Kind.PARAGRAPH
    assert [document.source_text(child) for child in after.children] == STORY[:3]


def test_an_empty_paragraph_is_filled(assistant: Assistant, voiced: ToyEngine) -> None:
    document = Document.from_draft(
        section("The harbour", paragraph("The boats came in at dawn."), paragraph())
    )
    empty = next(
        node
        for node in document.subtree(1)
        if document.node(node).kind is Kind.PARAGRAPH and not document.node(node).children
    )
    result = assistant.continue_paragraph(document, empty, 2, 1).result(WAIT)
    document.apply(accept(document, result, 0))
    assert [document.source_text(child) for child in document.node(empty).children] == STORY[:2]


def test_without_a_voice_the_concept_model_continues(assistant: Assistant, document: Document) -> None:
    anchor = find(document, "Nobody was waiting on the quay.")
    result = assistant.continue_paragraph(document, anchor, 2, 1).result(WAIT)
    assert len(sentences(result)) == 2
    assert result.proposals[0].writer == ""


# -- a wish ---


def test_a_wish_is_reported_and_remembered(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    anchor = find(document, "She read it slowly and smiled.")
    result = assistant.continue_paragraph(document, anchor, 2, 1, wish=" A storm comes. ").result(WAIT)
    assert voiced.of_type(WriteDrafts)[0].instruction.endswith("What happens in it: A storm comes.")
    assert result.settings.wish == "A storm comes."


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "She read it slowly and smiled.",
            "Continue this story with one sentence. What happens in it: A storm comes.",
        ),
        ("The boats came in at dawn.", "Continue this text with one sentence. What it says: A storm comes."),
    ],
)
def test_a_wish_for_one_sentence_follows_the_text(
    assistant: Assistant, voiced: ToyEngine, document: Document, text: str, asked: str
) -> None:
    assistant.propose(document, find(document, text), 2, wish="A storm comes.").result(WAIT)
    first = voiced.of_type(WriteDrafts)[0]
    assert first.instruction.endswith(f"{text}\n\n{asked}")
    assert first.prompt == ""


def test_a_voice_without_instructions_reads_the_wish_as_a_note(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    voiced.voice = VoiceStatus("smol", "1.0", "Smol", ("eng_Latn",), 1000)
    assistant.propose(document, find(document, "The boats came in at dawn."), wish="A storm comes.").result(
        WAIT
    )
    assert voiced.of_type(WriteDrafts)[0].prompt.startswith("[A storm comes.]\n\n")


def test_drafts_near_the_wish_are_preferred(
    assistant: Assistant, voiced: ToyEngine, document: Document
) -> None:
    voiced.answers = lambda _: [draft(text) for text in (*STORY, "A storm broke over the roofs.")]
    anchor = find(document, "Nobody was waiting on the quay.")
    wished = assistant.propose(document, anchor, 3, wish="A storm breaks over the roofs.").result(WAIT)
    assert "A storm broke over the roofs." in [proposal.text for proposal in wished.proposals[:1]]
    assert wished.settings.wish == "A storm breaks over the roofs."


# -- another language ---


def test_a_french_paragraph_is_drafted_in_english_and_carried(
    assistant: Assistant, voiced: ToyEngine
) -> None:
    voiced.answers = lambda request: [
        draft(text)
        for text in ("A bell rang across the water.", "Rain began to fall on the roofs.")
        if text not in request.prompt
    ]
    document = Document.from_draft(
        section("The harbour", paragraph("The boats came in at dawn.", "Nobody was waiting on the quay."))
    )
    result = assistant.continue_paragraph(
        document, find(document, "Nobody was waiting on the quay."), 2, 1, language="fra_Latn"
    ).result(WAIT)
    assert set(sentences(result)) == {
        "Une cloche sonna sur l'eau.",
        "La pluie se mit à tomber sur les toits.",
    }
    assert result.proposals[0].language == "fra_Latn"
    assert "translated draft" in result.proposals[0].flags


def test_without_a_voice_the_wish_is_what_a_paragraph_stays_near(
    assistant: Assistant, engine: ToyEngine, document: Document
) -> None:
    anchor = find(document, "Nobody was waiting on the quay.")
    wish = "The lamp went out at midnight."
    result = assistant.continue_paragraph(document, anchor, 2, 1, wish=wish).result(WAIT)
    assert wish in engine.encoded
    assert result.settings.wish == wish

"""A voice's input for a paragraph, in its own language, and the translation of its sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conceptwriter.assistant.candidates import Judge
from conceptwriter.assistant.carried_drafts import Carrier
from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings, is_narrative
from conceptwriter.assistant.evidence import PlaceInWords, in_words
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.paragraph_request import ParagraphRequest
from conceptwriter.assistant.places import ContextItem
from conceptwriter.assistant.prompts import VoicePrompt, to_continue, to_expand, to_propose
from conceptwriter.assistant.reading_for_voice import VoiceReading, voice_reading
from conceptwriter.engine import ItemKind


@dataclass(frozen=True, slots=True)
class VoiceSource:
    """One per request; judge and carrier are created for each paragraph, because they have state."""

    prompt: VoicePrompt
    place: PlaceInWords
    items: ItemSequence
    """The LCM's input."""
    language: str
    """The voice's language."""
    plan: str
    """The plan to write out, in the voice's language; "" where there is none."""
    new_judge: Callable[[], Judge]
    new_carrier: Callable[[], Carrier | None]
    """None where the voice writes the language of the place."""


def voice_source(
    models: Models, request: ParagraphRequest, items: ItemSequence, written_in: str
) -> VoiceSource | None:
    """None where the voice cannot read enough of the text, or not the plan."""
    reading = voice_reading(models, request.context, request.following, request.language, written_in)
    context = reading.context
    plan = context[-1].wording.in_one_of((written_in,)) if request.has_plan and context else None
    prompt = _prompt(models, request, context, written_in)
    if (request.has_plan and plan is None) or not (prompt.text or prompt.instruction):
        return None
    return VoiceSource(
        prompt,
        in_words(context, written_in),
        items,
        written_in,
        "" if plan is None else plan[1],
        lambda: _judge(models, request, items, reading),
        lambda: _carrier(models, request, items, reading),
    )


def _prompt(
    models: Models, request: ParagraphRequest, context: tuple[ContextItem, ...], written_in: str
) -> VoicePrompt:
    instructs = models.follows_instructions
    place, wish = request.place, request.wish
    story = instructs and is_narrative(Surroundings.of(context, place, written_in))
    if request.has_plan and context:
        of = ItemKind.CONCEPT if request.of_concept else ItemKind.PLAN
        return to_expand(context, place, written_in, of=of, wish=wish, instructs=instructs, story=story)
    if story or (wish and instructs):
        return to_continue(context, place, written_in, "paragraph", wish=wish, story=story)
    return to_propose(context, place, written_in, wish=wish, instructs=instructs)


def _judge(models: Models, request: ParagraphRequest, items: ItemSequence, reading: VoiceReading) -> Judge:
    following = request.following if reading.language == request.language else ()
    around = Surroundings.of(
        reading.context, request.place, reading.language, following=following, wish=request.wish
    )
    return Judge(
        models,
        reading.language,
        request.settings,
        earlier=(*items.concepts, *following),
        earlier_vectors=items.of_kind(ItemKind.CONCEPT),
        goal=request.goal(models, items),
        draft_checks=DraftChecks(around),
        drawn=True,
    )


def _carrier(
    models: Models, request: ParagraphRequest, items: ItemSequence, reading: VoiceReading
) -> Carrier | None:
    if reading.language == request.language:
        return None
    earlier = (*items.concepts, *request.following)
    return Carrier(models, reading, request.language, request.settings, earlier=earlier)

"""What a voice drafts a paragraph from, in its own language, and the way of its sentences into another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conceptwriter.assistant.candidates import Judge
from conceptwriter.assistant.carried_drafts import Carrier
from conceptwriter.assistant.draft_checks import DraftChecks, Surroundings, tells_a_story
from conceptwriter.assistant.evidence import PlaceInWords, in_words
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.paragraph_request import ParagraphRequest
from conceptwriter.assistant.places import ContextItem
from conceptwriter.assistant.prompts import VoicePrompt, to_continue, to_expand, to_go_on
from conceptwriter.assistant.reading_for_voice import read_for_voice
from conceptwriter.assistant.stand_in_names import names_in
from conceptwriter.engine import Kind


@dataclass(frozen=True, slots=True)
class VoiceSource:
    """One for each request; judge and carrier are made anew for each paragraph, because they remember."""

    prompt: VoicePrompt
    place: PlaceInWords
    items: ItemSequence
    """What the LCM reads."""
    language: str
    """The voice's."""
    plan: str
    """What is to be written out, in the voice's language; "" where there is none."""
    new_judge: Callable[[], Judge]
    new_carrier: Callable[[], Carrier | None]
    """None where the voice writes the language of the place."""


def voice_source(
    models: Models, request: ParagraphRequest, items: ItemSequence, written_in: str
) -> VoiceSource | None:
    """None where the voice cannot read enough of the text, or not the plan."""
    context: tuple[ContextItem, ...] = request.context
    names: frozenset[str] = frozenset()
    if written_in != request.language:
        names = names_in(
            [text for item in context for text in item.wording.texts]
            + [(request.language, text) for text in request.following]
        )
        context = read_for_voice(models, context, written_in, names)
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
        lambda: _judge(models, request, items, context, written_in),
        lambda: _carrier(models, request, items, context, written_in, names),
    )


def _prompt(
    models: Models, request: ParagraphRequest, context: tuple[ContextItem, ...], written_in: str
) -> VoicePrompt:
    instructs = models.follows_instructions
    place, wish = request.place, request.wish
    story = instructs and tells_a_story(Surroundings.of(context, place, written_in))
    if request.has_plan and context:
        of = Kind.CONCEPT if request.of_concept else Kind.PLAN
        return to_expand(context, place, written_in, of=of, wish=wish, instructs=instructs, story=story)
    if story or (wish and instructs):
        return to_continue(context, place, written_in, "paragraph", wish=wish, story=story)
    return to_go_on(context, place, written_in, wish=wish, instructs=instructs)


def _judge(
    models: Models,
    request: ParagraphRequest,
    items: ItemSequence,
    context: tuple[ContextItem, ...],
    written_in: str,
) -> Judge:
    following = request.following if written_in == request.language else ()
    around = Surroundings.of(context, request.place, written_in, following=following, wish=request.wish)
    return Judge(
        models,
        written_in,
        request.settings,
        earlier=(*items.concepts, *following),
        earlier_vectors=items.of_kind(Kind.CONCEPT),
        goal=request.goal(models, items),
        draft_checks=DraftChecks(around),
        drawn=True,
    )


def _carrier(
    models: Models,
    request: ParagraphRequest,
    items: ItemSequence,
    context: tuple[ContextItem, ...],
    written_in: str,
    names: frozenset[str],
) -> Carrier | None:
    if written_in == request.language:
        return None
    readings = [found[1] for item in context if (found := item.wording.in_one_of((written_in,))) is not None]
    return Carrier(
        models,
        written_in,
        request.language,
        request.settings,
        earlier=(*items.concepts, *request.following),
        names=names,
        readings=readings,
    )

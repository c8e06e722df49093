"""Sentences that a voice drafts for a place, judged in concept space like everything that is offered.

The voice writes from the text before the place; it does not choose. Each draft is encoded, and the LCM rates
how well it matches the expected direction; degenerate or truncated drafts are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from conceptwriter.assistant.candidates import Judge
from conceptwriter.assistant.choosing import (
    ORDER_LANGUAGE,
    chosen_among,
    less_for_repeats,
    shipped_chooser,
    shipped_order,
)
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.draft_checks import Surroundings, is_narrative
from conceptwriter.assistant.evidence import PlaceInWords, gathered
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.places import ContextItem, Place
from conceptwriter.assistant.prompts import VoicePrompt, to_propose
from conceptwriter.assistant.propose_request import ProposeRequest
from conceptwriter.assistant.ranking import Candidate
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import FloatArray, cosines
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import Decoded, DraftSettings, Sampled, VoiceDraft, WriteDrafts

FEWEST_DRAFTS = 16
"""Drafts written together cost little more than one: the weights are read only once."""
DRAFTS_FOR_EACH = 3


@dataclass(frozen=True, slots=True, eq=False)
class Drafts:
    """Judged drafts for a place, and how likely the paragraph ends there."""

    end_probability: float
    candidates: list[Candidate]
    more_come: bool
    """These are the first finished drafts; the rest are still being written."""


def voice_candidates(
    request: ProposeRequest,
    models: Models,
    judge: Judge,
    items: ItemSequence,
    draw: Draw,
    prompt: VoicePrompt,
    language: str,
    place: PlaceInWords,
    fewest: int = 0,
) -> Iterator[Drafts]:
    """The first drafts of a voice in `language`, then all: at least `fewest`.

    `place` is the preceding text in that language.
    """
    n, seed = max(request.n, fewest), request.draft_seed
    count = max(FEWEST_DRAFTS, n * DRAFTS_FOR_EACH)
    asked = drafts_after(prompt, count, language, request.settings, seed)
    sampled = models.sample(items, n, draw.sample_settings(0), seed, draw.variant.name)
    alone: dict[str, float] = {}
    for part in (replace(asked, enough=n), asked):
        drafts = usable(models.drafts(part))
        judged = judged_drafts(models, judge, sampled, drafts, language, seed, place, alone)
        yield Drafts(sampled.end_probability, judged, more_come=part is not asked)


def prompt_for(
    models: Models, context: Sequence[ContextItem], place: Place, language: str, wish: str
) -> VoicePrompt:
    """The prompt for the sentence at a place; the kind of text matters only together with a wish."""
    instructs = bool(wish) and models.follows_instructions
    story = instructs and is_narrative(Surroundings.of(context, place, language))
    return to_propose(context, place, language, wish=wish, instructs=instructs, story=story)


def drafts_after(
    prompt: VoicePrompt, count: int, language: str, settings: AssistantSettings, seed: int
) -> WriteDrafts:
    """The request for drafts of what follows a prompt."""
    return WriteDrafts(
        prompt.text, count, language, draft_settings(settings), seed, instruction=prompt.instruction
    )


def judged_drafts(
    models: Models,
    judge: Judge,
    sampled: Sampled,
    drafts: Sequence[VoiceDraft],
    language: str,
    seed: int,
    place: PlaceInWords | None = None,
    alone: dict[str, float] | None = None,
) -> list[Candidate]:
    """Drafts in concept space, rated by what the LCM drew for their place.

    `place` is the preceding text in the voice's language; without it, the LCM alone ranks. `alone` caches how
    likely drafts are without the text, for those that occur twice.
    """
    if not drafts:
        return []
    vectors = models.concepts.encode([Text(draft.text, language) for draft in drafts], lasting=False)
    decoded = [Decoded(draft.text, draft.likelihood, draft.tokens, True) for draft in drafts]
    # How close a draft is to what the LCM drew, for variants that give no direction.
    nearest = np.clip(cosines(vectors, sampled.vectors).max(axis=1, initial=0.0), 1e-6, 1.0)
    about = replace(sampled, vectors=vectors, scores=nearest.astype(np.float32))
    judged = judge.judge(vectors, decoded, sampled=about, seed=seed, drafted=True)
    writer = models.voice.title if models.voice is not None else ""
    written = [replace(candidate, writer=writer, findings=_of_the_draft(candidate)) for candidate in judged]
    if place is None or len(written) != len(drafts):
        return written
    texts = [draft.text for draft in drafts]
    features = gathered(
        place,
        texts,
        likelihoods=np.array([draft.likelihood for draft in drafts], np.float32),
        alone=_alone(models, place, texts, {} if alone is None else alone),
        order=shipped_order() if language == ORDER_LANGUAGE else None,
        vectors=vectors,
        sampled=sampled,
    )
    voice = models.voice.id if models.voice is not None else ""
    return less_for_repeats(chosen_among(shipped_chooser(), features, written, voice), place.sentences)


def _alone(models: Models, place: PlaceInWords, texts: Sequence[str], known: dict[str, float]) -> FloatArray:
    """(n,) how likely the voice finds each text given only the headings before it."""
    missing = [text for text in texts if text not in known]
    if missing:
        known.update(zip(missing, models.likelihoods(place.heading + "\n\n", missing), strict=True))
    return np.array([known[text] for text in texts], np.float32)


def _of_the_draft(candidate: Candidate) -> tuple[Finding, ...]:
    """Its findings, except those about the path of the concept model's own words."""
    return tuple(finding for finding in candidate.findings if finding.flag is not Flag.THROUGH_TEXT)


def usable(drafts: Sequence[VoiceDraft]) -> list[VoiceDraft]:
    """Drafts that ended by themselves, without duplicates."""
    kept: dict[str, VoiceDraft] = {}
    for draft in drafts:
        if draft.finished and any(map(str.isalnum, draft.text)):
            kept.setdefault(draft.text, draft)
    return list(kept.values())


def draft_settings(settings: AssistantSettings) -> DraftSettings:
    """The writer's wishes for the words, else values that suit drafts."""
    usual, wishes = DraftSettings(), settings.wishes
    return replace(
        usual,
        temperature=usual.temperature if wishes.temperature is None else wishes.temperature,
        top_p=usual.top_p if wishes.top_p is None else wishes.top_p,
    )


def for_the_concept_model(settings: AssistantSettings) -> AssistantSettings:
    """The same without the wishes that concern the words of the drafts."""
    wishes = replace(settings.wishes, temperature=None, top_p=None)
    return settings.with_wishes(wishes)

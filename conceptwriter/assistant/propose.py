"""Next concepts for a place, from the text before it and the plan above it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from conceptwriter.assistant.candidates import Judge, decode_options
from conceptwriter.assistant.carried_drafts import written_elsewhere
from conceptwriter.assistant.choosing import kept_to_plan
from conceptwriter.assistant.draft_checks import DraftChecks, RefusedBefore, Surroundings
from conceptwriter.assistant.drafting import (
    Drafts,
    for_the_concept_model,
    prompt_for,
    voice_candidates,
)
from conceptwriter.assistant.errors import AssistantError
from conceptwriter.assistant.evidence import in_words
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.proposal_sets import made_with, proposal_set
from conceptwriter.assistant.propose_request import REDRAWN, ProposeRequest
from conceptwriter.assistant.ranking import PROPOSING, Candidate, choose, distinct
from conceptwriter.assistant.who_writes import voice_language
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import ItemKind
from conceptwriter.job import Job
from conceptwriter.outline import ProposalSet


def propose(request: ProposeRequest, models: Models, job: Job[ProposalSet]) -> ProposalSet:
    """Sample more than requested, decode, encode again, check, rank, and keep `n`.

    The same request gives the same proposals; another `reroll` (or seed, where noise is involved) gives
    others. The job offers the first ones while a voice writes the rest.
    """
    models.require_language(request.language)
    settings = request.settings
    written_in = voice_language(models, settings, request.language)
    by_voice = written_in is not None
    draw = models.resolved(for_the_concept_model(settings) if by_voice else settings)
    items = models.sequence(request.context, draw.variant.maximum_context)
    judge = Judge(
        models,
        request.language,
        settings,
        earlier=(*items.concepts, *request.following),
        earlier_vectors=items.of_kind(ItemKind.CONCEPT),
        extra_checks=RefusedBefore(request.refused),
        draft_checks=_draft_checks(request) if written_in == request.language else None,
        goal=models.wished(request.wish, request.language),
        drawn=True,
    )

    end_probability, written = 0.0, list[tuple[Candidate, float]]()
    if written_in is not None:
        for drafts in _written(request, models, judge, items, draw, written_in):
            end_probability, written = drafts.end_probability, _chosen(request, drafts.candidates)
            if written and drafts.more_come:
                job.offer(_offered(request, models, draw, by_voice, written, end_probability))
                job.report(len(written), request.n, "proposing")
    missing, chosen = request.n - len(written), written
    if missing:
        end_probability, candidates = _all_drawn(request, models, judge, items, draw, missing)
        # After the drafts, whatever their scores: only drafts were written as words.
        chosen = written + choose(candidates, missing, diversity=settings.diversity, weights=PROPOSING)
    if not chosen:
        raise AssistantError("No usable suggestions. Try again, or write another sentence before this point.")
    if written_in != request.language:  # where none of its drafts could be carried, no voice wrote
        by_voice = any(candidate.writer for candidate, _ in chosen)
    return _offered(request, models, draw, by_voice, chosen, end_probability)


def _draft_checks(request: ProposeRequest) -> DraftChecks:
    around = Surroundings.of(
        request.context,
        request.place,
        request.language,
        following=request.following,
        wish=request.wish,
        refused=request.refused,
    )
    return DraftChecks(around)


def _chosen(request: ProposeRequest, drafts: list[Candidate]) -> list[tuple[Candidate, float]]:
    """The best of the sound drafts, with their scores."""
    sound = kept_to_plan([draft for draft in drafts if not draft.is_degenerate])
    return choose(sound, request.n, diversity=request.settings.drafts_diversity, weights=PROPOSING)


def _offered(
    request: ProposeRequest,
    models: Models,
    draw: Draw,
    by_voice: bool,
    chosen: list[tuple[Candidate, float]],
    end_probability: float,
) -> ProposalSet:
    return proposal_set(
        anchor=request.place.anchor,
        kind="propose",
        revision=request.revision,
        source_fingerprint=request.source_fingerprint,
        language=request.language,
        chosen=chosen,
        settings=replace(
            made_with(models, request.settings, draw, request.language, by_voice=by_voice),
            wish=request.wish,
            position=request.place.position.value,
            seed=request.seed,
            reroll=request.reroll,
            end_probability=round(end_probability, 4),
        ),
        created=request.created,
    )


def _all_drawn(
    request: ProposeRequest, models: Models, judge: Judge, items: ItemSequence, draw: Draw, n: int
) -> tuple[float, list[Candidate]]:
    """Like `_drawn`, with a second round if too few of the first are sound."""
    end_probability, candidates = 0.0, list[Candidate]()
    for turn in range(request.settings.rounds):
        end_probability, fresh = _drawn(request, models, judge, items, draw, request.reroll + REDRAWN * turn)
        candidates += fresh
        if sum(not candidate.is_degenerate for candidate in distinct(candidates)) >= n:
            break
    return end_probability, candidates


def _written(
    request: ProposeRequest,
    models: Models,
    judge: Judge,
    items: ItemSequence,
    draw: Draw,
    written_in: str,
) -> Iterator[Drafts]:
    """The voice's drafts; none where it has nothing to continue."""
    if written_in != request.language:
        yield from written_elsewhere(request, models, items, draw, written_in)
        return
    prompt = prompt_for(models, request.context, request.place, request.language, request.wish)
    if prompt.text or prompt.instruction:
        place = in_words(request.context, request.language, next(iter(request.following), ""))
        yield from voice_candidates(request, models, judge, items, draw, prompt, request.language, place)


def _drawn(
    request: ProposeRequest, models: Models, judge: Judge, items: ItemSequence, draw: Draw, reroll: int
) -> tuple[float, list[Candidate]]:
    """(how likely the paragraph ends here, judged candidates)"""
    settings = request.settings
    count = max(request.n, math.ceil(request.n * settings.oversample))
    sampled = models.sample(items, count, draw.sample_settings(reroll), request.seed, draw.variant.name)
    options = decode_options(settings, request.seed + 7919 * reroll)
    candidates = judge.decode(sampled.vectors, options, "proposing", sampled=sampled, seed=request.seed)
    return sampled.end_probability, candidates

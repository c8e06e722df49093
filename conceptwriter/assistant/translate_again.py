"""Alternative translations of one text, offered next to the present one: the writer's is never replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conceptwriter.assistant.comparison import folded
from conceptwriter.assistant.confidence import chance_of, features_of
from conceptwriter.assistant.errors import AssistantError, NothingToGoOn
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.masking import masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.proposal_sets import proposal_set
from conceptwriter.assistant.ranking import REWRITING, Candidate, score
from conceptwriter.assistant.rendering import (
    NodeTask,
    Read,
    Rendering,
    carry_what_was_lost,
    rendered,
    unreadable,
    use_terms,
)
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.assistant.writers import Writer
from conceptwriter.job import Job
from conceptwriter.outline import Document, NodeId, ProposalSet
from conceptwriter.outline.regional_tags import region_in
from conceptwriter.outline.translatable import needs_translation

ATTEMPTS = 4
"""By the codec: one is found by search, the others by sampling words."""
TRANSLATORS_ATTEMPTS = 3
"""By each translator: the best of its beam."""
MOST = 3
"""Maximum number offered by one writer."""
MOST_OF_ALL = 5
"""Maximum number offered together: there are keys for so many."""


@dataclass(frozen=True, slots=True)
class TranslateAgainRequest:
    """One text, and its present translation."""

    task: NodeTask
    to: str
    now: str
    reroll: int
    settings: AssistantSettings
    revision: int
    created: float
    terms: TermSource = no_terms
    region: str = ""
    """Region of the language in the document."""


def plan_again(
    document: Document, node: NodeId, to: str, settings: AssistantSettings, reroll: int, created: float
) -> TranslateAgainRequest:
    """The request for one node. Raises NothingToGoOn where there is nothing to translate."""
    here = document.node(node)
    if not needs_translation(document, node, to):
        raise NothingToGoOn("There is nothing to translate here.")
    task = NodeTask(node, document.source_text(node), here.source_language, document.source_fingerprint(node))
    old = here.renditions.get(to)
    now = old.text if old is not None else ""
    return TranslateAgainRequest(
        task,
        to,
        now,
        reroll,
        settings.for_words("rewrite"),
        document.revision,
        created,
        region=region_in(document, to),
    )


def translate_again(request: TranslateAgainRequest, models: Models, job: Job[ProposalSet]) -> ProposalSet:
    """Translations that differ from each other and from the present one, best first.

    The codec offers up to three, and each translator of this pair of languages as well: the best of each
    writer is always among them, and each names its writer. What two of them write alike is offered once.
    """
    source = request.task.language
    writers = models.writers(source, request.to)
    if not writers:
        models.require_language(request.to)
        raise NothingToGoOn(f"Not translated again: {models.words.refuses(source, request.to)}.")
    read = Read(request.task, masked(request.task.text))
    reasons = [unreadable(read, writer, request.to) for writer in writers]
    able = [writer for writer, reason in zip(writers, reasons, strict=True) if not reason]
    if not able:
        raise NothingToGoOn(f"Not translated again: {reasons[0]}.")
    offers: list[list[Candidate]] = []
    for writer in able:
        rendering = Rendering(request.to, request.settings, models, writer, request.terms, request.region)
        offers.append(_offers_of(read, rendering, request, job, (len(offers), len(able))))
    chosen = _chosen(offers)
    if not chosen:
        raise AssistantError("The model translates this as it stands; it has nothing else to offer.")
    return proposal_set(
        anchor=request.task.node,
        kind="translate",
        revision=request.revision,
        source_fingerprint=request.task.source_fingerprint,
        language=request.to,
        chosen=[(candidate, score(candidate, REWRITING)) for candidate in chosen],
        settings=replace(
            request.settings.described_words(), seed=request.settings.seed, reroll=request.reroll
        ),
        created=request.created,
    )


def _offers_of(
    read: Read,
    rendering: Rendering,
    request: TranslateAgainRequest,
    job: Job[ProposalSet],
    place: tuple[int, int],
) -> list[Candidate]:
    """What one writer offers, best first; `place`: how many writers are done, and how many there are."""
    writer = rendering.writer
    attempts = TRANSLATORS_ATTEMPTS if writer.title else ATTEMPTS
    found: dict[str, Candidate] = {}
    for attempt in range(attempts):
        job.report(place[0] * ATTEMPTS + attempt, place[1] * ATTEMPTS, "translating")
        number = request.reroll * attempts + attempt
        seed = number if writer.title else request.settings.seed + number
        best = rendered([read], rendering, seed=seed, sample=bool(number))
        said = use_terms([read], best, rendering, seed=seed, sample=bool(number))
        carry_what_was_lost([read], best, rendering, seed=seed, sample=bool(number), said=said)
        (candidate,) = best
        text = read.mask.restored(candidate.text).text
        if any(map(str.isalnum, candidate.text)) and folded(text) != folded(request.now):
            found.setdefault(folded(text), replace(candidate, text=text, seed=seed))
    fit = [candidate for candidate in found.values() if not candidate.is_degenerate]
    fit = [
        replace(each, chance=chance_of(features_of(read, each, rendering), writer.confidence)) for each in fit
    ]
    offered = [_labelled(candidate, writer) for candidate in fit]
    return sorted(offered, key=lambda candidate: -score(candidate, REWRITING))[:MOST]


def _labelled(candidate: Candidate, writer: Writer) -> Candidate:
    if not writer.title:
        return candidate
    licence = Finding(Flag.LICENCE, writer.licence)
    return replace(candidate, findings=(licence, *candidate.findings))


def _chosen(offers: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """The best of each writer, then the next best of all, best first and no text twice."""
    kept: dict[str, Candidate] = {}
    first = [each[0] for each in offers if each]
    others = sorted((it for each in offers for it in each[1:]), key=lambda it: -score(it, REWRITING))
    for candidate in [*first, *others]:
        key = folded(candidate.text)
        before = kept.get(key)
        if before is None:
            kept[key] = candidate
        elif before.writer != candidate.writer:
            agreed = Finding(Flag.REASON, f"{candidate.writer or 'the translation model'} writes the same")
            kept[key] = replace(before, findings=tuple(dict.fromkeys([*before.findings, agreed])))
    best = sorted(list(kept.values())[:MOST_OF_ALL], key=lambda candidate: -score(candidate, REWRITING))
    return _likeliest_first(best)


def _likeliest_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """In the same order, but those with a measured chance by that: their bars must not contradict it."""
    measured = sorted(
        (each for each in candidates if each.chance is not None), key=lambda each: -(each.chance or 0.0)
    )
    following = iter(measured)
    return [each if each.chance is None else next(following) for each in candidates]

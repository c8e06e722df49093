"""Alternative translations of one text, offered next to the present one: the writer's is never replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conceptwriter.assistant.comparison import folded
from conceptwriter.assistant.errors import AssistantError, NothingToGoOn
from conceptwriter.assistant.masking import masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.proposal_sets import proposal_set
from conceptwriter.assistant.ranking import REWRITING, Candidate, score
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.translation import (
    NodeTask,
    Read,
    TranslateRequest,
    carry_what_was_lost,
    rendered,
    unreadable,
)
from conceptwriter.job import Job
from conceptwriter.outline import Document, NodeId, ProposalSet
from conceptwriter.outline.translatable import needs_translation

ATTEMPTS = 4
"""One is found by search, the others by sampling words."""
MOST = 3
"""Maximum number offered."""


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
        task, to, now, reroll, settings.for_words("rewrite"), document.revision, created
    )


def translate_again(request: TranslateAgainRequest, models: Models, job: Job[ProposalSet]) -> ProposalSet:
    """Up to three translations that differ from each other and from the present one, best first."""
    models.require_language(request.to)
    read = Read(request.task, masked(request.task.text))
    reason = unreadable(read, models)
    if reason:
        raise NothingToGoOn(f"Not translated again: {reason}.")
    asked = TranslateRequest((request.task,), {}, request.to, request.settings, request.revision)
    found: dict[str, Candidate] = {}
    for attempt in range(ATTEMPTS):
        job.report(attempt, ATTEMPTS, "translating")
        seed = request.settings.seed + request.reroll * ATTEMPTS + attempt
        sample = bool(request.reroll + attempt)
        best = rendered([read], asked, models, seed=seed, sample=sample)
        carry_what_was_lost([read], best, asked, models, seed=seed, sample=sample)
        (candidate,) = best
        text = read.mask.restored(candidate.text).text
        if any(map(str.isalnum, candidate.text)) and folded(text) != folded(request.now):
            found.setdefault(folded(text), replace(candidate, text=text, seed=seed))
    if not found:
        raise AssistantError("The model translates this as it stands; it has nothing else to offer.")
    ranked = sorted(found.values(), key=lambda candidate: -score(candidate, REWRITING))[:MOST]
    return proposal_set(
        anchor=request.task.node,
        kind="translate",
        revision=request.revision,
        source_fingerprint=request.task.source_fingerprint,
        language=request.to,
        chosen=[(candidate, score(candidate, REWRITING)) for candidate in ranked],
        settings=replace(
            request.settings.described_words(), seed=request.settings.seed, reroll=request.reroll
        ),
        created=request.created,
    )

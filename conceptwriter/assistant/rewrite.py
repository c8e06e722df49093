"""Other wordings of one concept.

They come from its vector, slightly perturbed and decoded again, and from a round trip through another
language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from conceptwriter.assistant.candidates import Judge, decode_options
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.comparison import folded
from conceptwriter.assistant.errors import AssistantError
from conceptwriter.assistant.findings import Finding
from conceptwriter.assistant.masking import MaskedText
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.proposal_sets import proposal_set
from conceptwriter.assistant.ranking import REWRITING, Candidate, choose, distinct
from conceptwriter.assistant.rendering_checks import check_names, check_numbers
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import FloatArray, scaled_like
from conceptwriter.job import Job
from conceptwriter.outline import NodeId, ProposalSet

MOST_DETOURS = 2
STRENGTHS = (1.0, 2.0)
"""Strengths of the noise: the second round only if the first found too few other wordings."""


@dataclass(frozen=True, slots=True)
class RewriteRequest:
    """Everything needed for a rewrite."""

    anchor: NodeId
    original: MaskedText
    language: str
    n: int
    seed: int
    reroll: int
    settings: AssistantSettings
    revision: int
    source_fingerprint: str
    created: float


def rewrite(request: RewriteRequest, models: Models, job: Job[ProposalSet]) -> ProposalSet:
    """`n` wordings that stay close to the concept and differ in text, best first."""
    models.require_language(request.language)
    original = Text(request.original.text, request.language)
    vector = models.words.encode([original])[0]
    judge = Judge(
        models,
        request.language,
        request.settings,
        earlier=[original.text],
        goal=vector,
        like=original.text,
        extra_checks=lambda text: _kept_facts(original, text),
    )
    candidates: list[Candidate] = []
    for strength, distance in enumerate(STRENGTHS):
        job.report(strength, len(STRENGTHS), "rewriting")
        found = _moved(request, judge, vector, distance)
        if not strength:
            found += _detours(request, models, judge, vector)
        candidates += [candidate for candidate in found if folded(candidate.text) != folded(original.text)]
        if len(distinct(candidates, REWRITING)) >= request.n:
            break
    if not candidates:
        raise AssistantError("No other wording was found. Try the adventurous preset.")
    chosen = choose(candidates, request.n, diversity=request.settings.diversity, weights=REWRITING)
    return proposal_set(
        anchor=request.anchor,
        kind="rewrite",
        revision=request.revision,
        source_fingerprint=request.source_fingerprint,
        language=request.language,
        chosen=[(_with_marks(candidate, request.original), points) for candidate, points in chosen],
        settings=replace(request.settings.described_words(), seed=request.seed, reroll=request.reroll),
        created=request.created,
    )


def _moved(request: RewriteRequest, judge: Judge, vector: FloatArray, distance: float) -> list[Candidate]:
    """The vector itself and noisy neighbours of it; half decoded by search, half by sampling tokens."""
    settings = request.settings
    count = max(2, round(request.n * settings.oversample))
    generator = np.random.default_rng([request.seed, request.reroll, round(distance)])
    noise = generator.standard_normal((count, len(vector))).astype(np.float32)
    growing = np.linspace(0.0 if not request.reroll else 0.3, 1.0, count, dtype=np.float32)[:, None]
    moved = vector + noise * growing * np.float32(distance * settings.rewrite_noise * float(vector.std()))
    vectors = scaled_like(moved, vector[None])
    searched, drawn = vectors[::2], vectors[1::2]
    seed = request.seed + 7919 * request.reroll + round(distance) - 1
    found = judge.decode(
        searched, decode_options(settings, seed, sample=False), "rewriting", seed=request.seed
    )
    if len(drawn):
        found += judge.decode(
            drawn, decode_options(settings, seed, sample=True), "rewriting", seed=request.seed
        )
    return found


def _detours(request: RewriteRequest, models: Models, judge: Judge, vector: FloatArray) -> list[Candidate]:
    """Into another language and back."""
    others = sorted(code for code in models.words.languages if code != request.language)
    turn = (request.seed + MOST_DETOURS * request.reroll) % len(others) if others else 0
    options = decode_options(request.settings, request.seed, sample=False)
    found: list[Candidate] = []
    for language in (others[turn:] + others[:turn])[:MOST_DETOURS]:
        abroad = models.words.decode(vector[None], language, options, "rewriting")[0]
        if any(map(str.isalnum, abroad.text)):
            back = models.words.encode([Text(abroad.text, language)], lasting=False)
            found += judge.decode(back, options, "rewriting", seed=request.seed)
    return found


def _kept_facts(original: Text, text: str) -> Sequence[Finding]:
    checks = (
        check_numbers(original.text, original.language, text, original.language),
        check_names(original.text, original.language, text, original.language),
    )
    return [finding for finding in checks if finding is not None]


def _with_marks(candidate: Candidate, original: MaskedText) -> Candidate:
    restored = original.restored(candidate.text)
    return replace(candidate, text=restored.text, findings=candidate.findings + restored.findings)

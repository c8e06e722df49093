"""From a heading, a summary or one concept to a paragraph, sentence by sentence.

Each sentence is sampled, decoded in several versions, judged (also by how close it stays to the plan), and
its *text* is encoded and fed back, so that what the LCM reads is always what the writer would read (decode,
encode again, feed back: SONAR-LLM's way of staying on the codec's manifold).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conceptwriter.assistant.candidates import Judge, centre, decode_options, proposal_set
from conceptwriter.assistant.checks import Finding
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.errors import AssistantError, NothingToGoOn
from conceptwriter.assistant.job import AssistantJob
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.places import ContextItem
from conceptwriter.assistant.ranking import EXPANDING, Candidate, choose
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.engine import Kind
from conceptwriter.language import join_sentences
from conceptwriter.outline import Draft, NodeId, Origin, ProposalSet
from conceptwriter.outline import Kind as NodeKind

FEWEST_SENTENCES = 2
ALREADY_SAID = 0.75
"""Likeness to a sentence of another alternative above which another sentence is preferred, if there is one.
"""


@dataclass(frozen=True, slots=True)
class ExpandRequest:
    """Everything an expansion is made from. The last item of `context` is the plan: what is to be
    expanded.
    """

    anchor: NodeId
    context: tuple[ContextItem, ...]
    following: tuple[str, ...]
    language: str
    sentences: int
    n: int
    seed: int
    reroll: int
    settings: AssistantSettings
    revision: int
    source_fingerprint: str
    created: float


def expand(request: ExpandRequest, models: Models, job: AssistantJob[ProposalSet]) -> ProposalSet:
    """`n` alternative paragraphs of at most `sentences` sentences, best first."""
    models.require_language(request.language)
    if request.context[-1].wording.in_one_of(models.codec.languages) is None:
        models.require_language(request.context[-1].wording.texts[0][0])
        raise NothingToGoOn(
            "There are no words here that could be expanded. Write some, or choose another node."
        )
    start = models.sequence(request.context)
    said = TextIndex()
    paragraphs: list[list[Candidate]] = []
    for alternative in range(request.n):
        paragraph = _paragraph(request, start, alternative, said, models, job)
        if paragraph:
            paragraphs.append(paragraph)
            for sentence in paragraph:
                said.add(sentence.text)
    if not paragraphs:
        raise AssistantError(
            "The models had nothing to say to this. Say more in the heading or summary, and ask again."
        )
    ranked = choose(
        [_whole(paragraph, request.language) for paragraph in paragraphs], len(paragraphs), weights=EXPANDING
    )
    by_text = {_whole(paragraph, request.language).text: paragraph for paragraph in paragraphs}
    return proposal_set(
        anchor=request.anchor,
        kind="expand",
        revision=request.revision,
        source_fingerprint=request.source_fingerprint,
        language=request.language,
        chosen=ranked,
        drafts=[_draft(by_text[candidate.text], request.language) for candidate, _ in ranked],
        settings={
            **request.settings.described(),
            "seed": request.seed,
            "reroll": request.reroll,
            "sentences": request.sentences,
        },
        created=request.created,
    )


def _paragraph(
    request: ExpandRequest,
    start: ItemSequence,
    alternative: int,
    said: TextIndex,
    models: Models,
    job: AssistantJob[ProposalSet],
) -> list[Candidate]:
    settings = request.settings
    seed = request.seed + 104_729 * alternative
    judge = Judge(
        models,
        request.language,
        settings,
        earlier=(*start.concepts, *request.following),
        earlier_vectors=start.of_kind(Kind.CONCEPT),
        goal=start.vectors[-1],
    )
    items, paragraph = start, list[Candidate]()
    total = request.n * request.sentences
    versions = max(2, round(2 * settings.oversample)) + 2 * alternative
    while len(paragraph) < request.sentences:
        job.report(alternative * request.sentences + len(paragraph), total, "expanding")
        reroll = request.reroll * request.n + alternative
        sampled = models.sample(items, versions, settings.temperature, seed + len(paragraph), reroll)
        if len(paragraph) >= FEWEST_SENTENCES and sampled.end_probability > settings.end_probability:
            break
        best = max(float(sampled.scores.max()), 1e-9)
        options = decode_options(settings, seed + 31 * len(paragraph) + reroll)
        candidates = judge.decode(
            sampled.vectors, options, "expanding", priors=[float(p) / best for p in sampled.scores], seed=seed
        )
        chosen = _next_sentence(candidates, said)
        if chosen is None or (chosen.is_degenerate and len(paragraph) >= FEWEST_SENTENCES):
            break
        paragraph.append(chosen)
        judge.remember(chosen.text, chosen.vector)
        items = items.with_item(chosen.vector, Kind.CONCEPT, chosen.text)
    return paragraph


def _next_sentence(candidates: Sequence[Candidate], said: TextIndex) -> Candidate | None:
    """The best sentence; one that another alternative does not have already, where there is a sound one."""
    ranked = [candidate for candidate, _ in choose(candidates, len(candidates), weights=EXPANDING)]
    fresh = [
        candidate
        for candidate in ranked
        if not candidate.is_degenerate and said.closest(candidate.text).strength < ALREADY_SAID
    ]
    return next(iter(fresh or ranked), None)


def _whole(paragraph: Sequence[Candidate], language: str) -> Candidate:
    """The paragraph as one candidate: means of its sentences, and all that was found in any of them."""
    findings = tuple(
        dict.fromkeys(
            Finding(finding.flag, f"sentence {number}: {finding.reason}")
            for number, sentence in enumerate(paragraph, start=1)
            for finding in sentence.findings
        )
    )
    closeness = [sentence.closeness for sentence in paragraph if sentence.closeness is not None]
    return Candidate(
        text=join_sentences([sentence.text for sentence in paragraph], language),
        vector=centre(np.stack([sentence.vector for sentence in paragraph])),
        log_probability=_mean([sentence.log_probability for sentence in paragraph]),
        round_trip=_mean([sentence.round_trip for sentence in paragraph]),
        novelty=_mean([sentence.novelty for sentence in paragraph]),
        prior=_mean([sentence.prior for sentence in paragraph]),
        closeness=_mean(closeness) if closeness else None,
        findings=findings,
        seed=paragraph[0].seed,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _draft(paragraph: Sequence[Candidate], language: str) -> Draft:
    concepts = [
        Draft(NodeKind.CONCEPT, sentence.text, language, origin=Origin.PROPOSED) for sentence in paragraph
    ]
    return Draft(NodeKind.PARAGRAPH, "", language, concepts, origin=Origin.PROPOSED)

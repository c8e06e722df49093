"""Summarising a branch in a few sentences: decoded from the mean of its concepts, or picked from them.

Abstractive: the concepts are divided into as many runs as sentences are wanted, and the mean of each run is
decoded. Extractive: the most central sentences that do not repeat each other (maximal marginal relevance), in
reading order, labelled as extracts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from conceptwriter.assistant.candidates import Judge, centre, decode_options
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.comparison import folded
from conceptwriter.assistant.errors import NothingToGoOn
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.marks import plain
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.places import Wording
from conceptwriter.assistant.proposal_sets import proposal_set
from conceptwriter.assistant.ranking import SUMMARISING, Candidate, choose, most_relevant
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import FloatArray, cosines, scaled_like
from conceptwriter.engine import Decoded
from conceptwriter.job import Job
from conceptwriter.language import join_sentences
from conceptwriter.outline import Draft, NodeId, Origin, ProposalSet
from conceptwriter.outline import Kind as NodeKind

MOST_SENTENCES = 12
OWN_SENTENCES = "sentences from the text itself"
_POOL = 400
"""Maximum sentences among which central ones are chosen; keeps the work small for a whole book."""


@dataclass(frozen=True, slots=True)
class SummariseRequest:
    """Everything needed for a summary. `percent` counts concepts and is used when `sentences` is None."""

    anchor: NodeId
    anchor_kind: NodeKind
    concepts: tuple[Wording, ...]
    language: str
    percent: float
    sentences: int | None
    seed: int
    reroll: int
    settings: AssistantSettings
    revision: int
    source_fingerprint: str
    branch_fingerprint: str
    created: float


def summarise(request: SummariseRequest, models: Models, job: Job[ProposalSet]) -> ProposalSet:
    """Two abstractive candidates and an extractive one, best first."""
    models.require_language(request.language)
    readable = [
        (text, found) for text in request.concepts if (found := text.in_one_of(models.words.languages))
    ]
    if len(readable) < 2:
        raise NothingToGoOn("A summary needs at least two sentences. Choose a larger section or paragraph.")
    vectors = models.words.encode([Text(text, language) for _, (language, text) in readable])
    count = _sentence_count(request, len(readable))
    goal = centre(vectors)
    candidates = [
        _abstract(request, models, [centre(run) for run in np.array_split(vectors, count)], goal),
        _abstract(
            request, models, [_weighted_centre(run, goal) for run in np.array_split(vectors, count)], goal
        ),
        _extract(request, models, [text for text, _ in readable], vectors, count, goal),
    ]
    job.report(len(readable), len(readable), "summarising")
    own = {folded(plain(text).text) for wording in request.concepts for _, text in wording.texts}
    ready = [_labelled(summary, own) for summary in candidates if summary is not None]
    chosen = choose([candidate for candidate, _ in ready], len(ready), weights=SUMMARISING)
    drafts = {candidate.text: _draft(sentences, request) for candidate, sentences in ready}
    return proposal_set(
        anchor=request.anchor,
        kind="summarise",
        revision=request.revision,
        source_fingerprint=request.source_fingerprint,
        language=request.language,
        chosen=chosen,
        drafts=[drafts[candidate.text] for candidate, _ in chosen],
        settings=replace(
            request.settings.described_words() if _draws(request) else request.settings.described(),
            seed=request.seed,
            reroll=request.reroll,
            sentences=count,
            branch_fingerprint=request.branch_fingerprint,
        ),
        created=request.created,
    )


def _draws(request: SummariseRequest) -> bool:
    """Whether words are sampled; otherwise the most likely ones are searched for, deterministically."""
    return request.seed != 0 or request.reroll != 0 or request.settings.draws_words


def _sentence_count(request: SummariseRequest, concepts: int) -> int:
    wanted = (
        request.sentences if request.sentences is not None else math.ceil(concepts * request.percent / 100)
    )
    return max(1, min(wanted, MOST_SENTENCES, concepts))


def _weighted_centre(run: FloatArray, goal: FloatArray) -> FloatArray:
    """The mean of a run, weighting sentences near the topic of the whole branch more."""
    nearness = cosines(run, goal[None])[:, 0]
    weights = np.exp(4.0 * (nearness - nearness.max()))
    middle: FloatArray = scaled_like((run * weights[:, None]).sum(axis=0, keepdims=True), run)[0]
    return middle


Summary = tuple[Candidate, Sequence[str]]


def _abstract(
    request: SummariseRequest, models: Models, centres: Sequence[FloatArray], goal: FloatArray
) -> Summary | None:
    vectors = np.stack(centres)
    options = decode_options(request.settings, request.seed + 7919 * request.reroll, sample=_draws(request))
    judge = Judge(models, request.language, request.settings)
    sentences = judge.decode(vectors, options, "summarising", seed=request.seed)
    return _summary(sentences, request, goal) if sentences else None


def _extract(
    request: SummariseRequest,
    models: Models,
    concepts: Sequence[Wording],
    vectors: FloatArray,
    count: int,
    goal: FloatArray,
) -> Summary | None:
    nearness = cosines(vectors, goal[None])[:, 0]
    pool = np.sort(np.argsort(-nearness, kind="stable")[:_POOL])
    picked = most_relevant(nearness[pool], cosines(vectors[pool], vectors[pool]), count, diversity=0.4)
    rows = [int(row) for row in sorted(pool[picked])]
    texts = [concepts[row].in_one_of((request.language,)) for row in rows]
    foreign = [place for place, found in enumerate(texts) if found is None]
    decoded = [Decoded(found[1] if found else "", 0.0, 0, True) for found in texts]
    if foreign:
        options = decode_options(request.settings, request.seed, sample=False)
        written = [_written(concepts[rows[place]], models) for place in foreign]
        rendered = models.words.decode_each(
            written, vectors[[rows[place] for place in foreign]], request.language, options, "summarising"
        )
        for place, item in zip(foreign, rendered, strict=True):
            decoded[place] = item
    sentences = Judge(models, request.language, request.settings).judge(
        vectors[rows], decoded, seed=request.seed
    )
    if not sentences:
        return None
    if not foreign:
        return _summary(sentences, request, goal)
    return _summary(sentences, request, goal, Finding(Flag.EXTRACTIVE, f"{OWN_SENTENCES}, translated"))


def _written(concept: Wording, models: Models) -> Text:
    """The text of a concept that the codec reads."""
    found = concept.in_one_of(models.words.languages)
    assert found is not None, "only what can be read is summarised"
    language, text = found
    return Text(text, language)


def _labelled(summary: Summary, own: set[str]) -> Summary:
    """A summary that only repeats the text's words is labelled as such, even when it was decoded."""
    candidate, sentences = summary
    if Flag.EXTRACTIVE in candidate.flags or any(folded(sentence) not in own for sentence in sentences):
        return summary
    label = Finding(Flag.EXTRACTIVE, OWN_SENTENCES)
    return replace(candidate, findings=(label, *candidate.findings)), sentences


def _summary(
    sentences: Sequence[Candidate], request: SummariseRequest, goal: FloatArray, *labels: Finding
) -> Summary:
    """The sentences as one candidate, whose closeness to the branch is that of their mean."""
    distinct = list({sentence.text: sentence for sentence in sentences}.values())
    middle = centre(np.stack([sentence.vector for sentence in distinct]))
    texts = [sentence.text for sentence in distinct]
    findings = [finding for sentence in distinct for finding in sentence.findings]
    whole = Candidate(
        text=join_sentences(texts, request.language),
        vector=middle,
        log_probability=sum(sentence.log_probability for sentence in distinct) / len(distinct),
        round_trip=sum(sentence.round_trip for sentence in distinct) / len(distinct),
        closeness=float(cosines(middle[None], goal[None])[0, 0]),
        findings=tuple(dict.fromkeys([*labels, *findings])),
        seed=request.seed,
    )
    return whole, texts


def _draft(sentences: Sequence[str], request: SummariseRequest) -> Draft | None:
    """A separate paragraph for a section; a paragraph takes the text as its summary."""
    if request.anchor_kind is not NodeKind.SECTION:
        return None
    concepts = [Draft(NodeKind.CONCEPT, text, request.language, origin=Origin.PROPOSED) for text in sentences]
    return Draft(NodeKind.PARAGRAPH, "", request.language, concepts, origin=Origin.PROPOSED)

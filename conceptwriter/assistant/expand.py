"""From a heading, a summary or one concept to a paragraph, sentence by sentence.

Each sentence is sampled, decoded in several versions, judged (also by how close it stays to the plan), and
its *text* is encoded and fed back, so that what the LCM reads is always what the writer would read (decode,
encode again, feed back: SONAR-LLM's way of staying on the codec's manifold).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.assistant.candidates import Judge, centre, decode_options, proposal_set
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.errors import AssistantError, NothingToGoOn
from conceptwriter.assistant.findings import LABELS, Finding
from conceptwriter.assistant.job import AssistantJob
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.places import ContextItem
from conceptwriter.assistant.ranking import EXPANDING, Candidate, choose
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.vectors import FloatArray
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import Kind, Rules, Sampled, SampleSettings, write_on
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
    if models.readable(request.context[-1].wording) is None:
        models.require_language(request.context[-1].wording.texts[0][0])
        raise NothingToGoOn("There is no text here to expand. Write something, or choose another node.")
    draw = models.settled(request.settings)
    start = models.sequence(request.context, draw.variant.maximum_context)
    said = TextIndex()
    paragraphs: list[list[Candidate]] = []
    for alternative in range(request.n):
        paragraph = _paragraph(request, start, draw, alternative, said, models, job)
        if paragraph:
            paragraphs.append(paragraph)
            for sentence in paragraph:
                said.add(sentence.text)
    if not paragraphs:
        raise AssistantError(
            "No usable suggestions for this. Add detail to the heading or summary, and try again."
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
            **draw.described(),
            **models.described(request.language),
            "seed": request.seed,
            "reroll": request.reroll,
            "sentences": request.sentences,
        },
        created=request.created,
    )


def _paragraph(
    request: ExpandRequest,
    start: ItemSequence,
    draw: Draw,
    alternative: int,
    said: TextIndex,
    models: Models,
    job: AssistantJob[ProposalSet],
) -> list[Candidate]:
    """Sentences until paragraph or document end, the next would say the same again, or there are enough."""
    settings = request.settings
    seed = request.seed + 104_729 * alternative
    reroll = request.reroll * request.n + alternative
    judge = Judge(
        models,
        request.language,
        settings,
        earlier=(*start.concepts, *request.following),
        earlier_vectors=start.of_kind(Kind.CONCEPT),
        goal=start.vectors[-1],
        drawn=True,
    )
    paragraph: list[Candidate] = []

    def next_vector(sampled: Sampled, number: int) -> FloatArray | None:
        options = decode_options(settings, seed + 31 * number + reroll)
        candidates = judge.decode(sampled.vectors, options, "expanding", sampled=sampled, seed=seed)
        chosen = _next_sentence(candidates, said)
        if chosen is None or (chosen.is_degenerate and number >= FEWEST_SENTENCES):
            return None
        paragraph.append(chosen)
        judge.remember(chosen.text, chosen.vector)
        return chosen.vector

    def report() -> None:
        job.report(
            alternative * request.sentences + len(paragraph), request.n * request.sentences, "expanding"
        )

    written = write_on(
        _Reading(models, draw.variant.name),
        start.vectors,
        start.kinds,
        _rules(request, draw),
        draw.sample_settings(reroll),
        seed,
        draws=max(2, round(2 * settings.oversample)) + 2 * alternative,
        choose=next_vector,
        check=report,
    )
    return paragraph[: len(written.concepts)]


def _rules(request: ExpandRequest, draw: Draw) -> Rules:
    wished = request.settings.end_probability
    return Rules(
        maximum=request.sentences,
        minimum=min(FEWEST_SENTENCES, request.sentences),
        one_paragraph=True,
        paragraph_threshold=draw.variant.end_threshold if wished is None else wished,
        document_threshold=draw.variant.document_end_threshold,
        repetition=request.settings.limits.copy_cosine,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One variant of the LCM behind the engine, as what a paragraph is written on with."""

    models: Models
    variant: str

    def prepare(self, vectors: npt.NDArray[Any], kinds: npt.NDArray[Any]) -> ItemSequence:
        return ItemSequence(vectors, kinds, ())

    def extend(self, state: ItemSequence, vector: npt.NDArray[Any], kind: int) -> ItemSequence:
        return state.with_item(vector, Kind(kind))

    def sample(
        self, state: ItemSequence, n: int, settings: SampleSettings | None = None, seed: int = 0
    ) -> Sampled:
        return self.models.sample(state, n, settings or SampleSettings(), seed, self.variant)


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
            finding
            if finding.flag in LABELS
            else Finding(finding.flag, f"sentence {number}: {finding.reason}")
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

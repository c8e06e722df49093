"""Paragraphs: from a heading, a summary or one concept, or as a continuation of the text.

A voice writes them if there is a suitable one, else the concept model; both sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from conceptwriter.assistant.candidates import Judge, centre
from conceptwriter.assistant.comparison import TextIndex
from conceptwriter.assistant.drafting import for_the_concept_model
from conceptwriter.assistant.errors import AssistantError, NothingToGoOn
from conceptwriter.assistant.findings import LABELS, Finding, Flag
from conceptwriter.assistant.lcm_paragraph import FEWEST_SENTENCES, paragraph_by_lcm
from conceptwriter.assistant.models import ItemSequence, Models
from conceptwriter.assistant.paragraph_request import ParagraphRequest
from conceptwriter.assistant.proposal_sets import made_with, proposal_set
from conceptwriter.assistant.ranking import EXPANDING, Candidate, choose
from conceptwriter.assistant.voice_paragraph import VoiceParagraph
from conceptwriter.assistant.voice_source import VoiceSource, voice_source
from conceptwriter.assistant.who_writes import LANGUAGE, NOTHING, voice_language
from conceptwriter.assistant.wishes import Draw
from conceptwriter.engine import ItemKind
from conceptwriter.job import Job
from conceptwriter.language import join_sentences
from conceptwriter.language.cohesion import stems
from conceptwriter.outline import Draft, Origin, ProposalSet
from conceptwriter.outline import Kind as NodeKind

Paragraph = list[Candidate]
"""Its sentences."""
ALTERNATIVE = 104_729
"""Added to the seed for each additional alternative."""
REROLLED = 7919


def write_paragraphs(request: ParagraphRequest, models: Models, job: Job[ProposalSet]) -> ProposalSet:
    """`n` alternative paragraphs of at most `sentences` sentences, best first.

    The job's `partial` holds the finished ones while the rest are being written.
    """
    models.require_language(request.language)
    if request.has_plan and models.readable(request.context[-1].wording) is None:
        models.require_language(request.context[-1].wording.texts[0][0])
        raise NothingToGoOn("There is no text here to expand. Write something, or choose another node.")
    written_in = voice_language(models, request.settings, request.language)
    by_voice = written_in is not None
    draw = models.resolved(for_the_concept_model(request.settings) if by_voice else request.settings)
    items = models.sequence(request.context, draw.variant.maximum_context)
    paragraphs: list[Paragraph] = []
    if written_in is not None and (source := voice_source(models, request, items, written_in)) is not None:

        def ready() -> None:
            if len(paragraphs) < request.n:
                job.offer(_offered(request, models, draw, paragraphs, by_voice=True))

        _by_voice(request, models, draw, source, paragraphs, job, ready)
    by_voice = bool(paragraphs)
    if not paragraphs:
        if written_in is not None:
            draw = models.resolved(request.settings)
        _by_lcm(request, models, draw, items, paragraphs, job)
    if not paragraphs:
        raise AssistantError(
            "No usable suggestions for this. Add detail to the heading or summary, and try again."
            if request.has_plan
            else "No usable suggestions. Try again, or write another sentence before this point."
        )
    return _offered(request, models, draw, paragraphs, by_voice=by_voice)


def _by_voice(
    request: ParagraphRequest,
    models: Models,
    draw: Draw,
    source: VoiceSource,
    paragraphs: list[Paragraph],
    job: Job[ProposalSet],
    ready: Callable[[], None],
) -> None:
    """Add the voice's paragraphs; none where no alternative reached two sentences."""
    alternatives = TextIndex()
    for alternative in range(request.n):
        seed = request.seed + ALTERNATIVE * alternative + REROLLED * request.reroll
        writer = VoiceParagraph(models, draw, request.settings, source, alternatives)
        paragraph = writer.write(request.sentences, seed, _reporting(request, alternative, job))
        if len(paragraph) < min(FEWEST_SENTENCES, request.sentences):
            continue
        paragraphs.append(paragraph)
        for sentence in paragraph:
            alternatives.add(sentence.text)
        ready()


def _by_lcm(
    request: ParagraphRequest,
    models: Models,
    draw: Draw,
    items: ItemSequence,
    paragraphs: list[Paragraph],
    job: Job[ProposalSet],
) -> None:
    alternatives = TextIndex()
    goal = request.goal(models, items)
    for alternative in range(request.n):
        judge = Judge(
            models,
            request.language,
            request.settings,
            earlier=(*items.concepts, *request.following),
            earlier_vectors=items.of_kind(ItemKind.CONCEPT),
            goal=goal,
            drawn=True,
        )
        paragraph = paragraph_by_lcm(
            models,
            judge,
            items,
            draw,
            request.settings,
            sentences=request.sentences,
            alternative=alternative,
            seed=request.seed + ALTERNATIVE * alternative,
            reroll=request.reroll * request.n + alternative,
            alternatives=alternatives,
            report=_reporting(request, alternative, job),
        )
        if paragraph:
            paragraphs.append(paragraph)
            for sentence in paragraph:
                alternatives.add(sentence.text)


def _reporting(request: ParagraphRequest, alternative: int, job: Job[ProposalSet]) -> Callable[[int], None]:
    def report(sentences: int) -> None:
        job.report(alternative * request.sentences + sentences, request.n * request.sentences, "expanding")

    return report


def _offered(
    request: ParagraphRequest,
    models: Models,
    draw: Draw,
    paragraphs: Sequence[Paragraph],
    *,
    by_voice: bool,
) -> ProposalSet:
    wholes = [_whole(paragraph, request) for paragraph in paragraphs]
    ranked = choose(wholes, len(wholes), weights=EXPANDING)
    by_text = {whole.text: paragraph for whole, paragraph in zip(wholes, paragraphs, strict=True)}
    return proposal_set(
        anchor=request.place.anchor,
        kind=request.kind,
        revision=request.revision,
        source_fingerprint=request.source_fingerprint,
        language=request.language,
        chosen=ranked,
        drafts=[_draft(by_text[candidate.text], request.language) for candidate, _ in ranked],
        settings=replace(
            made_with(
                models,
                request.settings,
                draw,
                request.language,
                by_voice=by_voice,
                why_not=_why_not(models, request),
            ),
            wish=request.wish,
            seed=request.seed,
            reroll=request.reroll,
            sentences=request.sentences,
        ),
        created=request.created,
    )


def _why_not(models: Models, request: ParagraphRequest) -> str:
    """Why no voice wrote, if it was not because of the settings."""
    return NOTHING if voice_language(models, request.settings, request.language) else LANGUAGE


def _whole(paragraph: Sequence[Candidate], request: ParagraphRequest) -> Candidate:
    """The paragraph as one candidate.

    It has the means of its sentences and all their findings; of the reasons for it, only whether it takes up
    the plan.
    """
    findings = tuple(
        dict.fromkeys(
            finding
            if finding.flag in LABELS
            else Finding(finding.flag, f"sentence {number}: {finding.reason}")
            for number, sentence in enumerate(paragraph, start=1)
            for finding in sentence.findings
            if finding.flag is not Flag.REASON
        )
    )
    if _takes_up_plan(paragraph, request):
        findings = (*findings, Finding(Flag.REASON, "takes up words of what you expand"))
    closeness = [sentence.closeness for sentence in paragraph if sentence.closeness is not None]
    merits = [sentence.merit for sentence in paragraph if sentence.merit is not None]
    return Candidate(
        text=join_sentences([sentence.text for sentence in paragraph], request.language),
        vector=centre(np.stack([sentence.vector for sentence in paragraph])),
        log_probability=_mean([sentence.log_probability for sentence in paragraph]),
        round_trip=_mean([sentence.round_trip for sentence in paragraph]),
        novelty=_mean([sentence.novelty for sentence in paragraph]),
        prior=_mean([sentence.prior for sentence in paragraph]),
        closeness=_mean(closeness) if closeness else None,
        findings=findings,
        seed=paragraph[0].seed,
        writer=paragraph[0].writer,
        merit=_mean(merits) if len(merits) == len(paragraph) else None,
    )


def _takes_up_plan(paragraph: Sequence[Candidate], request: ParagraphRequest) -> bool:
    plan = request.context[-1].wording.in_one_of((request.language,)) if request.has_plan else None
    return plan is not None and bool(stems([plan[1]]) & stems([sentence.text for sentence in paragraph]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _draft(paragraph: Sequence[Candidate], language: str) -> Draft:
    concepts = [
        Draft(NodeKind.CONCEPT, sentence.text, language, origin=Origin.PROPOSED) for sentence in paragraph
    ]
    return Draft(NodeKind.PARAGRAPH, "", language, concepts, origin=Origin.PROPOSED)

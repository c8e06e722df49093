"""Re-decoding a branch into another language: what to translate, the results, and reasons for skipping."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from conceptwriter.assistant.candidates import decode_options
from conceptwriter.assistant.carrying import ATTEMPTS, Carrier, carrier
from conceptwriter.assistant.checks import check_rendering
from conceptwriter.assistant.codec_use import MOST_PIECES, Text, joined
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.masking import MaskedText, masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import REWRITING, Candidate, score
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.text_checks import check_round_trip, with_ending_of
from conceptwriter.assistant.vectors import paired_cosines
from conceptwriter.engine import DecodedFrom
from conceptwriter.job import Job
from conceptwriter.language import language_name
from conceptwriter.outline import ROOT, Document, NodeId, Operation, Origin, Rendition, State
from conceptwriter.outline.edits import may_replace, set_renditions
from conceptwriter.outline.remarks import Remark
from conceptwriter.outline.translatable import has_words, is_verbatim

KEPT_AS_IT_IS = "code, image or formula; not translated"
NO_WORDS = "no words to translate"
ITS_LANGUAGE = "written in this language"
EDITED = "edited by hand"
EDITED_AND_STALE = f"{EDITED}; its source has changed since then"
UP_TO_DATE = "up to date"
IN_NO_NEED = frozenset({ITS_LANGUAGE, UP_TO_DATE, EDITED})
"""Reasons to skip a node that already has text in the wanted language."""
_ORIGINS = {DecodedFrom.VECTOR: Origin.MACHINE, DecodedFrom.TEXT: Origin.MACHINE_FROM_TEXT}
BATCH = 8
"""Nodes per batch; results are offered after each batch, so that a cancelled translation is not lost."""


class Which(StrEnum):
    """Which renditions a translation creates or replaces; those by a person are never touched."""

    MISSING = "missing"
    STALE = "stale"
    CURRENT = "current"


MISSING_AND_STALE = frozenset({Which.MISSING, Which.STALE})
EVERYTHING = frozenset(Which)


@dataclass(frozen=True, slots=True)
class NodeTask:
    """One node that is to be rendered in another language."""

    node: NodeId
    text: str
    language: str
    source_fingerprint: str


class Read(NamedTuple):
    """A task and its text as the codec reads it."""

    task: NodeTask
    mask: MaskedText

    @property
    def text(self) -> Text:
        return Text(self.mask.text, self.task.language)


@dataclass(frozen=True, slots=True)
class NodeTranslation:
    """The new text of one node. `score` is 0 to 1; `flags` and `reasons` say what the user should check."""

    node: NodeId
    source_fingerprint: str
    text: str
    score: float
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """What the user should check, each with its reason."""
    decoded_from: DecodedFrom = DecodedFrom.VECTOR


@dataclass(frozen=True, slots=True)
class TranslationResult:
    """The results of a translation, in reading order.

    `complete` False: what was ready when it was cancelled or failed.
    """

    to: str
    revision: int
    items: tuple[NodeTranslation, ...]
    skipped: Mapping[NodeId, str] = field(default_factory=dict)
    """Nodes left as they are, and why, for the user."""
    complete: bool = True

    @property
    def flagged(self) -> tuple[NodeTranslation, ...]:
        """The translations that the user should check."""
        return tuple(item for item in self.items if item.flags)


@dataclass(frozen=True, slots=True)
class TranslateRequest:
    """Everything needed for a translation; the worker never sees the document."""

    tasks: tuple[NodeTask, ...]
    skipped: Mapping[NodeId, str]
    to: str
    settings: AssistantSettings
    revision: int


def plan_translation(
    document: Document,
    nodes: Iterable[NodeId] | None,
    to: str,
    only: Collection[Which],
    settings: AssistantSettings,
) -> TranslateRequest:
    """The nodes of the branches to be rendered in `to`, in reading order. None: the whole document."""
    tasks: list[NodeTask] = []
    skipped: dict[NodeId, str] = {}
    for top in [ROOT] if nodes is None else document.tops(nodes):
        for node in document.subtree(top):
            text = document.source_text(node)
            if not text.strip():
                continue
            reason = _reason_to_skip(document, node, to, only)
            if reason:
                skipped[node] = reason
            else:
                language = document.node(node).source_language
                tasks.append(NodeTask(node, text, language, document.source_fingerprint(node)))
    return TranslateRequest(tuple(tasks), skipped, to, settings, document.revision)


def _reason_to_skip(document: Document, node: NodeId, to: str, only: Collection[Which]) -> str:
    here = document.node(node)
    if is_verbatim(here):
        return KEPT_AS_IT_IS
    if here.source_language == to:
        return ITS_LANGUAGE
    old = here.renditions.get(to)
    stale = document.is_stale(node, to)
    if not may_replace(document, node, to):
        return EDITED_AND_STALE if stale else EDITED
    if not has_words(document.source_text(node)):
        return KEPT_AS_IT_IS if any(map(str.isalpha, document.source_text(node))) else NO_WORDS
    which = Which.MISSING if old is None or not old.text.strip() else Which.STALE if stale else Which.CURRENT
    return (
        ""
        if which in only
        else {Which.CURRENT: UP_TO_DATE, Which.STALE: "stale", Which.MISSING: "missing"}[which]
    )


def translate(
    request: TranslateRequest,
    models: Models,
    job: Job[TranslationResult],
    on_part: Callable[[Sequence[NodeTranslation]], None] | None = None,
) -> TranslationResult:
    """Render all tasks, batch by batch; `on_part` gets each batch when ready, on the worker's thread."""
    models.require_language(request.to)
    way = models.words.way_of(request.settings.decode_from)
    skipped = dict(request.skipped)
    tasks: list[Read] = []
    for task in request.tasks:
        read = Read(task, masked(task.text))
        reason = unreadable(read, models)
        if reason:
            skipped[task.node] = reason
        else:
            tasks.append(read)
    items: list[NodeTranslation] = []
    for start in range(0, len(tasks), BATCH):
        job.report(start, len(tasks), "translating")
        batch = tasks[start : start + BATCH]
        ready = [_item(read, candidate, way) for read, candidate in _translate_batch(batch, request, models)]
        items.extend(item for item in ready if item.text)
        skipped.update({item.node: "the model produced no text" for item in ready if not item.text})
        job.offer(
            TranslationResult(request.to, request.revision, tuple(items), dict(skipped), complete=False)
        )
        if on_part is not None:
            on_part([item for item in ready if item.text])
    job.report(len(tasks), len(tasks), "translating")
    return TranslationResult(request.to, request.revision, tuple(items), skipped)


def unreadable(read: Read, models: Models) -> str:
    """Why the model cannot translate a text, for the user; empty when it can."""
    if read.task.language not in models.words.languages:
        return f"the model does not know {language_name(read.task.language)}"
    if read.mask.source.is_code_or_image:
        return KEPT_AS_IT_IS
    if len(models.words.pieces(read.text)) > MOST_PIECES:
        return f"too long to translate ({len(read.mask.text):,} characters); split it first"
    return "" if read.mask.source.has_words else NO_WORDS


def _translate_batch(
    batch: Sequence[Read], request: TranslateRequest, models: Models
) -> list[tuple[Read, Candidate]]:
    best = rendered(batch, request, models, seed=0, sample=False)
    for attempt in range(1, request.settings.retries + 1):
        poor = [place for place, candidate in enumerate(best) if candidate.is_degenerate]
        if not poor:
            break
        again = rendered([batch[place] for place in poor], request, models, seed=attempt, sample=True)
        for place, candidate in zip(poor, again, strict=True):
            if score(candidate, REWRITING) > score(best[place], REWRITING):
                best[place] = candidate
    reads = list(batch)
    _keep_stand_ins(reads, best, request, models)
    carry_what_was_lost(reads, best, request, models, seed=0, sample=False)
    return list(zip(reads, best, strict=True))


def _keep_stand_ins(
    reads: list[Read], best: list[Candidate], request: TranslateRequest, models: Models
) -> None:
    """Try other stand-ins where the codec has lost one, and keep the result if it is better."""
    lost = [place for place, read in enumerate(reads) if not read.mask.keeps_stand_ins(best[place].text)]
    if not lost:
        return
    others = [Read(reads[place].task, masked(reads[place].task.text, turn=1)) for place in lost]
    again = rendered(others, request, models, seed=0, sample=False, lasting=False)
    for place, read, candidate in zip(lost, others, again, strict=True):
        if score(candidate, REWRITING) > score(best[place], REWRITING):
            reads[place], best[place] = read, candidate


def carry_what_was_lost(
    reads: Sequence[Read],
    best: list[Candidate],
    request: TranslateRequest,
    models: Models,
    *,
    seed: int,
    sample: bool,
) -> None:
    """Send the numbers and names that were lost as stand-ins, and keep the result where all come back."""
    for attempt in range(ATTEMPTS):
        carriers: dict[int, Carrier] = {}
        for place, (read, candidate) in enumerate(zip(reads, best, strict=True)):
            marks = [int(number) for number, _, _ in read.mask.stand_ins]
            text = Text(candidate.text, request.to)
            found = carrier(read.text, text, candidate.flags, attempt, marks)
            if found is not None:
                carriers[place] = found
        if not carriers:
            return
        again = rendered(
            [reads[place] for place in carriers],
            request,
            models,
            seed=seed,
            sample=sample,
            lasting=False,
            carriers=list(carriers.values()),
        )
        for place, candidate in zip(carriers, again, strict=True):
            if candidate.text and score(candidate, REWRITING) > score(best[place], REWRITING):
                best[place] = candidate


def rendered(
    batch: Sequence[Read],
    request: TranslateRequest,
    models: Models,
    *,
    seed: int,
    sample: bool,
    lasting: bool = True,
    carriers: Sequence[Carrier] = (),
) -> list[Candidate]:
    """One candidate per task; texts too long for the codec are decoded in pieces and joined again.

    `lasting`: keep the vectors of the texts. `carriers`: what the codec reads in place of each text; a
    candidate is empty where its output cannot be restored.
    """
    options = decode_options(request.settings, seed, sample=sample)
    decoded = [read.text for read in batch]
    if carriers:
        decoded = [Text(it.text, read.task.language) for it, read in zip(carriers, batch, strict=True)]
    pieces = models.words.decode_written(
        decoded, request.to, options, way=request.settings.decode_from, lasting=lasting
    )
    whole = [joined(parts, request.to) for parts in pieces]
    texts = [with_ending_of(read.text.text, item.text) for read, item in zip(batch, whole, strict=True)]
    if carriers:
        texts = [it.restored(text, request.to) or "" for it, text in zip(carriers, texts, strict=True)]
    readable = [place for place, text in enumerate(texts) if any(map(str.isalnum, text))]
    sources = models.words.encode([batch[place].text for place in readable], lasting=lasting)
    again = models.words.encode([Text(texts[place], request.to) for place in readable], lasting=False)
    cosines = dict(zip(readable, map(float, paired_cosines(sources, again)), strict=True)) if readable else {}
    nothing = np.zeros(models.words.codec.dimension, dtype=np.float32)
    return [
        Candidate(
            text=texts[place],
            vector=nothing,
            log_probability=whole[place].score,
            round_trip=cosines.get(place, 0.0),
            closeness=cosines.get(place, 0.0),
            findings=tuple(
                _findings(read, texts[place], whole[place].finished, cosines.get(place, 0.0), request)
            ),
        )
        for place, read in enumerate(batch)
    ]


def _findings(
    read: Read, text: str, finished: bool, cosine: float, request: TranslateRequest
) -> list[Finding]:
    limits = request.settings.limits
    restored = read.mask.restored(text)
    source = Text(read.mask.source.shown, read.task.language)
    found = check_rendering(*source, restored.shown, request.to, limits, finished=finished)
    if any(finding.flag is Flag.EMPTY for finding in found):
        return found
    distant = check_round_trip(cosine, limits)
    if distant is not None:
        found.append(distant)
    return [*found, *restored.findings]


def _item(read: Read, candidate: Candidate, way: DecodedFrom) -> NodeTranslation:
    return NodeTranslation(
        node=read.task.node,
        source_fingerprint=read.task.source_fingerprint,
        text=read.mask.restored(candidate.text).text if any(map(str.isalnum, candidate.text)) else "",
        score=round(score(candidate, REWRITING), 4),
        flags=candidate.flags,
        reasons=candidate.reasons,
        remarks=tuple(Remark(finding.flag.value, finding.reason) for finding in candidate.findings),
        decoded_from=way,
    )


def apply_translation(
    document: Document, result: TranslationResult, *, merge_key: str | None = None, time: float = 0.0
) -> Operation:
    """One operation that sets all renditions that still fit.

    It is one undo step, empty when there is nothing (left) to do. `merge_key`: that of the step it is merged
    into.

    Renditions are dropped if their node was deleted, their source has changed, or a person has written the
    text meanwhile. What the user should check in a text is stored with it (`outline.remarks`).
    """
    fitting = [item for item in result.items if still_fits(document, item, result.to)]
    renditions = [
        (
            item.node,
            result.to,
            Rendition(item.text, _ORIGINS[item.decoded_from], State.MACHINE, item.source_fingerprint),
        )
        for item in fitting
    ]
    remarks = {item.node: item.remarks for item in fitting}
    return set_renditions(
        document, renditions, label="Translate", remarks=remarks, merge_key=merge_key, time=time
    )


def still_fits(document: Document, item: NodeTranslation, to: str) -> bool:
    """Whether a translation still fits its node.

    The node still has the text that was translated, and no person has written its text in this language.
    """
    return (
        item.node in document
        and not document.in_trash(item.node)
        and document.source_fingerprint(item.node) == item.source_fingerprint
        and may_replace(document, item.node, to)
    )

"""Re-decoding a branch into another language: what to translate, the results, and reasons for skipping."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from conceptwriter.assistant.confidence import TranslationFeatures, chance_of, features_of, unlikely_reason
from conceptwriter.assistant.errors import AssistantError
from conceptwriter.assistant.findings import DEGENERATE, Finding, Flag
from conceptwriter.assistant.masking import masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import REWRITING, Candidate, score
from conceptwriter.assistant.rendering import (
    KEPT_AS_IT_IS,
    NO_WORDS,
    NodeTask,
    Read,
    Rendering,
    best_renderings,
    unreadable,
)
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.assistant.writers import Writer
from conceptwriter.bundles.translators import CODEC
from conceptwriter.engine import DecodedFrom
from conceptwriter.job import Job
from conceptwriter.language import language_name
from conceptwriter.outline import ROOT, Document, NodeId, Operation, Origin, Rendition, State
from conceptwriter.outline.edits import may_replace, set_renditions
from conceptwriter.outline.remarks import Remark
from conceptwriter.outline.translatable import has_words, is_verbatim
from conceptwriter.outline.translated_by import TranslatedBy

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
    translator: TranslatedBy | None = None
    """None: the program's own model."""
    confidence: float | None = None
    """Measured probability that it is usable, 0 to 1; None where that was not measured."""
    features: TranslationFeatures | None = None
    """What that is told from; None where the codec cannot judge the text."""


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
    engine: str = ""
    """Name of a translator, or `CODEC`; empty: the default for each pair of languages."""
    terms: TermSource = no_terms


def plan_translation(
    document: Document,
    nodes: Iterable[NodeId] | None,
    to: str,
    only: Collection[Which],
    settings: AssistantSettings,
    engine: str = "",
) -> TranslateRequest:
    """The nodes of the branches to be rendered in `to`, in reading order. None: the whole document.

    `engine`: see `TranslateRequest`.
    """
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
    if settings.decode_from is not None:
        engine = engine or CODEC  # only the codec can be told what to decode from
    return TranslateRequest(tuple(tasks), skipped, to, settings, document.revision, engine)


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
    require_language(request, models)
    skipped = dict(request.skipped)
    tasks: list[tuple[Read, Writer]] = []
    for task in request.tasks:
        read, writer = Read(task, masked(task.text)), models.writer(task.language, request.to, request.engine)
        reason = unreadable(read, writer, request.to)
        if reason:
            skipped[task.node] = reason
        else:
            tasks.append((read, writer))
    items: list[NodeTranslation] = []
    done = 0
    for writer, batch in _batches(tasks):
        job.report(done, len(tasks), "translating")
        done += len(batch)
        rendering = Rendering(request.to, request.settings, models, writer, request.terms)
        ready: list[NodeTranslation] = []
        for read, candidate in best_renderings(batch, rendering):
            reason = _unusable(candidate, writer)
            if reason:
                skipped[read.task.node] = reason
            else:
                ready.append(_item(read, candidate, rendering))
        items.extend(ready)
        job.offer(
            TranslationResult(request.to, request.revision, tuple(items), dict(skipped), complete=False)
        )
        if on_part is not None:
            on_part(ready)
    job.report(len(tasks), len(tasks), "translating")
    return TranslationResult(request.to, request.revision, tuple(items), skipped)


def require_language(request: TranslateRequest, models: Models) -> None:
    """Raises LanguageNotCovered or AssistantError where nothing that is wanted writes the language."""
    translators = models.translators
    if not request.engine or request.engine == CODEC:
        others = () if request.engine else translators.installed
        if not any(request.to in each.targets for each in others):
            models.require_language(request.to)
        return
    named = translators.named(request.engine)
    if named is None:
        there = ", ".join([CODEC, *(each.name for each in translators.installed)])
        raise AssistantError(f"There is no translator {request.engine!r}. Installed: {there}.")
    if request.to not in named.targets:
        known = ", ".join(sorted(map(language_name, named.targets)))
        raise AssistantError(
            f"{named.shown} does not translate into {language_name(request.to)}. It translates into {known}."
        )


def _batches(tasks: Sequence[tuple[Read, Writer]]) -> Iterator[tuple[Writer, list[Read]]]:
    """The texts in their order, by at most BATCH of the same writer."""
    for _, group in groupby(tasks, key=lambda task: task[1].title):
        same = list(group)
        for start in range(0, len(same), BATCH):
            yield same[0][1], [read for read, _ in same[start : start + BATCH]]


def _unusable(candidate: Candidate, writer: Writer) -> str:
    """Why a result is no translation, for the user; empty when it is one, perhaps with remarks.

    A loop, or the source itself, is no translation, whoever wrote it.
    """
    name = writer.title or "the model"
    if not any(map(str.isalnum, candidate.text)):
        return f"{name} produced no text"
    if candidate.is_degenerate:
        worthless = [finding.reason for finding in candidate.findings if finding.flag in DEGENERATE]
        return f"{name} produced nothing usable: it {', and it '.join(worthless)}"
    return ""


def _item(read: Read, candidate: Candidate, rendering: Rendering) -> NodeTranslation:
    writer = rendering.writer
    features = features_of(read, candidate, rendering)
    chance = chance_of(features, writer.confidence)
    merit = round(score(candidate, REWRITING), 4)
    if chance is not None and writer.confidence is not None and chance < writer.confidence.unlikely:
        unlikely = Finding(Flag.UNLIKELY, unlikely_reason(chance))
        candidate = replace(candidate, findings=(*candidate.findings, unlikely))
    return NodeTranslation(
        node=read.task.node,
        source_fingerprint=read.task.source_fingerprint,
        text=read.mask.restored(candidate.text).text,
        score=merit,
        flags=candidate.flags,
        reasons=candidate.reasons,
        remarks=tuple(Remark(finding.flag.value, finding.reason) for finding in candidate.findings),
        decoded_from=writer.way_of(rendering.settings.decode_from),
        translator=TranslatedBy(writer.title, writer.licence) if writer.title else None,
        confidence=chance,
        features=features,
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
        document,
        renditions,
        label="Translate",
        remarks=remarks,
        translators={item.node: item.translator for item in fitting if item.translator is not None},
        confidences={item.node: item.confidence for item in fitting if item.confidence is not None},
        merge_key=merge_key,
        time=time,
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

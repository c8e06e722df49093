"""Re-decoding a branch into another language: the work itself, its results, and their way into a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from conceptwriter.assistant.confidence import TranslationFeatures, chance_of, features_of, unlikely_reason
from conceptwriter.assistant.errors import AssistantError
from conceptwriter.assistant.findings import DEGENERATE, Finding, Flag
from conceptwriter.assistant.masking import masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import REWRITING, Candidate, score
from conceptwriter.assistant.rendering import Read, Rendering, best_renderings, unreadable
from conceptwriter.assistant.translation_plan import TranslateRequest
from conceptwriter.assistant.writers import Writer
from conceptwriter.bundles.translators import CODEC
from conceptwriter.engine import DecodedFrom
from conceptwriter.job import Job
from conceptwriter.language import language_name
from conceptwriter.outline import Document, NodeId, Operation, Origin, Rendition, State
from conceptwriter.outline.edits import may_replace, set_renditions
from conceptwriter.outline.remarks import Remark
from conceptwriter.outline.translated_by import TranslatedBy

_ORIGINS = {DecodedFrom.VECTOR: Origin.MACHINE, DecodedFrom.TEXT: Origin.MACHINE_FROM_TEXT}
BATCH = 8
"""Nodes per batch; results are offered after each batch, so that a cancelled translation is not lost."""


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
        rendering = Rendering(request.to, request.settings, models, writer, request.terms, request.region)
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

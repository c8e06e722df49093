"""Translations of a document into a memory, and exact ones of a memory into a document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from conceptwriter.assistant import AssistantSettings
from conceptwriter.assistant.rendering import NodeTask
from conceptwriter.assistant.translation_plan import Which, plan_translation
from conceptwriter.memory.memory import Memory
from conceptwriter.memory.searching import Asked, Match, search
from conceptwriter.memory.unit import LANGUAGE_TAG, SIDES, Unit
from conceptwriter.outline import ROOT, Document, NodeId, Operation, Origin, Rendition, State
from conceptwriter.outline.edits import set_renditions
from conceptwriter.outline.regional_tags import tag_key
from conceptwriter.outline.translatable import has_words, is_verbatim

CONFIRMED = frozenset({State.REVIEWED, State.FINAL})
EDITED_TOO = CONFIRMED | {State.EDITED}


class Around(NamedTuple):
    """The source texts before and after a node; empty at the ends of the document."""

    before: str
    after: str


def surroundings(document: Document) -> dict[NodeId, Around]:
    """The context of every node with text, in reading order."""
    nodes = [node for node in document.subtree(ROOT) if document.source_text(node).strip()]
    texts = ["", *(document.source_text(node) for node in nodes), ""]
    return {node: Around(texts[at], texts[at + 2]) for at, node in enumerate(nodes)}


def around(document: Document, node: NodeId) -> Around:
    """The context of one node, without walking through the whole document."""
    return Around(
        _next_text(document, node, document.preceding), _next_text(document, node, document.following)
    )


def _next_text(document: Document, node: NodeId, step: Callable[[NodeId], NodeId | None]) -> str:
    at = step(node)
    while at is not None:
        text = document.source_text(at)
        if text.strip():
            return text
        at = step(at)
    return ""


def asked_of(document: Document, node: NodeId, to: str) -> Asked | None:
    """What to look up for a node in a language; None where there is nothing to translate."""
    here, source = document.node(node), document.source_text(node)
    if to == here.source_language or is_verbatim(here) or not has_words(source):
        return None
    return Asked(source, here.source_language, to, *around(document, node), _region_tag(document, to))


def units_of_document(document: Document, name: str, states: Collection[State] = CONFIRMED) -> Iterator[Unit]:
    """The translations that a person has approved, as they are now; none whose source has changed since."""
    for node, context in surroundings(document).items():
        yield from _units(document, node, name, states, context)


def units_of_node(
    document: Document, node: NodeId, name: str, states: Collection[State] = CONFIRMED
) -> Iterator[Unit]:
    """The same for one node."""
    return _units(document, node, name, states, around(document, node))


def _units(
    document: Document, node: NodeId, name: str, states: Collection[State], context: Around
) -> Iterator[Unit]:
    here = document.node(node)
    source = document.source_text(node)
    if is_verbatim(here) or not has_words(source):
        return
    for language, rendition in here.renditions.items():
        is_other = language != here.source_language and rendition.text.strip()
        if is_other and rendition.state in states and not document.is_stale(node, language):
            yield Unit(
                source=source,
                source_language=here.source_language,
                target=rendition.text,
                target_language=language,
                state=rendition.state,
                origin=rendition.origin,
                document=name,
                before=context.before,
                after=context.after,
                properties=_regions(document, here.source_language, language),
            )


def _region_tag(document: Document, language: str) -> str:
    return document.root.attributes.get(tag_key(language), "")


def _regions(document: Document, *languages: str) -> tuple[tuple[str, str], ...]:
    """The tags of the source and the target, where the document has a region for them."""
    tags = zip(SIDES, (_region_tag(document, language) for language in languages), strict=True)
    return tuple((f"{side}{LANGUAGE_TAG}", tag) for side, tag in tags if tag)


@dataclass(frozen=True, slots=True)
class Found:
    """Exact translations for the nodes of a document, and the step that enters them."""

    operation: Operation
    matches: dict[NodeId, Match]


def exact_translations(
    document: Document,
    nodes: Iterable[NodeId] | None,
    to: str,
    only: Collection[Which],
    memories: Sequence[Memory],
) -> Found:
    """What the memories know word for word (100 or 101 %) of what a translation would be made for.

    Units that only a machine has written are left out. The renditions are *imported*: a machine does not
    replace them. `only`, `nodes`: as for `assistant.translation_plan.plan_translation`.
    """
    matches: dict[NodeId, Match] = {}
    for node, asked in to_look_up(document, nodes, to, only).items():
        best = exact_match(memories, asked)
        if best is not None:
            matches[node] = best
    return Found(enter(document, to, {node: match.text for node, match in matches.items()}), matches)


def to_look_up(
    document: Document, nodes: Iterable[NodeId] | None, to: str, only: Collection[Which]
) -> dict[NodeId, Asked]:
    """What a translation would be made for, to be looked up on any thread."""
    contexts = surroundings(document)
    tasks = plan_translation(document, nodes, to, only, AssistantSettings()).tasks
    tag = _region_tag(document, to)
    return {task.node: Asked(task.text, task.language, to, *contexts[task.node], tag) for task in tasks}


def asked_of_tasks(document: Document, tasks: Iterable[NodeTask], to: str) -> Iterator[tuple[NodeId, Asked]]:
    """The same for tasks of a plan, one by one; nodes that are gone by then are left out."""
    for task in tasks:
        if task.node in document:
            yield task.node, Asked(task.text, task.language, to, *around(document, task.node))


def exact_match(memories: Sequence[Memory], asked: Asked) -> Match | None:
    """The best that may be entered unread: word for word the same, and by a person."""
    exact = (match for match in search(memories, asked, minimum=100) if _is_usable(match))
    return next(exact, None)


def enter(
    document: Document,
    to: str,
    texts: Mapping[NodeId, str],
    *,
    force: bool = False,
    label: str = "Translate",
    merge_key: str | None = None,
    time: float = 0.0,
) -> Operation:
    """Translations from a memory as one step, as *imported*: a machine does not replace them.

    Raises EditError for a text that a person wrote or approved, unless `force` is set.
    """
    renditions = [(node, to, Rendition(text, Origin.IMPORTED, State.NEW)) for node, text in texts.items()]
    return set_renditions(document, renditions, label=label, force=force, merge_key=merge_key, time=time)


def _is_usable(match: Match) -> bool:
    return match.unit.state is not State.MACHINE and not match.unit.target_codes

"""Translations of a document into a memory, and exact ones of a memory into a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from conceptwriter.assistant import AssistantSettings
from conceptwriter.assistant.translation import Which, plan_translation
from conceptwriter.memory.memory import Memory
from conceptwriter.memory.searching import Asked, Match, search
from conceptwriter.memory.unit import Unit
from conceptwriter.outline import ROOT, Document, NodeId, Operation, Origin, Rendition, State
from conceptwriter.outline.edits import set_renditions
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


def units_of_document(document: Document, name: str, states: Collection[State] = CONFIRMED) -> Iterator[Unit]:
    """The translations that a person has approved, as they are now; none whose source has changed since."""
    for node, around in surroundings(document).items():
        here = document.node(node)
        source = document.source_text(node)
        if is_verbatim(here) or not has_words(source):
            continue
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
                    before=around.before,
                    after=around.after,
                )


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
    replace them. `only`, `nodes`: as for `assistant.translation.plan_translation`.
    """
    around = surroundings(document)
    matches: dict[NodeId, Match] = {}
    for task in plan_translation(document, nodes, to, only, AssistantSettings()).tasks:
        asked = Asked(task.text, task.language, to, *around[task.node])
        exact = (match for match in search(memories, asked, minimum=100) if _is_usable(match))
        best = next(exact, None)
        if best is not None:
            matches[task.node] = best
    renditions = [
        (node, to, Rendition(match.text, Origin.IMPORTED, State.NEW)) for node, match in matches.items()
    ]
    return Found(set_renditions(document, renditions, label="Translate"), matches)


def _is_usable(match: Match) -> bool:
    return match.unit.state is not State.MACHINE and not match.unit.target_codes

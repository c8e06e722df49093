"""Very long paragraphs are shown in parts, so that a keystroke costs one part and not the whole paragraph.

Beside their sources, translations are shown in parts of one sentence each. No Qt here. The row key of the
first part is the paragraph's id, that of each further part its first sentence's; it begins on a new line.
Where parts begin depends on nearby sentences only, so that adding or removing a sentence moves few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

LONG = 90
"""A paragraph of more sentences than this is shown in parts."""
SHORTEST = 30
LONGEST = 60


def cut(concepts: list[NodeId]) -> list[list[NodeId]]:
    """The sentences of a paragraph in parts; one part if there are few."""
    if len(concepts) <= LONG:
        return [concepts]
    parts: list[list[NodeId]] = [[]]
    for concept in concepts:
        length = len(parts[-1])
        if length >= LONGEST or (length >= SHORTEST and concept % SHORTEST == 0):
            parts.append([])
        parts[-1].append(concept)
    return parts


class Segments:
    """The parts of the long paragraphs of a document; `document` returns the one on the desk."""

    def __init__(self, document: Callable[[], Document]) -> None:
        self._document = document
        self._parts: dict[NodeId, list[list[NodeId]]] = {}
        self._keys: dict[NodeId, dict[NodeId, NodeId]] = {}
        self._each = False

    def show_each_sentence(self, each: bool) -> None:
        """Show each sentence as a part, or only long paragraphs in parts; all rows must then be made anew."""
        self._each = each
        self.clear()

    def _is_whole(self, count: int) -> bool:
        """Whether a paragraph of this many sentences is shown as one row."""
        return count <= (1 if self._each else LONG)

    def forget(self, paragraph: NodeId) -> None:
        """The children of a paragraph have changed."""
        self._parts.pop(paragraph, None)
        self._keys.pop(paragraph, None)

    def clear(self) -> None:
        """Another document is on the desk."""
        self._parts.clear()
        self._keys.clear()

    def further(self, node: NodeId) -> list[NodeId]:
        """Keys of the rows after the first one of a paragraph; none for any other node."""
        here = self._document().node(node)
        if here.kind is not Kind.PARAGRAPH or self._is_whole(len(here.children)):
            return []
        return [part[0] for part in self._parts_of(node)[1:]]

    def key_of(self, concept: NodeId, paragraph: NodeId) -> NodeId:
        """Key of the row a sentence is in."""
        if self._is_whole(len(self._document().node(paragraph).children)):
            return paragraph
        keys = self._keys.get(paragraph)
        if keys is None:
            parts = self._parts_of(paragraph)
            keys = {sentence: part[0] for part in parts[1:] for sentence in part}
            self._keys[paragraph] = keys
        return keys.get(concept, paragraph)

    def concepts_of(self, key: NodeId) -> list[NodeId]:
        """The sentences in a row."""
        document = self._document()
        here = document.node(key)
        if here.kind is Kind.PARAGRAPH:
            return here.children if self._is_whole(len(here.children)) else self._parts_of(key)[0]
        assert here.parent is not None
        return next((part for part in self._parts_of(here.parent) if part[0] == key), [key])

    def is_last(self, key: NodeId) -> bool:
        """True for the last row of its paragraph."""
        here = self._document().node(key)
        if here.kind is Kind.PARAGRAPH:
            return self._is_whole(len(here.children))
        return here.parent is None or self._parts_of(here.parent)[-1][0] == key

    def _parts_of(self, paragraph: NodeId) -> list[list[NodeId]]:
        parts = self._parts.get(paragraph)
        if parts is None:
            children = self._document().node(paragraph).children
            parts = [[child] for child in children] if self._each else cut(children)
            self._parts[paragraph] = parts
        return parts

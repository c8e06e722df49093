"""Updating the gaps when concepts are added, removed and moved.

A gap was found between two adjacent concepts; with another neighbour it may make no sense. The rules, for a
concept that is now followed by another concept:

* It keeps its own gap if it stays in its paragraph, but not one that would let two texts touch: that was
  meant for the old neighbour only.
* Next comes the place: a concept that comes from elsewhere takes the gap that was there, so a line stays a
  line and a paragraph typed with two spaces keeps them.
* Line ends win: what began a line still begins one.
* At the edge of a paragraph, where there was no gap, the others decide if they all have the same one.
* Otherwise the language's default applies.

The last concept of a paragraph has no gap; its attributes about the place after it wait until there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from conceptwriter.outline.gaps import Separation, separation_of
from conceptwriter.outline.model import Kind, Node, NodeId

if TYPE_CHECKING:
    from conceptwriter.outline.tree import Tree

_DEFAULT = Separation()


@dataclass(slots=True)
class ParagraphsBefore:
    """The paragraphs concerned as they were before an edit. Recording them only copies their order."""

    document: Tree
    children: dict[NodeId, list[NodeId]] = field(default_factory=dict)
    """The concepts of each paragraph."""
    separations: dict[NodeId, Separation] = field(default_factory=dict)
    """What followed the concepts that the edit has changed or removed."""
    decided: set[NodeId] = field(default_factory=set)
    """Concepts whose gap was set by the edit itself."""
    fresh: set[NodeId] = field(default_factory=set)
    """Nodes created by the edit."""

    worded: set[NodeId] = field(default_factory=set)
    """Nodes whose texts were changed by the edit."""

    def note(self, parent: NodeId) -> None:
        """Record a paragraph, the first time that something in it moves."""
        if parent not in self.children and parent in self.document:
            here = self.document.node(parent)
            if here.kind is Kind.PARAGRAPH:
                self.children[parent] = list(here.children)

    def note_end(self, node: Node) -> None:
        """Record what followed a concept, before that is changed or the concept removed."""
        self.separations.setdefault(node.id, separation_of(node))

    def changed_separations(self) -> Iterator[tuple[NodeId, Separation]]:
        """The concepts whose separation must change, with the new one."""
        was = _Places(self)
        for parent, concept, follower in was.new_pairs():
            if concept not in self.decided:
                wanted = self._wanted(was, concept, follower, parent)
                if wanted != separation_of(self.document.node(concept)):
                    yield concept, wanted

    def newly_followed(self) -> list[tuple[NodeId, NodeId]]:
        """The concepts that ended their paragraph before and no longer do, with what follows them."""
        was = _Places(self)
        return [
            (concept, follower)
            for parent, concept, follower in was.new_pairs()
            if was.parents.get(concept) == parent
            and was.followers[concept] is None
            and concept not in self.decided
        ]

    def _wanted(self, was: _Places, concept: NodeId, follower: NodeId, parent: NodeId) -> Separation:
        own = separation_of(self.document.node(concept))
        if concept in self.fresh and follower in self.fresh:
            return own  # they came together
        candidates: list[Separation] = []
        if was.parents.get(concept) == parent:
            if was.followers[concept] is not None or own != _DEFAULT:
                candidates.append(own)
        elif concept not in was.parents and concept not in self.fresh and own != _DEFAULT:
            candidates.append(own)  # it comes back from the trash
        precursor = was.precursors.get(follower)
        if was.parents.get(follower) == parent and precursor is not None:
            candidates.append(self._separation(precursor))
        if not candidates:
            candidates = self._common_one(parent)
        chosen = next((one for one in candidates if one.is_line_end), None)
        return chosen or next((one for one in candidates if not one.is_nothing), _DEFAULT)

    def _separation(self, concept: NodeId) -> Separation:
        noted = self.separations.get(concept)
        return separation_of(self.document.node(concept)) if noted is None else noted

    def _common_one(self, parent: NodeId) -> list[Separation]:
        """The separation that all concepts of a paragraph had; none if they differ or there was none."""
        first, *others = self.children[parent][:-1] or [0]
        if not first:
            return []
        common = self._separation(first)
        return [common] if all(self._separation(other) == common for other in others) else []


class _Places:
    """The previous neighbours of the concepts for which they have changed."""

    def __init__(self, before: ParagraphsBefore) -> None:
        self.followers: dict[NodeId, NodeId | None] = {}
        self.precursors: dict[NodeId, NodeId | None] = {}
        self.parents: dict[NodeId, NodeId] = {}
        self._changed: dict[NodeId, list[NodeId]] = {}
        document = before.document
        for parent, old in before.children.items():
            is_there = parent in document and not document.in_trash(parent)
            new = document.node(parent).children if is_there else []
            start = _shared(old, new)
            end = _shared(old[start:][::-1], new[start:][::-1])
            self._changed[parent] = new[max(0, start - 1) : len(new) - end + 1]
            for index in range(max(0, start - 1), min(len(old), len(old) - end + 1)):
                concept = old[index]
                self.parents[concept] = parent
                self.followers[concept] = old[index + 1] if index + 1 < len(old) else None
                self.precursors[concept] = old[index - 1] if index else None

    def new_pairs(self) -> Iterator[tuple[NodeId, NodeId, NodeId]]:
        """Each paragraph, concept and follower that were not adjacent before."""
        for parent, concepts in self._changed.items():
            for concept, follower in pairwise(concepts):
                if concept not in self.parents or self.followers[concept] != follower:
                    yield parent, concept, follower


def _shared(one: list[NodeId], two: list[NodeId]) -> int:
    """The length of the common prefix of both lists; by bisection, since comparing slices is fast."""
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low

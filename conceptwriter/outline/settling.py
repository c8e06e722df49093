"""What becomes of the gaps when concepts come, go and change places.

A gap was found between two neighbours; with another neighbour it may make no sense. The rules, for a concept
that has got another concept behind it:

* It keeps its own gap if it stays in its paragraph, but none that would let two texts touch: that was meant
  for the old neighbour only.
* The place speaks next: a concept that comes in from elsewhere takes the gap that stood there, so a line
  stays a line and a paragraph typed with two spaces keeps them.
* Line ends win: what began a line goes on beginning one.
* At the edge of a paragraph, where nothing stood, the others decide if they all have the same gap.
* Otherwise the language decides.

The last concept of a paragraph has no gap; what it says of the place behind it waits until there is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from conceptwriter.outline.gaps import Separation, separation_of
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from conceptwriter.outline.tree import Tree

_DEFAULT = Separation()


@dataclass(slots=True)
class Before:
    """How the paragraphs concerned were before an edit."""

    document: Tree
    followers: dict[NodeId, NodeId | None] = field(default_factory=dict)
    precursors: dict[NodeId, NodeId | None] = field(default_factory=dict)
    paragraphs: dict[NodeId, NodeId] = field(default_factory=dict)
    """Of each concept, the paragraph it stood in."""
    separations: dict[NodeId, Separation] = field(default_factory=dict)
    uniform: dict[NodeId, Separation | None] = field(default_factory=dict)
    """Of each paragraph, the separation that all its concepts had; None if they differ or there is none."""
    decided: set[NodeId] = field(default_factory=set)
    """Concepts whose gap the edit itself has set."""
    fresh: set[NodeId] = field(default_factory=set)
    """Nodes that the edit has made."""

    def note(self, parent: NodeId) -> None:
        """Remember a paragraph, the first time that something in it moves."""
        if parent in self.uniform or parent not in self.document:
            return
        here = self.document.node(parent)
        if here.kind is not Kind.PARAGRAPH:
            return
        children = here.children
        for index, child in enumerate(children):
            self.followers[child] = children[index + 1] if index + 1 < len(children) else None
            self.precursors[child] = children[index - 1] if index else None
            self.paragraphs[child] = parent
            self.separations[child] = separation_of(self.document.node(child))
        inner = {self.separations[child] for child in children[:-1]}
        self.uniform[parent] = next(iter(inner)) if len(inner) == 1 else None

    def settled(self) -> dict[NodeId, Separation]:
        """The concepts whose separation is to be another one now."""
        found: dict[NodeId, Separation] = {}
        for parent in self.uniform:
            if parent not in self.document or self.document.in_trash(parent):
                continue
            children = self.document.node(parent).children
            for concept, follower in pairwise(children):
                known = concept in self.paragraphs
                if concept in self.decided or (known and self.followers[concept] == follower):
                    continue
                wanted = self._wanted(concept, follower, parent)
                if wanted != separation_of(self.document.node(concept)):
                    found[concept] = wanted
        return found

    def newly_followed(self) -> list[tuple[NodeId, NodeId]]:
        """The concepts that ended their paragraph before and do not any more, with what follows them."""
        return [
            (concept, children[index + 1])
            for parent in self.uniform
            if parent in self.document
            for children in [self.document.node(parent).children]
            for index, concept in enumerate(children[:-1])
            if self.paragraphs.get(concept) == parent
            and self.followers[concept] is None
            and concept not in self.decided
        ]

    def _wanted(self, concept: NodeId, follower: NodeId, parent: NodeId) -> Separation:
        own = separation_of(self.document.node(concept))
        if concept in self.fresh and follower in self.fresh:
            return own  # they came together
        candidates: list[Separation] = []
        if self.paragraphs.get(concept) == parent:
            if self.followers[concept] is not None or own != _DEFAULT:
                candidates.append(own)
        elif concept not in self.paragraphs and concept not in self.fresh and own != _DEFAULT:
            candidates.append(own)  # it comes back from the trash
        precursor = self.precursors.get(follower)
        if self.paragraphs.get(follower) == parent and precursor is not None:
            candidates.append(self.separations[precursor])
        everywhere = self.uniform.get(parent)
        if not candidates and everywhere is not None:
            candidates.append(everywhere)
        chosen = next((one for one in candidates if one.is_line_end), None)
        if chosen is None:
            chosen = next((one for one in candidates if not one.is_nothing), _DEFAULT)
        return chosen

"""Accepting proposals: each function returns one operation, so accepting is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import Draft, Kind, NodeId, Origin, State
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.proposals import Proposal


def insertion_point(
    document: Document, anchor: NodeId, kind: Kind = Kind.CONCEPT
) -> tuple[NodeId, int, bool]:
    """Where a new node of this kind goes that continues the text after `anchor`: (parent, index, wrap).

    `wrap` is True when a concept needs a new paragraph around it: after a heading, its first paragraph. A
    concept follows a concept in its paragraph, or ends the anchor paragraph. A paragraph follows the
    anchor's paragraph, or comes first in the anchor section. A section follows the anchor's section, or, for
    an anchor outside all sections, comes before the next one.
    """
    here = document.node(anchor)
    if kind is Kind.CONCEPT:
        if here.kind is Kind.CONCEPT:
            return _parent(document, anchor), document.index_in_parent(anchor) + 1, False
        if here.kind is Kind.PARAGRAPH:
            return anchor, len(here.children), False
        return anchor, 0, True
    if kind is Kind.PARAGRAPH and here.kind is Kind.SECTION:
        return anchor, 0, False
    above = next(
        place for place in [anchor, *document.ancestors(anchor)] if _ends_before(document, place, kind)
    )
    if above == ROOT:
        return ROOT, _before_next_section(document, anchor), False
    return _parent(document, above), document.index_in_parent(above) + 1, False


def _before_next_section(document: Document, anchor: NodeId) -> int:
    """Where the first section after a paragraph outside all sections is inserted."""
    children = document.root.children
    if anchor == ROOT:
        return len(children)
    index = children.index(document.path(anchor)[1]) + 1
    while index < len(children) and document.node(children[index]).kind is not Kind.SECTION:
        index += 1
    return index


def _ends_before(document: Document, place: NodeId, kind: Kind) -> bool:
    return document.node(place).kind is kind or document.node(place).parent is None


def _parent(document: Document, node: NodeId) -> NodeId:
    parent = document.node(node).parent
    if parent is None:
        raise EditError("Nothing can be placed beside the document itself.")
    return parent


def take_drafts(
    document: Document, anchor: NodeId, drafts: Sequence[Draft], label: str = "Take proposal"
) -> Operation:
    """Insert drafts, in order, so that they continue the text after `anchor` (see `insertion_point`)."""
    with Sketch(document) as sketch:
        caret, place = None, anchor
        for draft in drafts:
            parent, index, wrap = insertion_point(document, place, draft.kind)
            sketch.require_unlocked(parent)
            if wrap:
                paragraph = sketch.insert(parent, index, Draft(Kind.PARAGRAPH, children=[draft]))
                place = document.node(paragraph).children[0]
            else:
                place = sketch.insert(parent, index, draft)
            caret = document.caret(place)
    return sketch.operation(label, caret)


def set_summary(document: Document, paragraph: NodeId, proposal: Proposal) -> Operation:
    """Make a proposal the summary of a paragraph. Raises EditError where a person has written one."""
    here = document.node(paragraph)
    if any(rendition.text and rendition.is_human for rendition in here.renditions.values()):
        raise EditError("This paragraph has a summary that you wrote. Remove it first to take another one.")
    with Sketch(document) as sketch:
        sketch.require_unlocked(paragraph)
        for language in list(here.renditions):
            sketch.set_rendition(paragraph, language, None)
        sketch.set_field(paragraph, "source_language", proposal.language)
        draft = Draft(
            Kind.PARAGRAPH, proposal.text, proposal.language, origin=Origin.PROPOSED, state=State.NEW
        )
        rendition = document.nodes_of_draft(draft, ROOT)[0].renditions.get(proposal.language)
        sketch.set_rendition(paragraph, proposal.language, rendition)
    return sketch.operation("Take summary", document.caret(paragraph))


def take_proposals(document: Document, anchor: NodeId, proposals: Sequence[Proposal]) -> Operation:
    """Insert several proposals in a row as a single step."""
    return take_drafts(document, anchor, [proposal.as_draft() for proposal in proposals], "Take proposals")

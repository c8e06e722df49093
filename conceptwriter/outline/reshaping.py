"""Turning a sentence into a heading and a heading into a sentence.

As in running text, a new heading contains what follows it, up to the next heading; a heading that becomes a
sentence leaves its contents to the section before it, or if there is none, to the section it was in. The
reading order never changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.errors import EditError
from conceptwriter.outline.joining import has_text_or_note, remove_if_empty
from conceptwriter.outline.model import Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.structure import start_paragraph

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def set_kind(document: Document, node: NodeId, kind: Kind) -> Operation:
    """Make a concept or paragraph a heading, a heading a sentence, or a concept the start of a paragraph."""
    with Sketch(document) as sketch:
        sketch.require_live(node)
        sketch.require_unlocked(node)
        old = document.node(node).kind
        if kind is Kind.SECTION and old is Kind.CONCEPT:
            _concept_to_section(sketch, node)
        elif kind is Kind.SECTION and old is Kind.PARAGRAPH:
            _paragraph_to_section(sketch, node)
        elif old is Kind.SECTION and kind is not Kind.SECTION:
            _section_to_concept(sketch, node)
        elif old is Kind.CONCEPT and kind is Kind.PARAGRAPH:
            start_paragraph(sketch, node)
        elif old is not kind:
            raise EditError(
                "A paragraph cannot become one concept. Merge its concepts first, or indent it into "
                "another paragraph."
            )
    label = {Kind.SECTION: "Make heading", Kind.PARAGRAPH: "Make paragraph", Kind.CONCEPT: "Make sentence"}[
        kind
    ]
    return sketch.operation(label, document.caret(node))


def _concept_to_section(sketch: Sketch, concept: NodeId) -> None:
    document = sketch.document
    paragraph = _parent(document, concept)
    above = _parent(document, paragraph)
    sketch.require_unlocked(above)
    later_concepts = document.node(paragraph).children[document.index_in_parent(concept) + 1 :]
    later_paragraphs = _paragraphs_after(document, paragraph)
    sketch.set_field(concept, "kind", Kind.SECTION)
    sketch.move(concept, above, document.index_in_parent(paragraph) + 1)
    if later_concepts:
        fresh = sketch.insert(concept, None, _like(document, paragraph))
        for later in later_concepts:
            sketch.move(later, fresh)
    for later in later_paragraphs:
        sketch.move(later, concept)
    remove_if_empty(sketch, paragraph)


def _paragraph_to_section(sketch: Sketch, paragraph: NodeId) -> None:
    document = sketch.document
    concepts = document.children(paragraph)
    if concepts and not has_text_or_note(document, paragraph):
        _concept_to_section(sketch, concepts[0])
        return
    later_paragraphs = _paragraphs_after(document, paragraph)
    fresh = sketch.insert(paragraph, None, _like(document, paragraph), checked=False) if concepts else None
    for concept in concepts:
        assert fresh is not None
        sketch.move(concept, fresh)
    sketch.set_field(paragraph, "kind", Kind.SECTION)
    for later in later_paragraphs:
        sketch.move(later, paragraph)


def _section_to_concept(sketch: Sketch, section: NodeId) -> None:
    document = sketch.document
    above = _parent(document, section)
    index = document.index_in_parent(section)
    previous = document.previous_sibling(section)
    if previous is not None and document.node(previous).kind is Kind.SECTION:
        sketch.require_unlocked(previous)
        above, index = previous, len(document.node(previous).children)
    sketch.require_unlocked(above)
    children = document.children(section)
    paragraph = sketch.insert(above, index, Draft(Kind.PARAGRAPH))
    for offset, child in enumerate(children):
        sketch.move(child, above, index + 1 + offset)
    sketch.set_field(section, "kind", Kind.CONCEPT)
    sketch.move(section, paragraph)


def _paragraphs_after(document: Document, paragraph: NodeId) -> list[NodeId]:
    siblings = document.siblings(paragraph)
    later = []
    for sibling in siblings[document.index_in_parent(paragraph) + 1 :]:
        if document.node(sibling).kind is not Kind.PARAGRAPH:
            break
        later.append(sibling)
    return later


def _like(document: Document, paragraph: NodeId) -> Draft:
    here = document.node(paragraph)
    return Draft(
        Kind.PARAGRAPH,
        source_language=here.source_language,
        language=here.language,
        attributes=dict(here.attributes),
    )


def _parent(document: Document, node: NodeId) -> NodeId:
    parent = document.node(node).parent
    assert parent is not None, "a live node that is no root has a parent"
    return parent

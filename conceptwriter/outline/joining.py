"""Joining two nodes without losing a word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.language import sentence_gap
from conceptwriter.outline.gaps import ShownText, gap_between, separation_of
from conceptwriter.outline.model import (
    END_ATTRIBUTES,
    Kind,
    NodeId,
    Origin,
    Rendition,
    State,
    fingerprint,
)

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.sketch import Sketch


def remove_if_empty(sketch: Sketch, paragraph: NodeId) -> None:
    """Remove a paragraph without concepts, summary or note."""
    here = sketch.document.node(paragraph)
    if here.kind is Kind.PARAGRAPH and not here.children and not has_text_or_note(sketch.document, paragraph):
        sketch.remove(paragraph)


def join_paragraphs(sketch: Sketch, first: NodeId, second: NodeId) -> None:
    """Append the second paragraph's concepts, summary and note to the first, and remove it."""
    sketch.require_unlocked(first, second)
    for concept in sketch.document.children(second):
        sketch.move(concept, first)
    join_texts(sketch, first, second)
    sketch.remove(second)


def has_text_or_note(document: Document, node: NodeId) -> bool:
    """True when the node has a note, or a text in any language."""
    here = document.node(node)
    return bool(here.note) or any(rendition.text for rendition in here.renditions.values())


def join_texts(sketch: Sketch, first: NodeId, second: NodeId) -> None:
    """Append the second node's texts in every language, and its note, to those of the first."""
    document = sketch.document
    one, two = document.node(first), document.node(second)
    source = one.source_language
    texts = dict(two.renditions)
    if not any(rendition.text for rendition in one.renditions.values()):
        sketch.set_field(first, "source_language", two.source_language)
        source = two.source_language
    elif source not in texts and _unseen(document, first, second):
        texts[source] = Rendition(document.source_text(second))
    fresh = {
        language
        for language in {*one.renditions, *texts}
        if _is_rendered(document, first, language) and _is_rendered(document, second, language)
    }
    between = {
        language: _between(document, first, second, language) for language in {*one.renditions, *texts}
    }
    for language in sorted({*one.renditions, *texts}, key=lambda code: code != source):
        joined = _joined(one.renditions.get(language), texts.get(language), between[language])
        if language == source:
            joined = replace(joined, source_fingerprint=None)
        elif language in fresh:
            joined = replace(joined, source_fingerprint=fingerprint(document.source_text(first), source))
        sketch.set_rendition(first, language, joined)
    if two.kind is Kind.CONCEPT:
        sketch.separate(first, separation_of(two))
    else:
        for key in END_ATTRIBUTES:
            sketch.set_attribute(first, key, two.attributes.get(key))
    if two.status and not one.status:
        sketch.set_field(first, "status", two.status)
    if two.note:
        sketch.set_field(first, "note", f"{one.note}\n{two.note}" if one.note else two.note)


def _unseen(document: Document, first: NodeId, second: NodeId) -> bool:
    """True when the second's text would not be shown in the joined node unless it goes into the source too.

    If the language shown is the second's source language, the texts are joined there, and the source of the
    first is left unchanged.
    """
    language = document.effective_language(first)
    return bool(document.source_text(second)) and language != document.node(second).source_language


def _is_rendered(document: Document, node: NodeId, language: str) -> bool:
    """True when the node has an up-to-date text in this language too."""
    rendition = document.rendition(node, language)
    if rendition is None or not rendition.text:
        return not document.source_text(node)
    return not document.is_stale(node, language)


def _between(document: Document, first: NodeId, second: NodeId, language: str) -> str:
    """The separator of the two texts in a language when they are joined.

    A soft line end cannot be in a text; there the language's default is used.
    """
    one, two = document.node(first), document.node(second)
    before, after = document.text(first, language), document.text(second, language)
    if one.kind is not Kind.CONCEPT:
        return sentence_gap(before, after, language)
    gap = gap_between(
        one,
        ShownText(before, language, language == one.source_language),
        ShownText(after, language, language == two.source_language),
    )
    return "\n" * separation_of(one).breaks + (sentence_gap(before, after, language) if "\n" in gap else gap)


def _joined(one: Rendition | None, two: Rendition | None, between: str) -> Rendition:
    """Both texts in one rendition; its state is the less finished of the two."""
    if one is None or not one.text:
        return two or one or Rendition("")
    if two is None or not two.text:
        return one
    text = one.text + between + two.text
    if (one.origin, one.state) == (two.origin, two.state):
        return replace(one, text=text)
    human = one.is_human or two.is_human
    state = State.EDITED if human else State.MACHINE
    return Rendition(text, Origin.EDITED if human else one.origin, state, one.source_fingerprint)

"""Edits of nodes' texts: typing, splitting, merging, languages, renditions, accepted proposals.

Rules that protect the writer's text:

* Editing the source text does not touch the renditions in other languages; they become stale by their
  fingerprint.
* Typing changes the text in the output language, even where there is none yet and the source is shown in its
  place: then it creates a first rendition, written by a person, made from the present source.
* Editing a rendition marks it as edited by a person. It is up to date again only when somebody confirms it.
  A rendition whose last character is deleted is removed: the source is shown in its place again.
* A machine rendition never replaces one that a person wrote, edited, reviewed or finished, unless forced to.
* Merging keeps every text of both nodes in every language; splitting leaves other languages whole on the
  first part. When a translation is split, the second part is empty in the source's language, so that the
  source reads as before; merging the two again restores both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conceptwriter.outline.errors import EditError, LockedError
from conceptwriter.outline.gaps import Separation, cut_at, separation_of
from conceptwriter.outline.joining import join_paragraphs, join_texts
from conceptwriter.outline.model import (
    END_ATTRIBUTES,
    Caret,
    Draft,
    Kind,
    NodeId,
    Origin,
    Rendition,
    State,
    clean_text,
    fingerprint,
)
from conceptwriter.outline.sketch import Sketch, typing_key

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

# -- typing --------------------------------------------------------------------------------------------------


def edit_text(
    document: Document,
    node: NodeId,
    text: str,
    language: str | None = None,
    *,
    caret_before: Caret | None = None,
    caret_after: Caret | None = None,
    merge: bool = True,
    time: float = 0.0,
) -> Operation:
    """Set the node's text in one language (None: the output language) to `text`.

    The source text is changed only when its own language is named or is the output language. A node without
    text in any language is from then on written in this one. With `merge`, edits of the same text less than a
    typing pause apart are one undo step.
    """
    with Sketch(document) as sketch:
        sketch.require_unlocked(node)
        language = language or document.typed_language(node)
        write_text(sketch, node, language, clean_text(text))
    key = typing_key(node, language) if merge else None
    return sketch.operation("Typing" if merge else "Edit text", caret_after, caret_before, key, time)


def write_text(sketch: Sketch, node: NodeId, language: str, text: str) -> None:
    """A person's text in one language; a node's first text determines its source language."""
    here = sketch.document.node(node)
    if text and language != here.source_language and not any(old.text for old in here.renditions.values()):
        for empty in list(here.renditions):
            sketch.set_rendition(node, empty, None)
        sketch.set_field(node, "source_language", language)
    sketch.set_rendition(node, language, edited_rendition(sketch.document, node, language, text))


def edited_rendition(document: Document, node: NodeId, language: str, text: str) -> Rendition | None:
    """The rendition after a person has changed its text; None: an emptied translation is removed."""
    here = document.node(node)
    old = here.renditions.get(language)
    if old is not None and old.text == text:
        return old
    if not text and language != here.source_language:
        return None
    if language == here.source_language:
        if old is None:
            return Rendition(text)
        untouched = old.origin is Origin.WRITTEN and old.state is State.NEW
        origin = Origin.WRITTEN if old.origin is Origin.WRITTEN else Origin.EDITED
        return Rendition(text, origin, State.NEW if untouched else State.EDITED)
    if old is None or not old.text:
        return Rendition(text, Origin.WRITTEN, State.EDITED, document.source_fingerprint(node))
    origin = Origin.WRITTEN if old.origin is Origin.WRITTEN else Origin.EDITED
    return Rendition(text, origin, State.EDITED, old.source_fingerprint)


def replace_text(document: Document, node: NodeId, text: str, language: str | None = None) -> Operation:
    """Accept a variant: replace the text by the model's, as one step, marked as an accepted proposal."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(node)
        here = document.node(node)
        language = language or document.typed_language(node)
        made_from = None if language == here.source_language else document.source_fingerprint(node)
        sketch.set_rendition(node, language, Rendition(text, Origin.PROPOSED, State.NEW, made_from))
    return sketch.operation("Take variant", Caret(node, len(clean_text(text))))


# -- splitting and merging -----------------------------------------------------------------------------------


def split(document: Document, node: NodeId, position: int, language: str | None = None) -> Operation:
    """Split a node in two at a position of its text in `language` (None: the output language).

    The first part keeps the id, the note and the other languages (which become stale); the second is a new
    sibling of the same kind just after it, and if a heading or summary is split it takes the children along.
    Split at the very start, an empty sibling appears above instead and nothing else moves. When a translation
    is split, the source stays whole on the first part; the second part is written in that language and empty
    in the source's. A source shown in place of a translation is never split.
    """
    with Sketch(document) as sketch:
        sketch.require_live(node)
        sketch.require_unlocked(node)
        here = document.node(node)
        assert here.parent is not None
        sketch.require_unlocked(here.parent)
        language = language or document.typed_language(node)
        rendition = here.renditions.get(language)
        text = rendition.text if rendition is not None else ""
        left, between, right = cut_at(text, max(0, position), language)
        index = document.index_in_parent(node)
        attributes = dict(here.attributes)
        if text and not text[: max(0, position)].strip():
            before = {key: value for key, value in attributes.items() if key not in END_ATTRIBUTES}
            sketch.insert(here.parent, index, Draft(here.kind, source_language=language, attributes=before))
            return sketch.operation("Split", Caret(node), Caret(node, position))
        origin, state = Origin.WRITTEN, State.NEW
        if rendition is not None:
            first = edited_rendition(document, node, language, left) or rendition
            origin, state = first.origin, first.state
            sketch.set_rendition(node, language, first)
        draft = Draft(
            here.kind,
            right,
            language,
            origin=origin,
            state=state,
            language=here.language,
            renditions=_empty_source(document, node, language, right),
            attributes=attributes,
        )
        fresh = sketch.insert(here.parent, index + 1, draft)
        if here.kind is Kind.CONCEPT:
            after = separation_of(here)
            sketch.separate(fresh, after if right or not after.is_nothing else Separation())
            sketch.separate(node, between if language == here.source_language else Separation())
        else:
            for key in END_ATTRIBUTES:
                sketch.set_attribute(node, key, None)
        for child in document.children(node) if right else ():
            sketch.move(child, fresh)
    return sketch.operation("Split", Caret(fresh), Caret(node, position))


def _empty_source(document: Document, node: NodeId, language: str, text: str) -> dict[str, Rendition]:
    """The second part's text in the source's language when a translation is split: empty, on purpose."""
    source = document.node(node).source_language
    if language == source or not text or not document.source_text(node):
        return {}
    return {source: Rendition("", Origin.WRITTEN, State.EDITED, fingerprint(clean_text(text), language))}


def merge_with_previous(document: Document, node: NodeId) -> Operation:
    """Join a node to the one before it (Backspace at its start).

    Concepts join the concept before; the first concept of a paragraph joins the two paragraphs instead.
    Paragraphs join the paragraph before, sections the section before, with their children appended.
    """
    with Sketch(document) as sketch:
        sketch.require_live(node)
        caret = _merge(sketch, node)
    return sketch.operation("Merge", caret, Caret(node))


def merge_with_next(document: Document, node: NodeId) -> Operation:
    """Join the next node of the same kind to this one (Delete at its end); see `merge_with_previous`."""
    with Sketch(document) as sketch:
        sketch.require_live(node)
        position = len(document.text(node))
        following = document.next_sibling(node)
        parent = document.node(node).parent
        if following is None and document.node(node).kind is Kind.CONCEPT and parent is not None:
            paragraph = document.next_sibling(parent)
            following = next(iter(document.children(paragraph)), paragraph) if paragraph is not None else None
        if following is None:
            raise EditError("There is nothing after this to merge with.")
        _merge(sketch, following)
    return sketch.operation("Merge", Caret(node, position), Caret(node, position))


def _merge(sketch: Sketch, node: NodeId) -> Caret:
    document = sketch.document
    here = document.node(node)
    previous = document.previous_sibling(node)
    if here.kind is Kind.CONCEPT and previous is None:
        assert here.parent is not None
        above = document.previous_sibling(here.parent)
        if above is None or document.node(above).kind is not Kind.PARAGRAPH:
            raise EditError("There is no paragraph before this one to merge with.")
        join_paragraphs(sketch, above, here.parent)
        return Caret(node)
    if previous is None or document.node(previous).kind is not here.kind:
        raise EditError(f"There is no {here.kind} before this one to merge with.")
    sketch.require_unlocked(previous, node)
    if here.kind is Kind.PARAGRAPH:
        caret = document.caret(document.last_below(previous))
        join_paragraphs(sketch, previous, node)
        return caret
    after = document.own_text(node)
    for child in document.children(node):
        sketch.move(child, previous)
    join_texts(sketch, previous, node)
    sketch.remove(node)
    joined = document.own_text(previous)
    return Caret(previous, len(joined) - (len(after) if joined.endswith(after) else 0))


# -- labels of a node ----------------------------------------------------------------------------------------


def set_note(document: Document, node: NodeId, note: str, *, time: float = 0.0) -> Operation:
    """The note of a node; typing in it merges like text."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(node)
        sketch.set_field(node, "note", clean_text(note))
    return sketch.operation("Edit note", merge_key=f"note:{node}", time=time)


def set_status(document: Document, nodes: Sequence[NodeId], status: str) -> Operation:
    """A free label on nodes."""
    with Sketch(document) as sketch:
        for node in nodes:
            sketch.set_field(node, "status", clean_text(status))
    return sketch.operation("Set status")


def set_locked(document: Document, nodes: Sequence[NodeId], locked: bool) -> Operation:
    """Lock or unlock nodes and with them everything below."""
    with Sketch(document) as sketch:
        for node in nodes:
            above = document.parent(node)
            if above is not None and document.is_locked(above):
                raise LockedError(f"Node {node} is locked by the section it is in. Unlock that section.")
            sketch.set_field(node, "locked", locked)
    return sketch.operation("Lock" if locked else "Unlock")


def set_attributes(document: Document, node: NodeId, attributes: dict[str, str | None]) -> Operation:
    """Set some attributes of a node; None removes one."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(node)
        for key, value in attributes.items():
            sketch.set_attribute(node, clean_text(key), None if value is None else clean_text(value))
    return sketch.operation("Set attributes")

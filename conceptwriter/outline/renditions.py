"""Edits of languages: texts made by a machine or an importer, their approval, and the language shown.

The rules of `conceptwriter.outline.wording` hold: a machine never replaces what a person wrote, edited or
approved, unless told to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.confidence import confidence_key, confidence_value
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import UNSURE, NodeId, Origin, Rendition, State, fingerprint
from conceptwriter.outline.remarks import Remark, remarks_key, remarks_value
from conceptwriter.outline.sketch import Sketch, require_unlocked
from conceptwriter.outline.translated_by import TranslatedBy, translated_by_key, translated_by_value

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def set_rendition(
    document: Document,
    node: NodeId,
    language: str,
    text: str,
    *,
    origin: Origin = Origin.MACHINE,
    state: State = State.MACHINE,
    source_fingerprint: str | None = None,
    force: bool = False,
    by: TranslatedBy | None = None,
    confidence: float | None = None,
) -> Operation:
    """Set a node's text in another language, as made by a machine or an importer.

    `source_fingerprint` identifies the source text it was made from (None: the present one). `by`: the
    translator that made it, where that was not the program's own model. `confidence`: the measured
    probability that it is usable.

    Raises EditError when the language is the node's own, or when a person wrote, edited or approved the
    present text and `force` is not set.
    """
    return set_renditions(
        document,
        [(node, language, Rendition(text, origin, state, source_fingerprint))],
        force=force,
        label="Set translation",
        translators={} if by is None else {node: by},
        confidences={} if confidence is None else {node: confidence},
    )


def set_renditions(
    document: Document,
    renditions: Sequence[tuple[NodeId, str, Rendition]],
    *,
    force: bool = False,
    label: str = "Translate",
    remarks: Mapping[NodeId, Sequence[Remark]] | None = None,
    translators: Mapping[NodeId, TranslatedBy] | None = None,
    confidences: Mapping[NodeId, float] | None = None,
    merge_key: str | None = None,
    time: float = 0.0,
) -> Operation:
    """Many renditions as one step (a re-decoded branch); the rules are those of `set_rendition`.

    `remarks`: what a person should check in the texts of these nodes. `translators`: who made them, where
    that was not the program's own model. `confidences`: how likely they are usable, where that was measured.
    """
    with Sketch(document) as sketch:
        for node, language, rendition in renditions:
            here = document.node(node)
            if language == here.source_language:
                raise EditError(f"Node {node} was written in {language}, so its source text is not replaced.")
            if not force and not may_replace(document, node, language):
                raise EditError(
                    f"The {language} text of node {node} was written or approved by hand and is kept."
                )
            if force and here.renditions.get(language) is not None:
                sketch.require_unlocked(node)
            if rendition.source_fingerprint is None:
                rendition = replace(rendition, source_fingerprint=document.source_fingerprint(node))
            sketch.set_rendition(node, language, rendition)
            found = remarks_value(rendition.text, language, (remarks or {}).get(node, ()))
            sketch.set_attribute(node, remarks_key(language), found)
            by = translated_by_value(rendition.text, language, (translators or {}).get(node))
            sketch.set_attribute(node, translated_by_key(language), by)
            chance = confidence_value(rendition.text, language, (confidences or {}).get(node))
            sketch.set_attribute(node, confidence_key(language), chance)
    return sketch.operation(label, merge_key=merge_key, time=time)


def may_replace(document: Document, node: NodeId, language: str) -> bool:
    """True when a machine may write this rendition: it is not the source and not a person's work."""
    here = document.node(node)
    old = here.renditions.get(language)
    return language != here.source_language and (old is None or not old.is_human)


def drop_rendition(document: Document, node: NodeId, language: str) -> Operation:
    """Remove a rendition. The source text cannot be removed; delete the node or empty its text instead."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(node)
        if language == document.node(node).source_language:
            raise EditError("The source text cannot be removed. Delete the node, or edit its text.")
        sketch.set_rendition(node, language, None)
    return sketch.operation("Remove translation")


def confirm(
    document: Document, node: NodeId, language: str | None = None, state: State = State.REVIEWED
) -> Operation:
    """A person approves the rendition as it is (None: in the output language): it is no longer stale."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(node)
        language = language or document.effective_language(node)
        old = document.rendition(node, language)
        if old is None:
            raise EditError(f"Node {node} has no text in {language} to confirm.")
        source = language == document.node(node).source_language
        made_from = None if source else document.source_fingerprint(node)
        sketch.set_rendition(node, language, replace(old, state=state, source_fingerprint=made_from))
    return sketch.operation("Confirm")


def set_language(
    document: Document,
    nodes: Sequence[NodeId],
    language: str | None,
    *,
    merge_key: str | None = None,
    time: float = 0.0,
) -> Operation:
    """Set the output language of nodes and everything below them that sets none; None: inherit.

    `merge_key`: later translations for it are merged into this step (`history.later_key`).
    """
    with Sketch(document) as sketch:
        for node in nodes:
            sketch.set_field(node, "language", language)
    return sketch.operation("Set language", merge_key=merge_key, time=time)


def set_source_language(document: Document, node: NodeId, language: str) -> Operation:
    """Declare the language a node is written in; an existing rendition in it becomes the source text.

    Without one, the text itself is assumed to be in that language (its label was wrong).
    """
    with Sketch(document) as sketch:
        _declare(sketch, node, language)
    return sketch.operation("Set source language")


def set_written_language(
    document: Document,
    tops: Sequence[NodeId],
    language: str,
    *,
    merge_key: str | None = None,
    time: float = 0.0,
) -> Operation:
    """Declare the language these branches are written in, and show them in it.

    Passages in them labelled with another language than their first text keep it. `merge_key`: merged into a
    step with this key (`history.later_key`).
    """
    return relabel(document, list(labels(document, tops)), language, merge_key=merge_key, time=time)


class Label(NamedTuple):
    """A node whose language is to be declared: that of its text, and for a top that of what is below it."""

    node: NodeId
    has_text: bool
    is_top: bool


def labels(document: Document, tops: Sequence[NodeId]) -> Iterator[Label]:
    """What `set_written_language` declares, node by node. Raises LockedError."""
    for top in document.tops(tops):
        labelled = _language_of(document, top)
        require_unlocked(document, top)
        for node in list(document.subtree(top)):
            here = document.node(node)
            has_text = here.source_language == labelled
            if has_text and here.locked:
                require_unlocked(document, node)
            if has_text or node == top:
                yield Label(node, has_text, is_top=node == top)


def relabel(
    document: Document,
    some: Sequence[Label],
    language: str,
    *,
    merge_key: str | None = None,
    time: float = 0.0,
) -> Operation:
    """Declare the language of these nodes, as one operation. `merge_key`: see `set_written_language`."""
    with Sketch(document) as sketch:
        for node, has_text, is_top in some:
            if has_text:
                _declare(sketch, node, language)
            if is_top:
                above = document.parent(node)
                inherited = above is not None and document.effective_language(above) == language
                sketch.set_field(node, "language", None if inherited else language)
                sketch.set_attribute(node, UNSURE, None)
    return sketch.operation("Set source language", merge_key=merge_key, time=time)


def _language_of(document: Document, top: NodeId) -> str:
    """The language a branch is written in, as far as its first text tells."""
    nodes = document.subtree(top)
    first = next((node for node in nodes if document.source_text(node).strip()), top)
    return document.node(first).source_language


def _declare(sketch: Sketch, node: NodeId, language: str) -> None:
    sketch.require_unlocked(node)
    document = sketch.document
    here = document.node(node)
    old_language, old = here.source_language, here.renditions.get(here.source_language)
    wanted = here.renditions.get(language)
    stale = document.is_stale(node, language)
    sketch.set_field(node, "source_language", language)
    if wanted is not None and language != old_language:
        sketch.set_rendition(node, language, replace(wanted, source_fingerprint=None))
        if old is not None:
            made_from = old.source_fingerprint if stale else fingerprint(wanted.text, language)
            sketch.set_rendition(node, old_language, replace(old, source_fingerprint=made_from))
    elif old is not None and language != old_language:
        sketch.set_rendition(node, old_language, None)
        sketch.set_rendition(node, language, old)

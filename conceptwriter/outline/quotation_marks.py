"""Texts of a document with the quotation marks of their languages, or with straight ones: as one step.

It is no rewording. A translation stays current when its source gets other marks, keeps its state when it gets
some itself, and what was noted about a text (its translator, remarks, dismissals) still applies to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from conceptwriter.language.quote_conversion import TextEdit, as_edited, language_edits, straight_edits
from conceptwriter.outline.confidence import confidence_key
from conceptwriter.outline.dismissals import dismissals_key
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import Kind, NodeId, fingerprint
from conceptwriter.outline.regional_tags import region_in
from conceptwriter.outline.remarks import remarks_key
from conceptwriter.outline.sketch import Sketch, require_unlocked
from conceptwriter.outline.translatable import is_verbatim
from conceptwriter.outline.translated_by import translated_by_key

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

Part = tuple[int, int | None]
"""From which character to which (None: the end) a text is meant."""
WHOLE: Part = (0, None)
PartOf = Callable[[NodeId], Part | None]


class MarkChange(NamedTuple):
    """One text that is to have other marks."""

    node: NodeId
    language: str
    old: str
    new: str


def mark_changes(
    document: Document, nodes: Iterable[NodeId], part_of: PartOf, *, straight: bool = False
) -> Iterator[list[MarkChange]]:
    """What is to be changed in the texts shown for some nodes: one list for each paragraph or heading.

    `part_of` is also asked about the other sentences of their paragraphs, and gives None where nothing is
    meant. A quotation may begin in one sentence and end in another, so a paragraph is read from its
    beginning. Code and locked texts are left out, and so is a source that stands in for a missing
    translation.
    """
    seen: set[NodeId] = set()
    for node in nodes:
        here = document.node(node)
        group = [node]
        if here.kind is Kind.CONCEPT and here.parent is not None:
            if here.parent in seen:
                continue
            seen.add(here.parent)
            group = list(document.children(here.parent))
        yield [
            change
            for language, members in groupby(group, key=document.shown_language)
            for change in _changes_of(document, list(members), language, part_of, straight)
        ]


def _changes_of(
    document: Document, nodes: Sequence[NodeId], language: str, part_of: PartOf, straight: bool
) -> Iterator[MarkChange]:
    texts = ["" if is_verbatim(document.node(node)) else document.text(node) for node in nodes]
    region = region_in(document, language)
    found = straight_edits(texts, language) if straight else language_edits(texts, language, region)
    for node, text, edits in zip(nodes, texts, found, strict=True):
        part = part_of(node) if edits else None
        if part is None or document.is_locked(node) or document.shows_source(node):
            continue
        new = as_edited(text, _inside(edits, part))
        if new != text:
            yield MarkChange(node, language, text, new)


def _inside(edits: Sequence[TextEdit], part: Part) -> Iterator[TextEdit]:
    start, end = part
    return (edit for edit in edits if edit.start >= start and (end is None or edit.end <= end))


def still_there(document: Document, changes: Iterable[MarkChange]) -> Iterator[MarkChange]:
    """The changes. Raises EditError when one of the texts has changed since, LockedError if it is locked."""
    for change in changes:
        rendition = document.node(change.node).renditions.get(change.language)
        if rendition is None or rendition.text != change.old:
            raise EditError("The text has changed meanwhile. No quotation mark was changed. Try again.")
        require_unlocked(document, change.node)
        yield change


def change_marks(document: Document, changes: Sequence[MarkChange], *, straight: bool = False) -> Operation:
    """The changes as one operation. Raises EditError, LockedError like `still_there`."""
    with Sketch(document) as sketch:
        for node, language, old, new in still_there(document, changes):
            here = document.node(node)
            rendition = here.renditions[language]
            before = document.source_fingerprint(node)
            sketch.set_rendition(node, language, replace(rendition, text=new))
            if language == here.source_language:
                _keep_current(sketch, node, before)
            _keep_notes(sketch, node, language, fingerprint(old, language), before)
    return sketch.operation(marks_label(straight=straight))


def marks_label(*, straight: bool) -> str:
    """The name of the step."""
    return "Straight quotation marks" if straight else "Quotation marks"


def _keep_current(sketch: Sketch, node: NodeId, before: str) -> None:
    """Translations of the source as it was are translations of it as it is."""
    after = sketch.document.source_fingerprint(node)
    for code, other in list(sketch.document.node(node).renditions.items()):
        if other.source_fingerprint == before:
            sketch.set_rendition(node, code, replace(other, source_fingerprint=after))


def _keep_notes(sketch: Sketch, node: NodeId, language: str, old: str, source: str) -> None:
    document = sketch.document
    here = document.node(node)
    new = fingerprint(here.renditions[language].text, language)
    languages = here.renditions if language == here.source_language else (language,)
    for code in languages:
        for key in (remarks_key(code), translated_by_key(code), confidence_key(code), dismissals_key(code)):
            value = document.node(node).attributes.get(key)
            noted = _noted(value)
            if noted is None:
                continue
            if code == language and noted.get("text") == old:
                noted["text"] = new
            if noted.get("source") == source:
                noted["source"] = document.source_fingerprint(node)
            sketch.set_attribute(node, key, json.dumps(noted, ensure_ascii=False))


def _noted(value: str | None) -> dict[str, Any] | None:
    """An attribute that names the text it is about; anybody may have written it."""
    if value is None:
        return None
    try:
        noted = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return noted if isinstance(noted, dict) and isinstance(noted.get("text"), str) else None

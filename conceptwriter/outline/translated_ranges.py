"""Deleting text where a document is shown in a translation: its words are deleted, their sources stay.

No sentence is joined, moved or deleted for it, as it also has a text in its source language. A translation
that loses its last character is removed, and its source is shown in its place again; a source shown in place
of a translation is not the text being edited, so none of it is deleted. Sentences in between that were
written in the language shown go to the trash when nothing is left of them: they have no other text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.deleting import put_in_trash
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.wording import edited_rendition, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conceptwriter.outline.document import Document
    from conceptwriter.outline.sketch import Sketch


def is_translated(document: Document, node: NodeId) -> bool:
    """True when the text shown for a node, now or later, is not its source."""
    return document.is_translated(node) and bool(document.source_text(node))


def keeps_source(document: Document, nodes: Iterable[NodeId]) -> bool:
    """True when only words are deleted in these nodes, and not their sources.

    That is the case if all of them are shown in a translation, or one in the language of the whole document:
    then that is read as a translation. A paragraph in another language, in a document shown as it was
    written, is a part of it like any other.
    """
    home = document.root.language
    translated = [(is_translated(document, node), document.node(node).source_language) for node in nodes]
    return all(found for found, _ in translated) or any(
        found and source != home for found, source in translated
    )


def remove_words(sketch: Sketch, nodes: Sequence[NodeId], start: Caret, end: Caret, typed: str) -> Caret:
    """Delete the words of the range across these nodes, and insert `typed` there; the caret afterwards.

    Raises LockedError.
    """
    document = sketch.document
    sketch.require_unlocked(*nodes)
    into = next((node for node in nodes if not document.shows_source(node)), nodes[0])
    caret, gone = start, []
    for node in nodes:
        text = document.text(node)
        head = text[: start.position] if node == start.node else ""
        tail = text[end.position :] if node == end.node else ""
        words = typed if node == into else ""
        if node == into and (words or (node == start.node and not document.shows_source(node))):
            caret = Caret(node, len(words.lstrip() if document.shows_source(node) else head + words))
        if not head + words + tail and _is_only_text(document, node):
            gone.append(node)
        else:
            say(sketch, node, head, words, tail)
    put_in_trash(sketch, _with_whole_paragraphs(document, gone))
    return Caret(next(node for node in nodes if node not in gone)) if caret.node in gone else caret


def _is_only_text(document: Document, node: NodeId) -> bool:
    return document.node(node).kind is Kind.CONCEPT and not is_translated(document, node)


def _with_whole_paragraphs(document: Document, gone: list[NodeId]) -> list[NodeId]:
    """Replace all sentences of a paragraph by the paragraph as a whole."""
    tops: dict[NodeId, None] = {}
    for node in gone:
        parent = document.parent(node)
        assert parent is not None
        tops[parent if set(gone).issuperset(document.node(parent).children) else node] = None
    return list(tops)


def say(sketch: Sketch, node: NodeId, head: str, typed: str, tail: str) -> None:
    """The shown text of a node becomes head, typed and tail.

    If its source is shown in place of a translation, only what was typed becomes its translation.
    """
    document, language = sketch.document, sketch.document.shown_language(node)
    if document.is_translated(node) and not document.source_text(node):
        if head + typed + tail != document.text(node):  # its first words: it is written in this language
            write_text(sketch, node, document.effective_language(node), head + typed + tail)
        return
    if not is_translated(document, node):
        text: str | None = head + typed + tail
    elif document.shows_source(node):
        language, text = document.effective_language(node), typed.lstrip() or None
    else:
        text = head + typed + tail or None
    if text != (document.text(node) if language in document.node(node).renditions else None):
        new = None if text is None else edited_rendition(document, node, language, text)
        sketch.set_rendition(node, language, new)

"""Deleting text where all that is selected is a translation: its words go, what they render stays.

No sentence is joined, moved or thrown away for it, for it says something in the language it was written in
too. A translation that loses its last character is gone, and its source stands in for it again; a source that
only stands in is not the text that one edits, so nothing of it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.model import Caret, NodeId
from conceptwriter.outline.wording import edited_rendition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.document import Document
    from conceptwriter.outline.sketch import Sketch


def is_translated(document: Document, node: NodeId) -> bool:
    """True when what is shown of a node, or will be, is not what was written."""
    return document.is_translated(node) and bool(document.source_text(node))


def remove_words(sketch: Sketch, nodes: Sequence[NodeId], start: Caret, end: Caret, typed: str) -> Caret:
    """Delete the range across translated nodes, and put `typed` there; the caret afterwards.

    Raises LockedError.
    """
    document = sketch.document
    sketch.require_unlocked(*nodes)
    into = next((node for node in nodes if not document.stands_in(node)), nodes[0])
    caret = start
    for node in nodes:
        text = document.text(node)
        head = text[: start.position] if node == start.node else ""
        tail = text[end.position :] if node == end.node else ""
        words = typed if node == into else ""
        if node == into and (words or (node == start.node and not document.stands_in(node))):
            caret = Caret(node, len(words.lstrip() if document.stands_in(node) else head + words))
        say(sketch, node, head, words, tail)
    return caret


def say(sketch: Sketch, node: NodeId, head: str, typed: str, tail: str) -> None:
    """The shown text of a node becomes head, typed and tail; where its source stands in, only what was typed
    is its translation.
    """
    document, language = sketch.document, sketch.document.shown_language(node)
    if not is_translated(document, node):
        text: str | None = head + typed + tail
    elif document.stands_in(node):
        language, text = document.effective_language(node), typed.lstrip() or None
    else:
        text = head + typed + tail or None
    if text != (document.text(node) if language in document.node(node).renditions else None):
        new = None if text is None else edited_rendition(document, node, language, text)
        sketch.set_rendition(node, language, new)

"""Plain-text documents, and converting them to Markdown when the user adds the first mark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.interchange.blocks import MARKDOWN, MARKUP, PLAIN, VERBATIM
from conceptwriter.interchange.escaping import escape_inline
from conceptwriter.outline import ROOT, fingerprint

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId
    from conceptwriter.outline.sketch import Sketch


def is_plain(document: Document) -> bool:
    """True where a star is just a star: the document came from plain text."""
    return document.root.attributes.get(MARKUP) == PLAIN


def place_in_markdown(text: str, position: int) -> int:
    """The offset in the Markdown form of a position in a plain text."""
    escaped = escape_inline(text)
    place = 0
    for character in text[:position]:
        shapes = ("&lt;", f"\\{character}") if character == "<" else (f"\\{character}",)
        place += next((len(shape) for shape in shapes if escaped.startswith(shape, place)), 1)
    return place


def become_markdown(sketch: Sketch) -> None:
    """Escape what Markdown would read as marks in a plain document's texts; translations do not go stale."""
    document = sketch.document
    if not is_plain(document):
        return
    for node in list(document.subtree(ROOT)):
        if VERBATIM not in document.node(node).attributes:
            _escape(sketch, node)
    sketch.set_attribute(ROOT, MARKUP, MARKDOWN)


def _escape(sketch: Sketch, node: NodeId) -> None:
    document = sketch.document
    here = document.node(node)
    before = document.source_fingerprint(node)
    after = fingerprint(escape_inline(document.source_text(node)), here.source_language)
    for language, rendition in list(here.renditions.items()):
        new = replace(rendition, text=escape_inline(rendition.text))
        if rendition.source_fingerprint == before:
            new = replace(new, source_fingerprint=after)
        sketch.set_rendition(node, language, new)

"""Which parts of a document need translation, and which are the same in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.language.inline_marks import has_words as has_words
from conceptwriter.outline.model import Kind, State

if TYPE_CHECKING:
    from conceptwriter.outline.model import Node, NodeId
    from conceptwriter.outline.tree import Tree


def is_verbatim(node: Node) -> bool:
    """True for code, formulas and the like, which are kept verbatim."""
    return node.attributes.get("verbatim", "") not in {"", "0"}


def needs_translation(document: Tree, node: NodeId, language: str) -> bool:
    """Whether a node has text that must be worded differently in `language`."""
    here = document.node(node)
    if here.source_language == language or is_verbatim(here):
        return False
    return has_words(document.source_text(node))


def awaits_confirmation(document: Tree, node: NodeId) -> bool:
    """Whether a person still has to write or approve the text of a node in the language it is shown in."""
    language = document.effective_language(node)
    if not needs_translation(document, node, language):
        return False
    rendition = document.rendition(node, language)
    if rendition is None:  # a paragraph's summary need not be translated
        return document.node(node).kind is not Kind.PARAGRAPH
    return rendition.state not in (State.REVIEWED, State.FINAL) or document.is_stale(node, language)

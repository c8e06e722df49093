"""Which parts of a document need translation, and which are the same in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.language.inline_marks import has_words as has_words

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

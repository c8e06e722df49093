"""What of a document is to be translated at all, and what stays as it is in every language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.outline.model import Node, NodeId
    from conceptwriter.outline.tree import Tree

_NO_WORDS = re.compile(
    r"!\[[^\[\]]*\]\([^()\s]*(?:\s[^()]*)?\)"  # an image
    r"|(`+)(?!`).+?(?<!`)\1(?!`)"  # code
    r"|</?[a-zA-Z][^<>]*>|<[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*>"  # a tag, an address between pointed brackets
    r"|(?:https?|ftp)://[^\s<>]+|www\.[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\[\^[^\[\]\s]+\]|\$?\{+[\w.:]*\}+|&[a-zA-Z]+;",  # a footnote call, a placeholder, an entity
    re.DOTALL,
)


def has_words(text: str) -> bool:
    """Whether a text has anything to translate: a letter outside addresses, code, images and the like.

    Figures, punctuation, emoji and signs say the same in every language.
    """
    if not any(character.isalpha() for character in text):
        return False
    return any(character.isalpha() for character in _NO_WORDS.sub(" ", text))


def is_verbatim(node: Node) -> bool:
    """True for code, formulas and the like, which are carried along as they are."""
    return node.attributes.get("verbatim", "") not in {"", "0"}


def needs_translation(document: Tree, node: NodeId, language: str) -> bool:
    """Whether a node says something that has to be said in another way in `language`."""
    here = document.node(node)
    if here.source_language == language or is_verbatim(here):
        return False
    return has_words(document.source_text(node))

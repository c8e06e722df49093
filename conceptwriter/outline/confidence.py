"""How likely a machine's translation is usable, as it was measured when it was made: stored with the node.

It is an attribute of the node, one per language, set in the same step as the text it is about: undoing that
reverts it. It applies to exactly that text and its source, until a person has edited or approved the text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conceptwriter.outline import plain_values
from conceptwriter.outline.model import fingerprint

if TYPE_CHECKING:
    from conceptwriter.outline.model import NodeId
    from conceptwriter.outline.tree import Tree

_PREFIX = "confidence:"
_DIGITS = 4


def confidence_key(language: str) -> str:
    """The attribute with the probability that the text in one language is usable."""
    return _PREFIX + language


def confidence_value(text: str, language: str, chance: float | None) -> str | None:
    """The attribute's value for a text; None where nothing was measured."""
    if chance is None:
        return None
    return json.dumps({"text": fingerprint(text, language), "usable": round(chance, _DIGITS)})


def confidence_in(document: Tree, node: NodeId, language: str) -> float | None:
    """The probability, 0 to 1, that a node's text in one language is usable.

    None where nothing was measured, where the text or its source has changed since, and where a person has
    seen to the text.
    """
    here = document.node(node)
    value = here.attributes.get(confidence_key(language))
    rendition = here.renditions.get(language)
    if value is None or rendition is None or rendition.is_human or language == here.source_language:
        return None
    if document.is_stale(node, language):
        return None
    return _read(value, fingerprint(rendition.text, language))


def _read(value: str, text: str) -> float | None:
    """Parse the attribute; anybody may have written it, so malformed values are ignored."""
    try:
        found = plain_values.mapping(json.loads(value), "the confidence")
    except (ValueError, TypeError, RecursionError):
        return None
    chance = found.get("usable")
    if isinstance(chance, bool) or not isinstance(chance, int | float) or found.get("text") != text:
        return None
    return float(chance) if 0 <= chance <= 1 else None

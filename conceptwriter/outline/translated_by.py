"""Which translator made a translation, where it was not the program's own model: stored with the node.

It is an attribute of the node, one per language, set in the same step as the text it is about. It applies to
exactly that text: once a person changes a word, the text is theirs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline import plain_values
from conceptwriter.outline.model import fingerprint

if TYPE_CHECKING:
    from conceptwriter.outline.model import NodeId
    from conceptwriter.outline.tree import Tree

_PREFIX = "translated_by:"


class TranslatedBy(NamedTuple):
    """A translator as it was called when it translated."""

    title: str
    licence: str = ""
    """SPDX, of the model; empty where it was not recorded."""


def translated_by_key(language: str) -> str:
    """The attribute that names the translator of the text in one language."""
    return _PREFIX + language


def translated_by_value(text: str, language: str, by: TranslatedBy | None) -> str | None:
    """The attribute's value for a text; None where no translator made it."""
    if by is None:
        return None
    return json.dumps({"text": fingerprint(text, language), **by._asdict()}, ensure_ascii=False)


def translated_by(document: Tree, node: NodeId, language: str) -> TranslatedBy | None:
    """The translator of a node's text in one language; None where there is none, or the text was changed."""
    here = document.node(node)
    value = here.attributes.get(translated_by_key(language))
    rendition = here.renditions.get(language)
    if value is None or rendition is None:
        return None
    return _read(value, fingerprint(rendition.text, language))


def _read(value: str, text: str) -> TranslatedBy | None:
    """Parse the attribute; anybody may have written it, so malformed values are ignored."""
    try:
        found = plain_values.mapping(json.loads(value), "the translator")
    except (ValueError, TypeError, RecursionError):
        return None
    title, licence = found.get("title"), found.get("licence", "")
    if found.get("text") != text or not isinstance(title, str) or not isinstance(licence, str):
        return None
    return TranslatedBy(title, licence)

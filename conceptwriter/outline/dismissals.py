"""Remarks that a person has dismissed: this text is right, whatever a check says, and perhaps why.

They are an attribute of the node, one per language. They apply to exactly the text and the source that were
looked at: once either changes, the remarks are back. What was dismissed for an earlier text is forgotten with
the next dismissal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from conceptwriter.outline import plain_values
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.model import clean_text, fingerprint
from conceptwriter.outline.sketch import Sketch

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId
    from conceptwriter.outline.tree import Tree

_PREFIX = "dismissed:"
_LONGEST_REASON = 2000


def dismissals_key(language: str) -> str:
    """The attribute with what was dismissed in the text in one language."""
    return _PREFIX + language


def dismissals_value(text: str, language: str, source: str, flags: Mapping[str, str]) -> str:
    """The attribute's value for a text and the fingerprint of its source; `flags`: reasons by short name."""
    marks = {"text": fingerprint(text, language), "source": source, "flags": dict(flags)}
    return json.dumps(marks, ensure_ascii=False)


def dismissals_on(document: Tree, node: NodeId, language: str) -> dict[str, str]:
    """The reasons (perhaps empty) by the short name of the check, as long as they apply."""
    value = document.node(node).attributes.get(dismissals_key(language))
    if value is None:
        return {}
    try:
        stored = plain_values.mapping(json.loads(value), "the dismissed remarks")
        if stored.get("text") != _text_mark(document, node, language):
            return {}
        if stored.get("source") != document.source_fingerprint(node):
            return {}
        flags = plain_values.mapping(stored.get("flags"), "the dismissed remarks")
    except (ValueError, TypeError):  # anybody may have written it
        return {}
    return {str(flag): str(reason) for flag, reason in flags.items()}


def dismiss(
    document: Document, node: NodeId, language: str, flags: Mapping[str, str] | str, reason: str = ""
) -> Operation:
    """Dismiss remarks on the present text: one by its short name, or several with a reason each.

    A locked node may have its remarks dismissed: its text stays. Raises EditError where there is no text.
    """
    if document.rendition(node, language) is None:
        raise EditError(f"Node {node} has no text in {language}, so there is no remark on it to dismiss.")
    new = {flags: reason} if isinstance(flags, str) else dict(flags)
    cleaned = {flag: clean_text(why).strip()[:_LONGEST_REASON] for flag, why in new.items()}
    return _stored(document, node, language, {**dismissals_on(document, node, language), **cleaned}, _DISMISS)


def bring_back(document: Document, node: NodeId, language: str, flag: str) -> Operation:
    """Take a dismissal back. Raises EditError where the remark is not dismissed."""
    kept = dismissals_on(document, node, language)
    if kept.pop(flag, None) is None:
        raise EditError(f"The remark “{flag}” on the {language} text of node {node} is not dismissed.")
    return _stored(document, node, language, kept, _BRING_BACK)


_DISMISS, _BRING_BACK = "Dismiss remark", "Bring back remark"


def _stored(
    document: Document, node: NodeId, language: str, flags: Mapping[str, str], label: str
) -> Operation:
    value = None
    if flags:
        rendition = document.node(node).renditions.get(language)
        text = "" if rendition is None else rendition.text
        value = dismissals_value(text, language, document.source_fingerprint(node), flags)
    with Sketch(document) as sketch:
        sketch.set_attribute(node, dismissals_key(language), value)
    return sketch.operation(label)


def _text_mark(document: Tree, node: NodeId, language: str) -> str | None:
    rendition = document.node(node).renditions.get(language)
    return None if rendition is None else fingerprint(rendition.text, language)

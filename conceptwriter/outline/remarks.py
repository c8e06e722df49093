"""What a person should check in a translation: recorded when it was made, and stored with the node.

Some of it only the model could know (a truncated sentence, one far from its source), so it cannot be computed
later. It is an attribute of the node, one per language, set in the same step as the text it is about: undoing
that reverts it. It applies to exactly that text, until a person has edited or approved it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline import plain_values
from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.model import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.outline.model import NodeId
    from conceptwriter.outline.tree import Tree

_PREFIX = "remarks:"
_MOST = 40


class Remark(NamedTuple):
    """One thing to check: its short name (a `Flag` of the assistant) and a reason for the user."""

    flag: str
    reason: str


def remarks_key(language: str) -> str:
    """The attribute with the remarks on the text in one language."""
    return _PREFIX + language


def remarks_value(text: str, language: str, remarks: Iterable[Remark]) -> str | None:
    """The attribute's value for a text; None where there is nothing to check."""
    found = [[remark.flag, remark.reason] for remark in remarks][:_MOST]
    if not found:
        return None
    return json.dumps({"text": fingerprint(text, language), "remarks": found}, ensure_ascii=False)


def remarks_on(
    document: Tree, node: NodeId, language: str, *, with_dismissed: bool = False
) -> tuple[Remark, ...]:
    """What to check in a node's text in one language; empty once a person has dealt with it."""
    here = document.node(node)
    value = here.attributes.get(remarks_key(language))
    rendition = here.renditions.get(language)
    if value is None or rendition is None or rendition.is_human or language == here.source_language:
        return ()
    found = _read(value, fingerprint(rendition.text, language))
    dismissed = dismissals_on(document, node, language) if found and not with_dismissed else {}
    return tuple(remark for remark in found if remark.flag not in dismissed)


def _read(value: str, text: str) -> tuple[Remark, ...]:
    """Parse the attribute; anybody may have written it, so malformed values are ignored."""
    try:
        found = plain_values.mapping(json.loads(value), "the remarks")
        if found.get("text") != text:
            return ()
        pairs = plain_values.sequence(found.get("remarks"), "the remarks")
        return tuple(Remark(str(flag), str(reason)) for flag, reason in pairs)
    except (ValueError, TypeError, RecursionError):
        return ()

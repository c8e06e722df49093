"""What the view of a document remembers in its file: folding, zoom, the current node, the language.

Anybody may have written there: what makes no sense is forgotten, and never stands in the way of the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from conceptwriter.language import is_language_code
from conceptwriter.outline.tree import ROOT, LanguageView

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

VIEW_STATE = "view_state"
"""Name of the project setting."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """Ids of nodes that are there; `current` None: none was remembered."""

    folded: frozenset[NodeId] = frozenset()
    zoom: NodeId = ROOT
    current: NodeId | None = None
    languages: LanguageView | None = None

    def to_setting(self) -> dict[str, Any]:
        """As it is written."""
        state: dict[str, Any] = {"folded": sorted(self.folded), "zoom": self.zoom, "current": self.current}
        if self.languages is not None:
            state |= {"language": self.languages.language, "own_languages": sorted(self.languages.own)}
        return state


def view_state_of(settings: Mapping[str, Any], document: Document) -> ViewState:
    """What is remembered, as far as it fits the document."""
    found = settings.get(VIEW_STATE)
    if not isinstance(found, dict):
        return ViewState()
    folded = found.get("folded")
    kept = frozenset(node for node in folded if _is_node(node, document)) if isinstance(folded, list) else ()
    zoom, current = found.get("zoom"), found.get("current")
    top = zoom if _is_node(zoom, document) and not document.in_trash(zoom) else ROOT
    here = current if _is_node(current, document) and document.is_under(current, top) else None
    return ViewState(frozenset(kept), top, here, _languages(found, document))


def _languages(found: Mapping[str, Any], document: Document) -> LanguageView | None:
    code, own = found.get("language"), found.get("own_languages")
    if not isinstance(code, str) or not is_language_code(code):
        return None
    kept = [node for node in own if _is_node(node, document)] if isinstance(own, list) else []
    return LanguageView(code, frozenset(kept))


def _is_node(value: object, document: Document) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value in document

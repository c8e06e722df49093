"""What is remembered of a document's view: the folding of each view, zoom, the caret, the language.

Any program may have written it: values that make no sense are ignored and never keep a text from opening.
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
    """Ids of existing nodes; `current` None: none was remembered."""

    folded: frozenset[NodeId] = frozenset()
    """Sections folded in the outline."""
    opened: frozenset[NodeId] = frozenset()
    """Paragraphs whose sentences the outline shows."""
    text_folded: frozenset[NodeId] = frozenset()
    """Sections folded in the text."""
    zoom: NodeId = ROOT
    current: NodeId | None = None
    caret: int | None = None
    """Where in the text of `current` the caret was, in characters; None: the node was selected as a whole."""
    languages: LanguageView | None = None
    side_by_side: bool = False
    """Translations are shown beside their sources, sentence by sentence."""

    def to_setting(self) -> dict[str, Any]:
        """The setting as it is stored."""
        state = {
            "folded": sorted(self.folded),
            "opened": sorted(self.opened),
            "text_folded": sorted(self.text_folded),
            "zoom": self.zoom,
            "current": self.current,
            "caret": self.caret,
            "side_by_side": self.side_by_side,
        }
        if self.languages is not None:
            state |= {"language": self.languages.language, "own_languages": sorted(self.languages.own)}
        return state


def view_state_of(settings: Mapping[str, Any], document: Document) -> ViewState:
    """The remembered state, as far as it fits the document."""
    found = settings.get(VIEW_STATE)
    if not isinstance(found, dict):
        return ViewState()
    folded = _nodes(found.get("folded"), document)
    # earlier versions folded both views together
    text_folded = _nodes(found["text_folded"], document) if "text_folded" in found else folded
    zoom, current = found.get("zoom"), found.get("current")
    top = zoom if _is_node(zoom, document) and not document.in_trash(zoom) else ROOT
    here = current if _is_node(current, document) and document.is_under(current, top) else None
    caret = found.get("caret") if here is not None else None
    if not isinstance(caret, int) or isinstance(caret, bool) or not 0 <= caret < 1 << 31:
        caret = None
    opened = _nodes(found.get("opened"), document)
    beside = found.get("side_by_side") is True
    return ViewState(folded, opened, text_folded, top, here, caret, _languages(found, document), beside)


def _languages(found: Mapping[str, Any], document: Document) -> LanguageView | None:
    code = found.get("language")
    if not isinstance(code, str) or not is_language_code(code):
        return None
    return LanguageView(code, _nodes(found.get("own_languages"), document))


def _nodes(value: object, document: Document) -> frozenset[NodeId]:
    if not isinstance(value, list):
        return frozenset()
    return frozenset(node for node in value if _is_node(node, document))


def _is_node(value: object, document: Document) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value in document

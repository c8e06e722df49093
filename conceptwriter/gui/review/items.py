"""What needs checking in one node: a doubtful, stale or missing text. No Qt here."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.model import Kind
from conceptwriter.outline.remarks import remarks_on
from conceptwriter.outline.translatable import needs_translation

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId


class Concern(StrEnum):
    """Why a text is listed, the most urgent first."""

    DOUBTFUL = "doubtful"
    STALE = "stale"
    STALE_BY_HAND = "stale_by_hand"
    """A manual translation, made from an older source: nothing replaces it unasked."""
    MISSING = "missing"


class ReviewItem(NamedTuple):
    """One text in one language, and why it is listed; `reasons` are sentences of the checks."""

    node: NodeId
    language: str
    concern: Concern
    reasons: tuple[str, ...] = ()


def items_of(document: Document, node: NodeId) -> list[ReviewItem]:
    """What needs checking in a node, in all its languages; only the one it is shown in can be missing."""
    here = document.node(node)
    found = []
    for code, rendition in here.renditions.items():
        if code == here.source_language:
            continue
        if document.is_stale(node, code):
            concern = Concern.STALE_BY_HAND if rendition.is_human else Concern.STALE
            found.append(ReviewItem(node, code, concern))
        elif here.attributes and (remarks := remarks_on(document, node, code)):
            found.append(ReviewItem(node, code, Concern.DOUBTFUL, tuple(remark.reason for remark in remarks)))
    wanted = document.effective_language(node)
    if wanted != here.source_language and wanted not in here.renditions:
        is_asked = document.is_translated(node) or here.kind is not Kind.PARAGRAPH
        if is_asked and needs_translation(document, node, wanted):
            found.append(ReviewItem(node, wanted, Concern.MISSING))
    return found


def has_items(document: Document, node: NodeId) -> bool:
    """Whether F8 stops at a node."""
    return bool(items_of(document, node))


def is_untranslated(document: Document, node: NodeId) -> bool:
    """Whether the text of a node is missing or stale in the language it is shown in."""
    shown = document.effective_language(node)
    concerns = (item.concern for item in items_of(document, node) if item.language == shown)
    return any(concern is not Concern.DOUBTFUL for concern in concerns)

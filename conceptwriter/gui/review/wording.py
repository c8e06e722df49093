"""Display text for what needs checking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.review.items import Concern, ReviewItem, items_of

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId


def reasons_of(item: ReviewItem) -> str:
    """Why a text is listed, in a line."""
    return {
        Concern.DOUBTFUL: "; ".join(item.reasons),
        Concern.STALE: _tr("its source has changed"),
        Concern.STALE_BY_HAND: _tr("your own text; its source has changed"),
        Concern.MISSING: _tr("not translated yet"),
    }[item.concern]


def concern_name(concern: Concern) -> str:
    """The name of a group of them."""
    return {
        Concern.DOUBTFUL: _tr("doubtful"),
        Concern.STALE: _tr("outdated"),
        Concern.STALE_BY_HAND: _tr("outdated, your own text"),
        Concern.MISSING: _tr("missing"),
    }[concern]


def spoken_items(document: Document, node: NodeId) -> str:
    """What needs checking in a node, for the status bar and a screen reader; empty if nothing does."""
    return "  ·  ".join(
        f"{language_name(item.language)}: {reasons_of(item)}" for item in items_of(document, node)
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("Review", words)

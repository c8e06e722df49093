"""Display text for what needs checking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.assistant import Flag
from conceptwriter.editor.wording import language_name
from conceptwriter.gui.review.items import Concern, ReviewItem
from conceptwriter.review import MISSING, STALE

if TYPE_CHECKING:
    from collections.abc import Iterable


def reasons_of(item: ReviewItem) -> str:
    """Why a text is listed, in a line."""
    words = {
        Concern.DOUBTFUL: item.reason,
        Concern.STALE: _tr("its source has changed"),
        Concern.STALE_BY_HAND: _tr("your own text; its source has changed"),
        Concern.MISSING: _tr("not translated yet"),
    }[item.concern]
    if item.dismissed is None:
        return words
    if not item.dismissed:
        return _tr("dismissed: {remark}").format(remark=words)
    return _tr("dismissed, {reason}: {remark}").format(reason=f"“{item.dismissed}”", remark=words)


def concern_name(concern: Concern) -> str:
    """The name of a group of them."""
    return {
        Concern.DOUBTFUL: _tr("doubtful"),
        Concern.STALE: _tr("outdated"),
        Concern.STALE_BY_HAND: _tr("outdated, your own text"),
        Concern.MISSING: _tr("missing"),
    }[concern]


def flag_name(flag: str) -> str:
    """The name of a kind of remark."""
    if flag in (MISSING, STALE):
        return _tr("missing") if flag == MISSING else _tr("outdated")
    known = next((one for one in Flag if one.value == flag and one.short), None)
    return flag if known is None else QCoreApplication.translate("Proposals", known.short)


def spoken_items(items: Iterable[ReviewItem]) -> str:
    """What needs checking in a node, for the status bar and a screen reader; empty if nothing does."""
    return "  ·  ".join(f"{language_name(item.language)}: {reasons_of(item)}" for item in items)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Review", words)

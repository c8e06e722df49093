"""What needs checking in one node, as rows of the review list. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.confidence import confidence_in
from conceptwriter.review import (
    MISSING,
    STALE,
    ReviewRemark,
    may_be_dismissed,
    remarks_on_lack,
    remarks_within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.assistant import Finding
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId
    from conceptwriter.review import Pair
    from conceptwriter.review.within_node import Check


class Concern(StrEnum):
    """Why a text is listed, the most urgent first."""

    DOUBTFUL = "doubtful"
    STALE = "stale"
    STALE_BY_HAND = "stale_by_hand"
    """A manual translation, made from an older source: nothing replaces it unasked."""
    MISSING = "missing"


class ReviewItem(NamedTuple):
    """One remark on a text in one language; `reason` is a phrase of the check."""

    node: NodeId
    language: str
    concern: Concern
    flag: str
    reason: str
    dismissed: str | None = None
    """The reason it was dismissed for; None: it stands."""
    state: str = ""
    """Of the text (`outline.State`); empty where there is none."""
    confidence: float | None = None
    """How likely the text is usable, where that was measured."""

    @property
    def stands(self) -> bool:
        """True unless a person has dismissed it."""
        return self.dismissed is None

    @property
    def may_be_dismissed(self) -> bool:
        """Whether the text may be right in spite of the remark."""
        return self.stands and may_be_dismissed(self.flag)


class Sort(NamedTuple):
    """What the list counts items by."""

    language: str
    concern: Concern
    flag: str
    dismissed: str | None
    state: str

    @property
    def stands(self) -> bool:
        """True unless a person has dismissed them."""
        return self.dismissed is None


fields_of_sort = itemgetter(*map(ReviewItem._fields.index, Sort._fields))
"""The fields of an item's `Sort`: as a plain tuple they are quickly counted."""


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which items are listed, and stopped at by F8; empty fields let all through."""

    flag: str = ""
    language: str = ""
    state: str = ""
    dismissed: bool = False
    """Dismissed ones as well."""
    least_likely_first: bool = False
    """The list begins with the texts that are least likely usable; else it is in reading order."""

    @property
    def is_set(self) -> bool:
        """Whether it hides anything that stands."""
        return bool(self.flag or self.language or self.state)

    def lets_through(self, item: ReviewItem) -> bool:
        """Whether an item is listed."""
        return (
            (self.dismissed or item.stands)
            and self.flag in ("", item.flag)
            and self.language in ("", item.language)
            and self.state in ("", item.state)
        )


def least_likely_first(items: Iterable[ReviewItem]) -> list[ReviewItem]:
    """By how likely the texts are usable; those of which that was not measured follow in their order."""
    return sorted(items, key=lambda item: 2.0 if item.confidence is None else item.confidence)


def unchecked(_pair: Pair) -> tuple[Finding, ...]:
    """Stands for checks that are not made: only what the document itself says is listed."""
    return ()


def items_of(document: Document, node: NodeId, check: Check = unchecked) -> list[ReviewItem]:
    """What needs checking in a node, in all its languages; only the one it is shown in can be missing."""
    return [as_item(document, remark) for remark in remarks_within(document, node, check)]


def as_item(document: Document, remark: ReviewRemark) -> ReviewItem:
    """A remark as a row of the list."""
    rendition = document.node(remark.node).renditions.get(remark.language)
    concern = Concern.DOUBTFUL
    if remark.flag == MISSING:
        concern = Concern.MISSING
    elif remark.flag == STALE:
        by_hand = rendition is not None and rendition.is_human
        concern = Concern.STALE_BY_HAND if by_hand else Concern.STALE
    state = "" if rendition is None else rendition.state.value
    sure = confidence_in(document, remark.node, remark.language)
    return ReviewItem(
        remark.node, remark.language, concern, remark.flag, remark.reason, remark.dismissed, state, sure
    )


def is_untranslated(document: Document, node: NodeId) -> bool:
    """Whether the text of a node is missing or stale in the language it is shown in."""
    shown = document.effective_language(node)
    return any(remark.language == shown for remark in remarks_on_lack(document, node))

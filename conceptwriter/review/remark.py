"""One thing to see to in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.assistant.findings import Flag

if TYPE_CHECKING:
    from conceptwriter.outline.model import NodeId

EMPTY, MISSING, STALE = Flag.EMPTY.value, "missing", "stale"
"""Names that are no finding of a check, and `EMPTY`, which may be one."""

FLAGS: tuple[str, ...] = (
    MISSING,
    STALE,
    EMPTY,
    *(
        flag.value
        for flag in (
            Flag.UNTRANSLATED,
            Flag.LANGUAGE,
            Flag.SCRIPT,
            Flag.NUMBERS,
            Flag.NAMES,
            Flag.TERMS,
            Flag.PLACEHOLDERS,
            Flag.ADDRESSES,
            Flag.MARKS,
            Flag.ENDING,
            Flag.UNFINISHED,
            Flag.BRACKETS,
            Flag.QUOTATION,
            Flag.DOUBLED,
            Flag.LOOP,
            Flag.SPACES,
            Flag.LENGTH,
            Flag.GARBLED,
            Flag.ROUND_TRIP,
            Flag.UNLIKELY,
            Flag.INCONSISTENT,
            Flag.SAME_TRANSLATION,
        )
    ),
)
"""The short names of all remarks, in the order in which a list of kinds shows them."""

_ABOUT_NO_TEXT = frozenset({MISSING, STALE, EMPTY})


class ReviewRemark(NamedTuple):
    """A remark on the text of a node in one language."""

    node: NodeId
    language: str
    flag: str
    """Its short name: one of `FLAGS`."""
    reason: str
    """A phrase for the user."""
    dismissed: str | None = None
    """The reason (perhaps empty) of the person who dismissed it; None: it stands."""


def may_be_dismissed(flag: str) -> bool:
    """Whether it is about a text that may be right, rather than missing or outdated."""
    return flag not in _ABOUT_NO_TEXT

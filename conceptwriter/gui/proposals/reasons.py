"""Why an offer is ranked where it is, in words: the reasons for it, and those against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from conceptwriter.assistant.findings import LABELS
from conceptwriter.gui.proposals.wording import flag_words, is_known_flag
from conceptwriter.outline import Reason
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.outline import Proposal

NAMING = frozenset({"new name", "spelling", "repetition", "licence"})
"""Flags that mean nothing without the word they are about."""
WARNING_SIGN = "!"
"""Prefix of a reason against an offer: colour is never the only cue."""


class DisplayedReason(NamedTuple):
    """A few words, the full text, and whether it counts against the offer."""

    short: str
    full: str
    fault: bool

    @property
    def shown(self) -> str:
        """The few words, with a sign if they are a warning."""
        return f"{WARNING_SIGN} {self.short}" if self.fault else self.short

    @property
    def spoken(self) -> str:
        """The same for a screen reader."""
        if not self.fault:
            return self.short
        words = QCoreApplication.translate("Proposals", QT_TRANSLATE_NOOP("Proposals", "Warning: {reason}"))
        return words.format(reason=self.short)


def displayed_reasons(proposal: Proposal) -> list[DisplayedReason]:
    """The reasons of an offer, those for it first.

    A reason whose name has no text here is shown as the assistant worded it.
    """
    reasons = proposal.reasons or tuple(Reason(flag, "", flag not in LABELS) for flag in proposal.flags)
    details_of: dict[tuple[str, bool], list[str]] = {}
    for flag, text, fault in reasons:
        short, meaning = flag_words(flag) if is_known_flag(flag) else (text or flag, "")
        if flag in NAMING and text:
            short = text  # "new name: Thaddeus"
        details = details_of.setdefault((short, fault), [meaning] if meaning else [])
        if text and text not in (short, *details):
            details.append(text)
    listed = [
        DisplayedReason(short, "\n".join(full) or short, fault) for (short, fault), full in details_of.items()
    ]
    return sorted(listed, key=lambda reason: reason.fault)

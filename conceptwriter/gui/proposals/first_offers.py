"""The first offers of a request, shown while the rest arrive: what is shown keeps its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.proposals.asking import Wanted
    from conceptwriter.job import Job
    from conceptwriter.outline import ProposalSet


@dataclass(eq=False)
class Asking:
    """One request on its way, and what of its answer is there."""

    wanted: Wanted
    job: Job[ProposalSet]
    first: ProposalSet | None = None
    """The offers that can be taken already."""
    told: bool = False
    """Whether a screen reader was told of them."""

    @property
    def most_first(self) -> int:
        """How many are shown before all have arrived. They stay, so most places are left to the best of all:
        the first are the best of what was written first.
        """
        return max(1, self.wanted.expected * 2 // 5)

    def take_up(self, models: str) -> bool:
        """Look at what has arrived; True when there is something new. `models`: what they are called."""
        part = self.job.partial
        if part is None or not part.proposals:
            return False
        first = joined(self.first, replace(part, proposals=part.proposals[: self.most_first]))
        if self.first is not None and first.proposals == self.first.proposals:
            return False
        settings = replace(part.settings, offered_by=models, incomplete=True)
        self.first = replace(first, settings=settings)
        return True


def joined(shown: ProposalSet | None, fresh: ProposalSet) -> ProposalSet:
    """The fresh offers, those that are shown already at their places and as they were.

    Somebody reads them and is about to take one: none goes, changes, or moves. As many offers come below as
    the fresh set has more of.
    """
    if shown is None or not shown.proposals:
        return fresh
    texts = {(offer.text, offer.language) for offer in shown.proposals}
    new = [offer for offer in fresh.proposals if (offer.text, offer.language) not in texts]
    room = max(0, len(fresh.proposals) - len(shown.proposals))
    return replace(fresh, proposals=(*shown.proposals, *new[:room]))


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say something that no focus leads to."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))

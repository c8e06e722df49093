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
    """One running request, and the part of its answer that has arrived."""

    wanted: Wanted
    job: Job[ProposalSet]
    first: ProposalSet | None = None
    """The offers that can be taken already."""
    announced: bool = False
    """Whether they were announced to a screen reader."""

    @property
    def most_first(self) -> int:
        """How many are shown before all have arrived.

        They stay, so most places are left to the overall best: the first are the best of what was written
        first.
        """
        return max(1, self.wanted.expected * 2 // 5)

    def take_up(self, models: str) -> bool:
        """Process what has arrived; True when there is something new. `models`: their name."""
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
    """The fresh offers, with those already shown unchanged in their places.

    The user is reading them and about to take one: none is removed, changed, or moved. Additional fresh
    offers are added below.
    """
    if shown is None or not shown.proposals:
        return fresh
    texts = {(offer.text, offer.language) for offer in shown.proposals}
    new = [offer for offer in fresh.proposals if (offer.text, offer.language) not in texts]
    room = max(0, len(fresh.proposals) - len(shown.proposals))
    return replace(fresh, proposals=(*shown.proposals, *new[:room]))


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say something without moving focus."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))

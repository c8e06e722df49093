"""Rolls: the sets of candidates that were offered for the same place before. A re-roll never throws one away.

They travel inside the newest set, so they are in the project file and survive a restart.
"""

from __future__ import annotations

from dataclasses import replace

from conceptwriter.outline import ProposalSet

EARLIER = "earlier_rolls"
INCOMPLETE = "incomplete"
"""In the settings of a set: it was stopped, or had something taken from it, before all of it had arrived."""
MOST_ROLLS = 12


def rolls_of(newest: ProposalSet) -> list[ProposalSet]:
    """All rolls of a place, oldest first, the given set last; unreadable ones are left out."""
    rolls = []
    for plain in newest.settings.get(EARLIER, ()):
        try:
            rolls.append(ProposalSet.from_dict(plain))
        except (KeyError, TypeError, ValueError):
            continue
    return [*rolls, newest]


def added(newest: ProposalSet, before: ProposalSet | None) -> ProposalSet:
    """The newest set with everything that was offered before it, except the beginnings of itself."""
    if before is None or not before.proposals:
        return newest
    earlier = [*rolls_of(before)[:-1], replace(before, settings=_without_rolls(before))]
    kept = [roll.to_dict() for roll in earlier if not begins(roll, newest)][-(MOST_ROLLS - 1) :]
    return replace(newest, settings={**newest.settings, EARLIER: kept} if kept else newest.settings)


def begins(roll: ProposalSet, newest: ProposalSet) -> bool:
    """True for a set that was cut short, and comes whole with the newest one."""
    same = all(roll.settings.get(name) == newest.settings.get(name) for name in ("reroll", "seed"))
    same = same and roll.source_fingerprint == newest.source_fingerprint
    return bool(roll.settings.get(INCOMPLETE)) and same


def _without_rolls(proposals: ProposalSet) -> dict[str, object]:
    return {name: value for name, value in proposals.settings.items() if name != EARLIER}


class RollStack:
    """The rolls of one card, and the one that is looked at."""

    def __init__(self) -> None:
        self._rolls: list[ProposalSet] = []
        self._place = 0

    def __len__(self) -> int:
        return len(self._rolls)

    @property
    def shown(self) -> ProposalSet | None:
        """The roll that is looked at."""
        return self._rolls[self._place] if self._rolls else None

    @property
    def number(self) -> int:
        """Which of them that is, from 1."""
        return self._place + 1

    @property
    def is_newest(self) -> bool:
        """True when the newest one is looked at."""
        return self._place == len(self._rolls) - 1

    @property
    def next_reroll(self) -> int:
        """The counter for another roll than all of these."""
        return max((int(roll.settings.get("reroll", 0)) for roll in self._rolls), default=-1) + 1

    def show(self, newest: ProposalSet) -> None:
        """Look at the newest roll; those before it come with it."""
        self._rolls = rolls_of(newest)
        self._place = len(self._rolls) - 1

    def grow(self, newest: ProposalSet) -> None:
        """More of the newest roll has arrived: who looks at an earlier one goes on doing so."""
        place, newest_shown = self._place, self.is_newest
        self.show(newest)
        if not newest_shown:
            self._place = min(place, len(self._rolls) - 1)

    def clear(self) -> None:
        """Another card."""
        self._rolls, self._place = [], 0

    def can_step(self, by: int) -> bool:
        """True when there is an earlier (-1) or later (1) roll."""
        return 0 <= self._place + by < len(self._rolls)

    def step(self, by: int) -> None:
        """Look at another roll."""
        self._place += by

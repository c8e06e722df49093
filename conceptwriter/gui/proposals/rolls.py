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

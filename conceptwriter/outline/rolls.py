"""Rolls: the sets of candidates that were offered for the same place before. A re-roll never throws one away.

They travel inside the newest set, so they are in the project file and survive a restart.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from conceptwriter.outline.proposals import ProposalSet

EARLIER = "earlier_rolls"
INCOMPLETE = "incomplete"
"""In the settings of a set: it was stopped, or had something taken from it, before all of it had arrived."""
MOST_ROLLS = 12
_DRAW = ("reroll", "seed", "wish")
"""Settings that tell one draw at a place from another."""


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
    same = all(roll.settings.get(name) == newest.settings.get(name) for name in _DRAW)
    same = same and roll.source_fingerprint == newest.source_fingerprint
    return bool(roll.settings.get(INCOMPLETE)) and same


def proposed_before(
    newest: ProposalSet | None, *, language: str, position: str, reroll: int, seed: int, wish: str = ""
) -> tuple[str, ...]:
    """The texts of all sets that were proposed at this position of a place, each once, oldest first.

    Up to the one that was drawn with this roll, seed and wish: asked for again, it is offered again.
    """
    sets = rolls_of(newest) if newest is not None else []
    here = (each for each in sets if each.settings.get("position", position) == position)
    earlier = takewhile(lambda each: not _drawn_as(each, reroll, seed, wish), here)
    texts = (
        proposal.text for each in earlier for proposal in each.proposals if proposal.language == language
    )
    return tuple(dict.fromkeys(texts))


def _drawn_as(roll: ProposalSet, reroll: int, seed: int, wish: str) -> bool:
    return tuple(roll.settings.get(name) for name in _DRAW) == (reroll, seed, wish or None)


def _without_rolls(proposals: ProposalSet) -> dict[str, object]:
    return {name: value for name, value in proposals.settings.items() if name != EARLIER}

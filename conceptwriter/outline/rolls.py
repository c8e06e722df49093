"""Rolls: earlier sets of candidates for the same place. A re-roll never discards one.

They are stored inside the newest set, so they are in the project file and survive a restart.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from conceptwriter.outline.proposals import ProposalSet

MOST_ROLLS = 12


def rolls_of(newest: ProposalSet) -> list[ProposalSet]:
    """All rolls of a place, oldest first, the given set last."""
    return [*newest.earlier, newest]


def added(newest: ProposalSet, before: ProposalSet | None) -> ProposalSet:
    """The newest set with all earlier ones, except incomplete versions of itself."""
    if before is None or not before.proposals:
        return newest
    earlier = [*before.earlier, replace(before, earlier=())]
    kept = [roll for roll in earlier if not begins(roll, newest)][-(MOST_ROLLS - 1) :]
    return replace(newest, earlier=tuple(kept))


def begins(roll: ProposalSet, newest: ProposalSet) -> bool:
    """True for an incomplete set that the newest one completes."""
    same = roll.settings.draw == newest.settings.draw
    return roll.settings.incomplete and same and roll.source_fingerprint == newest.source_fingerprint


def proposed_before(
    newest: ProposalSet | None, *, language: str, position: str, reroll: int, seed: int, wish: str = ""
) -> tuple[str, ...]:
    """The texts of all sets proposed at this position of a place, without duplicates, oldest first.

    Up to the one drawn with this roll, seed and wish: the same request gives the same offers again.
    """
    sets = rolls_of(newest) if newest is not None else []
    here = (each for each in sets if each.settings.position in ("", position))
    earlier = takewhile(lambda each: each.settings.draw != (reroll, seed, wish), here)
    texts = (
        proposal.text for each in earlier for proposal in each.proposals if proposal.language == language
    )
    return tuple(dict.fromkeys(texts))

"""Rolls: the sets of candidates that were offered for the same place before. A re-roll never throws one away.

They travel inside the newest set, so they are in the project file and survive a restart.
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
    """The newest set with everything that was offered before it, except the beginnings of itself."""
    if before is None or not before.proposals:
        return newest
    earlier = [*before.earlier, replace(before, earlier=())]
    kept = [roll for roll in earlier if not begins(roll, newest)][-(MOST_ROLLS - 1) :]
    return replace(newest, earlier=tuple(kept))


def begins(roll: ProposalSet, newest: ProposalSet) -> bool:
    """True for a set that was cut short, and comes whole with the newest one."""
    same = roll.settings.draw == newest.settings.draw
    return roll.settings.incomplete and same and roll.source_fingerprint == newest.source_fingerprint


def proposed_before(
    newest: ProposalSet | None, *, language: str, position: str, reroll: int, seed: int, wish: str = ""
) -> tuple[str, ...]:
    """The texts of all sets that were proposed at this position of a place, each once, oldest first.

    Up to the one that was drawn with this roll, seed and wish: asked for again, it is offered again.
    """
    sets = rolls_of(newest) if newest is not None else []
    here = (each for each in sets if each.settings.position in ("", position))
    earlier = takewhile(lambda each: each.settings.draw != (reroll, seed, wish), here)
    texts = (
        proposal.text for each in earlier for proposal in each.proposals if proposal.language == language
    )
    return tuple(dict.fromkeys(texts))

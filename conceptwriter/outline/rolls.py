"""Rolls: the sets of candidates that were offered for the same place before. A re-roll never throws one away.

They travel inside the newest set, so they are in the project file and survive a restart.
"""

from __future__ import annotations

from dataclasses import replace

from conceptwriter.outline.proposals import ProposalSet

EARLIER = "earlier_rolls"
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
    """The newest set with everything that was offered before it."""
    if before is None or not before.proposals:
        return newest
    earlier = [*rolls_of(before)[:-1], replace(before, settings=_without_rolls(before))]
    kept = [roll.to_dict() for roll in earlier[-(MOST_ROLLS - 1) :]]
    return replace(newest, settings={**newest.settings, EARLIER: kept})


def proposed_before(newest: ProposalSet | None, language: str, position: str) -> tuple[str, ...]:
    """The texts of all sets that were proposed at this position of a place, each once, oldest first."""
    sets = rolls_of(newest) if newest is not None else []
    here = (each for each in sets if each.settings.get("position", position) == position)
    texts = (proposal.text for each in here for proposal in each.proposals if proposal.language == language)
    return tuple(dict.fromkeys(texts))


def _without_rolls(proposals: ProposalSet) -> dict[str, object]:
    return {name: value for name, value in proposals.settings.items() if name != EARLIER}

"""What was on offer where a candidate was taken, so that undoing that puts it back on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline import Cause

if TYPE_CHECKING:
    from conceptwriter.outline import ProposalSet


class TakenOffers:
    """By the place in the history of the step that took one of them."""

    def __init__(self) -> None:
        self._kept: dict[int, ProposalSet] = {}

    def note(self, position: int, offers: ProposalSet) -> None:
        """A step has taken one of these."""
        self._kept[position] = offers

    def clear(self) -> None:
        """Another document."""
        self._kept.clear()

    def after(self, cause: Cause, position: int) -> tuple[ProposalSet | None, ProposalSet | None]:
        """What comes back on offer, and what goes, when a change has led to this place in the history."""
        if cause is Cause.APPLY:
            self._kept = {serial: kept for serial, kept in self._kept.items() if serial < position}
        back = self._kept.get(position + 1) if cause is Cause.UNDO else None
        gone = self._kept.get(position) if cause is Cause.REDO else None
        return back, gone

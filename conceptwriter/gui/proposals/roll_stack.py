"""The rolls of the open card, and the selected one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.rolls import rolls_of

if TYPE_CHECKING:
    from conceptwriter.outline import ProposalSet


class RollStack:
    """The rolls of one card, and the selected one."""

    def __init__(self) -> None:
        self._rolls: list[ProposalSet] = []
        self._place = 0

    def __len__(self) -> int:
        return len(self._rolls)

    @property
    def shown(self) -> ProposalSet | None:
        """The selected roll."""
        return self._rolls[self._place] if self._rolls else None

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self._place + 1

    @property
    def is_newest(self) -> bool:
        """True when the newest one is selected."""
        return self._place == len(self._rolls) - 1

    @property
    def next_reroll(self) -> int:
        """The counter for the next roll, different from all of these."""
        return max((roll.settings.reroll for roll in self._rolls), default=-1) + 1

    def show(self, newest: ProposalSet) -> None:
        """Select the newest roll; it contains the earlier ones."""
        self._rolls = rolls_of(newest)
        self._place = len(self._rolls) - 1

    def grow(self, newest: ProposalSet) -> None:
        """More of the newest roll has arrived: an earlier selected one stays selected."""
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
        """Select another roll."""
        self._place += by

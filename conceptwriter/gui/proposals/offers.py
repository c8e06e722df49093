"""Which proposals belong to where the writer is, and which come back when the taking of one is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline import Cause, ChangeNotice, Document, NodeId, ProposalSet

if TYPE_CHECKING:
    from collections.abc import Callable


def belongs_to(document: Document, anchor: NodeId, current: NodeId) -> bool:
    """True when what is offered at `anchor` is meant for somebody at `current`: there or just below it."""
    return anchor in document and (current == anchor or document.parent(current) == anchor)


def offers_at(document: Document, current: NodeId) -> list[ProposalSet]:
    """All sets for somebody at a node: its own, then those of the node above, such as a summary."""
    above = document.parent(current)
    return [
        *document.proposals.of(current),
        *(document.proposals.of(above) if above is not None else ()),
    ]


class TakenOffers:
    """The sets from which something was taken, by the step of the history that did it."""

    def __init__(self, document: Callable[[], Document]) -> None:
        self._document = document
        self._taken: dict[int, ProposalSet] = {}

    def note(self, offers: ProposalSet) -> None:
        """The step done last took one of these."""
        self._taken[self._document().history.position] = offers

    def clear(self) -> None:
        """Another document is open."""
        self._taken.clear()

    def heed(
        self,
        notice: ChangeNotice,
        put_back: Callable[[ProposalSet], object],
        take_away: Callable[[ProposalSet], object],
    ) -> None:
        """Undoing the taking of a candidate puts all back on offer; redoing takes them away."""
        position = self._document().history.position
        if notice.cause is Cause.APPLY:
            self._taken = {serial: kept for serial, kept in self._taken.items() if serial < position}
        elif notice.cause is Cause.UNDO:
            kept = self._taken.get(position + 1)
            if kept is not None and kept.anchor in self._document():
                put_back(kept)
        elif notice.cause is Cause.REDO:
            kept = self._taken.get(position)
            if kept is not None:
                take_away(kept)

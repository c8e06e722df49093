"""Taking a candidate as a note; and the offers of which one was taken, so that undo offers them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.proposals.wording import proposal_text
from conceptwriter.outline import Cause
from conceptwriter.outline.edits import set_note

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId, Operation, Proposal, ProposalSet


class TakenOffers:
    """Keyed by the position in the history of the step that took one of them."""

    def __init__(self) -> None:
        self._kept: dict[int, ProposalSet] = {}

    def note(self, position: int, offers: ProposalSet) -> None:
        """A step has taken one of these."""
        self._kept[position] = offers

    def clear(self) -> None:
        """Another document."""
        self._kept.clear()

    def after(self, cause: Cause, position: int) -> tuple[ProposalSet | None, ProposalSet | None]:
        """The offers that return, and those that are removed, when a change leads to this position."""
        if cause is Cause.APPLY:
            self._kept = {serial: kept for serial, kept in self._kept.items() if serial < position}
        back = self._kept.get(position + 1) if cause is Cause.UNDO else None
        gone = self._kept.get(position) if cause is Cause.REDO else None
        return back, gone


def added_to_note(document: Document, node: NodeId, proposal: Proposal) -> Operation:
    """Append the proposal's text to the note of a node."""
    before, text = document.node(node).note, proposal_text(proposal)
    return set_note(document, node, f"{before}\n{text}" if before else text)

"""The offers that a document stores: in its file, marked at their rows, and offered again after an undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.proposals.taken import TakenOffers
from conceptwriter.outline.rolls import added

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.proposals.asking import CardHost
    from conceptwriter.gui.proposals.first_offers import Asking
    from conceptwriter.outline import ChangeNotice, NodeId, ProposalSet


class KeptOffers:
    """Of the open document; at most one newest set per node and kind, which contains the earlier ones."""

    def __init__(self, desk: Desk, host: CardHost, project: Callable[[], OpenProject]) -> None:
        self._desk, self._host, self._project = desk, host, project
        self._taken = TakenOffers()

    def get(self, anchor: NodeId, kind: str) -> ProposalSet | None:
        """The stored set of this kind for this node."""
        return self._desk.document.proposals.get(anchor, kind)

    def keep(self, proposals: ProposalSet) -> ProposalSet:
        """Store a set together with what was offered before it."""
        whole = added(proposals, self.get(proposals.anchor, proposals.kind))
        self._put(whole)
        return whole

    def keep_first(self, asking: Asking) -> None:
        """The rest will not arrive: store the part like a whole answer, but request it again next time."""
        if asking.first is not None and asking.wanted.anchor in self._desk.document:
            self.keep(asking.first)

    def drop(self, anchor: NodeId, kind: str) -> None:
        """Forget a set with all that was offered before it."""
        self._project().drop_proposals(anchor, kind)
        self._host.marks_changed(anchor)

    def take_away(self, anchor: NodeId, kind: str) -> None:
        """One of them was taken by the newest step: undoing that offers them again."""
        newest = self.get(anchor, kind)
        if newest is not None:
            self._taken.note(self._desk.document.history.position, newest)
            self._project().drop_proposals(anchor, kind)
        self._host.marks_changed(anchor)

    def follow(self, notice: ChangeNotice) -> ProposalSet | None:
        """Undoing a take restores all offers; redoing removes them again. Returns the removed set."""
        document = self._desk.document
        back, gone = self._taken.after(notice.cause, document.history.position)
        if back is not None and back.anchor in document:
            self._put(back)
        if gone is not None:
            self.drop(gone.anchor, gone.kind)
        return gone

    def forget_taken(self) -> None:
        """Another document."""
        self._taken.clear()

    def _put(self, proposals: ProposalSet) -> None:
        self._project().save_proposals(proposals)
        self._host.marks_changed(proposals.anchor)

"""The open card: where it is, which roll it shows, and what it is still waiting for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.gui.proposals.card import ProposalCard
from conceptwriter.gui.proposals.first_offers import announce
from conceptwriter.gui.proposals.roll_stack import RollStack
from conceptwriter.gui.proposals.who_wrote import made_by
from conceptwriter.gui.proposals.wording import waiting_words
from conceptwriter.outline.rolls import added

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.jobs.models import EngineHost
    from conceptwriter.gui.proposals.asking import CardHost
    from conceptwriter.gui.proposals.first_offers import Asking
    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.outline import NodeId, ProposalSet


class OpenCard(QObject):
    """One at a time in a window, or none."""

    made = Signal(object)
    """ProposalCard: a new one, before it is shown."""

    def __init__(
        self, desk: Desk, models: EngineHost, host: CardHost, manner: Manner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._models, self._host, self._manner = desk, models, host, manner
        self.key_hint: Callable[[], str] = lambda: ""
        self.stop_hint: Callable[[], str] = lambda: ""
        self.card: ProposalCard | None = None
        self.anchor: NodeId | None = None
        self.rolls = RollStack()
        self.asking: Asking | None = None
        """The request it is waiting for."""

    def is_for(self, anchor: NodeId, kind: str) -> bool:
        """True when it shows offers of this kind for this node."""
        return self.card is not None and self.anchor == anchor and self.card.kind == kind

    def _kept(self, anchor: NodeId, kind: str) -> ProposalSet | None:
        """The document's stored set of this kind for this node."""
        return self._desk.document.proposals.get(anchor, kind)

    def open(self, kind: str, anchor: NodeId, kept: ProposalSet | None) -> ProposalCard:
        """The card for a kind and node, with the stored set; replaces another one."""
        if self.is_for(anchor, kind) and self.card is not None:
            return self.card
        self.close()
        card = ProposalCard(kind)
        self.made.emit(card)
        self.card, self.anchor = card, anchor
        self.show_manner()
        if kept is not None:
            self.rolls.show(kept)
            self.refresh()
        self._host.show_card(anchor, card)
        return card

    def close(self) -> bool:
        """Close the card; its pending request continues. False when there was none."""
        card, self.card, self.anchor, self.asking = self.card, None, None, None
        self.rolls.clear()
        if card is None:
            return False
        self._host.take_card_away(card)
        card.deleteLater()
        return True

    # Content

    def show_manner(self) -> None:
        """Show the manner in which its button would ask again."""
        if self.card is not None:
            manner = self._manner
            self.card.preset.show_manner(manner.preset, concept_only=manner.concept_model_only)

    def staleness(self, proposals: ProposalSet) -> str:
        """Why a set is not quite fresh; "" when it is."""
        from conceptwriter.assistant import staleness

        return staleness(self._desk.document, proposals)

    def refresh(self) -> None:
        """Show the current state of the selected roll."""
        shown = self.rolls.shown
        if self.card is None or shown is None:
            return
        self.card.set_hint(self.key_hint() if shown.proposals else "")
        asking = self.asking
        growing = asking is not None and asking.first is not None and self.rolls.is_newest
        missing = asking.wanted.expected - len(shown.proposals) if asking is not None and growing else 0
        self.card.show_set(
            shown,
            made_by(shown, self._models.title),
            self.rolls.number,
            len(self.rolls),
            stale=bool(self.staleness(shown)),
            coming=max(0, missing),
        )
        if asking is not None and not growing:
            self.card.show_waiting(waiting_words(self.card.kind))

    def wait_for(self, asking: Asking) -> None:
        """Stay open for a request, with the part of its answer that has arrived."""
        kind, anchor = asking.wanted.kind, asking.wanted.anchor
        card = self.open(kind, anchor, self._kept(anchor, kind))
        self.asking = asking
        if asking.first is not None:
            self.show_first(asking)
            return
        card.show_waiting(waiting_words(kind), asking.wanted.expected)
        if not len(self.rolls):
            card.set_hint(self.stop_hint())

    def no_longer_waits_for(self, asking: Asking) -> bool:
        """The request has ended; True when this card was waiting for it."""
        waiting = asking is self.asking and self.card is not None
        if waiting:
            self.asking = None
        return waiting

    def show_first(self, asking: Asking) -> None:
        """Offers that can be taken while the rest arrives."""
        if asking.first is not None:
            count = len(asking.first.proposals)
            self._show(asking, added(asking.first, self._kept(asking.wanted.anchor, asking.wanted.kind)))
            self._announce_once(asking, self.tr("%Ln proposal(s), more are coming", "", count))

    def show_all(self, asking: Asking, result: ProposalSet) -> None:
        """The whole answer."""
        self._show(asking, result)
        self._announce_once(asking, self.tr("%Ln proposal(s)", "", len(result.proposals)))

    def _show(self, asking: Asking, newest: ProposalSet) -> None:
        """The first part of an answer is scrolled into view; later parts do not scroll."""
        if asking.announced:
            self.rolls.grow(newest)
        else:
            self.rolls.show(newest)
        self.refresh()

    def _announce_once(self, asking: Asking, words: str) -> None:
        """Announce an answer to a screen reader once, when it can be used."""
        if not asking.announced and self.card is not None:
            asking.announced = True
            announce(self.card, words)

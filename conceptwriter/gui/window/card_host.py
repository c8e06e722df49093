"""Puts proposal cards under rows: in the text, or in the outline where the text is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.gui.views.node_view import NodeView
    from conceptwriter.outline import NodeId


class PaneCards:
    """One card at a time; it follows its node to another row, and to the outline when the text is hidden."""

    def __init__(self, desk: Desk, outline: NodeView, text: NodeView, text_shown: Callable[[], bool]) -> None:
        self._desk, self._outline, self._text, self._text_shown = desk, outline, text, text_shown
        self._card: ProposalCard | None = None
        self._node: NodeId | None = None
        self._place: tuple[NodeView, NodeId] | None = None
        desk.changed.connect(lambda _notice: self.settle())

    def show_card(self, node: NodeId, card: ProposalCard) -> None:
        """Show a card under the row of a node."""
        self._card, self._node = card, node
        self.settle()

    def take_card_away(self, card: ProposalCard) -> None:
        """Take the card away, if it is the one that is shown."""
        if card is self._card:
            self._lift()
            self._card = self._node = None

    def settle(self) -> None:
        """Put the card where it belongs now."""
        if self._card is None or self._node is None or self._node not in self._desk.document:
            return
        view = self._text if self._text_shown() else self._outline
        place = (view, view.key_of(self._node))
        if place != self._place:
            self._lift()
            self._place = place
            view.set_widget_row(place[1], self._card)

    def _lift(self) -> None:
        if self._place is not None:
            view, key = self._place
            self._place = None
            if view.widget_row(key) is self._card:
                view.take_widget_row(key)

    def marks_changed(self, node: NodeId) -> None:
        """The mark that tells of an offer is there, or no longer."""
        if node not in self._desk.document:
            return
        for view in (self._outline, self._text):
            view.touch(view.key_of(node))
            view.arrange()

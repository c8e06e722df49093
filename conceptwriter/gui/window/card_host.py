"""Puts proposal cards under rows: in the text, or in the outline where the text is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.outline import NodeId


class StripView(Protocol):
    """What the outline and the text view offer for widgets under rows."""

    def show_strip(self, node: NodeId, widget: QWidget) -> None: ...

    def hide_strip(self, node: NodeId) -> None: ...

    def update_node(self, node: NodeId) -> None: ...


class PaneCards:
    """One card at a time; when a pane is hidden the card moves to the other."""

    def __init__(self, outline: StripView, text: StripView, text_shown: Callable[[], bool]) -> None:
        self._outline, self._text, self._text_shown = outline, text, text_shown
        self._node: NodeId | None = None
        self._card: ProposalCard | None = None
        self._view: StripView | None = None

    def show_card(self, node: NodeId, card: ProposalCard) -> None:
        """Show a card under the row of a node."""
        self._view = self._text if self._text_shown() else self._outline
        self._node, self._card = node, card
        self._view.show_strip(node, card)

    def take_card_away(self, card: ProposalCard) -> None:
        """Take the card away, if it is the one that is shown."""
        if card is self._card and self._view is not None and self._node is not None:
            self._view.hide_strip(self._node)
            self._node = self._card = self._view = None

    def panes_changed(self) -> None:
        """A pane was shown or hidden."""
        view = self._text if self._text_shown() else self._outline
        if self._card is not None and self._node is not None and view is not self._view:
            if self._view is not None:
                self._view.hide_strip(self._node)
            self.show_card(self._node, self._card)

    def marks_changed(self, node: NodeId) -> None:
        """The mark that tells of an offer is there, or no longer."""
        self._outline.update_node(node)
        self._text.update_node(node)

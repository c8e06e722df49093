"""Puts proposal cards under rows, in the text, or in the outline if the text is hidden, and into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QTimer

from conceptwriter.editor.strip.widget_rows import GAP
from conceptwriter.gui.proposals.offers import belongs_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.outline import NodeId

CLEAR = 8
"""Pixels between the card and the edge of the view."""


class PaneCards(QObject):
    """One card at a time; it follows its node to another row, and to the outline when the text is hidden.

    When a card opens, the view scrolls as little as needed to show it, and the caret's line stays visible if
    both fit. As the card grows it does so again, unless the writer has scrolled or moved on meanwhile.
    """

    def __init__(self, desk: Desk, outline: NodeView, text: NodeView, text_shown: Callable[[], bool]) -> None:
        super().__init__(desk)
        self._desk, self._outline, self._text, self._text_shown = desk, outline, text, text_shown
        self._card: ProposalCard | None = None
        self._node: NodeId | None = None
        self._place: tuple[NodeView, NodeId] | None = None
        self._follows = False
        """True while the view may scroll for the card."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._follow_card)
        desk.changed.connect(lambda _notice: self.reposition())
        desk.current_changed.connect(self._on_current_changed)
        for view in (outline, text):
            view.verticalScrollBar().actionTriggered.connect(lambda _action: self._stop_following())

    def show_card(self, node: NodeId, card: ProposalCard) -> None:
        """Show a card under the row of a node."""
        self._card, self._node = card, node
        self._follows = True
        card.installEventFilter(self)
        card.highlight_changed.connect(lambda _index: self._show_highlight())
        self.reposition()
        self._scroll_into_view()

    def take_card_away(self, card: ProposalCard) -> None:
        """Remove the card, if it is the one being shown."""
        if card is self._card:
            self._lift()
            card.removeEventFilter(self)
            self._card = self._node = None

    def reposition(self) -> None:
        """Move the card to its current place."""
        if self._card is None or self._node is None or self._node not in self._desk.document:
            return
        view = self._text if self._text_shown() else self._outline
        place = (view, view.plan.key_of(self._node))
        if place != self._place:
            self._lift()
            self._place = place
            view.widget_rows.put(place[1], self._card)

    def _lift(self) -> None:
        if self._place is not None:
            view, key = self._place
            self._place = None
            if view.widget_rows.at(key) is self._card:
                view.widget_rows.take(key)

    def marks_changed(self, node: NodeId) -> None:
        """The mark for an offer appeared or disappeared."""
        if node not in self._desk.document:
            return
        for view in (self._outline, self._text):
            view.strip.touch(view.plan.key_of(node))
            view.strip.arrange()

    # -- visibility ---

    def box(self) -> QRect | None:
        """The card's rectangle on screen; None if none is visible."""
        card = self._card
        if card is None or not card.isVisible():
            return None
        return QRect(card.mapToGlobal(card.rect().topLeft()), card.size())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._card and event.type() == QEvent.Type.Resize and self._follows:
            self._soon.start()
        return False

    def _follow_card(self) -> None:
        if self._follows:
            self._scroll_into_view()

    def _stop_following(self) -> None:
        self._follows = False

    def _on_current_changed(self, current: NodeId) -> None:
        if self._node is not None and not belongs_to(self._desk.document, self._node, current):
            self._follows = False

    def _scroll_into_view(self) -> None:
        """Scroll as little as needed to show the card, together with the line being written if both fit."""
        if self._place is None:
            return
        view, key = self._place
        if view.strip.row_of(key) < 0 or view.strip.row_width <= 0:
            return
        height = view.viewport().height()
        bottom = view.strip.height_of(key)
        top = bottom - view.widget_rows.extra_height(key)
        line_top, line_height = self._line_above(view, key)
        if bottom - line_top + CLEAR <= height:
            view.strip.reveal(key, line_top, bottom, CLEAR)
        elif bottom - top + line_height <= height:
            view.strip.reveal(key, top, bottom, 0)
        else:  # not even the card fits: show its beginning, and the last line before it
            first = max(0, top - line_height)
            view.strip.reveal(key, first, first + height, 0)

    def _line_above(self, view: NodeView, key: NodeId) -> tuple[int, int]:
        """Top (from the row's top) and height of the line that the card answers."""
        face = view.strip.face_of(key)
        if view.row_editor.edited == key:
            top, bottom = view.row_editor.caret_stretch(key)
            return top, bottom - top
        line = round(face.block.line_rect(0).height())
        return face.text_top + face.block.height - line, line

    def _show_highlight(self) -> None:
        """While stepping through the candidates with keys, keep the highlighted one visible."""
        if self._place is None or self._card is None:
            return
        view, key = self._place
        stretch = self._card.highlighted_stretch()
        if stretch is None or view.strip.row_of(key) < 0 or self._card.height() <= view.viewport().height():
            return
        bottom = view.strip.height_of(key)
        top = bottom - view.widget_rows.extra_height(key) + GAP
        view.strip.reveal(key, top + stretch[0], top + stretch[1], CLEAR)

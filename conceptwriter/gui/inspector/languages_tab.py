"""Every rendition of the current node, and a place to write missing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import language_name
from conceptwriter.gui.inspector.rendition_card import RenditionCard
from conceptwriter.gui.inspector.translator_hint import TranslatorHint
from conceptwriter.outline import NodeId
from conceptwriter.outline.model import MACHINE_ORIGINS
from conceptwriter.outline.translated_by import translated_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.bundles.advice import Advice
    from conceptwriter.gui.bundles.shelf import ShelfItem


class LanguagesTab(QScrollArea):
    """One card per language; the source first, then the output language, then the others."""

    again_requested = Signal(object, str)
    """NodeId, language: offer other translations of it."""
    confirmed = Signal(object, str)
    """NodeId, language: a person has approved this text."""
    stale_requested = Signal()
    """Go to the next text that needs checking."""
    written_requested = Signal()
    """Declare the language this is written in."""
    add_requested = Signal()
    """Translate the node into one more language."""
    help_requested = Signal(str)
    """A language the models do not support: follow the advice."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.read_only = False
        self.can_translate: Callable[[str], bool] = lambda _code: False
        self.advise: Callable[[str], Advice | None] = lambda _code: None
        """Returns what is needed for a language the models do not support."""
        self.offer_translator: Callable[[str, str], ShelfItem | None] = lambda _source, _target: None
        """Returns a translation model that could be installed for a pair of languages."""
        self.cards: list[RenditionCard] = []
        self._wanted: tuple[NodeId, str] | None = None
        """A node, and a language in which it is to be written for the first time."""
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Languages of the node"))
        inner = QWidget(self)
        set_role(inner, "side")
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(10, 10, 10, 10)
        self._layout.setSpacing(10)
        self.empty = PlainLabel(self.tr("There is no text here yet."), inner)
        set_role(self.empty, "hint")
        self.empty.setWordWrap(True)
        self._layout.addWidget(self.empty)
        self.add = QPushButton(self.tr("Translate Into..."), inner)
        set_role(self.add, "small")
        self.add.clicked.connect(lambda _checked=False: self.add_requested.emit())
        self._layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self.hint = TranslatorHint(inner)
        self._layout.addWidget(self.hint)
        self._layout.addStretch(1)
        self.setWidget(inner)

    def open_card(self, node: NodeId, code: str) -> None:
        """Open a card for one more language of a node, with keyboard focus."""
        self._wanted = (node, code)
        self.refresh()
        for card in self.cards:
            if card.code == code:
                card.text.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(card)

    def refresh(self) -> None:
        """Show the current node; remaining cards keep their focus and unfinished text."""
        current = self.desk.current
        codes = self._codes(current)
        shown = [(card.held.node, card.code) for card in self.cards]
        if shown != [(current, code) for code in codes] and not self._rebuild(current, codes):
            return
        for card in self.cards:
            card.refresh()
        self.empty.setVisible(not codes)
        self.add.setVisible(bool(codes))
        self.add.setEnabled(bool(self.desk.document.source_text(current)) and not self.read_only)
        self.hint.show_offer(self._translator_offer(current))

    def _translator_offer(self, current: NodeId) -> ShelfItem | None:
        """A translation model for a text of the node that the program's own model has made."""
        document = self.desk.document
        node = document.node(current)
        for card in self.cards:
            code = card.code
            rendition = node.renditions.get(code)
            own = rendition is not None and rendition.origin in MACHINE_ORIGINS
            if own and code != node.source_language and translated_by(document, current, code) is None:
                offer = self.offer_translator(node.source_language, code)
                if offer is not None:
                    return offer
        return None

    def _codes(self, current: NodeId) -> list[str]:
        """The existing languages, the output language, and one about to be written."""
        document = self.desk.document
        node, output = document.node(current), document.effective_language(current)
        codes = set(node.renditions)
        if document.source_text(current) and not self.read_only:
            codes.add(output)
            if self._wanted is not None and self._wanted[0] == current:
                codes.add(self._wanted[1])
            codes.update(c.code for c in self.cards if c.held.node == current and c.text.hasFocus())
        return sorted(
            codes, key=lambda code: (code != node.source_language, code != output, language_name(code))
        )

    def _rebuild(self, node: NodeId, codes: list[str]) -> bool:
        """Replace the cards; False when an existing one has text that could not be written."""
        written = [card.commit() for card in self.cards]
        if not all(written):
            return False
        for card in self.cards:
            self._layout.removeWidget(card)
            card.leave()
        self.cards = [RenditionCard(self, node, code, self) for code in codes]
        for place, card in enumerate(self.cards):
            self._layout.insertWidget(place, card)
            card.show()
        return True

    def let_go(self) -> None:
        """Another document is on the desk: no card here belongs to it."""
        for card in self.cards:
            self._layout.removeWidget(card)
            card.leave()
        self.cards, self._wanted = [], None

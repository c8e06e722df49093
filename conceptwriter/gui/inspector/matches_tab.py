"""What memories and glossaries know of the current sentence, and keys to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import language_name
from conceptwriter.gui.inspector.match_card import MatchCard
from conceptwriter.gui.references.wording import term_line

if TYPE_CHECKING:
    from conceptwriter.gui.references.keeper import ReferenceKeeper


class MatchesTab(QScrollArea):
    """The terms of the sentence above, the matches below, best first."""

    take_requested = Signal(int)
    """Index of a match."""

    def __init__(self, keeper: ReferenceKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.cards: list[MatchCard] = []
        self.terms: list[PlainLabel] = []
        self._shown: tuple[object, ...] | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Matches for the sentence"))
        inner = QWidget(self)
        set_role(inner, "side")
        self.state = PlainLabel(inner)
        self.state.setWordWrap(True)
        set_role(self.state, "hint")
        self._terms_box, self._cards_box = QVBoxLayout(), QVBoxLayout()
        self._terms_box.setSpacing(4)
        self._cards_box.setSpacing(8)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self.state)
        layout.addLayout(self._terms_box)
        layout.addLayout(self._cards_box)
        layout.addStretch(1)
        self.setWidget(inner)
        self._inner = inner
        keeper.changed.connect(self._renew)

    def refresh(self) -> None:
        """Show what is known of the current sentence."""
        keeper = self._keeper
        shown = (keeper.matches, keeper.terms)
        if shown != self._shown:
            self._shown = shown
            self._fill()
        self.state.setText(self._words())

    def let_go(self) -> None:
        """Another document is on the desk: nothing here is for it."""
        self._shown = None
        self._empty()

    def _renew(self) -> None:
        if self.isVisible():
            self.refresh()

    def _empty(self) -> None:
        for box, parts in ((self._terms_box, self.terms), (self._cards_box, self.cards)):
            for part in parts:
                box.removeWidget(part)
                part.hide()
                part.deleteLater()
        self.terms, self.cards = [], []

    def _fill(self) -> None:
        self._empty()
        for term in self._keeper.terms:
            line = PlainLabel(term_line(term), self._inner)
            line.setWordWrap(True)
            line.setToolTip(plain_tip(term.note))
            line.setAccessibleDescription(term.note)
            self._terms_box.addWidget(line)
            line.show()
            self.terms.append(line)
        for index, match in enumerate(self._keeper.matches):
            card = MatchCard(index + 1, match, self._inner)
            card.taken.connect(lambda index=index: self.take_requested.emit(index))
            self._cards_box.addWidget(card)
            card.show()
            self.cards.append(card)

    def _words(self) -> str:
        keeper = self._keeper
        if keeper.asked is None:
            return self.tr(
                "Show a paragraph in another language: similar sentences you have translated before, and "
                "terms of your glossaries, are then listed here."
            )
        language = language_name(keeper.asked.target_language)
        if keeper.waiting:
            return self.tr("Looking up...")
        if keeper.matches:
            return self.tr("Into {language}").format(language=language)
        words = self.tr("Nothing like it has been translated into {language} yet.").format(language=language)
        return f"{words} {self.tr('Translations that you confirm are remembered.')}"

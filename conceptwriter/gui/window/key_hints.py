"""The line of keys under a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.actions.registry import ActionRegistry
    from conceptwriter.gui.proposals.controller import ProposalController
    from conceptwriter.gui.settings import WindowSettings

CONTEXT = "MainWindow"
_HINTS = (
    ("concept.take_1", QT_TRANSLATE_NOOP("MainWindow", "{key}…5 take")),
    ("concept.next_candidate", QT_TRANSLATE_NOOP("MainWindow", "{key} highlight")),
    ("concept.confirm", QT_TRANSLATE_NOOP("MainWindow", "{key} take highlighted")),
    ("concept.reroll", QT_TRANSLATE_NOOP("MainWindow", "{key} propose again")),
    ("concept.stop", QT_TRANSLATE_NOOP("MainWindow", "{key} dismiss")),
)


class CardKeys:
    """The keys are shown on the first card a user ever sees; later the shortcut sheet lists them."""

    def __init__(self, registry: ActionRegistry, settings: WindowSettings) -> None:
        self._registry, self._settings = registry, settings
        self._shown = False

    def serve(self, proposals: ProposalController) -> None:
        """Have its cards show their keys."""
        proposals.changed.connect(lambda: self.note_card(proposals.card is not None))
        stop = QCoreApplication.translate(CONTEXT, "{key} stop")
        proposals.set_key_hints(
            self.words, lambda: stop.format(key=self._registry.shown_keys("concept.stop"))
        )

    def words(self) -> str:
        """The line for the open card; empty if it was shown before."""
        if self._settings.card_keys_known:
            return ""
        self._shown = True
        return card_hint(self._registry)

    def note_card(self, is_open: bool) -> None:
        """A card opened or closed: after the first one that showed them, the keys are known."""
        if self._shown and not is_open:
            self._settings.card_keys_known = True


def card_hint(registry: ActionRegistry) -> str:
    """The current keys that act on the offers."""
    parts = []
    for action_id, words in _HINTS:
        key = registry.shown_keys(action_id).split(", ")[0]
        if action_id != "concept.take_1" or key.endswith("1"):
            parts.append(QCoreApplication.translate(CONTEXT, words).format(key=key))
    hint = "   ".join(parts)
    for name, sign in (("Return", "Enter"), ("Down", "↓"), ("Up", "↑")):
        hint = hint.replace(name, sign)
    return hint

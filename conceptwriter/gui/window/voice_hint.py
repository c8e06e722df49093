"""At a start without a voice: one unobtrusive line that one can be installed, until it is dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.bundles.wording import licences_in_short, size_words
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.bundles.shelf import ShelfItem
    from conceptwriter.gui.window.main_window import MainWindow

TOPIC = "voice"


def offer_voice(window: MainWindow) -> None:
    """Mention a voice that can be installed, if none is in use."""
    item = window.model_link.voice_offer()
    if item is None:
        return
    window.manner.offer_voice(item.title)
    if window.settings.voice_hint:
        window.notices.post(
            Notice(
                _words(item),
                Tone.HINT,
                offer=_translated(QT_TRANSLATE_NOOP("VoiceHint", "Install {title}..."), title=item.title),
                act=window.model_link.install_voice,
                topic=TOPIC,
                refused=lambda: setattr(window.settings, "voice_hint", False),
            )
        )
    window.models.changed.connect(lambda: withdraw(window))


def withdraw(window: MainWindow) -> None:
    """Withdraw the hint once a voice is in use."""
    if window.models.voice:
        window.notices.withdraw(TOPIC)


def _words(item: ShelfItem) -> str:
    size = item.entry.download_bytes if item.entry is not None else None
    facts = [item.title, *([size_words(size)] if size is not None else []), licences_in_short(item.licences)]
    words = QT_TRANSLATE_NOOP("VoiceHint", "Proposals read better with a voice ({facts}).")
    return _translated(words, facts=", ".join(facts))


def _translated(text: str, **values: str) -> str:
    return QCoreApplication.translate("VoiceHint", text).format(**values)

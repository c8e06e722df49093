"""After a translation, and side by side: once, that a model made for this pair of languages can be installed.

The Languages page of the inspector says the same below the translations, so nothing is said while it is open.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.gui.inspector.translator_hint import hint_words, offer_words
from conceptwriter.gui.notices import Notice, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.window.commands.context import Context
    from conceptwriter.gui.window.translation_report import TranslationFigures

TOPIC = "translation model"


class TranslatorNotice(QObject):
    """One per window. Dismissed, such models are not mentioned again, here or there."""

    def __init__(
        self,
        context: Context,
        notices: NoticeBar,
        refuse: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        """`refuse`: the user does not want to hear of such models."""
        super().__init__(parent)
        self._context, self._notices, self._refuse = context, notices, refuse
        self._pair: tuple[str, str] | None = None
        """The pair of languages it was posted for."""
        context.translation.done.connect(self._translated)
        context.desk.side_by_side_changed.connect(self._look_beside)
        context.desk.language_shown.connect(lambda _code: self._look_beside())
        context.model_link.keeper.installed.connect(lambda _bundle: self._look_again())

    def _translated(self, report: TranslationFigures) -> None:
        if report.made:
            self._mention(report.to)

    def _look_beside(self) -> None:
        """The source is shown beside its translation, or the language of that has changed."""
        desk = self._context.desk
        if desk.side_by_side:
            self._mention(desk.document.effective_language(desk.current))

    def _mention(self, target: str) -> None:
        """Mention a model for the language of the current text, unless one was mentioned before."""
        link, page = self._context.model_link, self._context.inspector.languages
        source = link.source_here()
        if self._pair is not None or source == target or page.isVisible():
            return
        item = link.translator_offer(source, target)
        if item is None:
            return
        self._pair = source, target
        self._notices.post(
            Notice(
                hint_words(item),
                Tone.HINT,
                offer=offer_words(item),
                act=partial(link.open, item.key),
                topic=TOPIC,
                refused=self._refuse,
            )
        )

    def withdraw(self) -> None:
        """The user does not want to hear of such models, or does not need to any more."""
        self._notices.withdraw(TOPIC)

    def _look_again(self) -> None:
        """A model was installed: it may be one for the pair."""
        if self._pair is not None and self._context.model_link.translator_offer(*self._pair) is None:
            self.withdraw()

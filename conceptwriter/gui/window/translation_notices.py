"""Says what came of translating, and offers what one would do next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.gui.inspector.wording import language_name
from conceptwriter.gui.notices import SHORT_MS, Notice, Tone
from conceptwriter.gui.window.translation_report import Report, words_of
from conceptwriter.outline.model import UNSURE

if TYPE_CHECKING:
    from conceptwriter.gui.window.main_window import MainWindow
    from conceptwriter.outline import NodeId

TOPIC = "translated"


class TranslationNotices(QObject):
    """One a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        translation = window.translation
        translation.told.connect(window.tell)
        translation.others.said.connect(lambda words: window.status.showMessage(words, SHORT_MS))
        translation.no_model.connect(window.model_link.tell_lack)
        translation.done.connect(self.tell)
        translation.own_is_stale.connect(self.tell_own)
        translation.view_kept.connect(window.languages.keep_own)
        window.desk.project_changed.connect(self.tell_unsure)
        window.once_idle(self.tell_unsure)

    def tell(self, report: Report) -> None:
        """What a translation came to."""
        if report.is_silent:
            return
        window = self._window
        tone = Tone.WARN if report.stopped or report.doubtful or report.yours else Tone.GOOD
        notice = Notice(words_of(report), tone, topic=TOPIC)
        shown = window.languages.shown
        if report.stopped and report.whole:
            offer = self.tr("Continue")
            notice = Notice(
                notice.text, tone, offer, lambda: window.translation.translate_document(report.to), TOPIC
            )
        elif report.whole and report.made and shown != report.to:
            offer = self.tr("Show in {language}").format(language=language_name(report.to))
            notice = Notice(notice.text, tone, offer, lambda: window.languages.show_in(report.to), TOPIC)
        elif report.doubtful or report.yours:
            notice = Notice(notice.text, tone, self.tr("Show the List"), window.show_review, TOPIC)
        window.notices.tell(notice)

    def tell_unsure(self) -> None:
        """The language of what was imported was guessed from too little."""
        window, document = self._window, self._window.desk.document
        window.notices.withdraw(UNSURE)
        if UNSURE not in document.root.attributes or window.project.read_only:
            return
        words = self.tr("This text seems to be {language}, but it is too short to be sure.")
        name = language_name(document.root.source_language)
        offer = self.tr("Set Language...")
        ask = partial(window.ask_written, whole=True)
        window.notices.tell(Notice(words.format(language=name), Tone.WARN, offer, ask, UNSURE))

    def tell_own(self, node: NodeId, code: str) -> None:
        """Nothing was translated: the translation is a person's, and stays."""
        words = self.tr(
            "Your {language} text is older than its source and was not changed. Edit it, mark it as "
            "reviewed, or let the model propose other translations."
        ).format(language=language_name(code))
        again = self.tr("Translate Again")
        window = self._window
        notice = Notice(words, Tone.WARN, again, lambda: window.translate_again(node, code), TOPIC)
        window.notices.tell(notice)

"""Reports the result of translating, and offers the likely next step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.window.translation_report import TranslationFigures, words_of
from conceptwriter.outline.model import UNSURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.window.document_languages import DocumentLanguages
    from conceptwriter.gui.window.failed_texts import FailedTexts
    from conceptwriter.gui.window.language_choice import LanguageChoice
    from conceptwriter.gui.window.translation import TranslationController
    from conceptwriter.outline import NodeId

TOPIC = "translated"


class TranslationNotices(QObject):
    """One per window."""

    def __init__(
        self,
        desk: Desk,
        project: Callable[[], OpenProject],
        translation: TranslationController,
        languages: DocumentLanguages,
        choice: LanguageChoice,
        notices: NoticeBar,
        failed: FailedTexts,
        show_review: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        """`show_review` opens the list of what needs checking."""
        super().__init__(parent)
        self._desk, self._project, self._translation = desk, project, translation
        self._languages, self._choice, self._notices = languages, choice, notices
        self._failed, self._show_review = failed, show_review
        translation.notified.connect(lambda words: notices.post(Notice(words)))
        translation.done.connect(self.post)
        translation.own_is_stale.connect(self.post_own)
        desk.project_changed.connect(self.post_unsure)

    def post(self, report: TranslationFigures) -> None:
        """Report the result of a translation."""
        self._failed.note(report)
        if report.is_silent:
            return
        is_fine = not (report.stopped or report.doubtful or report.yours or report.failed)
        tone = Tone.GOOD if is_fine else Tone.WARN
        notice = Notice(words_of(report), tone, topic=TOPIC)
        shown = self._languages.shown
        if report.stopped and report.whole:
            offer = self.tr("Continue")
            notice = Notice(
                notice.text, tone, offer, lambda: self._translation.translate_document(report.to), TOPIC
            )
        elif report.failed:
            notice = Notice(notice.text, tone, self.tr("Show Them..."), self._failed.show, TOPIC)
        elif report.whole and report.made and shown != report.to:
            offer = self.tr("Show in {language}").format(language=language_name(report.to))
            notice = Notice(notice.text, tone, offer, lambda: self._languages.show_in(report.to), TOPIC)
        elif report.doubtful or report.yours:
            notice = Notice(notice.text, tone, self.tr("Show the List"), self._show_review, TOPIC)
        self._notices.post(notice)

    def post_unsure(self) -> None:
        """The language of the imported text was guessed from too little."""
        document = self._desk.document
        self._notices.withdraw(UNSURE)
        if UNSURE not in document.root.attributes or self._project().read_only:
            return
        words = self.tr("This text seems to be {language}, but it is too short to be sure.")
        name = language_name(document.root.source_language)
        offer = self.tr("Set Language...")
        ask = partial(self._choice.ask_written, whole=True)
        self._notices.post(Notice(words.format(language=name), Tone.WARN, offer, ask, UNSURE))

    def post_own(self, node: NodeId, code: str) -> None:
        """Nothing was translated: the existing translation is manual, and stays."""
        words = self.tr(
            "Your {language} text is older than its source and was not changed. Edit it, mark it as "
            "reviewed, or let the model propose other translations."
        ).format(language=language_name(code))
        again = self.tr("Translate Again")
        notice = Notice(words, Tone.WARN, again, lambda: self._choice.translate_again(node, code), TOPIC)
        self._notices.post(notice)

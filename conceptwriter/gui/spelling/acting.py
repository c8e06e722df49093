"""Acting on a misspelt word: correcting it, or letting it stand, once or for good."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret
from conceptwriter.spelling import add_document_word, remove_document_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.spelling.asking import SpellAsking
    from conceptwriter.gui.spelling.keeper import SpellKeeper
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.spelling.whole import Misspelling

TOPIC = "spelling"


class SpellActing(QObject):
    """One per window."""

    notified = Signal(object)
    """Notice"""

    def __init__(
        self,
        desk: Desk,
        keeper: SpellKeeper,
        is_writable: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._keeper, self.is_writable = desk, keeper, is_writable

    @property
    def asking(self) -> SpellAsking:
        """What knows suggestions."""
        return self._keeper.asking

    def correct(self, about: Misspelling, word: str) -> None:
        """Replace the word in the text, as one step; nothing if something else stands there by now."""
        document = self._desk.document
        if self._stands(about):
            self._desk.attempt(lambda: correction(document, about, word), edit=True)

    def add_to_mine(self, about: Misspelling) -> None:
        """The word is right in every document."""
        self._keeper.add_own(about.language, about.word)
        words = self.tr("“{word}” is one of your words for {language} now.")

        def undo() -> None:
            self._keeper.remove_own(about.language, about.word)

        text = words.format(word=about.word, language=language_name(about.language))
        self.notified.emit(Notice(text, Tone.GOOD, self.tr("Undo"), undo, topic=TOPIC))

    def remove_from_mine(self, about: Misspelling) -> None:
        """The word is none of the user's any more."""
        self._keeper.remove_own(about.language, about.word)

    def remove_from_document(self, about: Misspelling) -> None:
        """The word is none of the document's any more."""
        document = self._desk.document
        self._desk.attempt(lambda: remove_document_word(document, about.language, about.word))

    def add_to_document(self, about: Misspelling) -> None:
        """The word is right in this document."""
        document = self._desk.document
        self._desk.attempt(lambda: add_document_word(document, about.language, about.word))

    def ignore(self, about: Misspelling) -> None:
        """The word is right until the program ends."""
        self._keeper.ignore(about.language, about.word)

    def _stands(self, about: Misspelling) -> bool:
        document = self._desk.document
        if about.node not in document or document.shown_language(about.node) != about.language:
            return False
        return document.text(about.node)[about.start : about.end] == about.written


def correction(document: Document, about: Misspelling, word: str) -> Operation:
    """Replace one word; an apostrophe is written as it was, or as elsewhere in the text."""
    text = document.text(about.node)
    if "’" in about.written or ("’" in text and "'" not in text):
        word = word.replace("'", "’")
    start, end = Caret(about.node, about.start), Caret(about.node, about.end)
    operation = edits.remove_range(document, start, end, word, time=time.time())
    return replace(operation, label="Correct spelling", follow_key=None)

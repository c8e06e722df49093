"""Which words of the document are misspelt: what no dictionary and no list has, and what is not a name."""

from __future__ import annotations

import time
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from conceptwriter.outline import ROOT, Kind
from conceptwriter.outline.regional_tags import regions_in
from conceptwriter.outline.translatable import is_verbatim
from conceptwriter.spelling import (
    KnownWords,
    Names,
    Word,
    chosen_dictionaries,
    document_words,
    words_of,
)
from conceptwriter.spelling.judging import judge, words_of_terms
from conceptwriter.spelling.whole import Misspelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.source_above import Places
    from conceptwriter.glossary import Glossary
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.gui.spelling.asking import SpellAsking
    from conceptwriter.outline import ChangeNotice, NodeId
    from conceptwriter.spelling import Dictionary

SLICE_SECONDS = 0.004
NEWS_MS = 40
"""Answers that arrive together are shown together."""
TEXTS_KEPT = 2000
"""Texts whose words are remembered: what is on screen is painted often."""


class SpellKeeper(QObject):
    """One per window."""

    changed = Signal()
    """What `places` says may have changed."""

    def __init__(
        self, desk: Desk, asking: SpellAsking, settings: WindowSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self.asking, self._settings = desk, asking, settings
        self.dictionaries: dict[str, Dictionary] = {}
        """The dictionary in use for each language."""
        self._regions: dict[str, str] = {}
        """The regions of the document's languages that the dictionaries were chosen for."""
        self._chosen_here: set[str] = set()
        """Languages for which the user chose a dictionary in this document, whatever its region."""
        self._own: dict[str, list[str]] = {}
        self._ignored: dict[str, set[str]] = {}
        self._terms: dict[str, set[str]] = {}
        self._known: dict[str, KnownWords] = {}
        self._words: OrderedDict[tuple[str, str], list[Word]] = OrderedDict()
        self._names = Names()
        self._ahead: list[NodeId] = []
        """Nodes still to be walked through, with all below them; the next is the last."""
        self._altered: dict[NodeId, None] = {}
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)
        self._news = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._news.timeout.connect(self.changed)
        asking.dictionaries_found.connect(self._choose)
        asking.answered.connect(self._news_soon)
        asking.words_read.connect(self._take_own)
        desk.changed.connect(self._follow)
        desk.project_changed.connect(self._take_document)
        if self.is_on:
            asking.find()

    # What is misspelt

    @property
    def is_on(self) -> bool:
        """Whether spelling is checked."""
        return self._settings.check_spelling

    def turn(self, on: bool) -> None:
        """Check spelling, or stop."""
        self._settings.check_spelling = on
        if on and not self.asking.found:
            self.asking.find()
        self._restart()

    def checks(self, language: str) -> bool:
        """Whether texts in this language are checked."""
        return self.is_on and language in self.dictionaries and self.asking.is_usable(language)

    def places(self, node: NodeId, language: str, text: str) -> Places:
        """Where the misspelt words of a text are, as far as it is known; the rest is asked for."""
        found, unknown = self._found_in(node, language, text)
        if unknown:
            self.asking.want(language, unknown, first=True)
        return tuple((word.start, word.end) for word in found)

    def misspellings(self, node: NodeId) -> list[Misspelling] | None:
        """The misspelt words of the text shown for a node; None: not all of its words are known yet."""
        document = self._desk.document
        if document.shows_source(node):
            return []
        language, text = document.shown_language(node), document.text(node)
        found, unknown = self._found_in(node, language, text)
        if unknown:
            self.asking.want(language, unknown, first=True)
            return None
        return [
            Misspelling(node, language, word.start, word.end, word.text, text[word.start : word.end])
            for word in found
        ]

    def at_caret(self) -> Misspelling | None:
        """The misspelt word that the caret touches, or that is selected."""
        caret = self._desk.caret
        if caret is None or caret.node not in self._desk.document or caret.anchor_node is not None:
            return None
        first, last = sorted((caret.position, caret.position if caret.anchor is None else caret.anchor))
        for one in self.misspellings(caret.node) or ():
            if one.start <= first and last <= one.end:
                return one
        return None

    def listed_at_caret(self) -> Misspelling | None:
        """The word that the caret touches, if it is one of the user's or of the document's words."""
        caret, document = self._desk.caret, self._desk.document
        if caret is None or caret.node not in document:
            return None
        language, text = document.shown_language(caret.node), document.text(caret.node)
        listed = {*self._own.get(language, ()), *document_words(document, language)}
        if not listed or not self.checks(language):
            return None
        for one in self._words_of(text, language):
            if one.start <= caret.position <= one.end and one.text in listed:
                return Misspelling(
                    caret.node, language, one.start, one.end, one.text, text[one.start : one.end]
                )
        return None

    def _found_in(self, node: NodeId, language: str, text: str) -> tuple[list[Word], list[str]]:
        """The misspelt words, and those of which it is not known."""
        here = self._desk.document.get(node)
        if here is None or not self.checks(language) or is_verbatim(here):
            return [], []
        right, known = self.asking.right(language), self._known_in(language)
        return judge(self._words_of(text, language), text, language, right, known)

    def _words_of(self, text: str, language: str) -> list[Word]:
        key = language, text
        words = self._words.get(key)
        if words is None:
            words = self._words[key] = words_of(text, language)
            if len(self._words) > TEXTS_KEPT:
                self._words.popitem(last=False)
        else:
            self._words.move_to_end(key)
        return words

    # Words that are right

    def _known_in(self, language: str) -> KnownWords:
        known = self._known.get(language)
        if known is None:
            words = {
                *self._own.get(language, ()),
                *document_words(self._desk.document, language),
                *self._ignored.get(language, ()),
                *self._terms.get(language, ()),
            }
            known = self._known[language] = KnownWords(words, self._names.has)
        return known

    def own_words(self, language: str) -> Sequence[str]:
        """The user's own words of a language."""
        return self._own.get(language, ())

    def document_words(self, language: str) -> Sequence[str]:
        """The document's own words of a language."""
        return document_words(self._desk.document, language)

    def add_own(self, language: str, word: str) -> None:
        """Add a word to the user's own."""
        self._own.setdefault(language, []).append(word)
        self.asking.add_word(language, word)
        self._forget_known()

    def remove_own(self, language: str, word: str) -> None:
        """Take a word out of the user's own."""
        self._own[language] = [one for one in self._own.get(language, ()) if one != word]
        self.asking.remove_word(language, word)
        self._forget_known()

    def ignore(self, language: str, word: str) -> None:
        """Let a word stand until the program ends."""
        self._ignored.setdefault(language, set()).add(word)
        self._forget_known()

    def use_glossaries(self, glossaries: Iterable[Glossary]) -> None:
        """The words of their terms are right."""
        self.asking.work_out(partial(_words_of_terms, list(glossaries)), self._take_terms)

    def _take_terms(self, terms: dict[str, set[str]]) -> None:
        self._terms = terms
        self._forget_known()

    def _take_own(self, language: str, words: list[str]) -> None:
        self._own[language] = list(words)
        self._forget_known()

    def _forget_known(self) -> None:
        self._known.clear()
        self._news_soon()

    # Dictionaries

    def choose(self, language: str, name: str) -> None:
        """Use the dictionary with this name for a language from now on."""
        self._settings.spelling_dictionaries[language] = name
        self._chosen_here.add(language)
        self._choose()

    def _choose(self) -> None:
        wishes = self._settings.spelling_dictionaries
        self._regions = regions_in(self._desk.document)
        regions = {code: one for code, one in self._regions.items() if code not in self._chosen_here}
        self.dictionaries = chosen_dictionaries(self.asking.found, wishes, QLocale().name(), regions)
        self.asking.use(self.dictionaries)
        self._restart()

    # The document

    def _take_document(self) -> None:
        """Another document: its languages may have other regions."""
        self._chosen_here.clear()
        if self.asking.found and regions_in(self._desk.document) != self._regions:
            self._choose()
        else:
            self._restart()

    def close(self) -> None:
        """Stop everything."""
        for timer in (self._next, self._news):
            timer.stop()
        self._ahead, self._altered = [], {}
        self.asking.close()

    @property
    def is_complete(self) -> bool:
        """Whether the whole document has been walked through and all its words are known."""
        return not self._ahead and not self._altered and not self.asking.waiting

    def _restart(self) -> None:
        self._names = Names()
        self._altered = {}
        self._ahead = [ROOT] if self.is_on else []
        self.asking.forget_wishes()
        self._forget_known()
        if self._ahead:
            self._next.start()

    def _follow(self, notice: ChangeNotice) -> None:
        if not self.is_on:
            return
        if ROOT in notice.changed:
            if self.asking.found and regions_in(self._desk.document) != self._regions:
                self._chosen_here.clear()
                self._choose()
                return
            self._forget_known()
        for node in notice.removed:
            self._names.forget(node)
        self._altered.update(dict.fromkeys([*notice.inserted, *notice.changed]))
        self._next.start()

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        for node in self._steps():
            self._look_at(node)
            if time.perf_counter() > end:
                self._next.start()
                return

    def _steps(self) -> Iterator[NodeId]:
        """What was altered, then the rest of the document in reading order; it may change in between."""
        document = self._desk.document
        while self._altered or self._ahead:
            if self._altered:
                node = next(iter(self._altered))
                del self._altered[node]
            else:
                node = self._ahead.pop()
                if node in document:
                    self._ahead += reversed(document.children(node))
            if node in document:
                yield node

    def _look_at(self, node: NodeId) -> None:
        """Count its names, and ask for its words."""
        document = self._desk.document
        here = document.node(node)
        if is_verbatim(here) or document.in_trash(node):
            self._names.forget(node)
            return
        if here.kind is not Kind.SECTION:
            texts = [(code, one.text) for code, one in here.renditions.items() if one.text]
            if self._names.count(node, [(code, words_of(text, code)) for code, text in texts]):
                self._news_soon()
        language = document.shown_language(node)
        _, unknown = self._found_in(node, language, document.text(node))
        if unknown:
            self.asking.want(language, unknown)

    def _news_soon(self) -> None:
        if not self._news.isActive():
            self._news.start()


def _words_of_terms(glossaries: Sequence[Glossary]) -> dict[str, set[str]]:
    terms = (term for glossary in glossaries for entry in glossary.entries for term in entry.terms)
    return words_of_terms((term.language, term.text) for term in terms)

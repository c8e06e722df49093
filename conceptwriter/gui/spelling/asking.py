"""Asks the dictionaries on a thread, which waits for another process; remembers the answers by word."""

from __future__ import annotations

import logging
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.jobs.asking_thread import AskingThread
from conceptwriter.spelling import (
    Dictionary,
    DictionaryError,
    add_personal_word,
    personal_words,
    remove_personal_word,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from conceptwriter.gui.jobs.asking_thread import Question

Result = TypeVar("Result")

AT_ONCE = 64
"""Words in one request: what is on screen waits for no more than these."""
_MOST_FAILURES = 3
_log = logging.getLogger(__name__)


class Speller(Protocol):
    """What knows the dictionaries: `conceptwriter.spelling.process.SpellingProcess`."""

    def find_dictionaries(self) -> dict[str, list[Dictionary]]:
        """Those that there are, by language."""

    def use(self, dictionaries: Mapping[str, Dictionary]) -> None:
        """Check with these from now on."""

    def check(self, language: str, words: Sequence[str]) -> list[bool]:
        """Whether each word is right. Raises DictionaryError: not with this one; or SpellingFailed."""

    def suggest(self, language: str, word: str) -> list[str]:
        """What may be meant. Raises what `check` raises."""

    def close(self) -> None:
        """Give everything back; the next words begin anew."""

    def kill(self) -> None:
        """End what is going on on another thread at once, with an error there."""


class SpellAsking(QObject):
    """What the dictionaries say, as far as it is known. Without a speller nothing ever is."""

    dictionaries_found = Signal()
    """`found` is known."""
    answered = Signal()
    """More words are known."""
    words_read = Signal(str, object)
    """Language, list: the user's own words."""
    suggested = Signal(str, str, object)
    """Language, word, list: what may be meant."""
    failed = Signal(str)
    """A dictionary or list of words that cannot be used, and why; each once."""

    def __init__(
        self, speller: Speller | None = None, words_folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        """`words_folder`: of the user's own words; None: the usual one."""
        super().__init__(parent)
        self._speller, self._folder = speller, words_folder
        self.found: dict[str, list[Dictionary]] = {}
        """All dictionaries, by language."""
        self._right: dict[str, dict[str, bool]] = {}
        self._suggestions: dict[tuple[str, str], list[str]] = {}
        self._asked: set[tuple[str, str]] = set()
        self._tasks: deque[Question] = deque()
        """What is done before all words; each returns what is then done on the window's thread."""
        self._first: dict[tuple[str, str], None] = {}
        self._later: dict[tuple[str, str], None] = {}
        self._thread = None if speller is None else AskingThread("task: spelling", self, speller, self)
        self._failures = 0
        self._reported: set[str] = set()
        self._unusable: set[str] = set()

    @property
    def waiting(self) -> int:
        """How many words are still to be checked."""
        return len(self._asked)

    def right(self, language: str) -> Mapping[str, bool]:
        """The words of a language that are known, and whether they are right."""
        return self._right.setdefault(language, {})

    def is_usable(self, language: str) -> bool:
        """False for a language whose dictionary turned out to be broken."""
        return language not in self._unusable and self._failures < _MOST_FAILURES

    def find(self) -> None:
        """Look which dictionaries there are."""
        if self._speller is not None:
            self._do(partial(self._find, self._speller))

    def use(self, dictionaries: Mapping[str, Dictionary]) -> None:
        """Check with these from now on, and read the user's words for them; what was known is forgotten."""
        if self._speller is None or self._thread is None:
            return
        with self._thread.lock:
            self._right = {}
        self.forget_wishes()
        self._suggestions.clear()
        self._unusable.clear()
        self._do(partial(self._use, self._speller, dict(dictionaries)))
        for language in dictionaries:
            self._do(partial(self._read_words, language))

    def want(self, language: str, words: Iterable[str], *, first: bool = False) -> None:
        """Have these words checked, `first` before all others."""
        thread = self._thread
        if thread is None or thread.closed or not self.is_usable(language):
            return
        with thread.lock:
            for word in words:
                asked = language, word
                if asked in self._asked:
                    if first and asked in self._later:
                        del self._later[asked]
                        self._first[asked] = None
                    continue
                self._asked.add(asked)
                (self._first if first else self._later)[asked] = None
            thread.wake()

    def want_suggestions(self, language: str, word: str) -> None:
        """Have `suggested` emitted for a word, soon."""
        known = self._suggestions.get((language, word))
        if known is not None and self._thread is not None:
            self._thread.answer_later(partial(self.suggested.emit, language, word, known))
        elif self._speller is not None:
            self._do(partial(self._suggest, self._speller, language, word), first=True)

    def work_out(self, task: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Do something slow on the thread, and something quick with its result on the window's."""
        if self._speller is not None:
            self._do(lambda: partial(done, task()))

    def add_word(self, language: str, word: str) -> None:
        """Add a word to the user's own."""
        self._do(partial(self._change_words, add_personal_word, language, word))

    def remove_word(self, language: str, word: str) -> None:
        """Take a word out of the user's own."""
        self._do(partial(self._change_words, remove_personal_word, language, word))

    def forget_wishes(self) -> None:
        """Another document: what waits is of no use."""
        if self._thread is not None:
            with self._thread.lock:
                self._first.clear()
                self._later.clear()
        self._asked.clear()

    def close(self) -> None:
        """Stop at once, and wait for the thread; the user's words that wait to be written are written."""
        self.forget_wishes()
        if self._thread is not None:
            self._thread.close()

    def _do(self, task: Question, *, first: bool = False) -> None:
        thread = self._thread
        if thread is None or thread.closed:
            return
        with thread.lock:
            (self._tasks.appendleft if first else self._tasks.append)(task)
            thread.wake()

    # What is asked next, with the lock held

    def has_question(self) -> bool:
        """Whether anything waits."""
        return bool(self._tasks or self._first or self._later)

    def next_question(self) -> Question:
        """The next task, or the next words of one language."""
        if self._tasks:
            return self._tasks.popleft()
        waiting = self._first or self._later
        language = next(iter(waiting))[0]
        words = [word for code, word in waiting if code == language][:AT_ONCE]
        for word in words:
            del waiting[language, word]
        assert self._speller is not None
        return partial(self._check, self._speller, language, self._right.setdefault(language, {}), words)

    # On the thread

    def _find(self, speller: Speller) -> Callable[[], None]:
        return partial(self._keep_found, speller.find_dictionaries())

    def _use(self, speller: Speller, dictionaries: dict[str, Dictionary]) -> Callable[[], None]:
        speller.use(dictionaries)
        return lambda: None

    def _check(
        self, speller: Speller, language: str, into: dict[str, bool], words: list[str]
    ) -> Callable[[], None]:
        try:
            return partial(self._keep, language, into, words, speller.check(language, words))
        except ConceptWriterError as error:
            return partial(self._fail, language, into, error)

    def _suggest(self, speller: Speller, language: str, word: str) -> Callable[[], None]:
        try:
            return partial(self._keep_suggestions, language, word, speller.suggest(language, word))
        except ConceptWriterError as error:
            problem = error

        def report() -> None:
            self._fail(language, self._right.get(language), problem)
            self.suggested.emit(language, word, [])

        return report

    def _read_words(self, language: str) -> Callable[[], None]:
        try:
            return partial(self.words_read.emit, language, personal_words(language, self._folder))
        except ConceptWriterError as error:
            return partial(self._report, str(error))

    def _change_words(
        self, change: Callable[[str, str, Path | None], None], language: str, word: str
    ) -> Callable[[], None]:
        try:
            change(language, word, self._folder)
        except ConceptWriterError as error:
            return partial(self._report, str(error))
        return self._read_words(language)

    # On the window's

    def _keep_found(self, found: dict[str, list[Dictionary]]) -> None:
        self.found = found
        self.dictionaries_found.emit()

    def _keep(self, language: str, into: dict[str, bool], words: list[str], right: list[bool]) -> None:
        if into is not self._right.get(language):
            return  # another dictionary is used now
        self._failures = 0
        into.update(zip(words, right, strict=True))
        self._asked.difference_update((language, word) for word in words)
        self.answered.emit()

    def _keep_suggestions(self, language: str, word: str, suggestions: list[str]) -> None:
        self._suggestions[language, word] = suggestions
        self.suggested.emit(language, word, suggestions)

    def _fail(self, language: str, into: dict[str, bool] | None, error: ConceptWriterError) -> None:
        if into is not self._right.get(language):
            return  # another dictionary is used now
        if isinstance(error, DictionaryError):
            self._unusable.add(language)
        else:
            self._failures += 1
        self._asked = {one for one in self._asked if one in self._first or one in self._later}
        self._report(str(error))
        self.answered.emit()

    def _report(self, why: str) -> None:
        if why not in self._reported:
            self._reported.add(why)
            _log.warning("%s", why)
            self.failed.emit(why)

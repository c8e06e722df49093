"""The terms of a glossary in a text: the longest at each place, in any form, as whole words.

Scripts without spaces have no words to go by: there a term is found wherever it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from conceptwriter.glossary.entry import Entry, Glossary, Term
from conceptwriter.glossary.inflection import is_in_compound, stems
from conceptwriter.language.scripts import unspaced_letter

_MARKS = "\u0300-\u036f\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0b80-\u0d7f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_WORD = re.compile(rf"(?<![^\W_])(?<![^\W_]_)[^\W_](?:[^\W_]|[{_MARKS}])*+(?!_[^\W_])")
"""A run of letters and digits; none of `snake_case`, whose parts are no words."""
_BETWEEN = re.compile(r"[\s\-‐‑’'*_]{0,4}")
"""What may be between two words of a term: white space, a hyphen, the marks of emphasis."""


class Occurrence(NamedTuple):
    """A term at a place of a text."""

    start: int
    end: int
    written: str
    term: Term
    entry: Entry
    is_part: bool = False
    """The word is a compound with the term."""


class _Word(NamedTuple):
    start: int
    end: int
    text: str


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    term: Term
    entry: Entry


class TermFinder:
    """The terms of a glossary in one language, ready to be looked for."""

    def __init__(self, glossary: Glossary, language: str) -> None:
        self._language = language
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._unspaced: dict[str, list[_Phrase]] = {}
        self._single: list[_Phrase] = []
        for entry in glossary.entries:
            for term in entry.in_language(language):
                self._add(term, entry)

    def _add(self, term: Term, entry: Entry) -> None:
        text = unicodedata.normalize("NFC", term.text).strip()
        if unspaced_letter().search(text):
            folded = _folded(text)
            self._unspaced.setdefault(folded[0], []).append(_Phrase((folded,), term, entry))
            return
        words = tuple(word.text for word in _words(text))
        if not words:
            return
        phrase = _Phrase(words, term, entry)
        for stem in stems(words[0], self._language, of_term=True):
            self._by_stem.setdefault(stem, []).append(phrase)
        if len(words) == 1:
            self._single.append(phrase)

    def find(self, text: str, *, in_compounds: Iterable[Entry] = ()) -> list[Occurrence]:
        """Its terms in a text, in order; of terms at one place, the longest, and all that are as long.

        `in_compounds`: entries whose terms may be parts of German and Dutch compounds, where nothing else is.
        """
        found = list(_longest([*self._in_words(text), *self._without_spaces(text)]))
        found += self._in_compounds(text, found, {id(entry) for entry in in_compounds})
        return sorted(found, key=lambda one: (one.start, one.end))

    def _in_words(self, text: str) -> list[Occurrence]:
        words = _words(text)
        found: list[Occurrence] = []
        for at, word in enumerate(words):
            phrases: dict[int, _Phrase] = {}
            for stem in stems(word.text, self._language, of_term=False):
                for phrase in self._by_stem.get(stem, ()):
                    phrases[id(phrase)] = phrase
            for phrase in phrases.values():
                if self._fits(phrase, words, at, text):
                    end = words[at + len(phrase.words) - 1].end
                    found.append(
                        Occurrence(word.start, end, text[word.start : end], phrase.term, phrase.entry)
                    )
        return found

    def _fits(self, phrase: _Phrase, words: list[_Word], at: int, text: str) -> bool:
        """Whether the words from `at` are those of the phrase, with nothing else between them."""
        there = words[at : at + len(phrase.words)]
        if len(there) < len(phrase.words):
            return False
        for wanted, word in zip(phrase.words[1:], there[1:], strict=True):
            forms = stems(word.text, self._language, of_term=False)
            if forms.isdisjoint(stems(wanted, self._language, of_term=True)):
                return False
        return all(_BETWEEN.fullmatch(text[one.end : two.start]) for one, two in pairwise(there))

    def _without_spaces(self, text: str) -> list[Occurrence]:
        found: list[Occurrence] = []
        if not self._unspaced:
            return found
        folded = _folded(text)
        if len(folded) != len(text):  # a folded letter may be two
            folded = text
        for start, sign in enumerate(folded):
            for phrase in self._unspaced.get(sign, ()):
                end = start + len(phrase.words[0])
                if folded.startswith(phrase.words[0], start):
                    found.append(Occurrence(start, end, text[start:end], phrase.term, phrase.entry))
        return found

    def _in_compounds(self, text: str, taken: list[Occurrence], entries: set[int]) -> Iterator[Occurrence]:
        phrases = [phrase for phrase in self._single if id(phrase.entry) in entries] if entries else []
        for word in _words(text) if phrases else ():
            if any(one.start <= word.start < one.end for one in taken):
                continue
            for phrase in phrases:
                if is_in_compound(phrase.words[0], word.text, self._language):
                    yield Occurrence(
                        word.start,
                        word.end,
                        text[word.start : word.end],
                        phrase.term,
                        phrase.entry,
                        is_part=True,
                    )


def _longest(found: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Without what overlaps a longer one, or one of the same length before it."""
    last = (-1, -1)
    for one in sorted(found, key=lambda it: (it.start, -it.end)):
        if one.start >= last[1] or (one.start, one.end) == last:
            last = (one.start, one.end)
            yield one


def _words(text: str) -> list[_Word]:
    """In composed letters, whichever the text has; the offsets are those of the text."""
    return [
        _Word(match.start(), match.end(), unicodedata.normalize("NFC", match.group()))
        for match in _WORD.finditer(text)
    ]


def _folded(text: str) -> str:
    return text.casefold()

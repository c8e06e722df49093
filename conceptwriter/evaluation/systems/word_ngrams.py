"""Fluency of a text, word by word, relative to the training text, and the training text's vocabulary.

A trigram model with interpolated Kneser-Ney smoothing (Kneser and Ney 1995; Chen and Goodman 1999, section
2.7): an absolute discount for each order, and below the highest order the number of different contexts of
a word, not its frequency. Words that occur once are one word, "unknown", which stands for any of them.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.evaluation.free_running.texts import words
from conceptwriter.evaluation.held_out.corpora import CorpusError, document_files, documents
from conceptwriter.evaluation.held_out.overlaps import Progress, silent

Whole = npt.NDArray[np.int64]
FEWEST = 2
"""How often a word must occur in the training text to be known."""
_START, _END, _UNKNOWN = 0, 1, 2
_FIRST_WORD = 3


def plain_words(text: str) -> list[str]:
    """Lower-cased, with uniform apostrophes."""
    return [word.replace("’", "'") for word in words(text)]


@dataclass(frozen=True, slots=True)
class _Order:
    """Counts of one order: sorted keys of n-grams, and what their contexts add up to."""

    grams: Whole
    counts: Whole
    contexts: Whole
    totals: Whole
    kinds: Whole
    """Different words after each context."""
    discount: float

    @staticmethod
    def of(grams: Whole, counts: Whole, size: int) -> _Order:
        contexts, starts = np.unique(grams // size, return_index=True)
        totals = np.add.reduceat(counts, starts)
        kinds = np.diff(np.append(starts, len(grams)))
        return _Order(grams, counts, contexts, totals, kinds, _discount(counts))

    def mixed(self, context: int, word: int, size: int, lower: float) -> float:
        """The probability of the word; the discounted mass is distributed by `lower`."""
        at = _row(self.contexts, context)
        if at is None:
            return lower
        gram = _row(self.grams, context * size + word)
        count = 0.0 if gram is None else max(float(self.counts[gram]) - self.discount, 0.0)
        return (count + self.discount * float(self.kinds[at]) * lower) / float(self.totals[at])


class WordNgrams:
    """Probabilities of words in a text, and the words that are known."""

    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        """`sentences` as words. Raises ValueError where no word is known."""
        token_lists = [list(sentence) for sentence in sentences if sentence]
        often = Counter(word for sentence in token_lists for word in sentence)
        known = sorted(word for word, count in often.items() if count >= FEWEST)
        if not known:
            raise ValueError(f"no word comes {FEWEST} times in the training text")
        self._number = {word: _FIRST_WORD + place for place, word in enumerate(known)}
        self._size = _FIRST_WORD + len(known)
        self._rare = max(1, len(often) - len(known))
        stream = self._stream(token_lists)
        size, second, third = self._size, stream[1:-1], stream[2:]
        whole = (stream[:-2] * size + second) * size + third
        grams, counts = np.unique(whole[third != _START], return_counts=True)
        self._third = _Order.of(grams, counts, size)
        grams, counts = np.unique(grams % (size * size), return_counts=True)
        self._second = _Order.of(grams, counts, size)
        after, counts = np.unique(grams % size, return_counts=True)
        self._after, self._counts = after, counts
        self._discount = _discount(counts)
        self._total = int(counts.sum())

    @property
    def known(self) -> frozenset[str]:
        """The words that occur at least twice, lower-cased."""
        return frozenset(self._number)

    def probability(self, before: Sequence[str], word: str | None) -> float:
        """Of a word (None: the end of the sentence) after the last two words of `before`."""
        first, second = (_START, _START, *(self._of(each) for each in before))[-2:]
        return self._probability(first, second, _END if word is None else self._of(word))

    def bits(self, text: str) -> tuple[float, int]:
        """(bits in all, words), the end being one."""
        numbers = [_START, _START, *(self._of(word) for word in plain_words(text)), _END]
        total = 0.0
        for first, second, word in zip(numbers, numbers[1:], numbers[2:], strict=False):
            total -= math.log2(self._probability(first, second, word))
            total += math.log2(self._rare) if word == _UNKNOWN else 0.0
        return total, len(numbers) - 2

    def _of(self, word: str) -> int:
        return self._number.get(word, _UNKNOWN)

    def _probability(self, first: int, second: int, word: int) -> float:
        size = self._size
        row = _row(self._after, word)
        count = 0.0 if row is None else max(float(self._counts[row]) - self._discount, 0.0)
        # All possible words: every known word, an unknown one, and the end, but not the start.
        alone = (count + self._discount * len(self._after) / (size - 1)) / self._total
        pair = self._second.mixed(second, word, size, alone)
        return self._third.mixed(first * size + second, word, size, pair)

    def _stream(self, token_lists: Iterable[Sequence[str]]) -> Whole:
        numbers: list[int] = []
        for sentence in token_lists:
            numbers += (_START, _START)
            numbers += (self._of(word) for word in sentence)
            numbers.append(_END)
        return np.array(numbers, np.int64)


def training_words(data: Path, language: str, on_progress: Progress = silent) -> WordNgrams:
    """Of the training documents in one language.

    Raises:
        CorpusError: there are none.
    """
    files = document_files(data)
    token_lists: list[list[str]] = []
    for number, file in enumerate(files):
        on_progress(number, len(files), f"training text read ({file.name})")
        token_lists += (
            [sys.intern(word) for word in plain_words(text)]  # millions, of which few are distinct
            for document in documents(file, frozenset({language}))
            for part in document.paragraphs
            for text in part
        )
    if not token_lists:
        raise CorpusError(
            f"{data} has no training documents in {language}. Give the folder that contains documents/."
        )
    return WordNgrams(token_lists)


def _discount(counts: Whole) -> float:
    """Ney's estimate from the numbers of words seen once and twice (Chen and Goodman 1999, equation 12)."""
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())
    return once / (once + 2 * twice) if once and twice else 0.5


def _row(keys: Whole, key: int) -> int | None:
    place = int(np.searchsorted(keys, key))
    return place if place < len(keys) and keys[place] == key else None

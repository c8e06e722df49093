"""What sentence pairs say of single words: which translate which, and which follow which.

A small codec is better at finding several translations than at telling which of them is good. Counts of words
see what it does not: that a translation says nothing of "lighthouse", or that nobody writes "he is become".
Chances that one word translates another are those of IBM Model 1 (Brown et al. 1993, "The mathematics of
statistical machine translation"); chances of a word after two others are interpolated (Jelinek & Mercer
1980).

The file is an `.npz` of compressed rows: `words.LANGUAGE` (UTF-8, a word a line), and of each table `.starts`
(rows + 1,), `.columns` and `.values`.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.atomic_write import atomic_replacement
from conceptwriter.codec.lexicon import WORD
from conceptwriter.errors import ConceptWriterError

WORDS_FILE = "words.npz"
NO_WORD, UNKNOWN = "<none>", -1
"""The first word of each list stands for none: a word may come from nowhere, or begin or end a sentence."""
STEPS = 32
"""Chances are stored as `round(-log(chance) * STEPS)`, one byte each."""
LEAST = 1e-4
"""Chance of a translation that no pair has shown."""
_SAME_WORD = 0.2
"""Chance that a word which no pair had is kept as it is: a name."""
_BIGRAMS, _TRIGRAMS = 0.7, 0.5
"""Shares of the longer context in the chance of the next word."""
_SMALLEST, _NEVER_SEEN = 0.1, 10_000
_MOST_BYTES = 256 << 20

Array = npt.NDArray[Any]


class WordStatisticsError(ConceptWriterError):
    """The file of word statistics cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A sparse table: for each row its columns, ascending, and a value for each."""

    starts: Array
    """(rows + 1,)"""
    columns: Array
    """(entries,)"""
    values: Array
    """(entries,)"""

    def row(self, number: int) -> tuple[Array, Array]:
        """Columns and values of one row; none where there is no such row."""
        if not 0 <= number < len(self.starts) - 1:
            return self.columns[:0], self.values[:0]
        here = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.columns[here], self.values[here]

    def place(self, row: int, column: int) -> int:
        """Where a row has a column, among all entries; -1: nowhere. Row or column may be UNKNOWN."""
        columns, _ = self.row(row)
        at = int(np.searchsorted(columns, column))
        return int(self.starts[row]) + at if at < len(columns) and columns[at] == column else -1

    @staticmethod
    def of(rows: Array, columns: Array, values: Array, count: int) -> Rows:
        """From entries in any order; `count` rows."""
        order = np.lexsort((columns, rows))
        starts = np.searchsorted(rows[order], np.arange(count + 1)).astype(np.uint32)
        return Rows(starts, smallest(columns[order]), values[order])

    @property
    def is_sound(self) -> bool:
        """The parts fit together."""
        if not (self.starts.ndim == self.columns.ndim == self.values.ndim == 1 and len(self.starts)):
            return False
        starts = self.starts.astype(np.int64)
        return (
            starts[0] == 0
            and starts[-1] == len(self.columns) == len(self.values)
            and bool((np.diff(starts) >= 0).all())
        )


def smallest(numbers: Array) -> Array:
    """The same numbers, none negative, in the smallest type that takes them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


class WordStatistics:
    """The tables of all languages (FLORES-200 codes) and pairs of them."""

    def __init__(
        self,
        words: Mapping[str, Sequence[str]],
        translations: Mapping[tuple[str, str], Rows],
        often: Mapping[str, Array],
        bigrams: Mapping[str, Rows],
        trigrams: Mapping[str, Rows],
    ) -> None:
        """Words in small letters; the first of each language is NO_WORD.

        translations: of (source, target): for each source word the words that translate it, with
        `-log(chance) * STEPS`. often: how often each word was read. bigrams: for each word those after it,
        with counts; trigrams: for each entry of the bigrams.
        """
        self.words = {language: list(found) for language, found in words.items()}
        self.translations = dict(translations)
        self.often, self.bigrams, self.trigrams = dict(often), dict(bigrams), dict(trigrams)
        self._numbers = {
            language: {word: number for number, word in enumerate(found)} for language, found in words.items()
        }
        self._read = {language: int(counts.sum()) for language, counts in often.items()}

    def knows(self, source: str, target: str) -> bool:
        """Whether a translation from one language into the other can be judged."""
        return (
            {(source, target), (target, source)} <= self.translations.keys()
            and target in self.bigrams
            and target in self.trigrams
        )

    def support(self, source: str, target: str, text: str, translation: str) -> float:
        """How far the words of a translation are explained by those of the text.

        The mean of log p(word of the translation | the word of the text that explains it best). Of (target,
        source) and with the texts exchanged: how far the text is covered by its translation.
        """
        asked, given = words_of(translation), words_of(text)
        if not asked:
            return math.log(LEAST)
        best = self._best(source, target, given)
        known = self._numbers[target]
        total = 0.0
        for word in asked:
            number = known.get(word, UNKNOWN)
            chance = best.get(number, 0.0) if number != UNKNOWN else 0.0
            if word in given:
                chance = max(chance, _SAME_WORD / (10 if number != UNKNOWN else 1))
            total += math.log(chance + LEAST)
        return total / len(asked)

    def fluency(self, language: str, text: str) -> float:
        """The mean of log p(word | the two before it), the end of the text included."""
        numbers = self._numbers[language]
        often, bigrams, trigrams = self.often[language], self.bigrams[language], self.trigrams[language]
        read = self._read[language]
        found = [*(numbers.get(word, UNKNOWN) for word in words_of(text)), 0]
        total, last, before = 0.0, 0, -1
        for number in found:
            chance = (_at(often, number) + _SMALLEST) / (read + _NEVER_SEEN)
            place = bigrams.place(last, number)
            if seen := _at(often, last):
                chance = (1 - _BIGRAMS) * chance + _BIGRAMS * _at(bigrams.values, place) / seen
            if before >= 0:
                after = _at(trigrams.values, trigrams.place(before, number))
                chance = (1 - _TRIGRAMS) * chance + _TRIGRAMS * after / int(bigrams.values[before])
            total += math.log(chance)
            last, before = number, place
        return total / len(found)

    def _best(self, source: str, target: str, given: Sequence[str]) -> dict[int, float]:
        """For each target word the greatest chance that one of the given words, or none, translates to it."""
        table, numbers = self.translations[source, target], self._numbers[source]
        best: dict[int, float] = {}
        for number in {0, *(numbers.get(word, UNKNOWN) for word in given)}:
            columns, values = table.row(number)
            chances = np.exp(-values.astype(np.float32) / STEPS)
            for column, chance in zip(columns.tolist(), chances.tolist(), strict=True):
                if chance > best.get(column, 0.0):
                    best[column] = chance
        return best

    def save(self, path: Path) -> None:
        """Write `.npz`, atomically."""
        arrays: dict[str, Array] = {}
        for language, found in self.words.items():
            arrays[f"words.{language}"] = np.frombuffer("\n".join(found).encode(), np.uint8)
        tables = {f"translations.{a}.{b}": rows for (a, b), rows in self.translations.items()}
        tables |= {f"bigrams.{language}": rows for language, rows in self.bigrams.items()}
        tables |= {f"trigrams.{language}": rows for language, rows in self.trigrams.items()}
        for name, rows in tables.items():
            # Differences of ascending numbers are small, and so half the size when compressed.
            arrays[f"{name}.starts"] = smallest(np.diff(rows.starts.astype(np.int64)))
            arrays[f"{name}.columns"], arrays[f"{name}.values"] = rows.columns, rows.values
        arrays |= {f"often.{language}": counts for language, counts in self.often.items()}
        with atomic_replacement(path) as part, part.open("wb") as stream:
            np.savez_compressed(stream, allow_pickle=False, **arrays)

    @staticmethod
    def load(path: Path) -> WordStatistics:
        """Read what `save` wrote. Raises WordStatisticsError, which names the file."""
        try:
            arrays = _arrays(path)
            return _statistics(arrays)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise WordStatisticsError(f"{path} cannot be read ({error}). Install the model again.") from error


def _at(counts: Array, number: int) -> int:
    """0 for what is UNKNOWN."""
    return int(counts[number]) if number >= 0 else 0


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in reading order."""
    return WORD.findall(text.lower())


def _arrays(path: Path) -> dict[str, Array]:
    with zipfile.ZipFile(path) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _MOST_BYTES:
            raise ValueError("larger than 256 MB")
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _statistics(arrays: Mapping[str, Array]) -> WordStatistics:
    words: dict[str, list[str]] = {}
    often: dict[str, Array] = {}
    tables: dict[str, dict[tuple[str, ...], Rows]] = {"translations": {}, "bigrams": {}, "trigrams": {}}
    for name, array in arrays.items():
        kind, *rest = name.split(".")
        if kind == "words":
            words[rest[0]] = array.tobytes().decode("utf-8").split("\n")
        elif kind == "often":
            often[rest[0]] = array
        elif rest[-1] == "starts":
            prefix = name.removesuffix(".starts")
            starts = np.concatenate([[0], np.cumsum(array.astype(np.int64))])
            rows = Rows(starts, arrays[f"{prefix}.columns"], arrays[f"{prefix}.values"])
            if not rows.is_sound:
                raise ValueError(f"the parts of {prefix} do not fit")
            tables[kind][tuple(rest[:-1])] = rows
    for language, counts in often.items():
        if len(counts) != len(words[language]):
            raise ValueError(f"the words of {language} are not as many as their counts")
    pairs = {(key[0], key[1]): rows for key, rows in tables["translations"].items()}
    bigrams = {key[0]: rows for key, rows in tables["bigrams"].items()}
    trigrams = {key[0]: rows for key, rows in tables["trigrams"].items()}
    return WordStatistics(words, pairs, often, bigrams, trigrams)

"""What texts say of single words, for a codec's bundle: ``conceptwriter train words DATA OUT``.

OUT receives ``lexicon.tsv.xz``, the rare words and their translations (see `codec.lexicon`), and
``words.npz``, by which the best of several translations is chosen (see `codec.word_statistics`). Both are
made from counts in minutes; nothing is trained.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.lexicon import LEXICON_FILE, WORD
from conceptwriter.codec.word_statistics import (
    NO_WORD,
    STEPS,
    WORDS_FILE,
    Rows,
    WordStatistics,
    smallest,
    words_of,
)
from conceptwriter.errors import ConceptWriterError
from conceptwriter.evaluation.held_out import corpora
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.lexicons import aligned, lexicon_of
from conceptwriter.training.codec.prepare import all_pairs, all_singles, held_out_of
from conceptwriter.training.codec.word_alignment import Alignment, Chances
from conceptwriter.training.run_arguments import guarded

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What is left out, as it is too rare or too unlikely to change a choice."""

    least_chance: float = 0.02
    """Of a translation."""
    most_translations: int = 8
    """Of a word."""
    least_seen: int = 2
    """Of two words in sequence, and of three."""
    most_sequences: int = 120_000
    """Of two words, and of three, the most frequent of each language."""
    longest: int = 200
    """Characters of a sentence."""


def word_statistics(
    alignments: Mapping[tuple[str, str], Alignment], texts: Iterable[CorpusSentence], limits: TableLimits
) -> WordStatistics:
    """From the words of pairs of languages, and sentences of these languages."""
    sentences: dict[str, list[list[str]]] = {}
    for sentence in texts:
        sentences.setdefault(sentence.language, []).append(words_of(sentence.text))
    vocabularies: dict[str, dict[str, int]] = {}

    def number(language: str, word: str) -> int:
        vocabulary = vocabularies.setdefault(language, {NO_WORD: 0})
        return vocabulary.setdefault(word, len(vocabulary))

    translations: dict[tuple[str, str], Rows] = {}
    tables: dict[tuple[str, str], tuple[Array, Array, Array]] = {}
    for languages, alignment in alignments.items():
        numbers = [
            np.array([0, *(number(language, word) for word in words[1:])])
            for language, words in zip(languages, alignment.words, strict=True)
        ]
        for (source, target), chances, (here, there) in (
            (languages, alignment.forth, numbers),
            (languages[::-1], alignment.back, numbers[::-1]),
        ):
            kept = _likeliest(chances, limits)
            steps = np.round(-np.log(chances.chance[kept]) * STEPS).clip(0, 255).astype(np.uint8)
            tables[source, target] = here[chances.source[kept]], there[chances.target[kept]], steps
    often: dict[str, Array] = {}
    bigrams: dict[str, Rows] = {}
    trigrams: dict[str, Rows] = {}
    for language, found in sentences.items():
        if language in vocabularies:
            often[language], bigrams[language], trigrams[language] = _sequences(
                found, vocabularies[language], limits
            )
    for (source, target), (rows, columns, values) in tables.items():
        translations[source, target] = Rows.of(rows, columns, values, len(vocabularies[source]))
    words = {language: list(vocabulary) for language, vocabulary in vocabularies.items() if language in often}
    between = {languages: rows for languages, rows in translations.items() if set(languages) <= words.keys()}
    return WordStatistics(words, between, often, bigrams, trigrams)


def _likeliest(chances: Chances, limits: TableLimits) -> Array:
    """Entries whose chance is not too small, of each word the greatest few; all that come from no word."""
    kept = np.flatnonzero(chances.chance >= limits.least_chance)
    order = kept[np.lexsort((-chances.chance[kept], chances.source[kept]))]
    source = chances.source[order]
    first = np.searchsorted(source, source)
    return order[(np.arange(len(order)) - first < limits.most_translations) | (source == 0)]


def _sequences(
    sentences: Sequence[Sequence[str]], vocabulary: Mapping[str, int], limits: TableLimits
) -> tuple[Array, Rows, Rows]:
    """How often each word was read, and the most frequent two and three words in sequence."""
    often = np.zeros(len(vocabulary), np.int64)
    two: Counter[tuple[int, int]] = Counter()
    three: Counter[tuple[int, int, int]] = Counter()
    for words in sentences:
        found = [0, *(vocabulary.get(word, -1) for word in words), 0]
        np.add.at(often, [number for number in found[1:] if number >= 0], 1)
        two.update(pair for pair in pairwise(found) if min(pair) >= 0)
        three.update(each for each in zip(found, found[1:], found[2:], strict=False) if min(each) >= 0)
    pairs = _most_frequent(two, limits)
    bigrams = Rows.of(pairs[:, 0], pairs[:, 1], smallest(pairs[:, 2]), len(vocabulary))
    triples = _most_frequent(three, limits)
    places = np.array([bigrams.place(int(a), int(b)) for a, b in triples[:, :2]], np.int64)
    kept, places = triples[places >= 0], places[places >= 0]
    trigrams = Rows.of(places, kept[:, 2], smallest(kept[:, 3]), len(bigrams.columns))
    return smallest(often), bigrams, trigrams


def _most_frequent(counts: Counter[Any], limits: TableLimits) -> Array:
    """(n, words + 1): the words in sequence, and how often."""
    found = [
        (*words, count)
        for words, count in counts.most_common(limits.most_sequences)
        if count >= limits.least_seen
    ]
    width = len(next(iter(counts), (0,))) + 1
    return np.array(found, np.int64).reshape(-1, width)


def words_of_english(texts: Iterable[CorpusSentence]) -> list[str]:
    """The words of the English texts that are no names: mostly in small letters, and there more than once."""
    counts: Counter[str] = Counter()
    for text in texts:
        if text.language == "eng_Latn":
            counts.update(WORD.findall(text.text))
    return sorted(
        word for word, count in counts.items() if word.islower() and count > max(1, counts[word.capitalize()])
    )


def make(data: Path, out: Path, languages: Sequence[str], held_out: Path | None, limits: TableLimits) -> None:
    """Write both files into `out`.

    Raises:
        CorpusError: a file of the data cannot be read.
        ConceptWriterError: there are no pairs of the languages.
    """
    wanted = frozenset(languages or corpora.languages_of(data))
    not_for_training = held_out_of(data, held_out, wanted)
    pairs = [
        pair
        for pair in all_pairs(data, wanted)
        if all(len(side.text) <= limits.longest and side not in not_for_training for side in pair)
    ]
    if not (alignments := aligned(pairs)):
        raise ConceptWriterError(f"{data} has no sentence pairs of {', '.join(sorted(wanted))}.")
    out.mkdir(parents=True, exist_ok=True)
    singles = [text for text in all_singles(data, wanted, limits.longest) if text not in not_for_training]
    lexicon, _ = lexicon_of(pairs, alignments, words_of_english(singles))
    lexicon.save(out / LEXICON_FILE)
    texts = dict.fromkeys([*(sentence for pair in pairs for sentence in pair), *singles])
    statistics = word_statistics(alignments, texts, limits)
    statistics.save(out / WORDS_FILE)
    entries = sum(len(rows.columns) for rows in statistics.translations.values())
    print(
        f"{sum(map(len, lexicon.tables.values()))} rare words, {entries} translations of words, "
        f"{(out / WORDS_FILE).stat().st_size / 1e6:.1f} MB"
    )


def main(words: Sequence[str] | None = None) -> int:
    """Command line; 0 when done, 1 when it cannot be."""
    parser = argparse.ArgumentParser(prog="conceptwriter train words", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of texts")
    parser.add_argument("out", type=Path, help="folder for the two files")
    parser.add_argument("--languages", nargs="+", default=[], help="FLORES-200 codes (default: all)")
    parser.add_argument(
        "--held-out", type=Path, help="folder of held-out sets, which are left out (default: DATA/dev)"
    )
    standard = TableLimits()
    parser.add_argument("--least-chance", type=float, default=standard.least_chance)
    parser.add_argument("--most-sequences", type=int, default=standard.most_sequences)
    arguments = parser.parse_args(words)

    def command() -> None:
        limits = TableLimits(arguments.least_chance, most_sequences=arguments.most_sequences)
        make(arguments.data, arguments.out, arguments.languages, arguments.held_out, limits)

    return guarded(command)


if __name__ == "__main__":
    sys.exit(main())

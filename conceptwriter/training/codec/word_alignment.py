"""Which word translates which, from sentence pairs: IBM Model 1.

Brown et al. 1993, "The mathematics of statistical machine translation", section 4.2: every word of a sentence
comes from one word of the other, or from none, whatever their places; expectation maximisation finds the
chances. Unlike a count of what stands together it explains words away: where "heart attack" is "Herzinfarkt",
"attack" is still "Angriff".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.word_statistics import NO_WORD, words_of

ROUNDS = 6
MOST_WORDS = 40
"""Of a sentence: work grows with the product, and longer ones say little of single words."""

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """p(target word | source word) of all words that stand in a pair together, by ascending numbers."""

    source: Array
    """(entries,) numbers of words; 0 is none."""
    target: Array
    """(entries,)"""
    chance: Array
    """(entries,) float64"""
    times: Array
    """(entries,) how often the target word is expected to come from the source word."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """Two languages, called first and second."""

    words: tuple[list[str], list[str]]
    """Of both languages, in small letters; the first of each is NO_WORD."""
    often: tuple[Array, Array]
    """(words,) of each language, in how many places of the pairs."""
    forth: Chances
    """From the first language to the second."""
    back: Chances


def align(pairs: Sequence[tuple[str, str]]) -> Alignment | None:
    """Learn from pairs of texts; None where no pair has words on both sides."""
    vocabularies: tuple[dict[str, int], dict[str, int]] = ({NO_WORD: 0}, {NO_WORD: 0})
    sides: tuple[list[Array], list[Array]] = ([], [])
    for pair in pairs:
        found = [words_of(text) for text in pair]
        if all(0 < len(words) <= MOST_WORDS for words in found):
            for words, vocabulary, side in zip(found, vocabularies, sides, strict=True):
                side.append(np.array([vocabulary.setdefault(word, len(vocabulary)) for word in words]))
    if not sides[0]:
        return None
    first, second = (list(vocabulary) for vocabulary in vocabularies)
    often = tuple(
        np.bincount(np.concatenate(side), minlength=len(words))
        for side, words in zip(sides, (first, second), strict=True)
    )
    return Alignment(
        (first, second),
        (often[0], often[1]),
        _chances(sides[0], sides[1], len(first), len(second)),
        _chances(sides[1], sides[0], len(second), len(first)),
    )


def _chances(sources: Sequence[Array], targets: Sequence[Array], words: int, others: int) -> Chances:
    """Expectation maximisation over cells, one for each source word (or none) and target word of a pair."""
    asked = np.concatenate(targets)
    lengths = np.array([len(source) + 1 for source in sources])
    none = np.zeros(1, dtype=np.int64)
    given = np.concatenate([part for source in sources for part in (none, source)])
    begins = np.cumsum(lengths) - lengths
    pair = np.repeat(np.arange(len(targets)), [len(target) for target in targets])
    # The source words of a pair once for each of its target words, which are the places of `asked`.
    each = lengths[pair]
    place = np.repeat(np.arange(len(asked)), each)
    within = np.arange(len(place)) - np.repeat(np.cumsum(each) - each, each)
    keys = given[np.repeat(begins[pair], each) + within] * np.int64(others) + asked[place]
    entries, cell = np.unique(keys, return_inverse=True)
    source = entries // others
    chance: Array = np.ones(len(entries))
    times: Array = np.zeros(len(entries))
    for _ in range(ROUNDS):
        weight = chance[cell]
        weight /= np.bincount(place, weight)[place]
        times = np.bincount(cell, weight, len(entries))
        chance = times / np.bincount(source, times, words)[source]
    return Chances(source, entries % others, chance, times)

"""A lexicon from sentence pairs: for each rare word, the word that most often stands in its translations."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from conceptwriter.codec.lexicon import WORD, Lexicon, hinted
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.training.codec.made_pairs import Pair

MOST_OFTEN = 200
"""Pairs in which a word may occur; what is more frequent a codec learns by itself."""
SEEN = 3
"""Pairs in which a word and its translation must both occur."""
LEAST_DICE = 0.3
LEAST_FREQUENT_DICE = 0.5
_PRACTICE_OFTEN = 2000
_PRACTICE_SHARE = 0.15
_RARE_SHARE = 0.9
_SHORTEST = 3

Scored = dict[str, tuple[str, int]]
"""From a word in small letters to its translation and the number of pairs that it is in."""


def lexicon_of(pairs: Iterable[Pair]) -> tuple[Lexicon, dict[tuple[str, str], Scored]]:
    """The lexicon for all directions; and the same with more frequent words, to practise on.

    The translation of a word is the one with the highest Dice coefficient of the pairs that either is in
    (Smadja et al. 1996, "Translating collocations for bilingual lexicons").
    """
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for first, second in pairs:
        groups[first.language, second.language].append((first.text, second.text))
        groups[second.language, first.language].append((second.text, first.text))
    practice = {languages: _scored(texts) for languages, texts in groups.items()}
    tables = {
        languages: {word: translation for word, (translation, count) in scored.items() if count <= MOST_OFTEN}
        for languages, scored in practice.items()
    }
    return Lexicon({languages: table for languages, table in tables.items() if table}), practice


def _scored(texts: Sequence[tuple[str, str]]) -> Scored:
    sources: Counter[str] = Counter()
    targets: Counter[str] = Counter()
    for source, target in texts:
        sources.update(set(WORD.findall(source.lower())))
        targets.update(set(WORD.findall(target)))
    together: Counter[tuple[str, str]] = Counter()
    for source, target in texts:
        rare = [
            word
            for word in set(WORD.findall(source.lower()))
            if SEEN <= sources[word] <= _PRACTICE_OFTEN and len(word) >= _SHORTEST
        ]
        others = set(WORD.findall(target)) if rare else ()
        together.update((word, other) for word in rare for other in others)
    best: dict[str, tuple[float, str]] = {}
    for (word, other), count in together.items():
        if count >= SEEN:
            dice = 2 * count / (sources[word] + targets[other])
            best[word] = max(best.get(word, (0.0, "")), (dice, other))
    return {
        word: (other, sources[word])
        for word, (dice, other) in best.items()
        if dice >= (LEAST_DICE if sources[word] <= MOST_OFTEN else LEAST_FREQUENT_DICE)
        and other.lower() != word
    }


def hinted_pairs(
    pairs: Sequence[Pair], practice: dict[tuple[str, str], Scored], count: int, draw: random.Random
) -> list[tuple[Pair, Pair]]:
    """Up to ``count`` pairs with what is read of each side when it is translated: (read, texts).

    Most rare words are replaced by those of the lexicon, and some frequent ones, so that a codec learns what
    to do with such words before it meets them.
    """
    order = list(range(len(pairs)))
    draw.shuffle(order)
    made: list[tuple[Pair, Pair]] = []
    for place in order:
        if len(made) >= count:
            break
        first, second = pairs[place]
        read = _read(first, second.language, practice, draw), _read(second, first.language, practice, draw)
        if read[0].text != first.text or read[1].text != second.text:
            made.append((read, (first, second)))
    return made


def _read(
    sentence: CorpusSentence, target: str, practice: dict[tuple[str, str], Scored], draw: random.Random
) -> CorpusSentence:
    scored = practice.get((sentence.language, target), {})
    table = {
        word: found[0]
        for word in sorted(set(WORD.findall(sentence.text.lower())))
        if (found := scored.get(word)) is not None
        and draw.random() < (_RARE_SHARE if found[1] <= MOST_OFTEN else _PRACTICE_SHARE)
    }
    return CorpusSentence(hinted(sentence.text, table, sentence.language), sentence.language)

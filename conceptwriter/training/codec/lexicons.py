"""A lexicon from sentence pairs: for each rare word, the word that translates it best."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.lexicon import WORD, Lexicon, hinted
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.language.cldr import locale_of
from conceptwriter.training.codec.made_pairs import Pair
from conceptwriter.training.codec.related_forms import english_forms
from conceptwriter.training.codec.word_alignment import Alignment, Chances, align

MOST_OFTEN = 200
"""Places in which a word may stand; what is more frequent a codec learns by itself."""
LEAST_CHANCE = 0.15
"""Geometric mean of the chances that one word translates the other, and the other way round."""
LEAST_TIMES = 0.5
_ENGLISH = "eng_Latn"
_LEAST_BY_ENGLISH = 0.3
"""Of each of the two chances where a translation is found by way of English, or of a related form."""
_PRACTICE_OFTEN = 2000
_PRACTICE_SHARE = 0.15
_RARE_SHARE = 0.9
_SHORTEST = 3

Scored = dict[str, tuple[str, int]]
"""From a word in small letters to its translation and the number of places in which it stands."""
FloatArray = npt.NDArray[np.float64]


def aligned(pairs: Iterable[Pair]) -> dict[tuple[str, str], Alignment]:
    """The words of each two languages, by their codes in the order of the first pair."""
    groups = _by_languages(pairs)
    found = {languages: align(texts) for languages, texts in groups.items()}
    return {languages: alignment for languages, alignment in found.items() if alignment is not None}


def lexicon_of(
    pairs: Sequence[Pair],
    alignments: Mapping[tuple[str, str], Alignment] | None = None,
    further: Iterable[str] = (),
) -> tuple[Lexicon, dict[tuple[str, str], Scored]]:
    """The lexicon for all directions; and the same with more frequent words, to practise on.

    Two words translate each other as far as the chances of both directions say so (see `word_alignment`). A
    word that no pair of two languages has is translated by way of English, where that is sure enough.
    `alignments`: what `aligned` says of the pairs, if it is known already. `further`: English words in small
    letters that are to be translated as a related form is, where the pairs do not have them.
    """
    forms = _forms(pairs)
    best: dict[tuple[str, str], dict[str, tuple[str, float, int]]] = {}
    for (first, second), alignment in (aligned(pairs) if alignments is None else alignments).items():
        best[first, second] = _best(alignment, 0, forms[second])
        best[second, first] = _best(alignment, 1, forms[first])
    practice: dict[tuple[str, str], Scored] = {}
    for (source, target), found in best.items():
        others = _by_way_of_english(best, source, target) | names_of_countries(source, target)
        if source == _ENGLISH:
            others |= _by_related_forms(found, further)
        practice[source, target] = {
            word: (translation, often)
            for word, (translation, _, often) in {**others, **found}.items()
            if often <= _PRACTICE_OFTEN and len(word) >= _SHORTEST and translation.lower() != word
        }
    tables = {
        languages: {word: translation for word, (translation, often) in scored.items() if often <= MOST_OFTEN}
        for languages, scored in practice.items()
    }
    return Lexicon({languages: table for languages, table in tables.items() if table}), practice


def _by_languages(pairs: Iterable[Pair]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for first, second in pairs:
        if (second.language, first.language) in groups:
            groups[second.language, first.language].append((second.text, first.text))
        elif first.language != second.language:
            groups.setdefault((first.language, second.language), []).append((first.text, second.text))
    return groups


def _forms(pairs: Iterable[Pair]) -> dict[str, dict[str, str]]:
    """By language, for words in small letters, how they are mostly written; best within a sentence."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for pair in pairs:
        for sentence in pair:
            for place, word in enumerate(WORD.findall(sentence.text)):
                counts[sentence.language][word.lower()][word] += 1000 if place else 1
    return {
        language: {word: found.most_common(1)[0][0] for word, found in words.items()}
        for language, words in counts.items()
    }


def _best(alignment: Alignment, source: int, forms: Mapping[str, str]) -> dict[str, tuple[str, float, int]]:
    """For each word of one language (0 or 1) its translation, how sure that is, and how often it stands."""
    forth, back = (alignment.forth, alignment.back) if source == 0 else (alignment.back, alignment.forth)
    words, others = alignment.words[source], alignment.words[1 - source]
    chance, times = _both_ways(forth, back, len(words))
    found: dict[str, tuple[str, float, int]] = {}
    for entry in np.flatnonzero((chance >= LEAST_CHANCE) & (times >= LEAST_TIMES)).tolist():
        number, other = int(forth.source[entry]), int(forth.target[entry])
        word, sure = words[number], float(chance[entry])
        if number and other and sure > found.get(word, ("", 0.0, 0))[1]:
            translation = forms.get(others[other], others[other])
            found[word] = (translation, sure, int(alignment.often[source][number]))
    return found


def _both_ways(forth: Chances, back: Chances, words: int) -> tuple[FloatArray, FloatArray]:
    """The geometric means of both directions, for the entries of `forth`; 0 for those of no word."""
    there = forth.target * np.int64(words) + forth.source
    keys = back.source * np.int64(words) + back.target
    at = np.searchsorted(keys, there).clip(max=max(0, len(keys) - 1))
    same = keys[at] == there
    chance = np.where(same, np.sqrt(forth.chance * back.chance[at]), 0.0)
    times = np.where(same, np.sqrt(forth.times * back.times[at]), 0.0)
    return chance, times


def _by_way_of_english(
    best: Mapping[tuple[str, str], Mapping[str, tuple[str, float, int]]], source: str, target: str
) -> dict[str, tuple[str, float, int]]:
    if _ENGLISH in (source, target):
        return {}
    onwards = best.get((_ENGLISH, target), {})
    found: dict[str, tuple[str, float, int]] = {}
    for word, (english, sure, _) in best.get((source, _ENGLISH), {}).items():
        translation, further, _ = onwards.get(english.lower(), ("", 0.0, 0))
        if min(sure, further) >= _LEAST_BY_ENGLISH:
            found[word] = (translation, sure * further, 0)
    return found


def _by_related_forms(
    found: Mapping[str, tuple[str, float, int]], further: Iterable[str]
) -> dict[str, tuple[str, float, int]]:
    made: dict[str, tuple[str, float, int]] = {}
    for word in further:
        related = next((form for form in english_forms(word) if form in found), None)
        if related is not None and word not in found and found[related][1] >= _LEAST_BY_ENGLISH:
            made[word] = (found[related][0], found[related][1], 0)
    return made


def names_of_countries(source: str, target: str) -> dict[str, tuple[str, float, int]]:
    """Those of one word that differ, in small letters, with their translations (CLDR)."""
    here, there = locale_of(source), locale_of(target)
    if here is None or there is None:
        return {}
    return {
        name.lower(): (there.territories[code], 1.0, 0)
        for code, name in here.territories.items()
        if code.isalpha() and WORD.fullmatch(name) and WORD.fullmatch(there.territories.get(code, ""))
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

"""A lexicon from sentence pairs: for each rare word, the word that translates it best."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.lexicon import WORD, Lexicon, hinted
from conceptwriter.evaluation.held_out.corpora import CorpusSentence
from conceptwriter.language.cldr import locale_of
from conceptwriter.training.codec.made_pairs import Pair
from conceptwriter.training.codec.related_forms import english_forms
from conceptwriter.training.codec.word_alignment import Alignment, align

MOST_OFTEN = 200
"""Places in which a word may stand; what is more frequent a codec learns by itself."""
LEAST_CHANCE = 0.15
"""How sure a translation must be, see `surest`."""
LEAST_TIMES = 0.5
_LEAST_COUNTED = 0.03
"""Of a chance that is counted at all."""
_BETWEEN = 0.5
_ENGLISH = "eng_Latn"
_LEAST_OF_FORM = 0.3
"""How sure the translation of a related form must be."""
_PRACTICE_OFTEN = 2000
_PRACTICE_SHARE = 0.15
_RARE_SHARE = 0.9
_SHORTEST = 3

Scored = dict[str, tuple[str, int]]
"""From a word in small letters to its translation and the number of places in which it stands."""
Array = npt.NDArray[Any]
Translated = tuple[str, float]
"""A translation in small letters, and how sure it is."""


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

    Two words translate each other as far as the chances of both directions say so (see `word_alignment`), and
    those by way of the other languages.
    `alignments`: what `aligned` says of the pairs, if it is known already. `further`: English words in small
    letters that are to be translated as a related form is, where the pairs do not have them.
    """
    forms = _forms(pairs)
    known = aligned(pairs) if alignments is None else alignments
    practice: dict[tuple[str, str], Scored] = {}
    for (source, target), found in surest(known).items():
        often = _often(known, source, target)
        others = names_of_countries(source, target)
        if source == _ENGLISH:
            others |= _by_related_forms(found, further)
        practice[source, target] = {
            word: (written, often.get(word, 0))
            for word, (translation, _) in {**others, **found}.items()
            if often.get(word, 0) <= _PRACTICE_OFTEN
            and len(word) >= _SHORTEST
            and (written := forms[target].get(translation, translation)) != word
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


def surest(alignments: Mapping[tuple[str, str], Alignment]) -> dict[tuple[str, str], dict[str, Translated]]:
    """For each two languages, both ways, the best translation of each word, where one is sure enough.

    How sure is the geometric mean of the chances of both directions, and half of what every other language
    says that stands between the two: "duck" is "Ente" because that is "canard", "pato" and "anatra".
    """
    vocabularies: dict[str, dict[str, int]] = {}
    for languages, alignment in alignments.items():
        for language, words in zip(languages, alignment.words, strict=True):
            vocabulary = vocabularies.setdefault(language, {})
            for word in words:
                vocabulary.setdefault(word, len(vocabulary))
    direct: dict[tuple[str, str], _Links] = {}
    for (first, second), alignment in alignments.items():
        links = _both_ways(alignment, vocabularies[first], vocabularies[second])
        direct[first, second], direct[second, first] = links, links.turned()
    found: dict[tuple[str, str], dict[str, Translated]] = {}
    for (source, target), links in direct.items():
        ways = [
            direct[source, between].onwards(direct[between, target], _BETWEEN)
            for between in sorted(vocabularies.keys() - {source, target})
            if (source, between) in direct and (between, target) in direct
        ]
        found[source, target] = _best([links, *ways], vocabularies[source], vocabularies[target])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Words of one language, of another, and how sure it is that the one means the other: (n,) each."""

    source: Array
    target: Array
    sure: Array

    def turned(self) -> _Links:
        """From the other language to the one."""
        return _Links(self.target, self.source, self.sure)

    def onwards(self, further: _Links, share: float) -> _Links:
        """From the source of this to the target of `further`: a share of the products, once for each way."""
        order = np.argsort(further.source, kind="stable")
        by_source = further.source[order]
        first = np.searchsorted(by_source, self.target, side="left")
        ways = np.searchsorted(by_source, self.target, side="right") - first
        here = np.repeat(np.arange(len(ways)), ways)
        within = np.arange(len(here)) - np.repeat(np.cumsum(ways) - ways, ways)
        there = order[first[here] + within]
        return _Links(self.source[here], further.target[there], share * self.sure[here] * further.sure[there])


def _both_ways(alignment: Alignment, first: Mapping[str, int], second: Mapping[str, int]) -> _Links:
    """The geometric means of the chances of both directions."""
    forth, back = alignment.forth, alignment.back
    words = len(alignment.words[0])
    there = forth.target * np.int64(words) + forth.source
    keys = back.source * np.int64(words) + back.target
    at = np.searchsorted(keys, there).clip(max=len(keys) - 1)
    chance = np.where(keys[at] == there, np.sqrt(forth.chance * back.chance[at]), 0.0)
    times = np.where(keys[at] == there, np.sqrt(forth.times * back.times[at]), 0.0)
    kept = (chance >= _LEAST_COUNTED) & (times >= LEAST_TIMES) & (forth.source > 0) & (forth.target > 0)
    here = np.array([first[word] for word in alignment.words[0]])[forth.source[kept]]
    other = np.array([second[word] for word in alignment.words[1]])[forth.target[kept]]
    return _Links(here, other, chance[kept])


def _best(
    parts: Sequence[_Links], source: Mapping[str, int], target: Mapping[str, int]
) -> dict[str, Translated]:
    """Of all that the parts say together."""
    keys = np.concatenate([part.source * np.int64(len(target)) + part.target for part in parts])
    entries, entry = np.unique(keys, return_inverse=True)
    sure = np.bincount(entry, np.concatenate([part.sure for part in parts]), len(entries))
    words, others = list(source), list(target)
    found: dict[str, Translated] = {}
    for place in np.flatnonzero(sure >= LEAST_CHANCE).tolist():
        number, other = divmod(int(entries[place]), len(target))
        if sure[place] > found.get(words[number], ("", 0.0))[1]:
            found[words[number]] = (others[other], float(sure[place]))
    return found


def _often(alignments: Mapping[tuple[str, str], Alignment], source: str, target: str) -> dict[str, int]:
    """In how many places of the pairs of two languages each word stands."""
    side = 0 if (source, target) in alignments else 1
    alignment = alignments[(source, target) if side == 0 else (target, source)]
    return dict(zip(alignment.words[side], alignment.often[side].tolist(), strict=True))


def _by_related_forms(found: Mapping[str, Translated], further: Iterable[str]) -> dict[str, Translated]:
    made: dict[str, Translated] = {}
    for word in further:
        related = next((form for form in english_forms(word) if form in found), None)
        if related is not None and word not in found and found[related][1] >= _LEAST_OF_FORM:
            made[word] = found[related]
    return made


def names_of_countries(source: str, target: str) -> dict[str, Translated]:
    """Those of one word, in small letters, with their translations (CLDR)."""
    here, there = locale_of(source), locale_of(target)
    if here is None or there is None:
        return {}
    return {
        name.lower(): (there.territories[code], 1.0)
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

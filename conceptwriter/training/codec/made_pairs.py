"""Pairs made of other pairs: longer ones, and ones with names and numbers that no corpus has.

Translations that people contribute are short, and full of the same few names. A codec that has read nothing
else breaks off in long sentences and replaces names by those it knows.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from conceptwriter.evaluation.held_out.corpora import CorpusSentence

Pair = tuple[CorpusSentence, CorpusSentence]

NAME = re.compile(r"\b[^\W\d_]+\b")
NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?![.,:/-]?\w)")
_SENTENCES = (2, 2, 3)
"""Of a joined pair: how many, each as likely."""
_OFTEN = 3
"""Times that a word must be capitalised within sentences to count as a name."""
_RARELY_SMALL = 50
"""Times as often as it is written small."""
_STARTS = frozenset({". ", "! ", "? ", ' "', '" ', "' ", " '"})
"""Behind these a word may be capitalised because a sentence begins."""


def joined_pairs(pairs: Sequence[Pair], count: int, longest: int, draw: random.Random) -> list[Pair]:
    """Up to ``count`` pairs, each two or three of the given ones in the same languages, one after the other.

    (Kondo et al. 2021 translate long sentences better with them.) Those of more than ``longest`` characters
    on a side are left out.
    """
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair[0].language, pair[1].language].append(pair)
    made: list[Pair] = []
    for _ in range(count if pairs else 0):
        first = draw.choice(pairs)
        group = groups[first[0].language, first[1].language]
        parts = [first, *draw.choices(group, k=draw.choice(_SENTENCES) - 1)]
        sides = [" ".join(part[side].text for part in parts) for side in (0, 1)]
        if max(map(len, sides)) <= longest:
            made.append(
                (CorpusSentence(sides[0], first[0].language), CorpusSentence(sides[1], first[1].language))
            )
    return made


def names_of(texts: Iterable[str], pairs: Iterable[Pair] = ()) -> list[str]:
    """Words that are capitalised within sentences and hardly ever written small, in alphabetical order.

    Of languages that capitalise other words as well, they are no names: give texts of one that does not.
    Names that the ``pairs`` mostly translate, such as those of countries, are left out.
    """
    capitalised: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for place, found in enumerate(NAME.finditer(text)):
            word = found.group()
            if word[0].islower():
                small[word] += 1
            elif place > 0 and word[1:].islower() and text[found.start() - 2 : found.start()] not in _STARTS:
                capitalised[word] += 1
    names = {
        word
        for word, times in capitalised.items()
        if len(word) > 2 and times >= max(_OFTEN, _RARELY_SMALL * small[word.lower()])
    }
    met: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for first, second in pairs:
        words = names.intersection(NAME.findall(first.text))
        met.update(words)
        kept.update(words.intersection(NAME.findall(second.text)))
    return sorted(word for word in names if 2 * kept[word] >= met[word])


def renamed_pairs(pairs: Sequence[Pair], names: Sequence[str], count: int, draw: random.Random) -> list[Pair]:
    """Up to ``count`` of the pairs with other names and numbers: what both sides share, exchanged in both.

    A word counts as a name where it is one of ``names`` and stands as often in one side as in the other.
    """
    known = frozenset(names)
    order = list(range(len(pairs)))
    draw.shuffle(order)
    made: list[Pair] = []
    for place in order:
        if len(made) >= count:
            break
        if (pair := _renamed(pairs[place], known, names, draw)) is not None:
            made.append(pair)
    return made


def _renamed(pair: Pair, known: frozenset[str], names: Sequence[str], draw: random.Random) -> Pair | None:
    texts = [side.text for side in pair]
    others = {word: _another(draw.choice(names), draw) for word in _shared(texts, NAME) if word in known}
    others |= {digits: _another_number(digits, draw) for digits in _shared(texts, NUMBER)}
    if not others:
        return None
    changed = [
        NUMBER.sub(
            lambda found: others.get(found.group(), found.group()),
            NAME.sub(lambda found: others.get(found.group(), found.group()), text),
        )
        for text in texts
    ]
    first, second = (CorpusSentence(text, side.language) for text, side in zip(changed, pair, strict=True))
    return first, second


def _shared(texts: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    """What the pattern finds as often in one text as in the other."""
    first, second = (pattern.findall(text) for text in texts)
    return [word for word in dict.fromkeys(first) if first.count(word) == second.count(word)]


def _another(name: str, draw: random.Random) -> str:
    """The name, or in one case of four a made-up one of the same first half: no list has all names."""
    if draw.random() < 0.75:
        return name
    ends = ("a", "en", "ic", "ov", "ara", "elle", "ingo", "ez", "sson", "uka", "ard", "y", "ini", "wick")
    return name[: max(2, len(name) // 2)] + draw.choice(ends)


def _another_number(digits: str, draw: random.Random) -> str:
    """One of as many digits, now and then of one more or less; years stay years."""
    if len(digits) == 4 and digits[0] in "12":
        return str(draw.randint(1400, 2099))
    length = max(1, len(digits) + draw.choice((0, 0, 0, -1, 1)))
    if length == 1:
        return str(draw.randint(2, 9)) if digits not in {"0", "1"} else digits
    return str(draw.randint(10 ** (length - 1), 10**length - 1))

"""The words of a language, to detect misspellings: so far of English (tools/word_list.py makes the list).

A word counts as known if it is in the list, or is an inflection, a derivation or a compound of one that is:
the list holds only what these rules do not derive.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

_DEEPEST = 3
"""`un-` + `bear` + `-able` + `-ly` is three steps from a word of the list."""
_SHORTEST_STEM = 3
_SHORTEST_PART = 4
"""Letters of each half of a compound; shorter ones would accept words that are run together."""
_VOWELS = "aeiou"
_BEFORE_Y = ("ay", "ey", "oy", "uy")
_PREFIXES = ("un", "re", "non", "over", "out", "mis", "under", "pre", "anti", "semi", "super", "inter", "sub")
_CONTRACTIONS = ("n't", "'ll", "'ve", "'re", "'d", "'s", "s'")
_NO_WORDS = frozenset({"ness", "able", "ally", "ship", "ings"})
"""Endings that are words too: not halves of a compound."""
_LONG_DRAWN = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` in lower case; `names` are those mostly written as a name ("jack")."""

    words: frozenset[str]
    names: frozenset[str]

    def knows(self, word: str, also: Collection[str] = ()) -> bool:
        """Whether it is a word, in any case, with any ending; `also` are additional words."""
        plain = word.replace("\u2019", "'").lower()
        return is_derived(plain, lambda stem: stem in self.words or stem in also)


@cache
def vocabulary(code: str) -> Vocabulary | None:
    """The words of a language (FLORES-200); None where there is no list."""
    file = resources.files(__package__).joinpath("words", f"{code}.txt.xz")
    if not file.is_file():
        return None
    lines = lzma.decompress(file.read_bytes()).decode("utf-8").split("\n\n")
    words, names = (frozenset(part.split()) for part in lines[-2:])
    return Vocabulary(words, names)


def is_derived(word: str, is_known: Callable[[str], bool], steps: int = _DEEPEST) -> bool:
    """Whether an English word is known itself, or by its parts."""
    if is_known(word):
        return True
    if steps and any(
        len(stem) >= _SHORTEST_STEM and is_derived(stem, is_known, steps - 1) for stem in _stems(word)
    ):
        return True
    if steps < _DEEPEST:
        return False
    return _is_compound(word, is_known) or _is_long_drawn(word, is_known)


def _is_compound(word: str, is_known: Callable[[str], bool]) -> bool:
    """Washerwoman, lawbreaking."""
    ends = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return any(
        is_known(word[:end]) and word[end:] not in _NO_WORDS and is_derived(word[end:], is_known, 1)
        for end in ends
    )


def _is_long_drawn(word: str, is_known: Callable[[str], bool]) -> bool:
    """Soooo, whooosh."""
    if not _LONG_DRAWN.search(word):
        return False
    return any(is_known(_LONG_DRAWN.sub(with_, word)) for with_ in (r"\1", r"\1\1"))


def _stems(word: str) -> Iterator[str]:
    """The possible bases of an English word with one ending or prefix."""
    for ending in _CONTRACTIONS:
        if word.endswith(ending):
            yield word[: -len(ending)] + ("s" if ending == "s'" else "")
    if word.endswith("in'"):
        yield word[:-1] + "g"
    yield from _without_s(word)
    yield from _before_endings(word)
    yield from _adverb(word)
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > _SHORTEST_STEM:
            yield word[len(prefix) :]


def _before_endings(word: str) -> Iterator[str]:
    for ending in ("ed", "er", "est", "able"):
        if word.endswith(ending):
            yield from _before_vowel(word[: -len(ending)])
    for ending in ("ing", "ish"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            yield from [stem] if stem.endswith("y") else _before_vowel(stem)
    for ending in ("ied", "ier", "iest", "iness", "ily"):
        if word.endswith(ending):
            yield word[: -len(ending)] + "y"
    for ending in ("ness", "less", "ful", "like"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and not stem.endswith("y"):
            yield stem


def _without_s(word: str) -> Iterator[str]:
    if word.endswith("ies"):
        yield word[:-3] + "y"
    hissing = word.endswith(("ses", "xes", "zes", "ches", "shes", "oes"))
    if hissing:
        yield word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "xs", "zs", "chs", "shs")):
        yield word[:-1]


def _before_vowel(stem: str) -> Iterator[str]:
    """Walk(ed), hop(p)(ed), hop(e)(d)."""
    if not stem or (stem.endswith("y") and not stem.endswith(_BEFORE_Y)):  # carried, not carryed
        return
    if not stem.endswith("e") or stem.endswith(("ee", "oe", "ye")):
        yield stem
    doubled = len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] and stem[-1] not in _VOWELS
    if doubled:
        yield stem[:-1]
    if not doubled:
        yield stem + "e"


def _adverb(word: str) -> Iterator[str]:
    if word.endswith("ally"):
        yield word[:-4]
    if word.endswith("ly"):
        stem = word[:-2]
        if not stem.endswith("i"):
            yield stem
        if stem.endswith(("b", "p", "t", "d", "g", "k")):
            yield stem + "le"

"""How cohesive a sentence is with the text before it, computed without a model (English).

The counts follow Halliday and Hasan 1976, "Cohesion in English": repeated words, referring words, the
speaker; and the entity grid's names (Barzilay and Lapata 2008).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from conceptwriter.language.function_words import function_words

NEAR = 3
"""Number of sentences that count as just before."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
_QUOTED = re.compile(r"[\"“”]")
_POINTS_BACK = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "him",
        "her",
        "them",
        "his",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "then",
        "there",
        "but",
        "and",
        "so",
    ]
)
_ENDINGS = ("'s", "’s", "ing", "ed", "es", "s", "ly")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class TextBefore:
    """The text before a place, analysed once for many candidates."""

    sentences: tuple[str, ...]
    headings: str = ""
    near: frozenset[str] = field(init=False)
    far: frozenset[str] = field(init=False)
    named: frozenset[str] = field(init=False)
    of_headings: frozenset[str] = field(init=False)
    length: float = field(init=False)
    """Mean number of words of the last sentences."""

    def __post_init__(self) -> None:
        near, far = self.sentences[-NEAR:], self.sentences[:-NEAR]
        lengths = [len(_words(text)) for text in self.sentences[-8:]] or [12]
        for name, value in (
            ("near", stems(near)),
            ("far", stems(far)),
            ("named", frozenset(_WORD.findall(" ".join((*self.sentences, self.headings))))),
            ("of_headings", stems([self.headings])),
            ("length", sum(lengths) / len(lengths)),
        ):
            object.__setattr__(self, name, value)

    @property
    def last(self) -> str:
        return self.sentences[-1] if self.sentences else ""


COUNTED = (
    "repeats_near",
    "repeats_far",
    "takes_up_heading",
    "new_name",
    "known_name",
    "points_back",
    "speech_goes_on",
    "speech_begins",
    "speech_ends",
    "length",
    "unlike_in_length",
    "question",
    "indefinite",
)


def cohesion(before: TextBefore, sentence: str) -> dict[str, float]:
    """Each of `COUNTED`: shares between 0 and 1, lengths as logarithms."""
    words = _words(sentence)
    said = stems([sentence])
    names = frozenset(_NAME.findall(sentence))
    quoted, quoted_before = bool(_QUOTED.search(sentence)), bool(_QUOTED.search(before.last))
    length = math.log1p(len(words))
    return {
        "repeats_near": _share(said & before.near, said),
        "repeats_far": _share(said & (before.far - before.near), said),
        "takes_up_heading": _share(said & before.of_headings, said),
        "new_name": float(bool(names - before.named)),
        "known_name": float(bool(names & before.named)),
        "points_back": sum(word in _POINTS_BACK for word in words[:4]) / 4,
        "speech_goes_on": float(quoted and quoted_before),
        "speech_begins": float(quoted and not quoted_before),
        "speech_ends": float(quoted_before and not quoted),
        "length": length,
        "unlike_in_length": abs(length - math.log1p(before.length)),
        "question": float(sentence.rstrip(" \"”’'").endswith("?")),
        "indefinite": sum(word in ("a", "an") for word in words) / max(1, len(words)),
    }


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / max(1, len(whole))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def stems(texts: Sequence[str]) -> frozenset[str]:
    """Content words without their endings: enough to detect a repeated word."""
    common = function_words("eng_Latn")
    return frozenset(
        _stem(word) for text in texts for word in _words(text) if len(word) > 2 and word not in common
    )


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word

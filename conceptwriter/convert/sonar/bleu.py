"""BLEU of texts against one reference each, to judge whether a codec reproduces its input.

Papineni et al. 2002, with the exponential smoothing of sacreBLEU for orders without a match. Tokens are
words, signs, and single letters of scripts without spaces, so that one figure suits all languages; it is not
comparable with published figures.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence

import regex

from conceptwriter.language.scripts import UNSPACED

_ORDERS = 4
_WORD = r"\p{L}\p{N}_"
_TOKEN = regex.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[{_WORD}])+|[^{_WORD}\s]")
"""Combining marks are separate signs, as in `re`; `regex` treats them as parts of words."""


def tokens_of(text: str) -> list[str]:
    """Words, signs and letters, after NFKC: codecs return full-width signs as plain ones."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


def bleu(texts: Sequence[Sequence[str]], references: Sequence[Sequence[str]]) -> float:
    """Corpus BLEU, 0 to 100, of token lists against one reference each."""
    found, possible = [0] * _ORDERS, [0] * _ORDERS
    for text, reference in zip(texts, references, strict=True):
        for order in range(1, _ORDERS + 1):
            ours, theirs = _ngrams(text, order), _ngrams(reference, order)
            found[order - 1] += sum((ours & theirs).values())
            possible[order - 1] += sum(ours.values())
    length, wanted = sum(map(len, texts)), sum(map(len, references))
    if not found[0] or 0 in possible:
        return 0.0
    logarithms, smoothing = 0.0, 1.0
    for right, all_of_them in zip(found, possible, strict=True):
        if not right:
            smoothing *= 2
        logarithms += math.log((right or 1 / smoothing) / all_of_them)
    brevity = min(0.0, 1 - wanted / length)
    return 100 * math.exp(brevity + logarithms / _ORDERS)


def _ngrams(tokens: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[i : i + order]) for i in range(len(tokens) - order + 1))

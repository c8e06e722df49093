"""Letters and words that distinguish a language from its neighbours where byte counts cannot.

The counting model was not trained on some of these languages, and confuses others in a short text. Written
for this program from the alphabets themselves.
"""

from __future__ import annotations

import re
from functools import cache

from conceptwriter.language.own_rules import own_rules

_WORD = re.compile(r"[^\W\d_]+(?:[\u0591-\u05C7\u0900-\u0903\u093A-\u094F]+[^\W\d_]*)*")


def count_distinctive(code: str, text: str) -> int:
    """How many different letters and words of the text indicate the language."""
    lowered = text.lower()
    letters = sum(letter in lowered for letter in own_rules(code).own_letters)
    words = _words_of(code)
    return letters + (len(words.intersection(_WORD.findall(lowered))) if words else 0)


def foreign_letters(code: str, text: str) -> int:
    """How many different letters of the text the language does not have."""
    lowered = text.lower()
    return sum(letter in lowered for letter in own_rules(code).foreign_letters)


@cache
def _words_of(code: str) -> frozenset[str]:
    return frozenset(own_rules(code).distinctive_words.split())

"""How alike two texts are, in per cent.

The percentage is the mean of two: how many of the characters need no editing, and how many of the words.
Case, typography and white space cost one point in all. Characters alone would call "not" and "now" nearly
the same sentence; words alone would call two forms of a noun two nouns. `docs/memory.md` has what a
percentage is worth.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from conceptwriter.language.scripts import unspaced_letter
from conceptwriter.memory.forms import exact_form, folded_form

EXACT = 100
ALMOST = 99
"""The same but for case, typography, or numbers that were put in."""
_MOST_FUZZY = 98
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u0652\u0900-\u0903\u093a-\u094f"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’](?=[^\W_]))*")


def percentage(first: str, second: str) -> int:
    """100: the same text; 99: but for case and typography; else 0 to 98."""
    one, two = exact_form(first), exact_form(second)
    if one == two:
        return EXACT
    return folded_percentage(folded_form(one), folded_form(two))


def folded_percentage(first: str, second: str, words: list[str] | None = None) -> int:
    """The percentage of texts that are folded and not the same; `words`: those of the second, if known."""
    if first == second:
        return ALMOST
    by_characters = Levenshtein.normalized_similarity(first, second)
    by_words = Levenshtein.normalized_similarity(
        words_of(first), words_of(second) if words is None else words
    )
    return min(_MOST_FUZZY, int(50 * (by_characters + by_words)))


def words_of(text: str) -> list[str]:
    """Words; each letter alone in scripts without spaces. Without words: the characters."""
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.isascii() or not unspaced_letter().search(word):
            found.append(word)
        else:
            found += word
    return found or list(text)

"""Words that no sentence pair has, but a related form of them: other spellings, plurals, other tenses.

A codec that has never read "harbour" is helped by the translation of "harbor", and even by that of "hare"
where it reads "hares": it copies the word, and may inflect it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPELLINGS = (
    (r"our", "or"), (r"or", "our"), (r"ise(d|s|r|rs)?$", r"ize\1"), (r"ize(d|s|r|rs)?$", r"ise\1"),
    (r"ising$", "izing"), (r"izing$", "ising"), (r"isation", "ization"), (r"ization", "isation"),
    (r"tre$", "ter"), (r"ter$", "tre"), (r"ll(ed|ing|er|ers)$", r"l\1"),
    (r"([aeiou])l(ed|ing|er|ers)$", r"\1ll\2"), (r"ogue$", "og"), (r"og$", "ogue"), (r"grey", "gray"),
    (r"gray", "grey"), (r"ence$", "ense"), (r"ense$", "ence"),
)  # fmt: skip
"""British and American, either way (expressions and what replaces them)."""
_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""),
    ("ly", ""),
)  # fmt: skip
_SHORTEST = 3


def english_forms(word: str) -> Iterator[str]:
    """What may be the same word or its base form, in small letters as it is, the surest first."""
    for pattern, replacement in _SPELLINGS:
        changed = re.sub(pattern, replacement, word, count=1)
        if changed != word:
            yield changed
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST:
            continue
        yield stem + instead
        if ending in {"ed", "ing"} and not instead and stem[-1] == stem[-2]:
            yield stem[:-1]

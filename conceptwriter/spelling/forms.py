"""The forms under which a word may be in a list of words: its stem without a genitive or an article.

Hunspell knows the forms of the words in its dictionaries; those of a name or of a user's own word are known
here: Fahima's, d'Ingmar, FAHIMA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.spelling.words import Word

_ELIDED = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|sull|all|dall|un|quest|quell|sant)'(?=..)",
    re.IGNORECASE,
)
_WITH_ELISION = frozenset({"fra", "ita", "cat", "oci", "lij", "vec", "fur", "srd", "scn", "pms", "lmo"})
_WITH_GENITIVE = frozenset({"deu", "ltz", "nld", "swe", "dan", "nob", "nno", "isl", "fao", "lim", "afr"})
_CLITIC = re.compile(r"'(?:s|ll|re|ve|d|em)$", re.IGNORECASE)
_SHORTEST = 2


def forms_of(word: str, language: str) -> Iterator[str]:
    """The word, and what is left of it without a genitive ending or an elided article."""
    yield word
    base = language.partition("_")[0]
    bare = word
    if base in _WITH_ELISION:
        found = _ELIDED.match(word)
        if found:
            bare = word[found.end() :]
            yield bare
    if base == "eng" and _CLITIC.search(bare):
        yield _CLITIC.sub("", bare)
    elif bare.lower().endswith("'s") and len(bare) >= _SHORTEST + 2:
        yield bare[:-2]
    elif base in _WITH_GENITIVE and bare[-1:] in "sS" and len(bare) > _SHORTEST + 1:
        yield bare[:-1]


def alternatives(word: Word, language: str) -> Iterator[str]:
    """Under what else a dictionary may have a word: 'tis; in English what'll as what, doin' as doing."""
    if word.led:
        yield f"'{word.text}"
    if language.partition("_")[0] == "eng":
        if _CLITIC.search(word.text):
            yield _CLITIC.sub("", word.text)
        if word.cut and word.text.endswith("in"):
            yield f"{word.text}g"

"""What a text is found by: a few short features, such that similar texts share rare ones.

Words are cut to four letters (two of Hangul), which survives most inflection; scripts without spaces give
pairs of characters. Two short words in a row give a feature together, since each alone is in a million
sentences; texts of few words give groups of three characters too, since a changed word may be all they have.

If a text is to have other features, the index of every memory must be made again: raise the schema's version.
"""

from __future__ import annotations

import re
import unicodedata

from conceptwriter.language.scripts import script_of, unspaced_letter
from conceptwriter.memory.forms import folded_form

_STEM = 4
_DENSE_STEM = 2
_SHORT = 3
_FEW_WORDS = 4
_GRAM = 3
_MOST = 400
"""Features of one text: enough to find a text of several pages."""
_WORD = re.compile(r"[^\W\d_]+")


def features(text: str) -> list[str]:
    """The features of a text, without duplicates, in order of their first occurrence.

    They consist of letters and digits: tokens for the `ascii` tokenizer of FTS5.
    """
    folded = folded_form(text)
    bare = folded
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFD", folded)
        bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
        bare = unicodedata.normalize("NFC", bare)
    words = _WORD.findall(bare)
    found: list[str] = []
    previous = ""
    for word in words:
        if not word.isascii() and unspaced_letter().search(word):
            found += _pairs(word)
            previous = ""
            continue
        dense = not word.isascii() and script_of(word[0]) == "Hang"
        found.append(word[: _DENSE_STEM if dense else _STEM])
        short = word if len(word) <= _SHORT else ""
        if previous and short:
            found.append(f"2{previous}2{short}")
        previous = short
    if len(words) <= _FEW_WORDS:
        together = "".join(words)
        found += [f"3{together[at : at + _GRAM]}" for at in range(len(together) - _GRAM + 1)]
    return list(dict.fromkeys(found))[:_MOST] or _of_signs(folded)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _of_signs(folded: str) -> list[str]:
    """A text without letters is found by its digits and signs as a whole."""
    signs = "".join(f"{ord(sign):x}" for sign in folded[:_MOST] if not sign.isspace())
    return [f"0{signs}"] if signs else []

"""What can be checked on the letters alone: names, empty and looping outputs."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_REPEATED_CHUNK = re.compile(r"(\S.{0,38}\S)(?:\s*\1){3,}")
_NOUNS_CAPITALISED = frozenset({"deu_Latn"})


def names(text: str, language: str) -> Counter[str]:
    """Capitalised words that do not begin a sentence or a quotation; none in German and other scripts."""
    if language in _NOUNS_CAPITALISED or not language.endswith("_Latn"):
        return Counter()
    found: Counter[str] = Counter()
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip()
        begins = not before or before[-1] in ".!?:;…\"'“”«»„‘’—-–(¿¡"
        if not begins and len(match[0]) > 1 and match[0][0].isupper():
            found[match[0]] += 1
    return found


def degenerate(text: str, reference: str = "") -> bool:
    """Whether there is nothing to read, or a loop.

    A loop is a chunk of 2 to 40 characters four times in a row, or the same four words three times. It does
    not count if the reference itself does that ("Ha ha ha ha!").
    """
    return broken(text) and not (reference and broken(reference))


def broken(text: str) -> bool:
    """Empty or looping."""
    if not any(map(str.isalnum, text)):
        return True
    if _REPEATED_CHUNK.search(text.casefold()):
        return True
    words = text.casefold().split()
    quadruples = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    return any(count >= 3 for count in quadruples.values())

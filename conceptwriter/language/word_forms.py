"""The word forms of a language's texts, to distinguish a word from one that a model invented.

Only observed forms count: no rule derives others from them. So a rare word or a compound may be missing, and
a missing word is a reason to prefer another text, never to correct a person's.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Collection
from functools import cache
from importlib import resources

_FORM = re.compile(r"[^\W\d_]+")


def forms_in(text: str) -> list[str]:
    """The runs of letters of a text, in lower case: "L'été" has two."""
    return [form.lower() for form in _FORM.findall(text)]


@cache
def word_forms(code: str) -> frozenset[str] | None:
    """The known forms of a language (FLORES-200), in lower case; None where there is no list."""
    file = resources.files(__package__).joinpath("forms", f"{code}.txt.xz")
    if not file.is_file():
        return None
    lines = lzma.decompress(file.read_bytes()).decode("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def has_unknown_words(text: str, code: str, also: Collection[str] = ()) -> bool:
    """Whether a text has forms unknown in the language, except those in `also`; False if undecidable."""
    known = word_forms(code)
    return known is not None and any(form not in known and form not in also for form in forms_in(text))

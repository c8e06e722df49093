"""The forms of words that texts of a language are made of, to tell a word from one that a model invented.

Only forms that were seen count: no rule derives others from them. So a rare word or a compound may be
missing, and what is missing is a reason to prefer another text, never to correct a person's.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Collection
from functools import cache
from importlib import resources

_FORM = re.compile(r"[^\W\d_]+")


def forms_in(text: str) -> list[str]:
    """The runs of letters of a text, in small letters: "L'été" has two."""
    return [form.lower() for form in _FORM.findall(text)]


@cache
def word_forms(code: str) -> frozenset[str] | None:
    """The known forms of a language (FLORES-200), in small letters; None where there is no list."""
    file = resources.files(__package__).joinpath("forms", f"{code}.txt.xz")
    if not file.is_file():
        return None
    lines = lzma.decompress(file.read_bytes()).decode("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def has_unknown_words(text: str, code: str, also: Collection[str] = ()) -> bool:
    """Whether a text has forms that the language has not, those in `also` apart; False where that cannot be
    told.
    """
    known = word_forms(code)
    return known is not None and any(form not in known and form not in also for form in forms_in(text))

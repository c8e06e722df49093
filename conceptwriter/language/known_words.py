"""Abbreviations and frequent words of some seventy languages from spaCy's data (tools/known_words.py).

A language that spaCy does not support has none.
"""

from __future__ import annotations

from functools import cache


@cache
def known_abbreviations(code: str) -> frozenset[str]:
    """Abbreviations of the language ``code`` (FLORES-200), in lower case, without the last stop."""
    return frozenset(_rows().get(code, ("", ""))[0].split())


@cache
def frequent_words(code: str) -> frozenset[str]:
    """The most frequent words of the language, in lower case."""
    return frozenset(_rows().get(code, ("", ""))[1].split())


@cache
def _rows() -> dict[str, tuple[str, str]]:
    from importlib import resources  # costly, so only when a text is split

    text = resources.files(__package__).joinpath("known_words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {code: (abbreviations, words) for code, abbreviations, words in rows}

"""Words that stand there twice, spaces too many, and words of the source language that were left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from conceptwriter.assistant.comparison import folded, tokens
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.language.function_words import function_words
from conceptwriter.language.known_words import frequent_words
from conceptwriter.language.scripts import script_of
from conceptwriter.language.word_forms import word_forms

_DOUBLE = re.compile(r"(?<![\w'’-])([^\W\d_]+)[ \t\u00a0]+\1(?![\w'’-])", re.IGNORECASE)
_RIGHT_TWICE = {
    "eng": "that had is no yes very ha so bye knock well far long much many really now there never again "
    "more hey whoa who do it her in",
    "deu": "die der das den dem des sie ihr wir uns sich nein ja sehr so ganz lange weit immer nie ha",
    "nld": "die dat is nee ja zo heel er zij zie ha",
    "fra": "nous vous non oui si très y bien là plus ha",
    "spa": "no sí muy poco casi ya tan ja",
    "cat": "no sí molt poc gairebé",
    "glg": "non si moi pouco",
    "ita": "no sì ora piano molto via quasi così ben che",
    "por": "não sim muito logo tão bem já nos",
    "ron": "nu da foarte",
    "rus": "да нет еле чуть очень вот так ну только долго",
    "ukr": "так ні дуже ледь",
    "bel": "так не вельмі",
    "bul": "да не много",
    "pol": "nie tak bardzo no",
    "ces": "ne ano velmi moc",
    "slk": "nie áno veľmi",
    "slv": "ne ja zelo",
    "hrv": "ne da vrlo jako",
    "srp": "не да врло",
    "lit": "ne taip labai",
    "lvs": "nē jā ļoti",
    "swe": "nej ja mycket att det är",
    "dan": "nej ja meget der det er",
    "nob": "nei ja det er der",
    "nno": "nei ja det er der",
    "fin": "ei joo oikein",
    "est": "ei jah väga",
    "ell": "πολύ όχι ναι σιγά",
}
"""The languages that are checked, and the words that may stand twice: "had had", "nous nous", "die die".

Others form words by saying one twice (Turkish "yavaş yavaş", Hindi "धीरे धीरे"), or nobody has looked.
"""
_CODE = re.compile(r"(`+).+?\1")
_SPACES = re.compile(r"(?<=\S)(?: {2,}|[ \u00a0]*\t[ \t]*)(?=[^\s|])")
_EDGES = (" ", "\t", "\u00a0")
_SHORTEST_RUN, _FEWEST_SMALL = 3, 2
_RUN_OF_OTHER_SCRIPT, _FEWEST_OF_OTHER_SCRIPT = 2, 2
_LONGEST_ALIKE = 3
"""Letters of a word that may well be one in another language too."""


def check_double_word(source: str, text: str, language: str) -> Finding | None:
    """A word that stands there twice in a row, where the source has none that does."""
    base = language.partition("_")[0]
    if base not in _RIGHT_TWICE:
        return None
    right = _RIGHT_TWICE[base].split()
    for match in _DOUBLE.finditer(text):
        first, second = match.group(1), match.group()[len(match.group(1)) :].strip()
        is_name = first[0].isupper() and second[0].isupper()
        if first.casefold() in right or is_name:
            continue
        return None if source and _DOUBLE.search(source) else Finding(Flag.DOUBLED, f"has “{match.group()}”")
    return None


def check_spaces(source: str, text: str) -> Finding | None:
    """Two spaces in a row, or one at an edge, where the source has none; both as written."""
    if text.startswith(_EDGES) and not source.startswith(_EDGES):
        return Finding(Flag.SPACES, "begins with a space")
    if text.endswith(_EDGES) and not source.endswith(_EDGES):
        return Finding(Flag.SPACES, "ends in a space")
    if "  " not in text and "\t" not in text:
        return None
    found = _SPACES.search(_CODE.sub("x", text))
    if found is None or _SPACES.search(source):
        return None
    return Finding(Flag.SPACES, "has two spaces in a row" if "\t" not in found.group() else "has a tab")


def check_unchanged(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """The text is its source, which has words to translate; names, numbers and words of both are none."""
    if source_language == language or folded(source) != folded(text):
        return None
    words = [word for word in tokens(source) if word[0].isalpha()]
    if not any(_must_be_translated(word, source_language, language) for word in words):
        return None
    return Finding(Flag.UNTRANSLATED, "is the same as its source")


def check_half_translated(source: str, source_language: str, text: str, language: str) -> Finding | None:
    """Some words of the source stand in the text as they were."""
    if source_language.partition("_")[0] == language.partition("_")[0]:
        return None
    here, there = tokens(text), tokens(source)
    for run in _common_runs(here, there):
        if _is_left_over(run, source_language, language):
            return Finding(Flag.UNTRANSLATED, f"“{' '.join(run)}” was not translated")
    return None


def _common_runs(here: Sequence[str], there: Sequence[str]) -> list[list[str]]:
    """The longest runs of words of a text, in order, that its source has as well."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(there):
        places.setdefault(folded(word), []).append(place)
    plain = [folded(word) for word in here]
    runs: list[list[str]] = []
    start = 0
    while start < len(here):
        longest = 0
        for place in places.get(plain[start], ()):
            length = 1
            while (
                start + length < len(here)
                and place + length < len(there)
                and folded(there[place + length]) == plain[start + length]
            ):
                length += 1
            longest = max(longest, length)
        if longest >= 2:
            runs.append(list(here[start : start + longest]))
        start += max(1, longest)
    return runs


def _is_left_over(run: Sequence[str], source_language: str, language: str) -> bool:
    small = [word for word in run if word[0].islower()]
    if not small and any(word[0].isupper() for word in run):
        return False
    written = _writing(language)
    if not any(script_of(word[0]) in written for word in run):
        known = [word for word in small if word in _small_words(source_language)]
        return len(run) >= _RUN_OF_OTHER_SCRIPT and len(known) >= _FEWEST_OF_OTHER_SCRIPT
    left = [word for word in small if _must_be_translated(word, source_language, language)]
    return len(run) >= _SHORTEST_RUN and len(left) >= _FEWEST_SMALL


def _must_be_translated(word: str, source_language: str, language: str) -> bool:
    """Whether a word belongs to the one language and not to the other."""
    plain = word.lower()
    if plain in _small_words(language) or plain in (word_forms(language) or ()):
        return False
    if plain in _small_words(source_language):
        return True
    return len(plain) > _LONGEST_ALIKE and word.islower() and plain in (word_forms(source_language) or ())


@cache
def _small_words(language: str) -> frozenset[str]:
    return function_words(language) | frequent_words(language)


@cache
def _writing(language: str) -> frozenset[str]:
    from conceptwriter.language.scripts import scripts_of

    script = language.rpartition("_")[2]
    return frozenset(scripts_of(script) or (script,))

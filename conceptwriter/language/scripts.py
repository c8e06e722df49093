"""Which script a character belongs to, by its Unicode properties as in the `regex` package.

Script gives a letter's script; Script_Extensions (UAX #24) also which scripts share a sign, such as 。 or ー.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

_EAST_ASIAN = ("Han", "Hiragana", "Katakana", "Bopomofo")
"""Korean, unlike its neighbours, is written with spaces."""
_SOUTH_EAST_ASIAN = ("Thai", "Lao", "Khmer", "Myanmar")
EAST_ASIAN = "".join(rf"\p{{{script}}}" for script in _EAST_ASIAN)
"""Han and kana, to be put between the brackets of a `regex` class."""
UNSPACED = "".join(rf"\p{{{script}}}" for script in (*_EAST_ASIAN, *_SOUTH_EAST_ASIAN, "Tibetan"))
"""Scripts written without spaces between words (Tibetan marks syllables); also for a class."""

_EAST_ASIAN_SIGNS = "".join(rf"\p{{scx={script}}}" for script in _EAST_ASIAN)
WIDE = rf"(?:(?=[\p{{ea=W}}\p{{ea=H}}])[{_EAST_ASIAN_SIGNS}]|(?!\s)\p{{ea=F}})"
"""A `regex` pattern for the characters that :func:`is_wide` accepts.

The width leaves out what Han shares with Latin, such as the middle dot.
"""

SHARED = "Zyyy"
"""Returned by :func:`script_of` for characters of no script, or of many."""
UNKNOWN = "Zzzz"
"""Returned for those of a script that no language of the program uses."""

_ALONE = (
    *("Arab", "Armn", "Beng", "Bopo", "Cyrl", "Deva", "Ethi", "Geor", "Grek", "Gujr", "Guru", "Hang", "Hani"),
    *("Hebr", "Hira", "Kana", "Khmr", "Knda", "Laoo", "Latn", "Mlym", "Mymr", "Olck", "Orya", "Sinh", "Taml"),
    *("Telu", "Tfng", "Thai", "Tibt"),
)
_TOGETHER = {"Hans": ("Hani",), "Hant": ("Hani", "Bopo"), "Jpan": ("Hani", "Hira", "Kana"), "Kore": ("Hang",)}


def scripts_of(writing: str) -> tuple[str, ...]:
    """The scripts (ISO 15924) that a language code's script includes: Jpan for three; none if unknown."""
    return _TOGETHER.get(writing) or ((writing,) if writing in _ALONE else ())


@cache
def script_of(character: str) -> str:
    """The script of a character (ISO 15924), else SHARED or UNKNOWN; of ー, which two kana share, Kana."""
    found = _by_script().match(character)
    return UNKNOWN if found is None or found.lastgroup is None else found.lastgroup


@cache
def is_wide(character: str) -> bool:
    """Whether a character, not white space, belongs to a script without spaces between sentences.

    These are Han, kana, their signs, and the full-width forms that are written among them.
    """
    return _wide().match(character) is not None


@cache
def is_dense(character: str) -> bool:
    """Whether it carries as much as two or three Latin letters: Han, kana, Hangul, and their signs."""
    return is_wide(character) or script_of(character) == "Hang"


@cache
def unspaced_letter() -> Pattern[str]:
    """One letter of a script written without spaces."""
    return _letters((*_EAST_ASIAN, *_SOUTH_EAST_ASIAN, "Tibetan"))


@cache
def counted_letter() -> Pattern[str]:
    """One letter that counts as a word: of Han, kana and the scripts of South East Asia; no vowel sign."""
    return _letters((*_EAST_ASIAN, *_SOUTH_EAST_ASIAN), r"(?!\p{InSC=Vowel_Dependent})")


def _letters(scripts: tuple[str, ...], condition: str = "") -> Pattern[str]:
    import regex  # here, as most texts do not need it

    extended = "".join(rf"\p{{scx={script}}}" for script in scripts)
    # What they share with Latin, such as the apostrophe that is a letter, is theirs only among theirs.
    return regex.compile(rf"(?=[\p{{L}}\p{{Nl}}])(?!\p{{scx=Latin}}){condition}[{extended}]")


@cache
def _wide() -> Pattern[str]:
    import regex

    return regex.compile(WIDE)


@cache
def _by_script() -> Pattern[str]:
    import regex

    groups = [rf"(?P<{code}>\p{{Script={code}}})" for code in _ALONE]
    shared = [r"(?P<Kana>\p{scx=Kana})", rf"(?P<{SHARED}>[\p{{Zyyy}}\p{{Zinh}}])"]
    return regex.compile("|".join([*groups, *shared]))

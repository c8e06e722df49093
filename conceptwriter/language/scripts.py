"""Which script a character belongs to, by Unicode's properties, which the `regex` package knows.

Script tells whose a letter is; Script_Extensions (UAX #24) also which scripts share a sign, such as 。 or ー.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

_EAST_ASIAN = ("Han", "Hiragana", "Katakana", "Bopomofo")
"""Korean, of the neighbours, writes spaces."""
_SOUTH_EAST_ASIAN = ("Thai", "Lao", "Khmer", "Myanmar")
EAST_ASIAN = "".join(rf"\p{{{script}}}" for script in _EAST_ASIAN)
"""Han and kana, to be put between the brackets of a `regex` class."""
UNSPACED = "".join(rf"\p{{{script}}}" for script in (*_EAST_ASIAN, *_SOUTH_EAST_ASIAN, "Tibetan"))
"""Scripts whose words stand together without spaces (Tibetan marks syllables); also for a class."""

_EAST_ASIAN_SIGNS = "".join(rf"\p{{scx={script}}}" for script in _EAST_ASIAN)
WIDE = rf"(?:(?=[\p{{ea=W}}\p{{ea=H}}])[{_EAST_ASIAN_SIGNS}]|(?!\s)\p{{ea=F}})"
"""A `regex` pattern for what :func:`is_wide` says yes to.

The width leaves out what Han shares with Latin, such as the middle dot.
"""

SHARED = "Zyyy"
"""What :func:`script_of` says of characters of no script, or of many."""
UNKNOWN = "Zzzz"
"""And of those whose script no language of the program is written in."""

_ALONE = (
    *("Arab", "Armn", "Beng", "Bopo", "Cyrl", "Deva", "Ethi", "Geor", "Grek", "Gujr", "Guru", "Hang", "Hani"),
    *("Hebr", "Hira", "Kana", "Khmr", "Knda", "Laoo", "Latn", "Mlym", "Mymr", "Olck", "Orya", "Sinh", "Taml"),
    *("Telu", "Tfng", "Thai", "Tibt"),
)
_TOGETHER = {"Hans": ("Hani",), "Hant": ("Hani", "Bopo"), "Jpan": ("Hani", "Hira", "Kana"), "Kore": ("Hang",)}


def scripts_of(writing: str) -> tuple[str, ...]:
    """The scripts (ISO 15924) that a language code's script stands for: Jpan for three; none if unknown."""
    return _TOGETHER.get(writing) or ((writing,) if writing in _ALONE else ())


@cache
def script_of(character: str) -> str:
    """The script of a character (ISO 15924), else SHARED or UNKNOWN; of ー, which two kana share, Kana."""
    found = _by_script().match(character)
    return UNKNOWN if found is None or found.lastgroup is None else found.lastgroup


@cache
def is_wide(character: str) -> bool:
    """Whether a character, not white space, belongs to a script without spaces between sentences: Han, kana,
    their signs, and the full-width forms that are written among them.
    """
    return _wide().match(character) is not None


@cache
def is_dense(character: str) -> bool:
    """Whether it says as much as two or three Latin letters: Han, kana, Hangul, and their signs."""
    return is_wide(character) or script_of(character) == "Hang"


@cache
def unspaced_letter() -> Pattern[str]:
    """One letter of a script whose words stand together."""
    return _letters((*_EAST_ASIAN, *_SOUTH_EAST_ASIAN, "Tibetan"))


@cache
def counted_letter() -> Pattern[str]:
    """One letter that counts as a word: of Han, kana and the scripts of South East Asia; no vowel sign."""
    return _letters((*_EAST_ASIAN, *_SOUTH_EAST_ASIAN), r"(?!\p{InSC=Vowel_Dependent})")


def _letters(scripts: tuple[str, ...], condition: str = "") -> Pattern[str]:
    import regex  # here, as most texts need nothing of it

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

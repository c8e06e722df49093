"""What a plain search treats as equal text, as a regular expression over the unmodified text.

Treated as equal are the composed and the decomposed form of a letter (Unicode Standard Annex #15), upper and
lower case with full folding (``STRASSE`` finds ``Straße``), curly and straight quotes, three dots and an
ellipsis, breaking and non-breaking hyphens, and spaces of every kind; soft hyphens and other zero-width
characters are ignored. Since the text itself is searched, a match gives exactly the characters to mark and to
replace.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import permutations, takewhile
from typing import TYPE_CHECKING

from conceptwriter.language.scripts import UNSPACED

if TYPE_CHECKING:
    from regex import Match, Pattern

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Default-ignorable characters of running text: soft hyphens, joiners, direction marks, variants."""
_PASSED_OVER = r"\p{Default_Ignorable_Code_Point}*+"
_IS_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_SPACES = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_IS_SPACE = re.compile(f"[{_SPACES}]")
_CLASSES = ("'‘’‚‛ʼʻ＇", '"“”„‟＂', "-‐‑")
_LATER_MARK = "(?![\u0300-\u036f\u0653-\u0655\u3099\u309a])"
"""A letter followed by a combining mark is another letter, as in its precomposed form."""
_LATER_FINAL = "(?![\u11a8-\u11c2])"
_LONGEST_FOLDING = 3
_LONGEST_PASSING_OVER = 400
_MOST_MARKS = 4
_CASED = (
    *(range(0x41, 0x590), range(0x10A0, 0x1100), range(0x13A0, 0x1400), range(0x1C80, 0x1CC0)),
    *(range(0x1D79, 0x2190), range(0x24B6, 0x24EA), range(0x2C00, 0x2D30), range(0xA640, 0xABC0)),
    *(range(0xFB00, 0xFB18), range(0xFF21, 0xFF5B), range(0x10400, 0x10CF3), range(0x118A0, 0x118E0)),
    *(range(0x16E40, 0x16E80), range(0x1E900, 0x1E944)),
)
"""The ranges in which Unicode has letters with case."""
_TURKIC = {
    "i": ("i", "I", "İ", "i\u0307", "I\u0307"),
    "I": ("I", "i", "ı"),
    "İ": ("İ", "I\u0307", "i", "i\u0307"),
    "ı": ("ı", "I"),
}
"""Dotted and dotless i: each matches its own capital, in Turkish and elsewhere; they are not equal."""

_WORD = rf"[^\W_{UNSPACED}]"
_JOINERS = "[\u00ad\u200c\u200d\u2060]"
_KATAKANA = r"[\p{Katakana}\u30fc]"


class PlainSearch:
    """Finds whatever equals ``text``, which must not be empty."""

    def __init__(self, text: str, *, case: bool = False, whole_words: bool = False) -> None:
        self._text, self._case, self._whole_words = text, case, whole_words

    def finditer(self, text: str) -> Iterator[Match[str]]:
        """The matches in ``text``, in order."""
        hidden = not text.isascii() and _IS_INVISIBLE.search(text) is not None
        return (self._skipping_hidden if hidden else self._pattern).finditer(text)

    @cached_property
    def _pattern(self) -> Pattern[str]:
        return self._compiled("")

    @cached_property
    def _skipping_hidden(self) -> Pattern[str]:
        """For a text with invisible characters, which is rare: this takes ten times as long to compile."""
        short = len(self._text) <= _LONGEST_PASSING_OVER
        return self._compiled(_PASSED_OVER) if short else self._pattern

    def _compiled(self, passed_over: str) -> Pattern[str]:
        import regex  # imported here, as it would add 30 ms to opening a document

        source = expression(self._text, case=self._case, passed_over=passed_over)
        return regex.compile(in_whole_words(source, self._text) if self._whole_words else source)


def expression(text: str, *, case: bool, passed_over: str = "") -> str:
    """An expression, for the package `regex` without flags, that finds whatever equals ``text``.

    Between its letters it allows what ``passed_over`` matches.
    """
    wanted = unicodedata.normalize("NFC", _IS_INVISIBLE.sub("", text))
    if not wanted:
        return re.escape(text)
    if not case:
        wanted = "".join(map(_written_out, wanted))
    letters = _letters(wanted.replace("...", "…"))
    return _Builder(letters, case, passed_over).build() + _end_of_letter(letters[-1])


def in_whole_words(source: str, text: str) -> str:
    """The expression ``source`` for ``text``, bounded by word boundaries.

    A side that is not a letter or digit needs no boundary. Words in scripts without spaces have none that the
    letters reveal, except that a run of katakana is one word.
    """
    visible = _IS_INVISIBLE.sub("", text)
    if not visible:
        return source
    return f"{_boundary_before(visible[0])}(?:{source}){_boundary_after(visible)}"


def _boundary_before(first: str) -> str:
    import regex

    if regex.match(_KATAKANA, first):
        return f"(?<!{_KATAKANA})"
    return f"(?<!{_WORD}_*)(?<!{_WORD}{_JOINERS}+)" if regex.match(_WORD, first) else ""


def _boundary_after(text: str) -> str:
    import regex

    if regex.search(rf"{_KATAKANA}\Z", text):
        return f"(?!{_KATAKANA})"
    if regex.search(rf"[{UNSPACED}]\p{{M}}*\Z", text):
        return r"(?!\p{M})"
    return f"(?!_*{_WORD})(?!{_JOINERS}+{_WORD})" if regex.search(rf"{_WORD}\Z", text) else ""


def _written_out(letter: str) -> str:
    """ß as ss, ﬁ as fi; other letters unchanged."""
    folded = unicodedata.normalize("NFC", letter.casefold())
    return letter if len(folded) == 1 or letter in _TURKIC else folded


def _letters(text: str) -> list[str]:
    """The characters of a text, each with its combining marks."""
    letters: list[str] = []
    for character in text:
        if letters and unicodedata.combining(character):
            letters[-1] += character
        else:
            letters.append(character)
    return letters


class _Builder:
    """Builds the expression for some letters, part by part."""

    def __init__(self, letters: list[str], case: bool, passed_over: str) -> None:
        self._letters, self._case, self._passed_over = letters, case, passed_over

    def build(self) -> str:
        parts: list[str] = []
        plain = ""
        at = 0
        while at < len(self._letters):
            taken, part = self._part(at)
            if part is None:
                plain += re.escape(self._letters[at])
            if plain and (part is not None or self._passed_over):
                parts.append(self._literal(plain))
                plain = ""
            if part is not None:
                parts.append(part)
            at += taken
        if plain:
            parts.append(self._literal(plain))
        return self._passed_over.join(parts)

    def _literal(self, plain: str) -> str:
        return plain if self._case else f"(?i:{plain})"

    def _part(self, at: int) -> tuple[int, str | None]:
        """The number of letters that the next part covers, and the part; None for a literal letter."""
        if not self._case:
            for length in range(_LONGEST_FOLDING, 1, -1):
                window = self._letters[at : at + length]
                if len(window) == length and (joined := _cased("".join(window))):
                    return length, self._spelt(at, length, joined)
        return 1, self._of_letter(at)

    def _spelt(self, at: int, length: int, joined: Iterable[str]) -> str:
        """``ffi`` also as one ligature, or partly so."""
        singles = [
            self._of_letter(place) or self._literal(self._letters[place]) for place in range(at, at + length)
        ]
        ways = {re.escape(form) for form in joined}
        ways.add(self._passed_over.join(singles))
        if length == _LONGEST_FOLDING:
            first, last = self._letters[at : at + 2], self._letters[at + 1 : at + 3]
            ways |= {re.escape(form) + self._passed_over + singles[2] for form in _cased("".join(first))}
            ways |= {singles[0] + self._passed_over + re.escape(form) for form in _cased("".join(last))}
        return f"(?:{'|'.join(sorted(ways))})"

    def _of_letter(self, at: int) -> str | None:
        letter = self._letters[at]
        if letter == "…":
            return rf"(?:…|{self._passed_over.join([re.escape('.')] * 3)})"
        if _IS_SPACE.match(letter):
            return f"[{_SPACES}\n]" if self._is_inside_words(at) else f"[{_SPACES}]"
        for equal in _CLASSES:
            if letter in equal:
                return f"[{re.escape(equal)}]"
        if letter.isascii() and (self._case or letter not in _TURKIC):
            return None
        return self._alternatives(letter)

    def _is_inside_words(self, at: int) -> bool:
        """Whether a space is between two words, where a line may end as well."""
        around = self._letters[at - 1 : at] + self._letters[at + 1 : at + 2]
        return at > 0 and len(around) == 2 and not any(letter.isspace() for letter in around)

    def _alternatives(self, letter: str) -> str | None:
        spellings = {letter}
        if not self._case:
            both_cases = {
                form for form in (letter.upper(), letter.lower()) if _folding(form) == _folding(letter)
            }
            spellings |= set(_TURKIC.get(letter, _cased(letter) | both_cases))
        forms = {form for spelling in spellings for form in _canonical_forms(spelling)}
        if len(forms) == 1:
            return None
        if all(len(form) == 1 for form in forms):
            return f"[{re.escape(''.join(sorted(forms)))}]"
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _cased(text: str) -> frozenset[str]:
    """The single characters that differ from a text only in case."""
    return _characters_by_folding().get(_folding(text), frozenset())


def _folding(text: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())


@cache
def _characters_by_folding() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code in (code for codes in _CASED for code in codes):
        character = chr(code)
        found[_folding(character)].add(character)
    return {folding: frozenset(characters) for folding, characters in found.items() if folding}


def _canonical_forms(letter: str) -> set[str]:
    """All canonically equivalent spellings: composed, decomposed, and partly decomposed."""
    whole = unicodedata.normalize("NFC", letter)
    parts = unicodedata.normalize("NFD", letter)
    forms = {letter, whole, parts}
    marks = parts[1:]
    if 1 < len(marks) <= _MOST_MARKS:
        for order in permutations(marks):
            for taken in range(len(order) + 1):
                begun = unicodedata.normalize("NFC", parts[0] + "".join(order[:taken]))
                forms.add(begun + "".join(order[taken:]))
    return {form for form in forms if unicodedata.normalize("NFC", form) == whole}


def _end_of_letter(letter: str) -> str:
    last = letter[-1]
    if "가" <= last <= "힣" and (ord(last) - 0xAC00) % 28 == 0:
        return _LATER_FINAL  # a syllable without its final consonant
    return _LATER_MARK if last.isalnum() or unicodedata.combining(last) else ""


def in_the_case_of(found: str, replacement: str) -> str:
    """``replacement`` in upper case, or capitalised, if the text it replaces is."""
    letters = [letter for letter in found if letter.isupper() or letter.islower()]
    if not letters or not letters[0].isupper():
        return replacement
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return replacement.upper()
    before = "".join(takewhile(lambda letter: not letter.isalpha(), replacement))
    rest = replacement[len(before) :]
    return before + rest[:1].title() + rest[1:]

"""What each quotation mark of a text does: it opens a quotation, closes one, or is an apostrophe.

Straight marks are judged by what stands beside them; others also by their shape, which alone is not enough:
“ opens in English and closes in German, ” does both in Swedish, and ’ is an apostrophe as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from conceptwriter.language.quotation_styles import QuotationStyle

MARK = re.compile("[\"'“”„‟«»‘’‚‛‹›「」『』〝〞〟]")
STRAIGHT = "\"'"
SINGLE = frozenset("'‘’‚‛‹›『』")
GUILLEMETS = frozenset("«»‹›")
_ALWAYS_OPEN, _ALWAYS_CLOSE = frozenset("„‟‚‛「『〝"), frozenset("」』〞〟")
_PARTNERS = {
    '"': '"',
    "'": "'",
    "“": "”",
    "”": "”“",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«»",
    "‘": "’",
    "’": "’‘",
    "‚": "‘’",
    "‛": "’",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
}
"""What may close each."""
_EMPHASIS = "*_~="
_OPENS_AFTER = re.compile(r"[\s(\[{<>¿¡/\u2013\u2014\u2015\u2212-]")
_DASHES = frozenset("-\u2013\u2014\u2015")
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]"
)
"""Scripts in which nothing separates a quotation from the words around it."""
_BEGIN = frozenset("¿¡([{«“„‘‚‹\"'…")
_ENDS_SENTENCE = frozenset(".!?…,")
_DECADE = re.compile(r"\d\ds?\b")
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"\b\d{3}0$")
_HEBREW = re.compile("[\u05d0-\u05f2]")
_REACH = 24
"""Characters on either side that may be looked at."""
Skips = Sequence[tuple[int, int]]
"""Where marks are no quotation marks, in ascending order."""


class Role(Enum):
    """What a mark does."""

    OPENS = "opens"
    CLOSES = "closes"
    APOSTROPHE = "apostrophe"
    NONE = "none"
    """Feet and inches, or an acronym in Hebrew."""


class Reading(NamedTuple):
    """One mark of a text."""

    place: int
    sign: str
    role: Role
    level: int
    """Which marks the quotation has: 0 the outer ones, 1 those inside another."""
    is_alone: bool = False
    """It closes what nothing opened."""


class _Open(NamedTuple):
    sign: str
    level: int

    @property
    def is_single(self) -> bool:
        return self.sign in SINGLE


class QuoteReader:
    """Reads one paragraph from its beginning; a quotation may go on from one text to the next."""

    def __init__(self, style: QuotationStyle, *, by_depth: bool = False) -> None:
        """`by_depth`: single marks outside of all others are outer ones, as in British books."""
        self._style, self._by_depth = style, by_depth
        self._open: list[_Open] = []
        self._opened_at = self._closed_at = -1

    def read(self, text: str, skips: Skips = (), end: int | None = None) -> Iterator[Reading]:
        """The marks of a text, up to `end`."""
        self._opened_at = self._closed_at = -1
        skipped = _inside(skips)
        for match in MARK.finditer(text, 0, len(text) if end is None else end):
            place = match.start()
            if not skipped(place) and text[place - 1 : place] != "\\":
                yield self.reading_of(text, place)

    def reading_of(self, text: str, place: int, *, typed: bool = False) -> Reading:
        """What the mark at a place does; `typed`: the rest of the text is still to come."""
        sign = text[place]
        reading = self._decide(text, place, sign, typed)
        if reading.role is Role.OPENS:
            self._open.append(_Open(sign, reading.level))
            self._opened_at = place
        elif reading.role is Role.CLOSES:
            self._closed_at = place
        return reading

    def has_open(self, *, single: bool) -> bool:
        """Whether a quotation with such marks is open."""
        return any(one.is_single is single for one in self._open)

    # One mark

    def _decide(self, text: str, place: int, sign: str, typed: bool) -> Reading:
        before, after = self._before(text, place), _after(text, place)
        runs_on = bool(_WITHOUT_SPACES.match(before))
        gap = not before or bool(_OPENS_AFTER.match(before)) or self._follows_opening(text, place)
        if sign in _ALWAYS_OPEN:
            return self._opening(place, sign)
        if sign in _ALWAYS_CLOSE:
            return self._closing(place, sign)
        if sign in "\"'”" and self._is_no_quotation(text, place, sign, runs_on, typed):
            return Reading(place, sign, Role.NONE, 0)
        if sign in "'‘’":
            return self._single(text, place, sign, gap, runs_on, typed)
        if sign == '"':
            opens = self._straight_opens(text, place, gap, runs_on, typed)
        elif sign in "“”":
            opens = self._curly_opens(sign, gap, runs_on, after)
        else:
            opens = self._guillemet_opens(sign, gap, after)
        return self._opening(place, sign) if opens else self._closing(place, sign)

    def _is_no_quotation(self, text: str, place: int, sign: str, runs_on: bool, typed: bool) -> bool:
        """Whether it says feet or inches, or is inside a word, while no quotation is open."""
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if self.has_open(single=sign == "'"):
            return False
        if before.isdecimal():
            return sign in '"”' or not (after.isalpha() or _YEAR.search(text[:place]))
        if sign != '"':
            return False
        if typed:
            return bool(_HEBREW.match(before))
        return before.isalpha() and after.isalpha() and not runs_on and not _WITHOUT_SPACES.match(after)

    def _straight_opens(self, text: str, place: int, gap: bool, runs_on: bool, typed: bool) -> bool:
        is_open = self.has_open(single=False)
        before, after = self._before(text, place), _after(text, place)
        if runs_on and not gap:
            return not is_open
        if not gap:
            return not is_open and self._begins_anyway(text, place, after)
        if not is_open:
            return bool(after) or typed
        if before in _DASHES and (typed or not after.isalnum()):
            return False
        if self._style.spaced and before.isspace() and text[:place].rstrip()[-1:] in _ENDS_SENTENCE:
            return after.isalnum()
        return typed or after.isalnum() or after in _BEGIN

    def _begins_anyway(self, text: str, place: int, after: str) -> bool:
        """Whether a quotation begins without a space before it: “said:"Go"”, “"No.""Yes."”, “qu'"un"”."""
        before = text[place - 1 : place]
        if place - 1 == self._closed_at:
            return bool(after) and not after.isspace()
        if before in "'’":
            return text[place - 2 : place - 1].isalpha() and after.isalnum()
        return before in ":,;：，；" and (after.isalnum() or bool(_WITHOUT_SPACES.match(after)))

    def _curly_opens(self, sign: str, gap: bool, runs_on: bool, after: str) -> bool:
        opposite = {"“": "”", "”": "“"}[sign]
        begins = gap and bool(after) and not after.isspace()
        if self._has_open(f"„{opposite}") and not (begins and after.isalnum()):
            return False
        if sign == "“":
            return gap or runs_on or after.isalnum()
        return begins and not (runs_on and self.has_open(single=False)) and not self._has_open("“")

    def _guillemet_opens(self, sign: str, gap: bool, after: str) -> bool:
        opposite = {"«": "»", "»": "«", "‹": "›", "›": "‹"}[sign]
        begins = gap and after.isalnum()
        if sign in "«‹":
            return begins or not self._has_open(opposite)
        return begins and not self._has_open(opposite)

    def _has_open(self, signs: str) -> bool:
        return any(one.sign in signs for one in self._open)

    def _single(self, text: str, place: int, sign: str, gap: bool, runs_on: bool, typed: bool) -> Reading:
        before, after = text[place - 1 : place], _after(text, place)
        if before.isalnum() and text[place + 1 : place + 2].isalnum() and not runs_on:
            return Reading(place, sign, Role.APOSTROPHE, 0)
        if sign == "‘" and self._has_open("‚") and not after.isalnum():
            return self._closing(place, sign)
        if gap:
            if self._begins_with_apostrophe(text, place):
                return Reading(place, sign, Role.APOSTROPHE, 0)
            can_open = sign != "’" or self._style.inner.opening == "’"
            if can_open and (sign == "‘" or typed or (after and not after.isspace())):
                return self._opening(place, sign)
        elif (sign == "‘" and not runs_on and after.isalnum()) or (
            runs_on and sign != "’" and not self.has_open(single=True)
        ):
            return self._opening(place, sign)
        if self.has_open(single=True) and not self._is_possessive(text, place, typed):
            return self._closing(place, sign)
        return Reading(place, sign, Role.APOSTROPHE, 0)

    def _begins_with_apostrophe(self, text: str, place: int) -> bool:
        """Whether a word such as “’90s” or “’tis” follows."""
        rest = text[place + 1 : place + _REACH]
        if _DECADE.match(rest):
            return True
        word = _WORD.match(rest)
        if word is None or word.group() not in self._style.begin_with_apostrophe:
            return False
        closing = rest[word.end() : word.end() + 1]
        if word.group() == "n":  # rock ’n’ roll
            return bool(text[place - 1 : place].isspace() and text[place - 2 : place - 1].isalpha())
        return closing not in ("'", "’")

    def _is_possessive(self, text: str, place: int, typed: bool) -> bool:
        """Whether “the boys’ room” goes on: a later mark closes the quotation."""
        if typed or text[place - 1 : place] not in ("s", "n", "z", "x") or not _after(text, place).isspace():
            return False
        for match in re.finditer("['‘’]", text[place + 1 :]):
            other = place + 1 + match.start()
            before, after = text[other - 1 : other], text[other + 1 : other + 2]
            if before.isalnum() and after.isalnum():
                continue
            return not before.isspace() and match.group() != "‘"
        return False

    # The quotations that are open

    def _opening(self, place: int, sign: str) -> Reading:
        if self._open:
            level = 1 - self._open[-1].level
        else:
            level = 1 if sign in SINGLE and not self._by_depth else 0
        return Reading(place, sign, Role.OPENS, level)

    def _closing(self, place: int, sign: str) -> Reading:
        for index in range(len(self._open) - 1, -1, -1):
            if sign in _PARTNERS.get(self._open[index].sign, ""):
                return self._close(index, place, sign)
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].is_single is (sign in SINGLE):
                return self._close(index, place, sign)
        if sign in "'’":
            return Reading(place, sign, Role.APOSTROPHE, 0)
        level = 1 if sign in SINGLE and not self._by_depth else 0
        return Reading(place, sign, Role.CLOSES, level, is_alone=True)

    def _close(self, index: int, place: int, sign: str) -> Reading:
        level = self._open[index].level
        del self._open[index:]
        return Reading(place, sign, Role.CLOSES, level)

    # Beside the mark

    def _before(self, text: str, place: int) -> str:
        return text[max(0, place - _REACH) : place].rstrip(_EMPHASIS)[-1:]

    def _follows_opening(self, text: str, place: int) -> bool:
        """Whether only white space and emphasis are between this mark and one that opened."""
        at = self._opened_at
        return 0 <= at < place <= at + _REACH and not text[at + 1 : place].strip(_EMPHASIS + " \u00a0\u202f")


def _after(text: str, place: int) -> str:
    return text[place + 1 : place + _REACH].lstrip(_EMPHASIS)[:1]


def _inside(skips: Skips) -> Callable[[int], bool]:
    """Whether a place is in one of some ranges; places are asked for in ascending order."""
    assert all(one[0] <= two[0] for one, two in pairwise(skips))
    waiting = iter(skips)
    here = next(waiting, None)

    def inside(place: int) -> bool:
        nonlocal here
        while here is not None and here[1] <= place:
            here = next(waiting, None)
        return here is not None and here[0] <= place

    return inside

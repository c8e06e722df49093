"""Splitting texts that are too long for a codec, at the least harmful places.

A piece over the cap is split into parts of about equal length: after ``; :`` and dashes if possible, else
after a comma, else at a space. The separators of Chinese, Japanese, Arabic and Devanagari texts are included.
A text (:func:`parted`) is never split elsewhere: a word, an address or a data URI may exceed the cap. A
model's input (:func:`capped`) is then split between two user-perceived characters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

Range = tuple[int, int]

_CLOSERS = r"[\"'”’»›)\]」』）*_`]*"
_SPACE = r"[^\S\u00a0\u2007\u202f]"  # a no-break space joins its neighbours
_AHEAD = rf"(?={_SPACE})"
_SEPARATORS: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?:[;:.!?…؛؟۔]{_CLOSERS}{_AHEAD}|[；：。！？।॥]{_CLOSERS}|{_SPACE}[—–-]{_AHEAD}|—{_AHEAD})"
    ),
    re.compile(rf"(?:[,،]{_CLOSERS}{_AHEAD}|[，、､]{_CLOSERS}|[)\]]{_AHEAD})"),
    re.compile(_AHEAD),
)
_ANY_SEPARATOR = re.compile(rf"{_AHEAD}|[；：。！？।॥，、､]{_CLOSERS}")
_SMALLEST_SHARE = 0.25
_ZERO_WIDTH_JOINERS = "\u200c\u200d"


def parted(text: str, start: int, end: int, cap: int, protected: Sequence[Range] = ()) -> Iterator[Range]:
    """Split ``text[start:end]`` between words into ranges, without the spaces between them.

    A range has at most ``cap`` characters where the words allow it: no split is inside a word or inside a
    ``protected`` range (ascending, not overlapping). Raises ValueError if ``cap`` is below 1.
    """
    return _ranges(text, start, end, cap, lambda begin: _cut_between_words(text, begin, end, cap, protected))


def capped(text: str, start: int, end: int, cap: int) -> Iterator[Range]:
    """Split ``text[start:end]`` into ranges of at most ``cap`` characters, without the spaces between them.

    Raises ValueError if ``cap`` is below 1.
    """
    return _ranges(text, start, end, cap, lambda begin: _best_cut(text, begin, end, cap))


def _ranges(text: str, start: int, end: int, cap: int, cut_after: Callable[[int], int]) -> Iterator[Range]:
    if cap < 1:
        raise ValueError("a cap must be at least 1 character")
    while end - start > cap:
        cut = cut_after(start)
        stop = cut
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if stop > start:
            yield start, stop
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _cut_between_words(text: str, start: int, end: int, cap: int, protected: Sequence[Range]) -> int:
    """Offset of the best split up to the cap, else of the first one after it, else ``end``."""
    best = _best_separator(text, start, end, cap, protected)
    position = start + cap
    while best is None and (match := _ANY_SEPARATOR.search(text, position, end)):
        around = _around(match.end(), protected)
        if around is None:
            best = match.end()
        else:
            position = around[1]
    return end if best is None else best


def _best_separator(text: str, start: int, end: int, cap: int, protected: Sequence[Range]) -> int | None:
    """Offset after the best separator up to the cap; None if there is none."""
    length = end - start
    ideal = start + length // -(-length // cap)
    earliest = start + max(1, int(cap * _SMALLEST_SHARE))
    latest = start + cap
    for separator in _SEPARATORS:
        cuts = [
            match.end()
            for match in separator.finditer(text, start, min(end, latest + 1))
            if earliest <= match.end() <= latest and _around(match.end(), protected) is None
        ]
        if cuts:
            return min(cuts, key=lambda cut: (abs(cut - ideal), cut))
    return None


def _best_cut(text: str, start: int, end: int, cap: int) -> int:
    """Offset of the best split, in ``start + 1 .. start + cap``."""
    best = _best_separator(text, start, end, cap, ())
    latest = start + cap
    if best is not None:
        return best
    return next((cut for cut in range(latest, start, -1) if is_character_boundary(text, cut)), latest)


def _around(offset: int, ranges: Sequence[Range]) -> Range | None:
    """The range that contains ``offset``; its edges are outside."""
    index = bisect_left(ranges, offset, key=lambda item: item[0]) - 1
    return ranges[index] if index >= 0 and offset < ranges[index][1] else None


def is_character_boundary(text: str, offset: int) -> bool:
    """Whether ``text[offset - 1]`` and ``text[offset]`` are separate graphemes (after UAX #29)."""
    if offset <= 0 or offset >= len(text):
        return True
    before, after = text[offset - 1], text[offset]
    if _extends(after) or before in _ZERO_WIDTH_JOINERS or (before == "\r" and after == "\n"):
        return False
    if unicodedata.combining(before) == 9 and after.isalpha():  # a virama joins two consonants
        return False
    if "\u1160" <= after <= "\u11ff":  # vowels and finals of a Hangul syllable written in parts
        return False
    if "\U0001f1e6" <= after <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff":
        return _regional_indicators_before(text, offset) % 2 == 0
    return not ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in _ZERO_WIDTH_JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _regional_indicators_before(text: str, offset: int) -> int:
    count = 0
    while offset - count > 0 and "\U0001f1e6" <= text[offset - count - 1] <= "\U0001f1ff":
        count += 1
    return count

"""Splitting what is longer than a codec can take, at the places where it hurts least.

A piece over the cap is cut into parts of about equal length: behind ``; :`` and dashes if possible, else
behind a comma, else at a space, else between two characters that a reader sees as two. The separators of
Chinese, Japanese, Arabic and Devanagari texts are among them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

Range = tuple[int, int]

_CLOSERS = r"[\"'”’»›)\]」』）*_`]*"
_SPACE_AHEAD = r"(?=\s)"
_SEPARATORS: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?:[;:.!?…؛؟۔]{_CLOSERS}{_SPACE_AHEAD}|[；：。！？।॥]{_CLOSERS}|[\s][—–-]{_SPACE_AHEAD}|—)"
    ),
    re.compile(rf"(?:[,،]{_CLOSERS}{_SPACE_AHEAD}|[，、､]{_CLOSERS}|[)\]]{_SPACE_AHEAD})"),
    re.compile(r"(?=\s)"),
)
_SMALLEST_SHARE = 0.25
_ZERO_WIDTH_JOINERS = "\u200c\u200d"


def capped(text: str, start: int, end: int, cap: int, protected: Sequence[Range] = ()) -> Iterator[Range]:
    """Cut ``text[start:end]`` into ranges of at most ``cap`` characters, without the spaces between them.

    A protected range is cut only if it is itself longer than the cap. Raises ValueError if ``cap`` is below
    1.
    """
    if cap < 1:
        raise ValueError("a cap must be at least 1 character")
    kept_whole = sorted(item for item in protected if item[1] - item[0] <= cap) if end - start > cap else []
    while end - start > cap:
        first = bisect_right(kept_whole, start, key=lambda item: item[1])
        last = bisect_left(kept_whole, start + cap, key=lambda item: item[0])
        cut = _best_cut(text, start, end, cap, kept_whole[first:last])
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


def _best_cut(text: str, start: int, end: int, cap: int, near: Sequence[Range]) -> int:
    """Offset of the best cut, in ``start + 1 .. start + cap``; ``near``: what is not to be cut there."""
    length = end - start
    parts = -(-length // cap)
    ideal = start + length // parts
    earliest = start + max(1, int(cap * _SMALLEST_SHARE))
    latest = start + cap
    for separator in _SEPARATORS:
        cuts = [
            match.end()
            for match in separator.finditer(text, start, min(end, latest + 1))
            if earliest <= match.end() <= latest and not _inside(match.end(), near)
        ]
        if cuts:
            return min(cuts, key=lambda cut: (abs(cut - ideal), cut))
    for cut in range(latest, start, -1):
        if is_character_boundary(text, cut) and not _inside(cut, near):
            return cut
    for cut in range(latest, start, -1):
        if is_character_boundary(text, cut):
            return cut
    return latest


def _inside(offset: int, ranges: Sequence[Range]) -> bool:
    return any(begin < offset < finish for begin, finish in ranges)


def is_character_boundary(text: str, offset: int) -> bool:
    """Whether a reader sees ``text[offset - 1]`` and ``text[offset]`` as two (after UAX #29)."""
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

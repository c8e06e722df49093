"""Fuzzy search: letters in order, better the closer together and the nearer to word starts."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")

_START_BONUS, _RUN_BONUS, _LETTER = 8, 5, 1
_GAP_COST = 0.1


def folded(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def score(query: str, text: str) -> float | None:
    """How well `query` matches `text`; None when its letters do not all occur in order.

    An empty query scores 0.
    """
    wanted = [letter for letter in folded(query) if not letter.isspace()]
    if not wanted:
        return 0.0
    line = folded(text)
    best: float | None = None
    for start in (place for place, letter in enumerate(line) if letter == wanted[0]):
        found = _score_from(wanted, line, start)
        if found is None:
            break
        best = found if best is None else max(best, found)
    return best


def _score_from(wanted: list[str], line: str, start: int) -> float | None:
    total, place, last = 0.0, start, None
    for letter in wanted:
        # A word start further on beats a letter that merely comes next in the middle of a word.
        follows = last is not None and place < len(line) and line[place] == letter
        found = place if follows else _next_place(letter, line, place)
        if found < 0:
            return None
        total += _LETTER
        if _is_word_start(line, found):
            total += _START_BONUS
        if last is not None:
            total += _RUN_BONUS if found == last + 1 else -_GAP_COST * (found - last)
        last, place = found, found + 1
    return total - _GAP_COST * 0.1 * len(line)


def _next_place(letter: str, line: str, place: int) -> int:
    first = line.find(letter, place)
    at = first
    while at >= 0 and not _is_word_start(line, at):
        at = line.find(letter, at + 1)
    return at if 0 <= at <= first + 24 else first


def _is_word_start(line: str, place: int) -> bool:
    return place == 0 or not line[place - 1].isalnum()


def ranked(query: str, items: Iterable[Item], text_of: Callable[[Item], str]) -> list[Item]:
    """The matching items, best first; equal ones keep their order."""
    scored = [(score(query, text_of(item)), item) for item in items]
    matching = [(found, item) for found, item in scored if found is not None]
    return [item for _, item in sorted(matching, key=lambda pair: -pair[0])]

"""Fuzzy search: letters in order, better the closer together and the nearer to word starts."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")

_START_BONUS, _RUN_BONUS, _LETTER = 8, 8, 1
_FIRST_WORD_BONUS = 4
_GAP_COST, _LENGTH_COST = 0.1, 0.01


def folded(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def score(query: str, text: str) -> float | None:
    """How well `query` matches `text`; None when its letters do not all occur in order.

    The best of all ways to find the letters counts. An empty query scores 0.
    """
    wanted = [letter for letter in folded(query) if not letter.isspace()]
    if not wanted:
        return 0.0
    line = folded(text)
    best: dict[int, float] = {-1: 0.0}
    for number, letter in enumerate(wanted):
        best = _with_letter(letter, line, best, first=number == 0)
        if not best:
            return None
    return max(best.values()) - _LENGTH_COST * len(line)


def _with_letter(letter: str, line: str, before: dict[int, float], *, first: bool) -> dict[int, float]:
    """The best score for each place at which the letter can stand after the places in `before`."""
    found: dict[int, float] = {}
    reach: float | None = None
    for place, here in enumerate(line):
        if place - 1 in before:
            candidate = before[place - 1] + _GAP_COST * (place - 1)
            reach = candidate if reach is None else max(reach, candidate)
        if here != letter or reach is None:
            continue
        gained = 0.0 if first else reach - _GAP_COST * place
        if not first and place - 1 in before:
            gained = max(gained, before[place - 1] + _RUN_BONUS)
        begins = _FIRST_WORD_BONUS if first and place == 0 else 0
        found[place] = gained + _LETTER + begins + (_START_BONUS if _is_word_start(line, place) else 0)
    return found


def _is_word_start(line: str, place: int) -> bool:
    return place == 0 or not line[place - 1].isalnum()


def ranked(query: str, items: Iterable[Item], text_of: Callable[[Item], str]) -> list[Item]:
    """The matching items, best first; equal ones keep their order."""
    scored = [(score(query, text_of(item)), item) for item in items]
    matching = [(found, item) for found, item in scored if found is not None]
    return [item for _, item in sorted(matching, key=lambda pair: -pair[0])]

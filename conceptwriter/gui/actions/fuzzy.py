"""Search in a list of names: whole words before beginnings of words, those before scattered letters."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")

_START_BONUS, _RUN_BONUS, _LETTER = 8, 8, 1
_FIRST_WORD_BONUS = 4
_GAP_COST, _LENGTH_COST = 0.1, 0.01


_SAME = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑–—", "-"), "ı": "i"}
)


def folded(text: str) -> str:
    """Lower case, without accents and invisible characters; quotes and dashes of all kinds are equal."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_SAME)
    return "".join(
        letter
        for letter in decomposed
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )


def score(query: str, text: str) -> float | None:
    """How well `query` matches `text`; None when its letters do not all occur in order.

    The best of all alignments counts. An empty query scores 0.
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
    """The best score for each position the letter can have after the positions in `before`."""
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


_WORD = re.compile(r"\w+")


class MatchKind(IntEnum):
    """How a line was found, the best way first."""

    WORDS = 0
    """Every query word is a word of the title."""
    BEGUN_WORD = 1
    """The same, with the last one still being typed."""
    BEGINNINGS = 2
    """Every query word is the beginning of a word of the title."""
    INSIDE = 3
    """The title contains it somewhere, or the line's other text contains its words."""
    LETTERS = 4
    """Its letters occur in order."""


def match(query: str, title: str, rest: str = "") -> MatchKind | None:
    """How `query` is found in a line with this title; `rest` is searched too, but counts less."""
    wanted = _WORD.findall(folded(query))
    name, more = folded(title), folded(rest)
    words = _WORD.findall(name)
    if wanted and all(word in words for word in wanted):
        return MatchKind.WORDS
    if wanted and all(word in words for word in wanted[:-1]) and _begins(wanted[-1], words):
        return MatchKind.BEGUN_WORD
    if wanted and all(_begins(word, words) for word in wanted):
        return MatchKind.BEGINNINGS
    others = [*words, *_WORD.findall(more)]
    if wanted and (folded(query).strip() in name or all(_begins(word, others) for word in wanted)):
        return MatchKind.INSIDE
    return None if score(query, f"{title} {rest}") is None else MatchKind.LETTERS


def _begins(start: str, words: list[str]) -> bool:
    return any(word.startswith(start) for word in words)


def ranked(
    query: str,
    items: Iterable[Item],
    title_of: Callable[[Item], str],
    rest_of: Callable[[Item], str] = lambda _item: "",
) -> list[Item]:
    """The matching items, best first; equal ones keep their order.

    If words were found, lines that match only by scattered letters are omitted.
    """
    found = []
    for item in items:
        title, rest = title_of(item), rest_of(item)
        kind = match(query, title, rest)
        if kind is not None:
            points = score(query, title if kind < MatchKind.INSIDE else f"{title} {rest}")
            found.append((kind, _tie(kind, query, title), -(points or 0.0), item))
    by_words = any(kind < MatchKind.LETTERS for kind, *_ in found)
    enough = (_RUN_BONUS + _LETTER) * 0.85 * len("".join(query.split()))
    kept = [each for each in found if not (by_words and each[0] is MatchKind.LETTERS and -each[2] < enough)]
    return [item for *_, item in sorted(kept, key=lambda each: each[:3])]


def _tie(kind: MatchKind, query: str, title: str) -> int:
    """Among lines with the same words, those that begin with them come first."""
    if kind is MatchKind.LETTERS:
        return 0
    return 0 if folded(title).startswith(folded(query).strip()) else 1

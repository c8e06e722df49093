"""Items of a list on one line or on consecutive lines: their numbers begin sentences.

``1. Wash the pot 2. Dry it`` is two items; ``It was 1. Then 2. came`` is none: the first item must begin the
block, and each further one have the next number or letter in the same style.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.language.scripts import WIDE, is_wide

if TYPE_CHECKING:
    from regex import Match, Pattern

_BULLET = r"[•⁃‣▪◦●○■*–-]?\s?"
_MARK = rf"(?P<bullet>{_BULLET})(?P<value>\d{{1,3}}|[a-zA-Z])(?P<style>\.\)|\.|\))(?=\s+\S|{WIDE})"
_BULLETED_LINE = re.compile(r"\n[^\S\n]*(?=[•⁃‣▪◦●○■]\s*\S)")
_BULLETS = " \t\u00a0•⁃‣▪◦●○■*–-\"'“„«([_"

_ENDS_OF_ITEMS = ".!?…;:\n"


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    bullet: str
    style: str
    value: int
    is_number: bool

    def is_followed_by(self, later: _Mark) -> bool:
        same = (self.bullet, self.style, self.is_number) == (later.bullet, later.style, later.is_number)
        return same and later.value == self.value + 1


def is_list_number(text: str, begin: int, number_at: int) -> bool:
    """Whether the number (or letter) at ``number_at`` opens the sentence that begins at ``begin``."""
    return not text[begin:number_at].strip(_BULLETS)


def may_list(text: str) -> bool:
    """Whether the text may contain a list: a bullet at the start of a line, or two marks."""
    marks = _mark().finditer(text)
    return _BULLETED_LINE.search(text) is not None or (next(marks, None) and next(marks, None)) is not None


def item_starts(text: str, begin: int, stop: int) -> list[int]:
    """Offsets in ``text[begin:stop]`` at which another item of a list begins, ascending."""
    found = [match.end() for match in _BULLETED_LINE.finditer(text, begin, stop)]
    first = _mark().match(text, begin, stop)
    if first is None:
        return found
    last = _mark_of(first)
    for match in _mark().finditer(text, first.end(), stop):
        mark = _mark_of(match)
        is_apart = text[mark.start - 1].isspace() or is_wide(text[mark.start - 1])
        if is_apart and last.is_followed_by(mark) and not _are_initials(text, last, mark):
            found.append(mark.start)
            last = mark
    return sorted(set(found))


def _are_initials(text: str, last: _Mark, mark: _Mark) -> bool:
    """``J. K. Moss``, ``A. Moss and B. Hart``: capitals with nothing that ends an item between them."""
    if last.is_number or last.style != "." or not text[mark.end - 2].isupper():
        return False
    item = text[last.end : mark.start].rstrip(" \t")
    return not item or item[-1] not in _ENDS_OF_ITEMS


@cache
def _mark() -> Pattern[str]:
    import regex  # here, as opening a document does not need it

    return regex.compile(_MARK)


def _mark_of(match: Match[str]) -> _Mark:
    value = match["value"]
    start = match.start() + len(match["bullet"]) - len(match["bullet"].lstrip())
    return _Mark(
        start,
        match.end(),
        match["bullet"].strip(),
        match["style"],
        int(value) if value.isdigit() else ord(value),
        value.isdigit(),
    )

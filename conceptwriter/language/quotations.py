"""Quotation marks: which part of a text is direct speech, and whether its marks match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PAIRS = {
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
}
_STRAIGHT = '"'
_LOW, _HIGH = "\u201e", "\u201c"
_INWARD_OPENS, _INWARD_CLOSES = "\u00bb", "\u00ab"
"""Guillemets that point inwards, as in German and Danish books."""
_ANY_MARK = re.compile(f"[{_STRAIGHT}{''.join(_PAIRS)}{''.join(_PAIRS.values())}]")
_SINGLE_SPEECH = re.compile(r"(?:(?<=\s)|^)['\u2018](?=\w).*?[.,!?;:\u2026-]['\u2019]+(?=\W|$)")
"""Speech in single marks ends after a full stop or comma; an apostrophe does not."""
_CAN_OPEN = re.compile(r"(?:^|[\s(\[\u2014\u2013-])$")


class QuotationMark(NamedTuple):
    """One quotation mark: its position, and whether it opens or closes a quotation."""

    place: int
    closes: bool


def quotation_marks(text: str, inside: bool = False) -> Iterator[QuotationMark]:
    """The quotation marks of a text that begins inside or outside of a quotation."""
    low = inward = False
    for match in _ANY_MARK.finditer(text):
        place, mark = match.start(), match.group()
        if mark == _STRAIGHT:
            closes = _straight_closes(text, place, inside)
        elif mark == _HIGH and low:
            closes = True
        elif mark == _INWARD_OPENS and not inside and _could_open(text, place):
            closes, inward = False, True
        elif mark == _INWARD_CLOSES and inside and inward:
            closes, inward = True, False
        else:
            closes = mark not in _PAIRS
        low = (low or mark == _LOW) and not closes
        inside = not closes
        yield QuotationMark(place, closes)


def ends_in_quotation(text: str, inside: bool = False) -> bool:
    """Whether a quotation is open at the end of a text that begins inside or outside of one."""
    for mark in quotation_marks(text, inside):
        inside = not mark.closes
    return inside


def unopened_mark(text: str, inside: bool = False) -> int | None:
    """Position of the first closing mark without an opening one; None without one."""
    for place, closes in quotation_marks(text, inside):
        if closes and not inside:
            return place
        inside = not closes
    return None


def outside_speech(text: str, inside: bool = False) -> tuple[str, bool]:
    """The narrator's part of a text that begins inside or outside of speech; whether it ends inside."""
    unquoted: list[str] = []
    start = 0
    for place, closes in quotation_marks(text, inside):
        if not closes and not inside:
            unquoted.append(text[start:place])
        inside = not closes
        start = place + 1
    if not inside:
        unquoted.append(text[start:])
    return _SINGLE_SPEECH.sub(" ", " ".join(unquoted)).strip(), inside


def narration_of(paragraphs: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each sentence without direct speech. No quotation extends beyond its paragraph."""
    for paragraph in paragraphs:
        inside = False
        for sentence in paragraph:
            unquoted, inside = outside_speech(sentence, inside)
            yield unquoted


def speech_is_open(paragraph: Sequence[str]) -> bool:
    """Whether a quotation is open after the last of these sentences."""
    inside = False
    for sentence in paragraph:
        inside = ends_in_quotation(sentence, inside)
    return inside


def _straight_closes(text: str, place: int, inside: bool) -> bool:
    """By the state, unless the context of the mark indicates otherwise."""
    could_open, before_word = _after_gap(text, place), _before_a_word(text, place)
    if inside:
        return not (could_open and before_word and place > 0)
    return not could_open and not before_word


def _could_open(text: str, place: int) -> bool:
    return _after_gap(text, place) and _before_a_word(text, place)


def _after_gap(text: str, place: int) -> bool:
    return _CAN_OPEN.search(text[:place]) is not None


def _before_a_word(text: str, place: int) -> bool:
    return text[place + 1 : place + 2].isalnum()

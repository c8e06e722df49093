"""Quotation marks: which part of a text somebody says, and whether the marks of a draft fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conceptwriter.assistant.findings import Finding, Flag

_PAIRS = {
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
}
_STRAIGHT = '"'
_ANY_MARK = re.compile(f"[{_STRAIGHT}{''.join(_PAIRS)}{''.join(_PAIRS.values())}]")
_SINGLE_SPEECH = re.compile(r"(?:(?<=\s)|^)['\u2018](?=\w).*?[.,!?;:\u2026-]['\u2019]+(?=\W|$)")
"""Speech in single marks ends behind a point or comma; an apostrophe does not."""
_CAN_OPEN = re.compile(r"(?:^|[\s(\[\u2014\u2013-])$")


def speech_is_open(paragraph: Sequence[str]) -> bool:
    """Whether a quotation is open behind the last of these sentences."""
    inside = False
    for sentence in paragraph:
        _, inside = outside_speech(sentence, inside)
    return inside


def narration_of(paragraphs: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each sentence without what is said in it. No quotation outlasts its paragraph."""
    for paragraph in paragraphs:
        inside = False
        for sentence in paragraph:
            told, inside = outside_speech(sentence, inside)
            yield told


def outside_speech(text: str, inside: bool = False) -> tuple[str, bool]:
    """What the narrator says in a text that begins inside or outside of speech; whether it ends inside."""
    told: list[str] = []
    start = 0
    for place, closes in _marks(text, inside):
        if not closes and not inside:
            told.append(text[start:place])
        inside = not closes
        start = place + 1
    if not inside:
        told.append(text[start:])
    return _SINGLE_SPEECH.sub(" ", " ".join(told)).strip(), inside


def check_quotation(text: str, inside: bool) -> Finding | None:
    """A mark that closes what was not open. `inside`: the text begins within speech.

    Speech that stays open is no fault: its next sentence may follow.
    """
    for place, closes in _marks(text, inside):
        if closes and not inside:
            return Finding(Flag.QUOTATION, f"closes a quotation that was not opened ({text[place]})")
        inside = not closes
    return None


def _marks(text: str, inside: bool) -> Iterator[tuple[int, bool]]:
    """(place, whether it closes) of each quotation mark."""
    low = False
    for match in _ANY_MARK.finditer(text):
        place, mark = match.start(), match.group()
        if mark == _STRAIGHT:
            closes = _closes(text, place, inside)
        elif mark == "\u201c" and low:
            closes = True
        else:
            closes = mark not in _PAIRS
        low = (low or mark == "\u201e") and not closes
        inside = not closes
        yield place, closes


def _closes(text: str, place: int, inside: bool) -> bool:
    """Of a straight mark: by the state, unless what is round it says otherwise."""
    could_open = _CAN_OPEN.search(text[:place]) is not None
    before_word = text[place + 1 : place + 2].isalnum()
    if inside:
        return not (could_open and before_word and place > 0)
    return not could_open and not before_word

"""Where in a text a finding is, as far as its reason tells; else it is about the whole text."""

from __future__ import annotations

import re

from conceptwriter.assistant.findings import Flag
from conceptwriter.language.quotation_styles import quotation_style
from conceptwriter.language.quote_reading import QuoteReader, Role

Place = tuple[int, int]
_QUOTED = re.compile("“(.+?)”")
_ADDED = re.compile(r"\badded ([^;]+)")
_SPACES = re.compile(r"^[ \t\u00a0]+|[ \t\u00a0]+$|(?<=\S)(?: {2,}|[ \u00a0]*\t[ \t]*)(?=\S)")
_AT_THE_END = frozenset({Flag.ENDING.value, Flag.UNFINISHED.value})
_ABOUT_WORDS = frozenset(
    flag.value
    for flag in (Flag.BRACKETS, Flag.DOUBLED, Flag.LOOP, Flag.UNTRANSLATED, Flag.TERMS, Flag.UNFINISHED)
)
_EXAMPLE = re.compile(r"has (\S)\u202f?…\u202f?(\S);")
_LAST = 2
"""Characters of the end of a text that show that it is about the end."""


def places_of(flag: str, reason: str, text: str, language: str) -> list[Place]:
    """The places, in order, as first character and end; never empty for a text that has characters."""
    found: list[Place] = []
    if flag in _ABOUT_WORDS:
        found = _quoted(reason, text)
    if flag == Flag.QUOTATION.value:
        found = _quotation(reason, text, language)
    elif flag == Flag.NUMBERS.value:
        added = _ADDED.search(reason)
        found = [] if added is None else _occurrences(re.split(r",\s+", added[1].strip()), text)
    elif flag == Flag.SPACES.value:
        found = [match.span() for match in _SPACES.finditer(text)]
    elif flag in _AT_THE_END and not found:
        end = len(text.rstrip())
        found = [(max(0, end - _LAST), end)]
    return [place for place in found if place[0] < place[1]] or [(0, len(text))]


def _quoted(reason: str, text: str) -> list[Place]:
    return _occurrences(_QUOTED.findall(reason), text)


def _occurrences(words: list[str], text: str) -> list[Place]:
    """The first place of each."""
    places = [(text.find(word), len(word)) for word in words]
    return sorted((start, start + length) for start, length in places if start >= 0)


def _quotation(reason: str, text: str, language: str) -> list[Place]:
    """The marks of another language with what they enclose, or the mark that is alone."""
    example = _EXAMPLE.search(reason)
    marks = list(QuoteReader(quotation_style(language)).read(text))
    if example is not None:
        start = next((mark.place for mark in marks if mark.sign == example[1]), -1)
        end = next((mark.place for mark in marks if mark.sign == example[2] and mark.place > start), -1)
        return [(start, end + 1)] if 0 <= start < end else []
    if "not opened" in reason:
        return [(mark.place, mark.place + 1) for mark in marks if mark.is_alone][:1]
    opened: list[int] = []
    for mark in marks:
        if mark.role is Role.OPENS:
            opened.append(mark.place)
        elif mark.role is Role.CLOSES and opened:
            opened.pop()
    return [(opened[0], opened[0] + 1)] if opened else []

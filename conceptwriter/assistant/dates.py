"""Dates with the name of a month, and how another language writes them (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from conceptwriter.language.cldr import locale_of

_ANY_YEAR = 2000
"""A leap year, for dates that name none."""


class WrittenDate(NamedTuple):
    """A date in a text; `year` None where it names none."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


def dates_in(text: str, language: str) -> Iterator[WrittenDate]:
    """The dates in a text: "14 May 1998", "May 14, 1998", "14. Mai", "14 de mayo de 1998"."""
    pattern = _pattern(language)
    months = _months(language)
    for match in pattern.finditer(text) if pattern is not None else ():
        groups = match.groupdict()
        day = int(groups["day"] or groups["day_after"])
        month = months[groups["month"] or groups["month_before"]]
        year = groups["year"] or groups["year_after"]
        if _exists(int(year) if year else _ANY_YEAR, month, day):
            yield WrittenDate(match.start(), match.end(), day, month, int(year) if year else None)


def written_in(found: WrittenDate, language: str) -> str | None:
    """The date as the language writes it; None where CLDR does not know the language."""
    from babel.dates import format_date, format_skeleton

    locale = locale_of(language)
    if locale is None:
        return None
    when = date(found.year or _ANY_YEAR, found.month, found.day)
    if found.year is None:
        return str(format_skeleton("MMMMd", when, locale=locale))
    return str(format_date(when, "long", locale=locale))


def with_translated_dates(translation: str, text: str, source: str, language: str) -> str:
    """A translation whose dates that were left as the source writes them are written as its language does.

    Only dates of the source `text`: "Le 14 May 1998" for "On 14 May 1998", not what a quotation says.
    """
    wanted = {(found.day, found.month, found.year) for found in dates_in(text, source)}
    if not wanted or source == language:
        return translation
    own = {(found.start, found.end) for found in dates_in(translation, language)}
    parts, position = [], 0
    for found in dates_in(translation, source):
        written = written_in(found, language)
        if (
            written is not None
            and (found.day, found.month, found.year) in wanted
            and (found.start, found.end) not in own  # "14 April" is German as well
        ):
            parts += [translation[position : found.start], written]
            position = found.end
    return "".join([*parts, translation[position:]])


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@cache
def _months(language: str) -> dict[str, int]:
    """The names of the months, as they are written within a sentence."""
    locale = locale_of(language)
    if locale is None:
        return {}
    forms = (locale.months["format"]["wide"], locale.months["stand-alone"]["wide"])
    return {str(name): number for names in forms for number, name in names.items() if str(name).isalpha()}


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    names = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    if not names:
        return None
    day, year = r"(?<![\w.,:])(?P<day{0}>\d{{1,2}})", r"(?P<year{0}>[12]\d{{3}})(?!\w)"
    day_first = (
        day.format("")
        + rf"(?:st|nd|rd|th|\.|er|º|°)?(?: de| of)? (?P<month>{names})(?!\w)"
        + rf"(?:,? (?:de )?{year.format('')})?"
    )
    month_first = (
        rf"(?<!\w)(?P<month_before>{names}) "
        r"(?P<day_after>\d{1,2})(?:st|nd|rd|th)?(?!\w)"
        rf"(?:,? {year.format('_after')})?"
    )
    return re.compile(f"{day_first}|{month_first}")  # "May" is a month, "may" is none

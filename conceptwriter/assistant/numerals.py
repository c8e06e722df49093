"""The numbers in a text by value, comparable across languages: digits of every script, words, times.

A number in digits may have several readings ("1.500" is fifteen hundred here and one and a half there); two
numbers are equal when one reading of each is. Number words never count on their own: too many are ordinary
words as well (German "acht", Italian "sei", French "neuf"). They only confirm a number that the other text
writes in digits. The words come from CLDR's rules for spelling numbers out (package unicode-rbnf).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from conceptwriter.assistant.comparison import is_unspaced, without_accents
from conceptwriter.language import find_language, is_language_code
from conceptwriter.language.cldr import locale_of

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

_SPACES = "\u00a0\u2009\u202f"
# Groups joined by a separator of thousands or decimals, Arabic ones too; a plain space only before groups
# of three.
_NUMBER = re.compile(rf"(?<!\d)\d{{1,3}}(?: \d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,'’٫٬{_SPACES}]\d+)*")
_TIME = re.compile(r"(?<![\d.,])([01]?\d|2[0-3])(?:[.:]| ?h ?)([0-5]\d)(?![\d.,]*\d)")
_PM = re.compile(r"\s?p\.?\s?m\b", re.IGNORECASE)
_NOON = 12
_DECIMAL_MARKS = ".,٫"
_LARGEST_SPELT = 1_000_000
_MOST_DIGITS = 2000
"""Digits that are compared: Python refuses to read a number of more than 4,300."""
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_YEAR = re.compile(r"[〇零一二三四五六七八九]{3,}")
_MYRIADS = dict.fromkeys("万萬만", 10**4) | dict.fromkeys("億亿억", 10**8)
_MONTH_SIGNS = "月월"
_INFLECTED = 2
"""Letters at the end of a long number word that may differ from the spelt form (``erste``, ``ersten``)."""

# What CLDR's rules do not cover: short forms, duals, a dozen.


def _clock(quarter: str, half: str) -> dict[int, str]:
    """The words for minutes of the hour: half past seven is 7:30."""
    return {15: quarter, 30: half, 45: quarter}


_ALSO: dict[str, dict[int, str]] = {
    "eng": {
        1: "once single first",
        2: "twice both pair second",
        3: "third",
        12: "dozen",
        **_clock("quarter", "half"),
    },
    "fra": {1: "premier premiere", 2: "second seconde deux", 12: "douzaine", **_clock("quart", "demie")},
    "deu": {
        1: "erst",
        2: "zwo beide zweit",
        3: "dritt",
        7: "siebt",
        8: "acht",
        12: "dutzend",
        **_clock("viertel", "halb"),
    },
    "spa": {
        1: "primer primera",
        2: "ambos segundo segunda",
        3: "tercer",
        12: "docena",
        **_clock("cuarto", "media"),
    },
    "ita": {1: "primo prima", 2: "entrambi secondo", 12: "dozzina", **_clock("quarto", "mezza mezzo")},
    "por": {1: "primeiro primeira", 2: "duas ambos segundo", 12: "duzia", **_clock("quarto", "meia")},
    "nld": {1: "eerste", 2: "beide tweede", 12: "dozijn", **_clock("kwart", "half")},
    "rus": {2: "две двух оба обе", 3: "трех"},
    "arb": {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثماني", 9: "تسع", 10: "عشر"},
    "hin": {5: "पांच", 6: "छः"},
    "zho": {2: "两 兩"},
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written in a text, and its possible values."""

    written: str
    values: frozenset[Fraction]
    month: int = 0
    """Of the year, where it is one in Chinese, Japanese or Korean: "3月" is "March"."""
    may_be_article: bool = False
    """One, with a counter in those languages: "１杯" is "a glass"."""


def numbers(text: str) -> list[Number]:
    """The numbers written in digits, in order; a date or a version is as many as it has groups."""
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        written, following = match.group(), text[match.end() : match.end() + 1]
        if written == "00" and text[match.start() - 1 : match.start()] == ":":  # 7:00 is seven
            continue
        read = _read(written)
        if _PM.match(text, match.end()):
            hour = read[0]
            read[0] = Number(hour.written, hour.values | {value + _NOON for value in hour.values})
        elif following > "\u2e80":
            read[-1] = _with_counter(read[-1], following)
        found.extend(read)
    return found


def _with_counter(number: Number, counter: str) -> Number:
    """A number before a letter of East Asia, which may multiply it or make it a month."""
    if counter in _MYRIADS:
        values = frozenset(value * _MYRIADS[counter] for value in number.values)
        return Number(number.written + counter, values)
    if counter in _MONTH_SIGNS:
        month = next((int(value) for value in number.values if value in range(1, 13)), 0)
        return Number(number.written, number.values, month)
    return Number(number.written, number.values, may_be_article=number.values == {1})


def missing_numbers(source: str, target: str, target_language: str) -> list[str]:
    """Numbers of the source that the target has neither in digits nor as words, as written."""
    source, target = _without_common_times(source, target)
    unmatched = numbers(target)
    missing: list[Number] = []
    for number in numbers(source):
        twin = next((other for other in unmatched if other.values & number.values), None)
        if twin is None:
            missing.append(number)
        else:
            unmatched.remove(twin)
    return sorted(
        number.written
        for number in missing
        if not number.may_be_article and not _is_spelt(number, target, target_language)
    )


def invented_numbers(source: str, source_language: str, target: str) -> list[str]:
    """Numbers of the target that the source has neither in digits nor as words."""
    return missing_numbers(target, source, source_language)


def _without_common_times(source: str, target: str) -> tuple[str, str]:
    """Both texts without the times of day that both contain: ``10:30`` may be ``10.30`` in the other."""
    common = _times(source) & _times(target)

    def without(text: str) -> str:
        return _TIME.sub(lambda match: " " if _hour_and_minute(match) in common else match.group(), text)

    return (without(source), without(target)) if common else (source, target)


def _times(text: str) -> set[tuple[int, int]]:
    return {_hour_and_minute(match) for match in _TIME.finditer(text)}


def _hour_and_minute(match: re.Match[str]) -> tuple[int, int]:
    """In 24-hour time, if the text says that it is afternoon."""
    hour, minute = int(match.group(1)), int(match.group(2))
    is_afternoon = hour < _NOON and _PM.match(match.string, match.end()) is not None
    return hour + _NOON * is_afternoon, minute


def _read(written: str) -> list[Number]:
    parts = re.split(rf"([.,'’٫٬ {_SPACES}])", written)
    groups, marks = [_digits(part) for part in parts[::2]], parts[1::2]
    values = set(_readings(groups, marks))
    if values:
        return [Number(written, frozenset(values))]
    return [Number(group, frozenset({Fraction(group[:_MOST_DIGITS])})) for group in groups]


def _readings(groups: Sequence[str], marks: Sequence[str]) -> list[Fraction]:
    """The possible values of grouped digits: as an integer, and with the last separator as decimal point."""
    found: list[Fraction] = []
    if _is_grouped(groups, marks):
        found.append(Fraction("".join(groups)[:_MOST_DIGITS]))
    has_decimals = bool(marks) and marks[-1] in _DECIMAL_MARKS and marks[-1] not in marks[:-1]
    if has_decimals and _is_grouped(groups[:-1], marks[:-1]):
        whole = "".join(groups[:-1])[:_MOST_DIGITS]
        found.append(Fraction(f"{whole}.{groups[-1][:_MOST_DIGITS]}"))
    return found


def _is_grouped(groups: Sequence[str], marks: Sequence[str]) -> bool:
    """Whether the separators mark thousands: groups of three, or in India of two before the last three."""
    if not marks:
        return True
    inner, last = groups[1:-1], groups[-1]
    return (
        len(set(marks)) == 1
        and 1 <= len(groups[0]) <= 3
        and len(last) == 3
        and (all(len(group) == 3 for group in inner) or all(len(group) == 2 for group in inner))
    )


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) for character in text)


def _is_spelt(number: Number, text: str, language: str) -> bool:
    """Whether the text has the number in words: cardinal, ordinal, or Han digits."""
    folded = without_accents(text).replace("-", " ").replace("\u00ad", "")
    if number.month and any(_has_word(folded, name) for name in _month_names(number.month, language)):
        return True
    unspaced = is_unspaced(text)
    years = {int(match.group().translate(_HAN_DIGITS)[:_MOST_DIGITS]) for match in _HAN_YEAR.finditer(text)}
    for value in number.values:
        if value.denominator != 1 or value >= _LARGEST_SPELT:
            continue
        if int(value) in years:
            return True
        for form in _forms(int(value), language):
            if form in folded if unspaced else _has_word(folded, form):
                return True
    return False


def _has_word(folded: str, form: str) -> bool:
    stem = form[:-_INFLECTED] if len(form) > 2 * _INFLECTED + 1 else form
    ending = r"\w*" if stem != form else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(stem)}{ending}", folded) is not None


@cache
def _month_names(month: int, language: str) -> frozenset[str]:
    """What a month is called, whole and shortened, without accents."""
    locale = locale_of(language)
    if locale is None:
        return frozenset()
    names = [locale.months[use][width][month] for use in locale.months for width in ("wide", "abbreviated")]
    return frozenset(without_accents(name).rstrip(".") for name in names)


@cache
def _forms(value: int, language: str) -> frozenset[str]:
    """The spellings of a whole number in the language, without accents and hyphens."""
    code = language.partition("_")[0]
    forms = set(_ALSO.get(code, {}).get(value, "").split())
    engine = _engine(language)
    if engine is not None:
        wanted = [name for name in engine.rulesets if name.startswith("spellout-")]
        forms.update(engine.format_number(value, ruleset_names=wanted).text_by_ruleset.values())
    folded = (without_accents(form).replace("-", " ").replace("\u00ad", "").strip() for form in forms)
    spaced = {form for form in folded if form}
    return frozenset(spaced | {form.replace(" ", "") for form in spaced})


@cache
def _engine(language: str) -> RbnfEngine | None:
    """CLDR's rules for the language; None where there are none."""
    from unicode_rbnf import RbnfEngine  # reads XML, so only when a number is missing

    tag = find_language(language).bcp47.replace("-", "_") if is_language_code(language) else ""
    supported = RbnfEngine.get_supported_languages()
    for name in (tag, tag.partition("_")[0], {"nb": "no"}.get(tag, "")):
        if name in supported:
            return RbnfEngine.for_language(name)
    return None

"""Numbers that a codec would lose, replaced by ones it keeps before decoding, and restored afterwards.

A small codec writes "1978" for "1998" and loses "100,000"; "17" and "23" it keeps more often than not: of
the sentences with a number in the Tatoeba development set, the starter keeps 24 to 38 % right as they are,
and 55 to 66 % with stand-ins. So the numbers of a text travel as such, and must all come back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from conceptwriter.assistant.mark_places import number_tokens
from conceptwriter.language import find_language, is_language_code

TURNS: tuple[tuple[int, ...], ...] = ((17, 23, 38, 46, 59, 64), (27, 34, 48, 53, 69, 76))
"""Stand-ins of each attempt, those first that the starter keeps best."""
_NUMBER = re.compile(
    r"(?<![\w.,:/'’+-])"
    r"(?P<digits>\d+(?:[.,:/'’\u00a0\u202f–-]\d+|[ ]\d{3}(?!\d))*)"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?"
    r"(?![\w])"
)
"""One number, grouped or not, a time, a date in digits or a range: what must come back literally."""
_ENGLISH_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"(?:[^\W\d_a-zß-ÿ]\w*|\b(?:version|chapter|section|release|no))\.?\s$")
"""Before a version or a section, whose point is no decimal point."""
_GROUP = 3


class HiddenNumbers(NamedTuple):
    """A text with stand-ins, and what each replaces, in order."""

    text: str
    replaced: tuple[tuple[int, str], ...] = ()
    kept: tuple[int, ...] = ()
    """Numbers that must come back as they are: they stand for marks."""


def hide_numbers(
    text: str, source_language: str, language: str, turn: int = 0, keep: Collection[int] = ()
) -> HiddenNumbers:
    """The text with stand-ins; unchanged where there are no numbers, or more than stand-ins.

    `keep`: numbers that stay. What is restored is written as it is customary in `language`.
    """
    free = [number for number in TURNS[turn] if number not in keep]
    replaced: list[tuple[int, str]] = []

    def stand_in(match: re.Match[str]) -> str:
        written, ordinal = match["digits"], match["ordinal"]
        if written.isdecimal() and int(written) in keep:
            return match.group()
        if len(replaced) < len(free):
            is_decimal = ordinal is None and _NAMED.search(text[: match.start()]) is None
            shown = localised(written, source_language, language) if is_decimal else written
            replaced.append((free[len(replaced)], shown))
            return f"{replaced[-1][0]}{'th' if ordinal else ''}"
        replaced.append((0, written))
        return match.group()

    hidden = _NUMBER.sub(stand_in, text)
    if not replaced or len(replaced) > len(free):
        return HiddenNumbers(text)
    return HiddenNumbers(hidden, tuple(replaced), tuple(number_tokens(hidden)))


def show_numbers(hidden: HiddenNumbers, text: str, language: str) -> str | None:
    """A codec's output for a text with stand-ins, with the numbers; None where one was lost or invented."""
    if Counter(number_tokens(text)) != Counter(hidden.kept):
        return None
    wanted: Mapping[int, str] = dict(hidden.replaced)
    shown = _DIGITS.sub(lambda match: wanted.get(int(match.group()), match.group()), text)
    return _ENGLISH_ORDINAL.sub(_with_suffix, shown) if language == "eng_Latn" else shown


def localised(written: str, source_language: str, language: str) -> str:
    """A number as it is written in another language: "1,250.75" is "1.250,75" in German.

    Unchanged where it is no number with groups or decimals: a year, a time, a date in digits.
    """
    point, comma = _separators(source_language)
    whole, has_decimals, decimals = written.partition(point)
    groups = re.split(f"[{re.escape(comma)}]", whole) if comma else [whole]
    is_grouped = len(groups) > 1 and 1 <= len(groups[0]) <= _GROUP
    is_grouped = is_grouped and all(len(group) == _GROUP for group in groups[1:])
    parts = [*groups, *([decimals] if has_decimals else [])]
    if not all(part.isdecimal() for part in parts) or not (is_grouped or (has_decimals and len(groups) == 1)):
        return written
    there_point, there_comma = _separators(language)
    return there_comma[:1].join(groups) + (there_point + decimals if has_decimals else "")


@cache
def _separators(language: str) -> tuple[str, str]:
    """The decimal point, and the characters that may separate groups of three (CLDR)."""
    from babel import Locale, UnknownLocaleError  # reads large tables, so only when a number is missing

    try:
        tag = find_language(language).bcp47 if is_language_code(language) else "en"
        symbols = Locale.parse(tag, sep="-").number_symbols["latn"]
    except (UnknownLocaleError, ValueError, KeyError):
        return ".", ","
    group = str(symbols["group"])
    return str(symbols["decimal"]), group + "\u00a0\u202f " * group.isspace()


def _with_suffix(match: re.Match[str]) -> str:
    number = match[1]
    teens = number[-2:-1] == "1"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get("" if teens else number[-1], "th")

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

from conceptwriter.assistant.dates import dates_in, written_in
from conceptwriter.assistant.mark_places import number_tokens
from conceptwriter.language.cldr import locale_of

TURNS: tuple[tuple[int, ...], ...] = ((17, 23, 38, 46, 59, 64), (27, 34, 48, 53, 69, 76))
"""Stand-ins of each attempt, those first that the starter keeps best."""
_NUMBER = re.compile(
    r"(?<![\w.,:/'’+-])"
    r"(?P<digits>[A-Z]{0,3}\d+(?:[.,:/'’\u00a0\u202f–-]\d+|[ ]\d{3}(?!\d))*)"
    r"(?:(?P<ordinal>st|nd|rd|th)|(?P<letter>[A-Z]))?"
    r"(?!\w)"
)
"""A number, grouped or not, a time, a date in digits, a range, B2 or 221B: what must come back literally."""
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
    text: str,
    source_language: str,
    language: str,
    turn: int = 0,
    keep: Collection[int] = (),
    *,
    dates: bool = False,
) -> HiddenNumbers:
    """The text with stand-ins; unchanged where there are no numbers, or more than stand-ins.

    `keep`: numbers that stay. `dates`: a date with the name of its month is one number. What is restored is
    written as it is customary in `language`.
    """
    # Not one that the text has: what is no number of its own, such as "user17", stays as it is.
    free = [number for number in TURNS[turn] if number not in {*keep, *number_tokens(text)}]
    replaced: list[tuple[int, str]] = []
    parts: list[str] = []
    position = 0
    for start, end, shown, suffix in _places(text, source_language, language, keep, dates=dates):
        if len(replaced) == len(free):
            return HiddenNumbers(text)
        replaced.append((free[len(replaced)], shown))
        parts += [text[position:start], f"{replaced[-1][0]}{suffix}"]
        position = end
    if not replaced:
        return HiddenNumbers(text)
    hidden = "".join([*parts, text[position:]])
    return HiddenNumbers(hidden, tuple(replaced), tuple(number_tokens(hidden)))


def _places(
    text: str, source_language: str, language: str, keep: Collection[int], *, dates: bool
) -> list[tuple[int, int, str, str]]:
    """(start, end, what is shown in the other language, ending of the stand-in) of each number, in order."""
    found: list[tuple[int, int, str, str]] = []
    for when in dates_in(text, source_language) if dates else ():
        shown = written_in(when, language)
        if shown is not None:
            found.append((when.start, when.end, shown, ""))
    taken = [(start, end) for start, end, _, _ in found]
    for match in _NUMBER.finditer(text):
        written, ordinal, letter = match["digits"], match["ordinal"], match["letter"]
        is_mark = number_tokens(written) in [[number] for number in keep] and written.isdecimal()
        if is_mark or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        is_decimal = not ordinal and not letter and _NAMED.search(text[: match.start()]) is None
        shown = localised(written, source_language, language) if is_decimal else written + (letter or "")
        found.append((match.start(), match.end(), shown, "th" if ordinal else ""))
    return sorted(found)


def show_numbers(hidden: HiddenNumbers, text: str, language: str) -> str | None:
    """A codec's output for a text with stand-ins, with the numbers; None where one was lost or invented."""
    if Counter(number_tokens(text)) != Counter(hidden.kept):
        return None
    wanted: Mapping[int, str] = dict(hidden.replaced)

    def restored(match: re.Match[str]) -> str:
        (number,) = number_tokens(match.group()) or (-1,)  # none where it has too many digits
        return wanted.get(number, match.group())

    shown = _DIGITS.sub(restored, text)
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
    locale = locale_of(language)
    symbols = None if locale is None else locale.number_symbols.get("latn")
    if symbols is None:
        return ".", ","
    group = str(symbols["group"])
    return str(symbols["decimal"]), group + "\u00a0\u202f " * group.isspace()


def _with_suffix(match: re.Match[str]) -> str:
    number = match[1]
    teens = number[-2:-1] == "1"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get("" if teens else number[-1], "th")

"""The quotation marks of a translation: of the kind that its source has, in its own language's form.

A model copies the marks of the source, or writes those it has read most, whatever the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from conceptwriter.language.quotation_styles import QuotationStyle, Quotes, quotation_style
from conceptwriter.language.quote_conversion import (
    TextEdit,
    as_edited,
    edit_of,
    in_order,
    straight_edit,
    without_quotations,
)
from conceptwriter.language.quote_reading import MARK, STRAIGHT, QuoteReader, Reading, Role


class _Kinds(NamedTuple):
    """Which kinds of marks a text has."""

    straight_quotes: bool
    typographic_quotes: bool
    straight_apostrophes: bool
    typographic_apostrophes: bool

    @property
    def is_typographic(self) -> bool:
        return self.typographic_quotes or (self.typographic_apostrophes and not self.straight_quotes)

    @property
    def is_straight(self) -> bool:
        return self.straight_quotes or self.straight_apostrophes


def with_marks_like(source: str, source_language: str, text: str, language: str, region: str = "") -> str:
    """A translation whose marks are as typographic as those of its source.

    Where the source has typographic ones, the translation gets its language's, nested as they are. Where it
    has straight ones, straight ones stay; others become straight if they are mixed or of another language.
    `region`: of the translation's language.
    """
    if MARK.search(text) is None or MARK.search(source) is None:
        return text
    there = _kinds(_readings(source, quotation_style(source_language)))
    style = quotation_style(language, region)
    readings = list(_readings(text, style))
    here = _kinds(readings)
    if there.is_typographic:
        edits: Iterator[TextEdit | None] = (edit_of(text, one, style) for one in readings)
        return as_edited(text, in_order(edits))
    if not there.is_straight:
        return text
    is_mixed = here.typographic_quotes and (here.straight_quotes or not _is_usual(readings, style))
    edits = (
        straight_edit(one, text)
        for one in readings
        if (one.role is Role.APOSTROPHE or is_mixed) and one.role is not Role.NONE
    )
    return as_edited(text, in_order(edits))


def _readings(text: str, style: QuotationStyle) -> Iterator[Reading]:
    return QuoteReader(style, by_depth=True).read(text, without_quotations(text))


def _kinds(readings: Iterable[Reading]) -> _Kinds:
    found = {
        (one.role is Role.APOSTROPHE, one.sign in STRAIGHT) for one in readings if one.role is not Role.NONE
    }
    return _Kinds(
        (False, True) in found, (False, False) in found, (True, True) in found, (True, False) in found
    )


def _is_usual(readings: list[Reading], style: QuotationStyle) -> bool:
    """Whether the language has all these pairs."""
    return not any(foreign_pairs(readings, style))


def foreign_pairs(readings: Iterable[Reading], style: QuotationStyle) -> Iterator[Quotes]:
    """The pairs of a text that are none of the language, in the order in which they are closed."""
    waiting: list[str] = []
    for one in readings:
        if one.role is Role.OPENS:
            waiting.append(one.sign)
        elif one.role is Role.CLOSES and not one.is_alone and waiting:
            pair = Quotes(waiting.pop(), one.sign)
            if pair.opening not in STRAIGHT and pair.closing not in STRAIGHT and pair not in style.usual:
                yield pair

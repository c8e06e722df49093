"""A text with the quotation marks and apostrophes of its language, or with straight ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.language.quotation_styles import APOSTROPHE, QuotationStyle, quotation_style
from conceptwriter.language.quote_reading import (
    GUILLEMETS,
    MARK,
    SINGLE,
    STRAIGHT,
    QuoteReader,
    Reading,
    Role,
    Skips,
)

_FIXED_SPACES = "\u00a0\u202f"
_SPACES = " " + _FIXED_SPACES


class TextEdit(NamedTuple):
    """Replace the characters from `start` to `end`."""

    start: int
    end: int
    text: str


def as_edited(text: str, edits: Iterable[TextEdit]) -> str:
    """A text with some edits that are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for edit in edits:
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, text[done:]])


def without_quotations(text: str) -> Skips:
    """Where a text has marks of Markdown, in which quotation marks are part of the code."""
    marks = inline_marks(text)
    ranges = [(atom.start, atom.end) for atom in marks.atoms if atom.is_opaque]
    for pair in marks.pairs:
        ranges += [(pair.start, pair.inner_start), (pair.inner_end, pair.end)]
    return sorted(ranges)


def language_edits(texts: Sequence[str], language: str, region: str = "") -> list[list[TextEdit]]:
    """What gives the sentences of a paragraph the marks of a language; code and links are left alone."""
    style = quotation_style(language, region)
    reader = QuoteReader(style)
    return [_edits(text, reader, lambda reading, text: edit_of(text, reading, style)) for text in texts]


def straight_edits(texts: Sequence[str], language: str) -> list[list[TextEdit]]:
    """What gives the sentences of a paragraph straight marks; code and links are left alone."""
    reader = QuoteReader(quotation_style(language))
    return [_edits(text, reader, straight_edit) for text in texts]


def _edits(text: str, reader: QuoteReader, edit: Callable[[Reading, str], TextEdit | None]) -> list[TextEdit]:
    if MARK.search(text) is None:
        return []
    return in_order(edit(reading, text) for reading in reader.read(text, without_quotations(text)))


def in_order(edits: Iterable[TextEdit | None]) -> list[TextEdit]:
    """Those that are some; where two want the same space, the first has it."""
    found: list[TextEdit] = []
    for edit in edits:
        if edit is not None:
            found.append(edit._replace(start=max(edit.start, found[-1].end if found else 0)))
    return found


def straight_edit(reading: Reading, text: str) -> TextEdit | None:
    """What makes a mark straight; None where it is."""
    place, sign, role, *_ = reading
    if sign in STRAIGHT:
        return None
    start, end = _with_spaces(text, place, _spaces_of(sign), opens=role is Role.OPENS)
    return TextEdit(start, end, "'" if sign in SINGLE else '"')


def edit_of(text: str, reading: Reading, style: QuotationStyle) -> TextEdit | None:
    """What makes a mark one of the style; None where it is."""
    place, sign, role = reading.place, reading.sign, reading.role
    if role is Role.NONE:
        return None
    if role is Role.APOSTROPHE:
        return None if sign == APOSTROPHE else TextEdit(place, place + 1, APOSTROPHE)
    quotes = style.pair(reading.level)
    opens = role is Role.OPENS
    space = style.space_in(quotes)
    spaces = _SPACES if space and not opens else _spaces_of(sign)
    start, end = _with_spaces(text, place, spaces, opens=opens)
    new = quotes.opening + space if opens else space + quotes.closing
    return None if text[start:end] == new else TextEdit(start, end, new)


def _spaces_of(sign: str) -> str:
    """What may be between a mark and the words in it."""
    return _SPACES if sign in GUILLEMETS else _FIXED_SPACES


def _with_spaces(text: str, place: int, spaces: str, *, opens: bool) -> tuple[int, int]:
    """A mark with the spaces inside it."""
    start, end = place, place + 1
    if opens:
        while text[end : end + 1] and text[end] in spaces:
            end += 1
    else:
        while start and text[start - 1] in spaces:
            start -= 1
    return start, end

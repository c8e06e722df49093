"""What a straight mark becomes as it is typed, in the language of the text."""

from __future__ import annotations

import re

from conceptwriter.language.quotation_styles import APOSTROPHE, QuotationStyle, quotation_style
from conceptwriter.language.quote_conversion import TextEdit, edit_of, without_quotations
from conceptwriter.language.quote_reading import STRAIGHT, QuoteReader

_LONGEST_READ = 4000
"""Characters of a paragraph that tell whether a quotation is open."""
_UNFINISHED = re.compile(
    r"<[A-Za-z/!?][^<>]*$"  # a tag
    r"|\]\([^()\s]*(?:\s[^()]*)?$"  # the target of a link
    r"|\{[%{#.:<][^{}]*$"  # a template, attributes
    r"|\[[^\[\]]*\]:\s\S+[^\n]*$"  # where a link leads to
    r"|https?://\S*$"
)
_TICKS = re.compile(r"`+")


def as_typed(text: str, place: int, language: str, region: str = "") -> TextEdit | None:
    """What to replace after the character before `place` was typed; None: nothing.

    `text` is that of the paragraph, as far as it is known. A mark becomes what the language has; the opening
    mark of “‘90s” becomes an apostrophe once the word is complete; a space inside French guillemets becomes
    narrow.
    """
    typed = text[place - 1 : place]
    if not typed:
        return None
    first = max(0, place - _LONGEST_READ)
    text, place = text[first:], place - first
    style = quotation_style(language, region)
    if typed in STRAIGHT:
        edit = None if _is_code(text, place - 1) else _as_mark(text, place - 1, style)
    elif typed == " ":
        edit = _after_guillemet(text, place, style) or _as_apostrophe(text, place, style)
    elif typed == style.outer.closing and style.spaced:
        edit = _before_guillemet(text, place, style)
    else:
        edit = None if typed.isalpha() and typed != "s" else _as_apostrophe(text, place, style)
    return None if edit is None else TextEdit(edit.start + first, edit.end + first, edit.text)


def _as_mark(text: str, place: int, style: QuotationStyle) -> TextEdit | None:
    if text[place - 1 : place] == "\\":
        return None
    earlier = _as_apostrophe(text, place + 1, style)
    if earlier is not None:  # the second mark of rock ’n’ roll
        return earlier._replace(end=place + 1, text=earlier.text[:-1] + APOSTROPHE)
    reader = QuoteReader(style)
    for _ in reader.read(text, without_quotations(text[:place]), place):
        pass
    return edit_of(text, reader.reading_of(text, place, typed=True), style)


def _as_apostrophe(text: str, place: int, style: QuotationStyle) -> TextEdit | None:
    """The opening mark before a word that has an apostrophe, once the word is complete."""
    opening = style.inner.opening
    at = text.rfind(opening, max(0, place - 12), place)
    word = text[at + 1 : place]
    if at < 0 or len(opening) != 1 or opening not in "‘‚" or not word:
        return None
    if re.fullmatch(r"\d\ds", word):
        return TextEdit(at, place, APOSTROPHE + word)
    stem, last = word[:-1], word[-1]
    if stem not in style.begin_with_apostrophe or last.isalnum() or (last in "'’" and stem != "n"):
        return None
    if stem == "n" and style.begin_with_apostrophe >= {"tis"} and not text[at - 2 : at - 1].isalpha():
        return None
    return TextEdit(at, place, APOSTROPHE + word)


def _after_guillemet(text: str, place: int, style: QuotationStyle) -> TextEdit | None:
    """A space after one becomes the narrow one, which there is once."""
    space = style.space_in(style.outer)
    before = text[: place - 1]
    if space and before.endswith(style.outer.opening + space):
        return TextEdit(place - 1, place, "")
    if space and before.endswith(style.outer.opening):
        return TextEdit(place - 1, place, space)
    return None


def _before_guillemet(text: str, place: int, style: QuotationStyle) -> TextEdit | None:
    if text[place - 2 : place - 1] not in (" ", "\u00a0") or _is_code(text, place - 1):
        return None
    return TextEdit(place - 2, place, style.space_in(style.outer) + style.outer.closing)


def _is_code(text: str, place: int) -> bool:
    """Whether a place is in code, a link or a tag, also in one that is not finished."""
    if any(start < place < end for start, end in without_quotations(text)):
        return True
    before = text[max(text.rfind("\n", 0, place) + 1, 0) : place]
    ticks = _TICKS.findall(before)
    if ticks and len(ticks) % 2:
        return True
    return _UNFINISHED.search(before) is not None

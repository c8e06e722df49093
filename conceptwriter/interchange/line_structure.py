"""What the line ends of a plain text mean: wrapping, a new paragraph, or a line of verse.

Plain text files are made in many ways. Some wrap their paragraphs at a width and put blank lines between
them; some have one paragraph per line, and a blank line at the end of a scene; some mark a paragraph by an
indent; verse, lists and addresses have their own lines. Each group of lines between blank lines is judged by
how well its lines fill a width, and by how often a line ends where a sentence ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conceptwriter.interchange.inline import unwrapped

_NARROWEST, _WIDEST = 30, 120
"""Prose is never wrapped at fewer columns, or at more."""
_VERSE_COLUMNS = 70
_FULL = 0.85
_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣◦·▪–]|\(?(?:\d{1,4}|[A-Za-z])[.)])[ \t]+\S")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥።፧:：][\"'”’»›«)\]」』）*_]*$|[”»」』]$")
_STOPS = re.compile(r"[^\w\s]$")


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The lines between two blank lines, and how many blank lines precede."""

    lines: tuple[str, ...]
    blank_before: int


@dataclass(frozen=True, slots=True)
class LineParagraph:
    """A paragraph: lines separated by hard breaks. ``apart``: a wider gap than usual precedes."""

    lines: tuple[str, ...]
    apart: bool = False


def line_groups(text: str) -> list[LineGroup]:
    """The groups of lines of a text, without the white space at their ends."""
    groups: list[LineGroup] = []
    current: list[str] = []
    blank = 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            current.append(line.rstrip())
            continue
        if current:
            groups.append(LineGroup(tuple(current), blank))
            current, blank = [], 0
        blank += 1
    return groups


def paragraphs_of(groups: Sequence[LineGroup]) -> list[list[LineParagraph]]:
    """The paragraphs of each group of a text."""
    pieces = [list(_pieces(group.lines)) for group in groups]
    width = max((_width(piece) for group in pieces for piece in group if _is_wrapped(piece)), default=None)
    made = [[lines for piece in group for lines in _judged(piece, width)] for group in pieces]
    neighbours = sum(len(group) - 1 for group in made)
    by_lines = neighbours > len(groups) - 1
    return [
        [
            LineParagraph(lines, apart=number == 0 and group.blank_before > (0 if by_lines else 1))
            for number, lines in enumerate(paragraphs)
        ]
        for group, paragraphs in zip(groups, made, strict=True)
    ]


def _pieces(lines: Sequence[str]) -> Iterator[list[str]]:
    """Parts of a group that begin with an indent: if some lines are indented, those begin a paragraph.

    Lists stay together: their items are lines of one paragraph.
    """
    margins = [_margin(line) for line in lines]
    plain = [line.strip() for line in lines]
    indents = min(margins) < max(margins) and not any(map(_is_item, lines))
    if indents and _is_verse(plain) and _mostly_natural_ends(plain):
        indents = False
    piece: list[str] = []
    for number, line in enumerate(lines):
        deeper = indents and margins[number] > min(margins)
        if piece and deeper and _is_natural_end(piece[-1], line):
            yield piece
            piece = []
        piece.append(line)
    yield piece


def _judged(piece: Sequence[str], width: int | None) -> Iterator[tuple[str, ...]]:
    """The paragraphs of a piece, each as its lines; ``width``: that of the text's wrapped parts."""
    plain = [line.strip() for line in piece]
    if any(map(_is_item, piece)):
        yield tuple(_list_lines(piece))
    elif len(plain) == 1 or _is_wrapped(piece) or (width is not None and _fills(plain, width)):
        yield (unwrapped(plain),)
    elif _is_verse(plain):
        yield tuple(_dedented(piece))
    else:
        yield from ((line,) for line in plain)


def _is_wrapped(piece: Sequence[str]) -> bool:
    """Whether the lines are full, and most of them end in mid-sentence."""
    if len(piece) < 2 or any(map(_is_item, piece)):
        return False
    plain = [line.strip() for line in piece]
    if _mostly_natural_ends(plain):
        return False
    width = _width(piece)
    starts_indented = _margin(piece[0]) > _margin(piece[1])
    return _fills(plain, width) or starts_indented or _runs_on(plain, width)


def _runs_on(plain: Sequence[str], width: int) -> bool:
    """Whether a text was wrapped by hand: long lines, which mostly continue in lower case."""
    small = sum(line[:1].islower() for line in plain[1:])
    filled = sum(map(_columns, plain[:-1])) > 0.6 * width * (len(plain) - 1)
    return 50 <= width <= _WIDEST and filled and small * 2 > len(plain) - 1


def _fills(plain: Sequence[str], width: int) -> bool:
    """Whether the first word of each line would not have fitted on the line before."""
    if not _NARROWEST <= width <= _WIDEST:
        return False
    return all(
        _columns(line) <= width and _columns(line) + 1 + _columns(_first_word(after)) > _FULL * width
        for line, after in pairwise(plain)
    )


def _is_verse(plain: Sequence[str]) -> bool:
    """Short lines of which most do not end a sentence: verse, an address, a signature."""
    open_ends = sum(_ENDS.search(line) is None for line in plain[:-1])
    return max(map(_columns, plain)) <= _VERSE_COLUMNS and open_ends * 2 > len(plain) - 1


def _list_lines(piece: Sequence[str]) -> list[str]:
    """The items of a list, with wrapped lines joined, and the lines around them unchanged."""
    items: list[list[str]] = []
    for line in piece:
        continues = items and _is_item(items[-1][0]) and _margin(line) > _margin(items[-1][0])
        if _is_item(line) or not continues:
            items.append([line])
        else:
            items[-1].append(line.strip())
    return [unwrapped([item[0].strip(), *item[1:]]) for item in items]


def _dedented(piece: Sequence[str]) -> list[str]:
    """Verse keeps the relative indents of its lines."""
    margin = min(len(line) - len(line.lstrip()) for line in piece)
    return [line[margin:] for line in piece]


def _is_item(line: str) -> bool:
    return _LIST_ITEM.match(line) is not None


def _mostly_natural_ends(plain: Sequence[str]) -> bool:
    return 2 * sum(_is_natural_end(line, after) for line, after in pairwise(plain)) > len(plain) - 1


def _is_natural_end(line: str, after: str) -> bool:
    """Whether a line end looks like the end of a sentence or of a verse."""
    line, after = line.strip(), after.strip()
    if _ENDS.search(line):
        return True
    first = next((character for character in after if character.isalnum()), "")
    if first.isupper() or not first:
        return True
    return not first.islower() and not first.isdigit() and _STOPS.search(line) is not None


def _first_word(line: str) -> str:
    word = line.split(maxsplit=1)[0]
    # scripts without spaces break anywhere, save before a closing mark
    return word[:2] if unicodedata.east_asian_width(word[0]) in "WF" else word


def _width(piece: Sequence[str]) -> int:
    return max(_columns(line.strip()) for line in piece)


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _margin(line: str) -> int:
    return _columns(line) - _columns(line.lstrip())

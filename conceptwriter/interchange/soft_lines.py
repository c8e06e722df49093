"""Soft line ends inside a paragraph: which have a meaning, and which only wrap the text.

In Markdown such a line end reads as a space, and most are nothing else. But many dialects give the beginning
of a line a meaning: consecutive footnotes, the terms and meanings of a definition list, the title of a
callout, tags, directives. Those line ends are kept, and so are those where a writer ends the line with the
sentence. Where a line ends in mid-sentence, the paragraph was wrapped by an editor, and its line ends are
spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from conceptwriter.interchange.inline import joint_between
from conceptwriter.language.mark_table import BEGINS_LINE, WHOLE_LINE

_CALLOUT = re.compile(r"\[![\w-]+\][+-]?(?:[ \t].*)?")
_SOFT_END = re.compile(r"[ \t]*\n[ \t]*")


class SoftEnd(NamedTuple):
    """A line end in a text joined into one line: the range that replaces it, and the original."""

    start: int
    end: int
    exact: str


class Flat(NamedTuple):
    """A text joined into one line."""

    text: str
    ends: list[SoftEnd]

    def exact(self, start: int, end: int) -> str:
        """A range of the text with its line ends."""
        parts: list[str] = []
        for index in range(self._first_end(start), len(self.ends)):
            soft = self.ends[index]
            if soft.end > end:
                break
            parts += [self.text[start : soft.start], soft.exact]
            start = soft.end
        return "".join([*parts, self.text[start:end]])

    def has_end_inside(self, start: int, end: int) -> bool:
        """Whether a line ends inside a range, not at its edge."""
        first = self._first_end(start + 1)
        return first < len(self.ends) and self.ends[first].end < end

    def _first_end(self, start: int) -> int:
        """The index of the first line end at this offset or after it."""
        return bisect_left(self.ends, start, key=lambda soft: soft.start)


def flattened(text: str) -> Flat:
    """A text with its soft line ends turned into spaces, or into nothing between two Han or kana."""
    if "\n" not in text:
        return Flat(text, [])
    parts: list[str] = []
    ends: list[SoftEnd] = []
    length = position = 0
    for match in _SOFT_END.finditer(text):
        piece = text[position : match.start()]
        parts.append(piece)
        length += len(piece)
        joint = joint_between(text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
        ends.append(SoftEnd(length, length + len(joint), match.group()))
        parts.append(joint)
        length += len(joint)
        position = match.end()
    return Flat("".join([*parts, text[position:]]), ends)


def is_callout(text: str) -> bool:
    """Whether a paragraph is a callout: a title line in brackets, and flowing text below it."""
    return _CALLOUT.fullmatch(text.partition("\n")[0]) is not None


def parts_of(text: str, *, opens: bool) -> Iterator[tuple[str, str]]:
    """The parts of a line between hard breaks that are separate lines by the rules of some dialect.

    Each with the line end before it, exactly (empty for the first). `opens`: the text opens a paragraph.
    """
    ends = list(_SOFT_END.finditer(text)) if "\n" in text else []
    starts = [0, *(match.end() for match in ends)]
    stops = [*(match.start() for match in ends), len(text)]
    lines = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
    begin, before = 0, ""
    for index, (line, following) in enumerate(pairwise(lines)):
        titled = opens and index == 0 and _CALLOUT.fullmatch(line)
        if titled or WHOLE_LINE.fullmatch(line) or BEGINS_LINE.match(following):
            yield before, text[begin : stops[index]]
            begin, before = starts[index + 1], ends[index].group()
    yield before, text[begin:]

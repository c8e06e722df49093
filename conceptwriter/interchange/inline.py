"""The inline marks of Markdown, as far as splitting a paragraph needs them.

The text of a concept is inline Markdown *source*: ``*emphasis*``, links and code stay as they were written.
This module finds the ranges in which a sentence must not be split, and the hard line breaks. It follows
CommonMark 0.31 (sections 6.1 to 6.7) closely, not completely: a mistake costs a badly placed split, never a
character.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it.common.html_re import HTML_TAG_RE

from conceptwriter.language import is_wide

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt

Range = tuple[int, int]

# No comment or title reaches further than this: without a bound, a file of opening marks would take quadratic
# time. Tags, addresses and code need none: an opening mark that is not closed ends at the next one.
_REACH = 2000
_OPENERS_IN_MIND = 100
# What is emphasised at length is running text, which is split like any other.
_LONGEST_EMPHASIS = 250
_DEEPEST_BRACKETS = 32

_HTML_TAG = re.compile(HTML_TAG_RE.pattern.removeprefix("^"))
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^<>\s]*|[^<>@\s]+@[^<>@\s]+)>")
_BARE_URL = re.compile(r"(?:https?|ftp)://[^\s<>（）「」，。、]+[^\s<>（）「」，。、.,;:!?\"')\]*_]")
_ANGLE_DESTINATION = re.compile(r"<(?:[^<>\n\\]|\\.)*>")
_TITLE = re.compile(r"""\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))""", re.DOTALL)
_REFERENCE = re.compile(r"\[(?:[^\[\]\\]|\\.){0,999}\]")
_SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_BACKTICKS = re.compile("`+")
_SPECIAL = re.compile(r"[\\`<\[\]!*_hf]")


@dataclass(frozen=True, slots=True)
class InlineMarks:
    """What stands where in one paragraph; all ranges ascending and without overlap."""

    protected: list[Range]
    """Code, links, images, autolinks, HTML tags and short emphasis: no sentence begins inside."""
    opaque: list[Range]
    """The part of ``protected`` that holds nothing to translate: code, images, autolinks, addresses, tags."""


@dataclass(slots=True)
class _Run:
    start: int
    length: int
    mark: str
    opens: bool
    closes: bool


def inline_marks(text: str) -> InlineMarks:
    """Find the inline marks of a paragraph's Markdown source."""
    opaque: list[Range] = []
    links: list[Range] = []
    runs: list[_Run] = []
    brackets: list[int] = []
    code = _CodeSpans(text)
    position = 0
    while match := _SPECIAL.search(text, position):
        at = match.start()
        character = text[at]
        span = code.at(at) if character == "`" else _opaque_at(text, at)
        if span is not None:
            opaque.append(span)
            position = span[1]
        elif character == "\\":
            position = at + 2
        elif character == "`":
            position = _behind_run(text, at)
        elif character == "[" or text.startswith("![", at):
            brackets.append(at)
            position = at + (2 if character == "!" else 1)
        elif character == "]" and brackets:
            begin = brackets.pop()
            end = link_tail(text, at + 1)
            if end is not None:
                (opaque if text[begin] == "!" else links).append((begin, end))
            position = end or at + 1
        elif character in "*_":
            run = _run_at(text, at)
            runs.append(run)
            position = at + run.length
        else:
            position = at + 1
    opaque = _merged(opaque)
    outside = [run for run in runs if not is_within(run.start, opaque)]
    emphasis = [(begin, end) for begin, end in _emphasis(outside) if end - begin <= _LONGEST_EMPHASIS]
    return InlineMarks(_merged([*opaque, *links, *emphasis]), opaque)


class _CodeSpans:
    """Where the backtick runs of a text stand, by length: a span ends at the next run as long as its own."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[int, list[int]] = {}
        for run in _BACKTICKS.finditer(text):
            self._starts.setdefault(run.end() - run.start(), []).append(run.start())

    def at(self, at: int) -> Range | None:
        """The code span that begins at ``at``."""
        length = _behind_run(self._text, at) - at
        starts = self._starts.get(length, [])
        index = bisect_left(starts, at + length)
        return (at, starts[index] + length) if index < len(starts) else None


def _opaque_at(text: str, at: int) -> Range | None:
    """Autolink, HTML tag or bare address that begins at ``at``."""
    character = text[at]
    if character == "<":
        reach = at + _REACH if text.startswith(("<!", "<?"), at) else len(text)
        match = _AUTOLINK.match(text, at) or _HTML_TAG.match(text, at, reach)
        return (at, match.end()) if match else None
    if character in "hf":
        match = _BARE_URL.match(text, at)
        return (at, match.end()) if match else None
    return None


def _behind_run(text: str, at: int) -> int:
    """Offset behind the run of equal characters that begins at ``at``."""
    end = at
    while end < len(text) and text[end] == text[at]:
        end += 1
    return end


def link_tail(text: str, at: int) -> int | None:
    """Offset behind ``(destination "title")`` or ``[reference]`` at ``at``; None if there is neither."""
    if text.startswith("[", at):
        reference = _REFERENCE.match(text, at)
        return reference.end() if reference else None
    if not text.startswith("(", at):
        return None
    position = _skip_space(text, at + 1)
    angled = _ANGLE_DESTINATION.match(text, position)
    position = angled.end() if angled else _bare_destination_end(text, position)
    title = _TITLE.match(text, position, position + _REACH)
    position = _skip_space(text, title.end() if title else position)
    return position + 1 if text.startswith(")", position) else None


def _bare_destination_end(text: str, position: int) -> int:
    depth = 0
    while position < len(text) and not text[position].isspace():
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "(":
            depth += 1
            if depth > _DEEPEST_BRACKETS:
                break
        elif character == ")":
            if depth == 0:
                break
            depth -= 1
        position += 1
    return position


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _run_at(text: str, at: int) -> _Run:
    """A run of ``*`` or ``_`` and whether it may open or close emphasis (CommonMark 6.2)."""
    end = _behind_run(text, at)
    before = text[at - 1] if at else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
    if text[at] == "_":
        opens, closes = (
            left and (not right or not before.isalnum()),
            right and (not left or not after.isalnum()),
        )
    else:
        opens, closes = left, right
    return _Run(at, end - at, text[at], opens, closes)


def _emphasis(runs: list[_Run]) -> list[Range]:
    """Pair the runs, the innermost first."""
    ranges: list[Range] = []
    openers: list[_Run] = []
    for run in runs:
        end = run.start + run.length
        while run.closes and run.length:
            index = next((i for i in _latest(openers) if openers[i].mark == run.mark), None)
            if index is None:
                break
            opener = openers[index]
            del openers[index + 1 :]
            used = min(opener.length, run.length, 2)
            opener.length -= used
            run.length -= used
            ranges.append((opener.start + opener.length, end - run.length))
            if not opener.length:
                openers.pop()
        if run.opens and run.length:
            openers.append(run)
    return ranges


def _latest(openers: list[_Run]) -> range:
    """The indices of the openers that a closing run may still pair with, the nearest first."""
    return range(len(openers) - 1, max(-1, len(openers) - 1 - _OPENERS_IN_MIND), -1)


def _merged(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for begin, end in sorted(ranges):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def is_within(offset: int, ranges: list[Range]) -> bool:
    """Whether the offset lies in one of the ranges, which ascend."""
    index = bisect_right(ranges, offset, key=lambda item: item[0]) - 1
    return index >= 0 and offset < ranges[index][1]


def logical_lines(source: str) -> list[str]:
    """A paragraph's source as the lines between hard breaks; soft line ends become spaces.

    Between two Han or kana characters a soft line end becomes nothing.
    """
    return [unwrapped(part.strip(" \t") for part in line.split("\n")).strip() for line in hard_lines(source)]


def hard_lines(source: str) -> list[str]:
    """A paragraph's source as the lines between hard breaks; soft line ends stay, with the blanks around."""
    if "\n" not in source:
        return [source.strip(" \t")]
    opaque = inline_marks(source).opaque
    lines: list[list[str]] = [[]]
    for match in re.finditer(r"([^\n]*)(\n|\Z)", source):
        line, end = match.group(1), match.end(1)
        hard = match.group(2) == "\n" and _breaks_hard(line) and not is_within(end, opaque)
        if hard:
            lines[-1].append(line if line.endswith("  ") else line[:-1])
            lines.append([])
        else:
            lines[-1].append(line + match.group(2))
    return ["".join(parts).strip(" \t") for parts in lines]


def _breaks_hard(line: str) -> bool:
    if line.endswith("  "):
        return True
    backslashes = len(line) - len(line.rstrip("\\"))
    return backslashes % 2 == 1


def joint_between(before: str, after: str) -> str:
    """What joins two lines of a wrapped paragraph: a space, or nothing between two Han or kana."""
    return "" if not before or not after or (is_wide(before[-1]) and is_wide(after[0])) else " "


def unwrapped(pieces: Iterable[str]) -> str:
    """The lines of a wrapped paragraph as one, in linear time."""
    joined: list[str] = []
    for piece in pieces:
        if piece:
            if joined:
                joined.append(joint_between(joined[-1], piece))
            joined.append(piece)
    return "".join(joined)


def one_line(text: str) -> str:
    """The text with every line end turned into a space."""
    return _SOFT_BREAK.sub(" ", text.replace("\r", "\n")).strip()


def without_marks(text: str, parser: MarkdownIt) -> str:
    """What a reader sees of inline Markdown: no marks, the words of links, what images say instead."""
    tokens = parser.parseInline(text)
    seen: list[str] = []
    for token in (child for block in tokens for child in block.children or ()):
        if token.type in {"text", "code_inline"}:
            seen.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            seen.append(" ")
        elif token.type == "image":
            seen.append(token.content)
    return "".join(seen)

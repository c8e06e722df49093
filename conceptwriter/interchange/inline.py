"""The lines of Markdown paragraphs: which line ends are hard breaks, and how wrapped lines are joined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conceptwriter.language import is_wide
from conceptwriter.language.inline_marks import inline_marks, is_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt

_SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*")


def logical_lines(source: str) -> list[str]:
    """A paragraph's source as the lines between hard breaks; soft line ends become spaces.

    Between two Han or kana characters a soft line end becomes nothing.
    """
    return [unwrapped(part.strip(" \t") for part in line.split("\n")).strip() for line in hard_lines(source)]


def hard_lines(source: str) -> list[str]:
    """A paragraph's source as the lines between hard breaks; soft line ends stay, with adjacent blanks."""
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
    """What a reader sees of inline Markdown: no marks, the words of links, the alternative text of images."""
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

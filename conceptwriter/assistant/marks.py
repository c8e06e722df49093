"""Inline Markdown around and in a text: taken off before the codec reads it, put back where that is safe.

A model reads and writes plain sentences. Emphasis or a link around the *whole* node can be put around the new
text as well; a mark inside the sentence cannot (the words move), so it is reported as lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

_MAY_HAVE_MARKS = re.compile(r"[*_`~\[\]<>\\&!]")
_OPENING = {"strong_open": "**", "em_open": "*", "s_open": "~~"}


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text without its marks. `before` and `after` enclose the whole; `lost` names the marks inside it."""

    text: str
    before: str = ""
    after: str = ""
    lost: tuple[str, ...] = ()
    is_code_or_image: bool = False
    """Nothing but code, an image or HTML: there is no sentence to read."""

    @property
    def has_words(self) -> bool:
        """True when there is something to read: a letter or a digit outside code and images."""
        return not self.is_code_or_image and any(map(str.isalnum, self.text))

    def around(self, text: str) -> str:
        """Another text in the same enclosing marks."""
        return f"{self.before}{text}{self.after}" if text else text


def plain(text: str) -> PlainText:
    """Take the inline Markdown (CommonMark with strikethrough) off a text."""
    if not _MAY_HAVE_MARKS.search(text):
        return PlainText(" ".join(text.split()))
    tokens = _parser().parseInline(text)[0].children or []
    before, after, inner = _enclosing_marks(tokens)
    lost: list[str] = []
    words: list[str] = []
    for token in inner:
        words.append(_text_of(token))
        name = _lost_mark(token)
        if name and name not in lost:
            lost.append(name)
    joined = " ".join("".join(words).split())
    has_sentence = any(token.type == "text" and any(map(str.isalnum, token.content)) for token in inner)
    return PlainText(joined, before, after, tuple(lost), not has_sentence and bool(lost))


def _enclosing_marks(tokens: list[Token]) -> tuple[str, str, list[Token]]:
    before, after = "", ""
    inner = [token for token in tokens if token.type != "text" or token.content]
    while len(inner) >= 2 and _closes_at(inner) == len(inner) - 1:
        opening = inner[0]
        if opening.type in _OPENING:
            before += _OPENING[opening.type]
            after = _OPENING[opening.type] + after
        elif opening.type == "link_open":
            before += "["
            after = f"]({_link_target(opening)})" + after
        else:
            break
        inner = inner[1:-1]
    return before, after, inner


def _closes_at(tokens: list[Token]) -> int:
    depth = 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            return place
    return -1


def _link_target(token: Token) -> str:
    address, title = str(token.attrGet("href") or ""), token.attrGet("title")
    if any(character.isspace() or character in "()<>" for character in address):
        address = f"<{address}>"
    return f'{address} "{title}"' if title else address


def _text_of(token: Token) -> str:
    if token.type in {"text", "code_inline"}:
        return token.content
    if token.type == "image":
        return ""
    return " " if token.type in {"softbreak", "hardbreak"} else ""


def _lost_mark(token: Token) -> str:
    names = {
        "strong_open": "bold",
        "em_open": "italic",
        "s_open": "strikethrough",
        "link_open": "link",
        "code_inline": "code",
        "image": "image",
        "html_inline": "HTML",
    }
    return names.get(token.type, "")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("strikethrough")

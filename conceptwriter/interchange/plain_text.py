"""The plain text format: paragraphs between blank lines, headings underlined.

A heading is a paragraph of two lines of which the second is a row of one of ``= - ~ ^ " '`` (levels 1 to 6),
at least three long. Nothing else is taken for one. Lists and quotations are written with their marks and read
as text; hard line breaks are written but read as spaces, since plain text files wrap their lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, reduce
from statistics import median

from markdown_it import MarkdownIt

from conceptwriter.interchange.assembly import SourceText
from conceptwriter.interchange.blocks import MARKUP, Block, BlockKind
from conceptwriter.interchange.formats import Format
from conceptwriter.interchange.inline import join_wrapped, one_line, without_marks
from conceptwriter.interchange.markdown_writer import Layout

_UNDERLINES = "=-~^\"'"
_UNDERLINE = re.compile(r"([=\-~^\"'])\1{2,}[ \t]*")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LONG_LINE = 90


def read_plain_text(text: str) -> SourceText:
    """The paragraphs and headings of a plain text.

    Without a single blank line, but with long lines, each line is taken for a paragraph, as word processors
    save.
    """
    stripped = text.strip("\n")
    pieces = _BLANK_LINES.split(stripped)
    lines = [line for line in stripped.split("\n") if line.strip()]
    if len(pieces) == 1 and len(lines) > 1 and median(map(len, lines)) > _LONG_LINE:
        pieces = lines
    blocks = [_block(piece.strip("\n")) for piece in pieces if piece.strip()]
    first = blocks[0] if blocks else None
    is_title = first is not None and first.kind is BlockKind.SECTION and first.level == 1
    return SourceText(blocks, title=first.lines[0] if first is not None and is_title else "")


def _block(piece: str) -> Block:
    lines = piece.split("\n")
    if len(lines) == 2 and lines[0].strip() and _UNDERLINE.fullmatch(lines[1]):
        return Block(BlockKind.SECTION, [lines[0].strip()], level=_UNDERLINES.index(lines[1][0]) + 1)
    return Block(BlockKind.TEXT, [reduce(join_wrapped, (line.strip() for line in lines))])


def write_plain_text(blocks: Iterable[Block], attributes: dict[str, str]) -> str:
    """The plain text of a manuscript; Markdown marks are taken out if the document came from Markdown."""
    has_marks = attributes.get(MARKUP) == "markdown"
    layout = Layout()
    for block in blocks:
        lines = _lines(block, has_marks)
        if lines or block.kind is BlockKind.TEXT:
            layout.add(block, lines)
    return layout.text()


def _lines(block: Block, has_marks: bool) -> list[str]:
    match block.kind:
        case BlockKind.SECTION:
            return _heading(_seen(one_line(" ".join(block.lines)), has_marks), block.level)
        case BlockKind.NOTE:
            return [f"[Note: {one_line(' '.join(block.lines))}]"]
        case BlockKind.TEXT | BlockKind.HEADING:
            return [_seen(part, has_marks) for line in block.lines for part in line.split("\n")]
        case _:
            return "\n".join(block.lines).split("\n")


def _heading(text: str, level: int) -> list[str]:
    if not text:
        return []
    width = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return [text, _UNDERLINES[min(max(level, 1), 6) - 1] * max(3, width)]


def _seen(text: str, has_marks: bool) -> str:
    return without_marks(text, _inline_parser()) if has_marks else text


@cache
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


PLAIN_TEXT = Format(
    name="text",
    label="Plain text",
    extensions=(".txt", ".text"),
    read=read_plain_text,
    write=write_plain_text,
)

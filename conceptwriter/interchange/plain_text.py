"""The plain text format: paragraphs between blank lines, headings underlined.

A heading is a paragraph of two lines of which the second is a row of one of ``= - ~ ^ " '`` (levels 1 to 6),
at least three long. Nothing else counts as one. Lists and quotations are written with their marks and read as
text. Whether a line end is meant or comes from wrapping is judged by ``line_structure``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from markdown_it import MarkdownIt

from conceptwriter.interchange.assembly import SourceText
from conceptwriter.interchange.blocks import APART, MARKUP, PLAIN, Block, BlockKind
from conceptwriter.interchange.formats import Format
from conceptwriter.interchange.inline import one_line, without_marks
from conceptwriter.interchange.line_structure import LineGroup, LineParagraph, line_groups, paragraphs_of
from conceptwriter.interchange.markdown_writer import Layout

_UNDERLINES = "=-~^\"'"
_UNDERLINE = re.compile(r"([=\-~^\"'])\1{2,}")


def read_plain_text(text: str) -> SourceText:
    """The paragraphs and headings of a plain text."""
    groups = line_groups(text)
    headings = [_as_heading(group) for group in groups]
    texts = iter(
        paragraphs_of([group for group, heading in zip(groups, headings, strict=True) if not heading])
    )
    blocks: list[Block] = []
    for heading in headings:
        blocks.extend([heading] if heading else map(_text_block, next(texts)))
    first = blocks[0] if blocks else None
    is_title = first is not None and first.kind is BlockKind.SECTION and first.level == 1
    title = first.lines[0] if first is not None and is_title else ""
    return SourceText(blocks, title=title, markup=PLAIN)


def _as_heading(group: LineGroup) -> Block | None:
    return _underlined(group.lines)


def _underlined(lines: Sequence[str]) -> Block | None:
    """A heading, if the second of two lines underlines the first."""
    if len(lines) != 2 or not _UNDERLINE.fullmatch(lines[1].strip()):
        return None
    return Block(BlockKind.SECTION, [lines[0].strip()], level=_UNDERLINES.index(lines[1].strip()[0]) + 1)


def _text_block(paragraph: LineParagraph) -> Block:
    """A wrapped title is now one line; written like that, it would be read as a heading next time."""
    heading = _underlined(paragraph.lines)
    return heading or Block(BlockKind.TEXT, list(paragraph.lines), {APART: "1"} if paragraph.apart else {})


def write_plain_text(blocks: Iterable[Block], attributes: dict[str, str]) -> str:
    """The plain text of a manuscript; Markdown marks are removed if the document came from Markdown."""
    has_marks = attributes.get(MARKUP) == "markdown"
    layout = Layout()
    for block in blocks:
        lines = _lines(block, has_marks)
        if lines or block.kind is BlockKind.TEXT:
            if APART in block.attributes and layout.lines:
                layout.lines.append("")
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

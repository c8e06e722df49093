"""The Markdown format: CommonMark with front matter; tables are kept as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from conceptwriter.interchange.as_written import ENDING, WHOLE
from conceptwriter.interchange.assembly import SourceText
from conceptwriter.interchange.blocks import FRONT_MATTER, MARKUP, PLAIN, Block, BlockKind
from conceptwriter.interchange.escaping import escape_inline, unescape_later_line
from conceptwriter.interchange.formats import Format
from conceptwriter.interchange.layout import read_layout, write_layout
from conceptwriter.interchange.markdown_reader import split_front_matter, starts_block
from conceptwriter.interchange.markdown_writer import write_blocks
from conceptwriter.language.inline_marks import inline_marks

_TITLE_LINE = re.compile(r"^(?:title|[ \t]*\"title\")[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE)


def read_markdown(text: str) -> SourceText:
    """The blocks of a Markdown text; its title is that of the front matter, else of an opening heading."""
    front_matter, body = split_front_matter(text)
    blocks, ending, whole = read_layout(body, front_matter)
    return SourceText(
        blocks,
        title=_front_matter_title(front_matter) or _first_heading(blocks),
        front_matter=front_matter,
        markup="markdown",
        marks_of=inline_marks,
        unescape_line=lambda line: unescape_later_line(line, starts_block),
        ending=ending,
        whole=whole,
    )


def write_markdown(blocks: Iterable[Block], attributes: dict[str, str]) -> str:
    """The Markdown text of a manuscript whose document root has ``attributes``."""
    if attributes.get(MARKUP) == PLAIN:
        blocks = map(_escaped, blocks)
        return write_blocks(blocks, attributes.get(FRONT_MATTER, ""))
    return write_layout(
        list(blocks), attributes.get(FRONT_MATTER, ""), attributes.get(ENDING), attributes.get(WHOLE, "")
    )


def _escaped(block: Block) -> Block:
    """A block of a plain text, escaped so that Markdown renders it as the same text."""
    if block.kind in {BlockKind.TEXT, BlockKind.HEADING, BlockKind.SECTION}:
        return replace(block, lines=[escape_inline(line) for line in block.lines])
    return block


def _front_matter_title(front_matter: str) -> str:
    match = _TITLE_LINE.search(front_matter)
    return match.group(1).rstrip(",").strip("\"'") if match else ""


def _first_heading(blocks: list[Block]) -> str:
    first = blocks[0] if blocks else None
    return (
        first.lines[0] if first is not None and first.kind is BlockKind.SECTION and first.level == 1 else ""
    )


MARKDOWN = Format(
    name="markdown",
    label="Markdown",
    extensions=(".md", ".markdown", ".mdown", ".mkd"),
    read=read_markdown,
    write=write_markdown,
)

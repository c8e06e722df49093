"""Markdown text to blocks, by markdown-it-py (CommonMark, and tables kept as they are)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference, table

from conceptwriter.interchange.blocks import (
    BLOCK,
    FENCE,
    INDENT,
    INFO,
    LEVEL,
    TIGHT,
    WITHIN,
    Block,
    BlockKind,
    Container,
)
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.escaping import unescape_heading, unescape_paragraph
from conceptwriter.interchange.inline import hard_lines, logical_lines
from conceptwriter.interchange.source_blocks import source_block_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?=(?:#[^\n]*\n)*[^\s:#-][^\n]*:)(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)"  # YAML
    r"|\+\+\+[ \t]*\n(?=(?:#[^\n]*\n)*(?:\[|[^\s#=][^\n]*=))(?:[^\n]*\n)*?\+\+\+[ \t]*(?:\n|\Z)"  # TOML
    r"|\{[ \t]*\n(?=\s*\"[^\"\n]+\"[ \t]*:)(?:[^\n]+\n)*?\}[ \t]*(?:\n(?=[ \t]*\n)|\n?\Z)"  # JSON
    r"|;;;[ \t]*\n(?:[^\n]*\n)*?;;;[ \t]*(?:\n|\Z)"  # JSON between its own marks
)
_DEEPEST_NESTING = 100
_TABLE = "verbatim_table"
_DEFINITION = "verbatim_definition"
_SOURCE = "verbatim_source"
_OPENING = ("_list_open", "list_item_open", "blockquote_open")
_CLOSING = ("_list_close", "list_item_close", "blockquote_close")


@dataclass(slots=True, eq=False)
class _Open:
    """A list, list item or quotation around the block that is being read."""

    mark: str
    is_list: bool = False
    tight: bool = False
    used: bool = False
    end: int = 0
    """The number of the line after it."""


def split_front_matter(text: str) -> tuple[str, str]:
    """The YAML, TOML or JSON block at the top, without its last line end ("": there is none); the rest."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return "", text
    return match.group().rstrip("\n"), text[match.end() :]


def read_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text without front matter. Raises UnreadableFile if they nest too deeply."""
    return [block for block, _ in read_with_ends(text)]


def read_with_ends(text: str) -> list[tuple[Block, int]]:
    """The blocks, each with the number of the line after it. Raises like `read_blocks`."""
    tokens = block_parser().parse(text)
    too_deep = next((token for token in tokens if token.level >= _DEEPEST_NESTING - 1), None)
    if too_deep is not None:
        line = too_deep.map[0] + 1 if too_deep.map else "?"
        raise UnreadableFile(f"Line {line}: lists or quotations are nested too deeply. Remove some levels.")
    blocks: list[tuple[Block, int]] = []
    for block, end in _Reader(tokens, text.split("\n")).blocks():
        if blocks and _are_neighbours(blocks[-1][0], block):
            blocks[-1][0].lines[0] += f"\n{block.lines[0]}"
            blocks[-1] = blocks[-1][0], end
        else:
            blocks.append((block, end))
    return blocks


def _are_neighbours(before: Block, block: Block) -> bool:
    """Whether both are link definitions at the left margin: these stay together."""
    both = before.kind is block.kind is BlockKind.DEFINITION
    return both and not before.attributes.get(WITHIN) and not block.attributes.get(WITHIN)


def starts_block(text: str) -> bool:
    """Whether the text, read as Markdown, begins with anything but a paragraph."""
    tokens = block_parser().parse(text)
    return bool(tokens) and tokens[0].type != "paragraph_open"


@cache
def block_parser() -> MarkdownIt:
    """A parser that leaves inline text alone and keeps tables and link definitions as source."""
    # deeper than maxNesting, markdown-it drops text silently; read_blocks refuses instead
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST_NESTING})
    parser.core.ruler.disable(["inline"])
    rules = parser.block.ruler
    rules.enable(["table"])
    rules.at("table", _verbatim_table, {"alt": ["paragraph", "reference"]})
    rules.at("reference", _verbatim_definition)
    rules.before("fence", _SOURCE, _verbatim_source, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _verbatim_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    found = table(state, start, end, silent)
    return _keep_source(state, start, before, silent, _TABLE) if found else False


def _verbatim_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    found = reference(state, start, end, silent)
    return _keep_source(state, start, before, silent, _DEFINITION) if found else False


def _verbatim_source(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    after = source_block_end(state, start, end)
    if after is None:
        return False
    if not silent:
        state.line = after
        token = state.push(_SOURCE, "", 0)
        token.map = [start, after]
        token.content = state.getLines(start, after, state.blkIndent, False)
    return True


def _keep_source(state: StateBlock, start: int, before: int, silent: bool, kind: str) -> bool:
    """Replace the tokens made by a rule with one that contains its source lines."""
    if not silent:
        del state.tokens[before:]
        token = state.push(kind, "", 0)
        token.map = [start, state.line]
        source = state.getLines(start, state.line, state.blkIndent, False)
        token.content = "\n".join(line.strip(" \t") for line in source.strip("\n").split("\n"))
    return True


@dataclass(slots=True)
class _Reader:
    """Walks the tokens of one file, keeping track of the lists and quotations that are open."""

    tokens: Sequence[Token]
    lines: Sequence[str]

    def blocks(self) -> Iterator[tuple[Block, int]]:
        """Each block, and the number of the line after it."""
        stack: list[_Open] = []
        previous: list[_Open] = []
        before, end, last = None, -1, 0
        for index, token in enumerate(self.tokens):
            block = None
            if token.type.endswith(_OPENING):
                stack.append(self._opened(index, token))
            elif token.type.endswith(_CLOSING):
                if not stack[-1].used and not stack[-1].is_list:
                    block = Block(BlockKind.TEXT, [])  # an empty item or quotation
            else:
                block = self._block(index, token, stack)
            if block is not None:
                placed = self._placed(block, stack, previous)
                if token.map is not None:
                    if token.map[0] == end and BlockKind.SOURCE in (block.kind, before):
                        placed.attributes[TIGHT] = "1"
                    end = token.map[1]
                last = max(last, token.map[1] if token.map is not None else stack[-1].end)
                yield placed, last
                previous, before = list(stack), block.kind
            if token.type.endswith(_CLOSING):
                stack.pop()

    def _opened(self, index: int, token: Token) -> _Open:
        end = token.map[1] if token.map else 0
        if token.type == "blockquote_open":
            return _Open(">", end=end)
        if token.type == "list_item_open":
            return _Open(f"{token.info}{token.markup}", end=end)
        return _Open("", is_list=True, tight=self._is_tight(index, token.level))

    def _is_tight(self, index: int, level: int) -> bool:
        """markdown-it marks a tight list by hiding the paragraphs directly in its items."""
        for token in self.tokens[index + 1 :]:
            if token.level == level:
                break
            if token.type == "paragraph_open" and token.level == level + 2:
                return token.hidden
        return True

    def _block(self, index: int, token: Token, stack: list[_Open]) -> Block | None:
        match token.type:
            case "paragraph_open":
                source = self._with_edges(token, self.tokens[index + 1].content)
                return Block(BlockKind.TEXT, unescape_paragraph(hard_lines(source), starts_block))
            case "heading_open":
                heading = unescape_heading(" ".join(logical_lines(self.tokens[index + 1].content)))
                level = int(token.tag[1:])
                if not stack:
                    return Block(BlockKind.SECTION, [heading], level=level)
                return Block(BlockKind.HEADING, [heading], {LEVEL: str(level)})
            case "fence":
                attributes = {FENCE: token.markup}
                if token.info.strip():
                    attributes[INFO] = token.info.strip()
                return Block(BlockKind.CODE, [token.content.removesuffix("\n")], attributes)
            case "code_block":
                return Block(BlockKind.CODE, [token.content.removesuffix("\n")], {FENCE: INDENT})
            case "html_block":
                return Block(BlockKind.HTML, [token.content.rstrip("\n").lstrip(" ")])
            case "hr":
                return Block(BlockKind.RULE, [token.markup[0] * 3])
            case "verbatim_table":
                return Block(BlockKind.TABLE, [token.content])
            case "verbatim_source":
                return Block(BlockKind.SOURCE, [token.content])
            case "verbatim_definition":
                return Block(BlockKind.DEFINITION, [token.content])
        return None

    def _with_edges(self, token: Token, content: str) -> str:
        """A paragraph with the white space at its edges that the parser removes and Markdown does not."""
        if token.map is None:
            return content
        first, last = self.lines[token.map[0]], self.lines[token.map[1] - 1]
        if not content:
            return first[len(first.rstrip()) :].strip(" \t")
        # the parser writes tabs before a line as spaces, so that only what follows them is found in the file
        opening, closing = content.partition("\n")[0], content.rpartition("\n")[2].lstrip(" \t")
        before, found, after = first.partition(opening)
        if "\n" in content:
            _, closed, after = last.rpartition(closing)
            found = found and closed
        if not found:
            return content
        return before[len(before.rstrip()) :].lstrip(" \t") + content + after.rstrip(" \t")

    @staticmethod
    def _placed(block: Block, stack: list[_Open], previous: list[_Open]) -> Block:
        """Set the block's kind, its place in lists and quotations, and whether no blank line precedes."""
        if block.kind not in {BlockKind.TEXT, BlockKind.SECTION}:
            block.attributes[BLOCK] = block.kind.value
        shared = [one for one, other in zip(stack, previous, strict=False) if one is other]
        if shared and shared[-1].mark != ">" and [one for one in shared if one.is_list][-1].tight:
            block.attributes[TIGHT] = "1"
        steps = [Container(one.mark, continues=one.used) for one in stack if not one.is_list]
        if steps:
            block.attributes[WITHIN] = " ".join(map(str, steps))
        for one in stack:
            one.used = True
        return block

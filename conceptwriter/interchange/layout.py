"""Preserving Markdown layout: recorded when a file is read, reproduced when it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import groupby

from conceptwriter.interchange.as_written import (
    WRITTEN,
    WRITTEN_AFTER,
    has_separator,
    own_lines,
    rewritten,
    without_layout,
)
from conceptwriter.interchange.blocks import FENCE, INDENT, WITHIN, Block, BlockKind, parse_within
from conceptwriter.interchange.errors import UnreadableFile
from conceptwriter.interchange.inline import unwrapped
from conceptwriter.interchange.markdown_reader import read_blocks, read_with_ends
from conceptwriter.interchange.markdown_writer import markdown_lines, written_chunks
from conceptwriter.interchange.soft_lines import is_callout

_ENDS_SENTENCE = re.compile(r"[.!?…。！？]$")

_OPENS = re.compile(r"[\s>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(?:`{3}|~{3}|<|\$\$|%%|:::|\\begin|\{[{%])")
"""Lines that begin code, a comment, a tag, a formula and the like."""
_BREAKS_HARD = re.compile(r"\S(?: {2,}|\\)$")

Chunk = tuple[Block, list[str]]
"""A block, and its lines with the blank ones before it."""


def read_layout(body: str, front_matter: str = "") -> tuple[list[Block], str | None, str]:
    """The blocks of a Markdown text, each with its layout where that differs from the standard one.

    Also what follows the last one (None for one line end), and the fingerprint of the whole.
    """
    lines = body.split("\n")
    found = read_with_ends(body)
    begin = 0
    written = written_chunks([block for block, _ in found], is_start=not front_matter)
    for (block, end), (_, usual) in zip(found, written, strict=True):
        own = lines[begin:end]
        if own and (own != usual or _is_wrapped(block)) and not _flows(block, own):
            block.attributes[WRITTEN] = "\n".join(own)
            if own[0].strip(" \t>") and (begin or front_matter):
                before = lines[begin - 1] if begin else front_matter.rpartition("\n")[2]
                block.attributes[WRITTEN_AFTER] = before
        begin = max(begin, end)
    ending = "\n".join(["", *lines[begin:]]) if begin < len(lines) else ""
    return [block for block, _ in found], None if ending == "\n" else ending, _digest(lines[:begin])


def write_layout(blocks: Sequence[Block], front_matter: str, ending: str | None, whole: str) -> str:
    """The blocks as Markdown in their original layout, as far as that still reads as intended.

    `ending` and `whole` are the values returned by `read_layout`.
    """
    chunks = list(written_chunks(blocks, is_start=not front_matter))
    usual = [line for _, lines in chunks for line in lines]
    opening = front_matter.split("\n") if front_matter else []
    if any(WRITTEN in block.attributes for block in blocks):
        usual = _in_layout(chunks, usual, opening, whole)
    lines = [*opening, *usual]
    if not lines:
        return ""
    return "\n".join(lines) + ("\n" if ending is None or not blocks else ending)


def _in_layout(chunks: Sequence[Chunk], usual: list[str], opening: list[str], whole: str) -> list[str]:
    groups = list(_groups(chunks))
    kept = _all_kept(groups, opening, trusting=True)
    lines = [line for group in kept for line in group]
    if _digest(lines) == whole or _are_alike(groups, kept):
        return lines
    chosen: list[str] = []
    for group in groups:
        in_layout = _kept(group, chosen or opening, trusting=False)
        plain = _usual(group)
        chosen += in_layout if _read_alike(in_layout, plain) else plain
    return chosen if _read_alike(chosen, usual) else usual


def _all_kept(groups: Sequence[list[Chunk]], opening: list[str], *, trusting: bool) -> list[list[str]]:
    kept: list[list[str]] = []
    before = opening
    for group in groups:
        kept.append(_kept(group, before, trusting=trusting))
        before = kept[-1] or before
    return kept


def _are_alike(groups: Sequence[list[Chunk]], kept: Sequence[list[str]]) -> bool:
    """Whether the groups read the same in their layout; doubtful ones are parsed with their neighbours."""
    if any(_may_stay_open(block, lines) for group in groups for block, lines in group):
        return _read_alike(
            [line for lines in kept for line in lines], [line for group in groups for line in _usual(group)]
        )
    doubtful = [_is_doubtful(group) for group in groups]
    near = [any(doubtful[max(0, place - 1) : place + 2]) for place in range(len(groups))]
    for is_near, run in groupby(range(len(groups)), key=near.__getitem__):
        places = list(run)
        if is_near and not _read_alike(
            [line for place in places for line in kept[place]],
            [line for place in places for line in _usual(groups[place])],
        ):
            return False
    return True


def _may_stay_open(block: Block, lines: Sequence[str]) -> bool:
    """Whether an edit may have left something open there, which then absorbs everything that follows."""
    return not block.is_as_read and any(map(_OPENS.match, lines))


def _is_doubtful(group: Sequence[Chunk]) -> bool:
    """Whether parsing is needed to know that the layout still reads as intended.

    Not if a block outside lists and quotations is unchanged, between blank lines.
    """
    block = group[0][0]
    if all(WRITTEN not in one.attributes for one, _ in group):
        return False
    if len(group) > 1 or block.attributes.get(WITHIN) or not block.is_as_read or not has_separator(block):
        return True
    return own_lines(block)[1][0].startswith((" ", "\t"))


def _usual(group: Sequence[Chunk]) -> list[str]:
    return [line for _, lines in group for line in lines]


def _groups(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Blocks that belong together: a list or quotation with its contents, or a block outside of them."""
    group: list[Chunk] = []
    for block, lines in chunks:
        steps = parse_within(block.attributes.get(WITHIN, ""))
        if group and not (steps and steps[0].continues):
            yield group
            group = []
        group.append((block, lines))
    if group:
        yield group


def _kept(group: Sequence[Chunk], before: Sequence[str], *, trusting: bool) -> list[str]:
    """The lines of a group in its layout; `before`: the lines that precede it.

    `trusting`: a block that followed without a blank line does so whatever precedes it now.
    """
    lines: list[str] = []
    for block, usual in group:
        previous = (lines or before)[-1] if lines or before else None
        lines += _of_block(block, usual, previous, trusting=trusting)
    return lines


def _of_block(block: Block, usual: list[str], previous: str | None, *, trusting: bool) -> list[str]:
    if WRITTEN not in block.attributes:
        return usual
    if block.is_as_read:
        own: list[str] | None = block.attributes[WRITTEN].split("\n")
    else:
        is_indented = block.attributes.get(FENCE) == INDENT
        own = rewritten(block, block.lines[0].split("\n") if is_indented else markdown_lines(block))
    if own is None:
        return usual
    if previous is not None and not has_separator(block):
        if WRITTEN_AFTER not in block.attributes:
            return ["", *own]
        if block.attributes[WRITTEN_AFTER] != previous and not trusting:
            return own if _is_item(block) else usual
    return own


def _is_item(block: Block) -> bool:
    """Whether the block opens an item, which needs no blank line before it."""
    steps = parse_within(block.attributes.get(WITHIN, ""))
    return len(steps) > 0 and not steps[-1].continues and not steps[-1].is_quote


def _read_alike(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether the lines mean the same as Markdown."""
    if one == two:
        return True
    try:
        return _read("\n".join(one)) == _read("\n".join(two))
    except UnreadableFile:
        return False


def _read(text: str) -> list[tuple[BlockKind, int, list[str], dict[str, str]]]:
    return [
        (block.kind, block.level, _even(block), without_layout(block.attributes))
        for block in read_blocks(text)
    ]


def _even(block: Block) -> list[str]:
    """The lines of a block as read: soft line ends are white space."""
    if block.is_verbatim:
        return block.lines
    return [" ".join(unwrapped(map(str.strip, line.split("\n"))).split()) for line in block.lines]


def _is_wrapped(block: Block) -> bool:
    return not block.is_verbatim and any("\n" in line for line in block.lines)


def _flows(block: Block, own: Sequence[str]) -> bool:
    """Whether the layout is not kept: a callout with one sentence per line flows, a heading is one line."""
    if block.kind is BlockKind.SECTION:
        return any(_BREAKS_HARD.search(line) for line in own[:-2])
    if block.kind is not BlockKind.TEXT or len(block.lines) != 1 or not is_callout(block.lines[0]):
        return False
    body = block.lines[0].split("\n")[1:]
    return len(body) > 1 and all(map(_ENDS_SENTENCE.search, body))


def _digest(lines: Sequence[str]) -> str:
    return blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

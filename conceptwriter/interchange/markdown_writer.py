"""Blocks to Markdown text (CommonMark).

Headings are written with ``#``, code in fences, hard line breaks with a backslash; every paragraph is one
line, unless soft line ends were kept in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from conceptwriter.interchange.blocks import (
    APART,
    FENCE,
    INDENT,
    INFO,
    LEVEL,
    TIGHT,
    WITHIN,
    Block,
    BlockKind,
    Container,
    parse_within,
)
from conceptwriter.interchange.escaping import escape_heading, escape_lines
from conceptwriter.interchange.inline import one_line
from conceptwriter.interchange.markdown_reader import starts_block

_DEEPEST_HEADING = 6


def write_blocks(blocks: Iterable[Block], front_matter: str = "") -> str:
    """The Markdown text of ``blocks``; it ends in a line end unless it is empty."""
    lines = front_matter.split("\n") if front_matter else []
    for _, own in written_chunks(blocks, is_start=not front_matter):
        lines += own
    return "\n".join(lines) + "\n" if lines else ""


def written_chunks(blocks: Iterable[Block], *, is_start: bool = True) -> Iterator[tuple[Block, list[str]]]:
    """Each block and its lines, with the blank line before it; ``is_start``: nothing precedes them."""
    layout = Layout([] if is_start else [""])
    previous: Block | None = None
    for block in blocks:
        begin = len(layout.lines)
        if APART in block.attributes and previous is not None and previous.kind is not BlockKind.SECTION:
            layout.add(Block(BlockKind.RULE, ["***"]), ["***"])  # blank lines alone would not show
        if layout.may_indent(block):
            layout.add(block, [f"{INDENT}{line}" if line else "" for line in _code_lines(block)])
        else:
            layout.add(block, markdown_lines(block, layout.opened_bullet(block)))
        previous = block
        yield block, layout.lines[begin:]


def markdown_lines(block: Block, bullet: str = "") -> list[str]:
    """The source lines of one block without the marks of the lists and quotations around it.

    ``bullet`` is the bullet that would precede it, since ``- ---`` is not an item but a rule.
    """
    match block.kind:
        case BlockKind.SECTION:
            return [_heading(block.lines, block.level)]
        case BlockKind.HEADING:
            level = block.attributes.get(LEVEL, "1")
            return [_heading(block.lines, int(level) if level.isdecimal() else 1)]
        case BlockKind.TEXT:
            return _paragraph(block.lines)
        case BlockKind.CODE:
            return _code(block)
        case BlockKind.RULE:
            rule = block.lines[0].strip() if block.lines else ""
            is_rule = re.fullmatch(r"([-_*])(?:[ \t]*\1){2,}", rule) is not None
            return [rule if is_rule and rule[0] != bullet else "___"]
        case BlockKind.NOTE:
            return _comment("\n".join(block.lines))
        case _:
            return "\n".join(block.lines).split("\n")


def _heading(lines: Sequence[str], level: int) -> str:
    text = escape_heading(one_line(" ".join(lines)))
    marks = "#" * min(max(level, 1), _DEEPEST_HEADING)
    return f"{marks} {text}".rstrip()


def _paragraph(lines: Sequence[str]) -> list[str]:
    """The source lines; ``lines`` are separated by hard breaks and may contain soft line ends."""
    physical: list[str] = []
    hard: set[int] = set()
    for line in lines:
        physical += _soft_lines(line.strip(" \t"))
        hard.add(len(physical) - 1)
    indents = [line[: len(line) - len(line.lstrip(" \t"))] for line in physical]
    escaped = escape_lines([line.lstrip(" \t") for line in physical], starts_block)
    written = [indent + line for indent, line in zip(indents, escaped, strict=True)]
    return [
        *(_with_hard_break(line) if i in hard else line for i, line in enumerate(written[:-1])),
        *written[-1:],
    ]


def _soft_lines(text: str) -> list[str]:
    """A text split at its soft line ends, without what would turn one into a blank line or a hard break."""
    first, *others = [line for line in text.split("\n") if line.strip(" \t")] or [""]
    lines = [first]
    for line in others:
        if lines[-1].endswith("\\"):
            lines[-1] += f" {line.lstrip(' ')}"
            continue
        if lines[-1].endswith("  "):
            lines[-1] = lines[-1].rstrip(" ")
        lines.append(line)
    return lines


def _comment(note: str) -> list[str]:
    # a comment must not hold its own end, and a blank line in a list item would have to be indented
    lines = [line.strip() for line in note.replace("--", "- -").split("\n") if line.strip()]
    return ("<!-- Note: " + "\n".join(lines) + " -->").split("\n")


def _with_hard_break(line: str) -> str:
    # after the writer's own backslash, a second one would be an escaped backslash and no line break
    return f"{line}  " if line.endswith("\\") else f"{line}\\"


def _code(block: Block) -> list[str]:
    text = "\n".join(block.lines)
    info = one_line(block.attributes.get(INFO, ""))
    fence = block.attributes.get(FENCE, "").strip()
    mark = "~" if fence.startswith("~") or "`" in info else "`"
    longest = max((len(run) for run in re.findall(f"^[ ]*({mark}+)", text, re.MULTILINE)), default=0)
    fence = mark * max(3, len(fence), longest + 1)
    return [f"{fence}{info}", *(text.split("\n") if text else []), fence]


def _code_lines(block: Block) -> list[str]:
    return "\n".join(block.lines).split("\n")


@dataclass(slots=True)
class Layout:
    """Writes blocks one after another, inside the lists and quotations that their ``within`` names."""

    lines: list[str] = field(default_factory=list)
    _open: list[Container] = field(default_factory=list)
    _previous: BlockKind | None = None
    _is_indented: bool = False
    """Whether the last block is indented code, which would merge with another one."""

    def opened_bullet(self, block: Block) -> str:
        """The mark of the innermost item that this block opens; empty if it opens none."""
        steps = parse_within(block.attributes.get(WITHIN, ""))
        return steps[-1].mark if len(steps) > self._shared(steps) else ""

    def may_indent(self, block: Block) -> bool:
        """Whether indented code can stay indented here: nothing before it may claim the indent."""
        if block.kind is not BlockKind.CODE or block.attributes.get(FENCE) != INDENT:
            return False
        steps, lines = parse_within(block.attributes.get(WITHIN, "")), _code_lines(block)
        if TIGHT in block.attributes or not (self._shared(steps) == len(steps) == len(self._open)):
            return False
        return not self._is_indented and bool(lines[0].strip() and lines[-1].strip())

    def add(self, block: Block, lines: Sequence[str]) -> None:
        """Write the lines of one block."""
        steps = parse_within(block.attributes.get(WITHIN, ""))
        shared = self._shared(steps)
        outer = "".join(_continued(step) for step in self._open[:shared])
        if self.lines and not self._is_tight(block, steps, shared):
            self.lines.append(outer.rstrip())
        self._open = self._open[:shared] + steps[shared:]
        first = outer + "".join(f"{step.mark} " for step in steps[shared:])
        later = outer + "".join(_continued(step) for step in steps[shared:])
        for index, line in enumerate(lines or [""]):
            prefix = later if index else first
            self.lines.append(prefix + line if line else prefix.rstrip())
        self._previous = block.kind
        self._is_indented = block.kind is BlockKind.CODE and bool(lines) and lines[0].startswith(INDENT)

    def text(self) -> str:
        """Everything written."""
        return "\n".join(self.lines) + "\n" if self.lines else ""

    def _shared(self, steps: Sequence[Container]) -> int:
        """How many of the open containers continue in a block within ``steps``."""
        shared = 0
        for step, here in zip(steps, self._open, strict=False):
            if not step.continues or step.is_quote != here.is_quote:
                break
            shared += 1
        return shared

    def _is_tight(self, block: Block, steps: Sequence[Container], shared: int) -> bool:
        """Whether no blank line precedes: the block requests it, and would not merge with the last one."""
        if TIGHT not in block.attributes:
            return False
        opens_item = len(steps) > shared
        if not opens_item:
            beside_source = BlockKind.SOURCE in (self._previous, block.kind)
            return not (self._previous is block.kind is BlockKind.TEXT) and (bool(shared) or beside_source)
        if len(self._open) > shared and self._open[shared].is_quote and steps[shared].is_quote:
            return False  # two quotations would be one
        return len(self._open) > shared or (shared > 0 and not self._open[shared - 1].is_quote)


def _continued(step: Container) -> str:
    return "> " if step.is_quote else " " * (len(step.mark) + 1)

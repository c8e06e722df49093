"""Paragraphs other than running text: list items, quotations, code, rules.

The outline stores this in the attributes of paragraphs, as strings; their possible values are documented in
`conceptwriter.interchange.blocks`, which reads and writes them. This module has what editing needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.outline.model import NodeId
    from conceptwriter.outline.sketch import Sketch
    from conceptwriter.outline.tree import Tree

BLOCK = "block"
WITHIN = "within"
TIGHT = "tight"
APART = "apart"
FENCE = "fence"
INFO = "info"
LEVEL = "level"
VERBATIM = "verbatim"

CODE = "code"
RULE = "rule"
VERBATIM_BLOCKS = frozenset({CODE, RULE, "html", "table", "definition", "source"})
"""Values of `block` whose text is not prose."""


@dataclass(frozen=True, slots=True)
class Container:
    """One step of a ``within`` path."""

    mark: str
    continues: bool = False

    @property
    def is_quote(self) -> bool:
        """A quotation, not a list item."""
        return self.mark == ">"

    @property
    def is_numbered(self) -> bool:
        """An item of a numbered list."""
        return self.mark[:-1].isdecimal()

    def __str__(self) -> str:
        return f"{self.mark}~" if self.continues else self.mark


def parse_within(path: str) -> list[Container]:
    """The steps of a ``within`` attribute; parts that are neither list nor quotation marks are skipped."""
    steps = []
    for part in path.split():
        mark = part.removesuffix("~")
        if mark in {">", "-", "*", "+"} or (mark[:-1].isdecimal() and len(mark) <= 10 and mark[-1] in ".)"):
            steps.append(Container(mark, part.endswith("~")))
    return steps


def steps_of(document: Tree, paragraph: NodeId) -> list[Container]:
    """The lists and quotations around a paragraph, outermost first."""
    return parse_within(document.node(paragraph).attributes.get(WITHIN, ""))


def set_steps(sketch: Sketch, paragraph: NodeId, steps: Sequence[Container]) -> None:
    """Set the lists and quotations that a paragraph is in."""
    path = " ".join(map(str, steps))
    sketch.set_attribute(paragraph, WITHIN, path or None)
    if not path:
        sketch.set_attribute(paragraph, TIGHT, None)


def continuation_of(step: Container) -> Container:
    """The same list item or quotation continued in another paragraph."""
    return Container(step.mark, continues=True)


def following_mark(mark: str) -> str:
    """The mark of the next item: the next number, or the same bullet."""
    return f"{int(mark[:-1]) + 1}{mark[-1]}" if mark[:-1].isdecimal() else mark


def is_item(steps: Sequence[Container]) -> bool:
    """True for a paragraph with its own bullet or number."""
    return bool(steps) and not steps[-1].is_quote and not steps[-1].continues


def block_of(document: Tree, paragraph: NodeId) -> str:
    """The value of `block`; empty for running text."""
    return document.node(paragraph).attributes.get(BLOCK, "")


def is_verbatim(document: Tree, paragraph: NodeId) -> bool:
    """True for code, rules, tables and the like."""
    return block_of(document, paragraph) in VERBATIM_BLOCKS

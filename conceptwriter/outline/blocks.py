"""What a paragraph is besides running text: an item of a list, a quotation, code, a rule.

The outline keeps that in the attributes of paragraphs, as strings; what each of them may say is told in
`conceptwriter.interchange.blocks`, which reads and writes them. Here is what editing needs of it.
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
"""Values of `block` whose text is no prose."""


@dataclass(frozen=True, slots=True)
class Container:
    """One step of a ``within`` path."""

    mark: str
    goes_on: bool = False

    @property
    def is_quote(self) -> bool:
        """A quotation, not a list item."""
        return self.mark == ">"

    @property
    def is_numbered(self) -> bool:
        """An item of a numbered list."""
        return self.mark[:-1].isdecimal()

    def __str__(self) -> str:
        return f"{self.mark}~" if self.goes_on else self.mark


def parse_within(path: str) -> list[Container]:
    """The steps of a ``within`` attribute; parts that are no list or quotation mark are left out."""
    steps = []
    for part in path.split():
        mark = part.removesuffix("~")
        if mark in {">", "-", "*", "+"} or (mark[:-1].isdecimal() and len(mark) <= 10 and mark[-1] in ".)"):
            steps.append(Container(mark, part.endswith("~")))
    return steps


def steps_of(document: Tree, paragraph: NodeId) -> list[Container]:
    """The lists and quotations around a paragraph, from the outside in."""
    return parse_within(document.node(paragraph).attributes.get(WITHIN, ""))


def set_steps(sketch: Sketch, paragraph: NodeId, steps: Sequence[Container]) -> None:
    """Say in which lists and quotations a paragraph stands."""
    path = " ".join(map(str, steps))
    sketch.set_attribute(paragraph, WITHIN, path or None)
    if not path:
        sketch.set_attribute(paragraph, TIGHT, None)


def goes_on(step: Container) -> Container:
    """The same list item or quotation in a further paragraph."""
    return Container(step.mark, goes_on=True)


def following_mark(mark: str) -> str:
    """The mark of the next item: the next number, or the same bullet."""
    return f"{int(mark[:-1]) + 1}{mark[-1]}" if mark[:-1].isdecimal() else mark


def is_item(steps: Sequence[Container]) -> bool:
    """True for a paragraph with a bullet or number of its own before it."""
    return bool(steps) and not steps[-1].is_quote and not steps[-1].goes_on


def block_of(document: Tree, paragraph: NodeId) -> str:
    """The value of `block`; empty for running text."""
    return document.node(paragraph).attributes.get(BLOCK, "")


def is_verbatim(document: Tree, paragraph: NodeId) -> bool:
    """True for code, rules, tables and the like."""
    return block_of(document, paragraph) in VERBATIM_BLOCKS

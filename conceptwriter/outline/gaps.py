"""The text between two adjacent concepts of a paragraph. All code that joins concepts uses this module.

Usually it is what their language puts between sentences: a space, or nothing in Chinese and Japanese. Then
nothing is stored. Where a writer or a file has something else (two spaces, a no-break space, an ideographic
one, none after a dash, a line end), the concept before stores it exactly, in its attribute `gap`; hard line
breaks are counted in `break` and come before that. A paragraph may have white space before its first and
after its last concept, in `lead` and `tail`.

The exact characters belong to the two texts between which they were found. Another language has its own
default; only line ends apply in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.language import sentence_gap
from conceptwriter.outline.model import BREAK, GAP, LEAD, TAIL, Node, NodeId

if TYPE_CHECKING:
    from conceptwriter.outline.tree import Tree

_MOST_BREAKS = 100
_LONGEST = 100_000
_AROUND_BREAKS = re.compile(rf"(.*?)(\n{{1,{_MOST_BREAKS}}})([^\n]*)", re.DOTALL)


class Separation(NamedTuple):
    """What a concept stores about the place after it.

    `breaks` hard line breaks, then `gap`, exactly; None: the language's default.
    """

    breaks: int = 0
    gap: str | None = None

    @property
    def is_line_end(self) -> bool:
        """Whether what follows begins on a new line."""
        return self.breaks > 0 or "\n" in (self.gap or "")

    @property
    def is_nothing(self) -> bool:
        """Whether the two texts touch."""
        return not self.breaks and self.gap == ""


_USUAL = Separation()


class ShownText(NamedTuple):
    """A concept's text in some language, and whether that is its source language."""

    text: str
    language: str
    is_source: bool


def shown_text(document: Tree, concept: NodeId, language: str | None = None) -> ShownText:
    """A concept's text in `language` (None: its output language), or else in its source language."""
    here = document.node(concept)
    wanted = language or document.effective_language(concept)
    shown = wanted if wanted in here.renditions else here.source_language
    return ShownText(document.text(concept, wanted), shown, shown == here.source_language)


def separation_of(node: Node) -> Separation:
    """The separation in the attributes of a concept; anything but white space is ignored."""
    if not node.attributes:
        return _USUAL
    breaks = node.attributes.get(BREAK, "")
    gap = node.attributes.get(GAP)
    return Separation(
        min(int(breaks), _MOST_BREAKS) if breaks.isdecimal() and breaks.isascii() else 0,
        gap if gap is not None and is_white(gap) else None,
    )


def is_white(gap: str) -> bool:
    """Whether these characters may be between two concepts: white space, or nothing."""
    return len(gap) <= _LONGEST and (not gap or gap.isspace())


def edges_of(paragraph: Node) -> tuple[str, str]:
    """The white space before the first and after the last concept of a paragraph."""
    lead, tail = (paragraph.attributes.get(key, "") for key in (LEAD, TAIL))
    return (
        lead if is_white(lead) and "\n" not in lead else "",
        tail if is_white(tail) and "\n" not in tail else "",
    )


def gap_between(before: Node, one: ShownText, two: ShownText, *, touching: bool = True) -> str:
    """The characters between two adjacent concepts, without hard line breaks; `before` is the node of `one`.

    A line feed among them is a soft line end. Texts may touch only if neither is empty and (with `touching`)
    nothing, not even an empty concept, is between them.
    """
    return _gap(separation_of(before), one, two, touching=touching)


def _gap(separation: Separation, one: ShownText, two: ShownText, *, touching: bool) -> str:
    breaks, gap = separation
    if breaks:
        return gap or ""
    if gap == "" and not (touching and one.text and two.text):
        gap = None
    if gap is not None and ((one.is_source and two.is_source) or "\n" in gap):
        return gap
    return sentence_gap(one.text, two.text, one.language)


def space_between(before: Node, one: ShownText, two: ShownText, *, touching: bool = True) -> str:
    """Everything between two adjacent concepts, each hard line break as a line feed."""
    separation = separation_of(before)
    return "\n" * separation.breaks + _gap(separation, one, two, touching=touching)


def kept_gap(exact: str, one: str, two: str, language: str) -> str | None:
    """The gap to store for these exact characters between two texts; None if it is the language's default."""
    return None if exact == sentence_gap(one, two, language) or not is_white(exact) else exact


def cut_at(text: str, position: int, language: str) -> tuple[str, Separation, str]:
    """The two parts of a split text, without the white space at the split, and that as a separation.

    Joined again they give the same text: what a separation cannot hold stays at the end of the first part.
    """
    left, right = text[:position].rstrip(), text[position:].lstrip()
    white = text[len(left) : len(text) - len(right)]
    lines = _AROUND_BREAKS.fullmatch(white)
    if lines:
        left += lines.group(1)
        return left, Separation(len(lines.group(2)), lines.group(3) or None), right
    if not is_white(white):
        return left + white, Separation(gap="" if right else None), right
    return left, Separation(gap=kept_gap(white, left, right, language) if white or right else None), right


def running_text(document: Tree, concepts: Iterable[NodeId], language: str | None = None) -> str:
    """Concepts as continuous text, in `language` (None: as they are shown); empty ones are skipped."""
    parts: list[str] = []
    before: tuple[NodeId, ShownText] | None = None
    touching = True
    for concept in concepts:
        here = shown_text(document, concept, language)
        if here.text:
            if before is not None:
                parts.append(space_between(document.node(before[0]), before[1], here, touching=touching))
            parts.append(here.text)
            before = concept, here
        touching = bool(here.text)
    return "".join(parts)

"""How the text view shows what an imported file had and the outline has no kind for: lists, quotations, code.

The attributes and their values are those that `conceptwriter.interchange` writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.interchange.blocks import BLOCK, TIGHT, WITHIN

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEP = re.compile(r"(?P<mark>>|[-*+]|\d+[.)])(?P<goes_on>~?)")


class Frame(NamedTuple):
    """What stands around the text of a paragraph."""

    quote: int = 0
    """Quotation bars."""
    indent: int = 0
    """Levels of indentation, quotations included."""
    bullet: str = ""
    """What stands before the first line: a bullet or a number."""
    mono: bool = False
    boxed: bool = False
    rule: bool = False
    heading: bool = False
    tight: bool = False


def frame_of(attributes: Mapping[str, str]) -> Frame:
    """The frame that a paragraph's attributes ask for; unknown values ask for nothing."""
    if not attributes:
        return Frame()
    block = attributes.get(BLOCK, "")
    steps = [step for step in map(_STEP.fullmatch, attributes.get(WITHIN, "").split()) if step is not None]
    quote = 0
    for step in steps:
        if step["mark"] != ">":
            break
        quote += 1
    bullet = ""
    if steps and steps[-1]["mark"] != ">" and not steps[-1]["goes_on"]:
        mark = steps[-1]["mark"]
        bullet = "•" if mark in "-*+" else mark
    mono = block in {"code", "html", "table", "definition", "source"}
    return Frame(
        quote=quote,
        indent=len(steps),
        bullet=bullet,
        mono=mono,
        boxed=mono,
        rule=block == "rule",
        heading=block == "heading",
        tight=TIGHT in attributes,
    )

"""How the text view shows imported structure that the outline has no kind for: lists, quotations, code.

The attributes and their values are those that `conceptwriter.interchange` writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.interchange.blocks import BLOCK, TIGHT, WITHIN

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEP = re.compile(r"(?P<mark>>|[-*+]|\d+[.)])(?P<continues>~?)")


class Frame(NamedTuple):
    """What surrounds the text of a paragraph."""

    bars: tuple[int, ...] = ()
    """The levels of indentation that have a quotation bar."""
    indent: int = 0
    """Levels of indentation, quotations included."""
    bullet: str = ""
    """What precedes the first line: a bullet or a number."""
    bullet_level: int = 0
    """The level of indentation of the bullet or number; a quotation may come after it."""
    mono: bool = False
    boxed: bool = False
    rule: bool = False
    heading: bool = False
    tight: bool = False


def frame_of(attributes: Mapping[str, str]) -> Frame:
    """The frame that a paragraph's attributes ask for; unknown values are ignored."""
    if not attributes:
        return Frame()
    block = attributes.get(BLOCK, "")
    steps = [step for step in map(_STEP.fullmatch, attributes.get(WITHIN, "").split()) if step is not None]
    bars = tuple(level for level, step in enumerate(steps) if step["mark"] == ">")
    items = [level for level, step in enumerate(steps) if step["mark"] != ">"]
    bullet, level = "", 0
    if items and not any(step["continues"] for step in steps[items[-1] :]):
        level = items[-1]
        mark = steps[level]["mark"]
        bullet = "•" if mark in "-*+" else mark
    mono = block in {"code", "html", "table", "definition", "source"}
    return Frame(
        bars=bars,
        indent=len(steps),
        bullet=bullet,
        bullet_level=level,
        mono=mono,
        boxed=mono,
        rule=block == "rule",
        heading=block == "heading",
        tight=TIGHT in attributes,
    )

"""Blocks of Markdown dialects, kept verbatim: formulas, TeX, shortcodes, hidden text, drawn tables.

Their lines are not text: a ``+`` that begins one is no list, and indentation counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

_LONGEST = 1000
"""Maximum lines of such a block; without a bound, a file of openings would take quadratic time."""

_FORMULA = re.compile(r"\$\$(?!.*\$\$)")
_FORMULA_END = re.compile(r".*\$\$(?:[ \t]*\{[^}]*\})?[ \t]*")
_BRACKET = re.compile(r"\\\[[ \t]*$")
_BRACKET_END = re.compile(r".*\\\][ \t]*")
_ENVIRONMENT = re.compile(r"\\begin\{([^{}\s]+)\}")
_COMMENT = re.compile(r"%%(?!.*%%)")
_RAW_TAG = re.compile(
    r"\{%-?[ \t]*(raw|highlight|comment|verbatim|javascript|schema|stylesheet)\b[^%]*%\}[ \t]*$"
)
_GRID = re.compile(r"\+(?:[-=:]{2,}\+)+[ \t]*")
_SHORTCODE = re.compile(r"\{\{<[ \t]*([\w-]+)(?:[ \t](?:.*[^/])?)?>\}\}[ \t]*$")


def source_block_end(state: StateBlock, start: int, end: int) -> int | None:
    """The line after the block that begins at line `start`; None if none does."""
    opening = _line(state, start)
    if state.is_code_block(start):
        return None
    if _GRID.fullmatch(opening):
        return _grid_end(state, start, end)
    over_blank_lines, closes = _closing(opening)
    if closes is None:
        return None
    for number in range(start if over_blank_lines else start + 1, min(end, start + _LONGEST)):
        line = _line(state, number)
        if number > start and (
            (not line and not over_blank_lines) or (line and state.sCount[number] < state.blkIndent)
        ):
            return None
        if closes(line):
            return number + 1
    return None


def _closing(opening: str) -> tuple[bool, Callable[[str], object] | None]:
    """Whether a block that opens like this may contain blank lines, and what recognises its last line."""
    if _FORMULA.match(opening):
        return False, _FORMULA_END.fullmatch
    if _BRACKET.match(opening):
        return False, _BRACKET_END.fullmatch
    if _COMMENT.match(opening):
        return True, _HiddenText().closes
    raw = _RAW_TAG.match(opening)
    if raw:
        return True, re.compile(rf"\{{%-?[ \t]*end{raw[1]}[ \t]*-?%\}}[ \t]*").fullmatch
    environment = _ENVIRONMENT.match(opening)
    if environment:
        return True, _Nesting(environment[1]).closes
    shortcode = _SHORTCODE.match(opening)
    if shortcode:
        return True, re.compile(
            rf"\{{\{{<[ \t]*/[ \t]*{re.escape(shortcode[1])}[ \t]*>\}}\}}[ \t]*"
        ).fullmatch
    return False, None


def _grid_end(state: StateBlock, start: int, end: int) -> int | None:
    """The line after a table drawn with lines, as in Pandoc and reStructuredText."""
    number = start
    while number < min(end, start + _LONGEST) and _line(state, number).startswith(("+", "|")):
        number += 1
    is_table = number > start + 2 and _GRID.fullmatch(_line(state, number - 1))
    return number if is_table else None


class _HiddenText:
    """Text between double percent signs."""

    def __init__(self) -> None:
        self._is_open = False

    def closes(self, line: str) -> bool:
        if line.count("%%") % 2:
            self._is_open = not self._is_open
        return not self._is_open


class _Nesting:
    """Counts the environments of one name that are open."""

    def __init__(self, name: str) -> None:
        self._begin, self._end = f"\\begin{{{name}}}", f"\\end{{{name}}}"
        self._open = 0

    def closes(self, line: str) -> bool:
        self._open += line.count(self._begin) - line.count(self._end)
        return self._open <= 0


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]

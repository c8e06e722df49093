"""Why a file is refused as XLIFF."""

from __future__ import annotations

from typing import NamedTuple

from conceptwriter.interchange.errors import UnreadableFile

_MOST = 3


class Problem(NamedTuple):
    """One violation: the line in the file, counted from 1, and what is wrong there."""

    line: int
    reason: str


class InvalidXliff(UnreadableFile):
    """A file that is not well-formed XML, is not XLIFF, or breaks the rules of its version."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        first, *others = problems
        message = f"{name}, line {first.line}: {first.reason}"
        if others:
            shown = "; ".join(f"line {other.line}: {other.reason}" for other in others[:_MOST])
            rest = f"; and {len(others) - _MOST} more" if len(others) > _MOST else ""
            message = f"{message} Also: {shown}{rest}"
        super().__init__(message)
        self.problems = problems

"""What differs between two versions of a text, in words, for people to read."""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

import regex

_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*|[\p{L}\p{M}\p{N}]+|\s+|."
)
"""A word; a letter where words are not separated; white space; a mark."""
_MOST_COMPARISONS = 1_000_000
"""Tokens of one text times those of the other; beyond, all between the common ends counts as changed."""


class RunKind(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """A stretch of text."""

    kind: RunKind
    text: str


def word_diff(before: str, after: str) -> list[Run]:
    """The stretches of both texts in reading order; what was removed comes before what replaced it.

    All that is not ADDED makes up ``before``, all that is not REMOVED ``after``.
    """
    first, second = (_TOKEN.findall(text.replace("\n", " ")) for text in (before, after))
    start = _common(first, second)
    end = _common(first[start:][::-1], second[start:][::-1])
    middle = first[start : len(first) - end], second[start : len(second) - end]
    runs = [Run(RunKind.KEPT, "".join(first[:start]))]
    if len(middle[0]) * len(middle[1]) > _MOST_COMPARISONS:
        runs += _changed(*middle)
    else:
        runs += _compared(*middle)
    runs.append(Run(RunKind.KEPT, "".join(first[len(first) - end :])))
    return _joined(runs)


def _common(first: list[str], second: list[str]) -> int:
    """How many tokens both begin with."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _compared(first: list[str], second: list[str]) -> list[Run]:
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(RunKind.KEPT, "".join(first[a:b])))
        else:
            runs += _changed(first[a:b], second[c:d])
    return runs


def _changed(first: list[str], second: list[str]) -> list[Run]:
    return [Run(RunKind.REMOVED, "".join(first)), Run(RunKind.ADDED, "".join(second))]


def _joined(runs: list[Run]) -> list[Run]:
    """Without empty ones, and without single spaces kept between two changes: they make it hard to read."""
    found: list[Run] = []
    pending: dict[RunKind, str] = {}

    def put_pending() -> None:
        found.extend(
            Run(kind, pending[kind]) for kind in (RunKind.REMOVED, RunKind.ADDED) if pending.get(kind)
        )
        pending.clear()

    runs = [run for run in runs if run.text]
    for place, run in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if run.kind is not RunKind.KEPT:
            pending[run.kind] = pending.get(run.kind, "") + run.text
        elif run.text.isspace() and is_between and pending:
            for kind in (RunKind.REMOVED, RunKind.ADDED):
                pending[kind] = pending.get(kind, "") + run.text
        else:
            put_pending()
            found.append(run)
    put_pending()
    return found

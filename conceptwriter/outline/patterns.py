r"""Running a user's own regular expression with bounded time and memory.

The dialect is that of Python's `re`, run by the package `regex`, which supports a time limit: `(a+)+$` on a
line of `a` tries every way to divide the letters and would not end within a lifetime.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.errors import EditError

if TYPE_CHECKING:
    from regex import Match as FoundMatch
    from regex import Pattern

TEXT_SECONDS = 2.0
"""Longest search in one text, in seconds."""
SEARCH_SECONDS = 20.0
"""Longest search in a whole document, in seconds."""
LARGEST = 100_000
"""Maximum length of a pattern with its counted repeats expanded: `((a{1000}){1000}){1000}` has a billion
characters, and compiling it would take as much memory.
"""


class SearchError(EditError):
    """The search cannot be run: its expression is invalid, or it takes too long."""


class SearchStopped(SearchError):
    """The search took too long, or more memory than available."""


@dataclass
class SearchBudget:
    """Seconds of searching left, over many texts."""

    left: float = SEARCH_SECONDS
    for_one_text: float = TEXT_SECONDS


def compiled(source: str, *, shown: str, case: bool) -> Pattern[str]:
    """The compiled expression; `shown` is what the user typed. Raises SearchError."""
    import regex  # imported here, as it would add 30 ms to opening a document

    try:
        if written_out(source) > LARGEST:
            raise SearchError(
                f"“{shown}” would match too much text once its repeats are expanded. Make it shorter."
            )
        return regex.compile(source, 0 if case else regex.IGNORECASE)
    except regex.error as error:
        raise SearchError(f"“{shown}” is not a regular expression: {error}.") from error
    except (RecursionError, OverflowError, MemoryError) as error:
        raise SearchError(f"“{shown}” is nested too deeply or too long. Make it simpler.") from error


def found_in(
    text: str, pattern: Pattern[str], shown: str, patience: SearchBudget
) -> Iterator[FoundMatch[str]]:
    """The matches in a text, in order. Raises SearchError when that takes too long."""
    start = time.monotonic()
    allowed = min(patience.left, patience.for_one_text)
    try:
        if allowed <= 0:
            raise TimeoutError
        yield from pattern.finditer(text, timeout=allowed, concurrent=True)
    except TimeoutError:
        raise SearchStopped(
            f"“{shown}” takes too long, so the search was stopped and nothing was changed. Nested "
            "repeats such as (a+)+ are the usual reason: make it simpler."
        ) from None
    except MemoryError:
        raise SearchStopped(f"“{shown}” needs more memory than is available. Make it simpler.") from None
    finally:
        patience.left -= time.monotonic() - start


def written_out(source: str) -> int:
    """The length of an expression with its counted repeats expanded; a rough upper bound."""
    sizes, last = [0], 0  # one sum for every open group; the size of the last item in the innermost
    at = 0
    while at < len(source):
        letter = source[at]
        at += 1
        if letter == "{" and (count := _count(source, at)) is not None:
            times, at = count
            sizes[-1] += last * (max(1, times) - 1)
            last *= max(1, times)
            continue
        if letter == "(":
            sizes.append(0)
            continue
        if letter == ")" and len(sizes) > 1:
            last = sizes.pop()
        else:
            at += letter == "\\"
            last = 1
        sizes[-1] += last
    return sum(sizes)


def expanded(found: FoundMatch[str], replacement: str) -> str:
    r"""A replacement with the groups of a match inserted (`\1`, `\g<name>`). Raises SearchError."""
    import regex

    try:
        return str(found.expand(replacement))
    except (regex.error, IndexError) as error:
        raise SearchError(f"“{replacement}” is not a valid replacement: {error}.") from error


def _count(source: str, at: int) -> tuple[int, int] | None:
    """The largest number in `{n}`, `{n,}`, `{,m}` or `{n,m}` that opened before `at`, and where it ends."""
    end = source.find("}", at, at + 40)
    numbers = source[at:end].split(",") if end >= 0 else []
    if not numbers or len(numbers) > 2 or not all(n.isdecimal() or not n for n in numbers):
        return None
    return max((int(number) for number in numbers if number), default=1), end + 1

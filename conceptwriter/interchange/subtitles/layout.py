"""The lines of a cue: two, of about equal length, where one would be too long to read."""

from __future__ import annotations

import regex

LONGEST = 42
"""Characters a line, as broadcasters and translators of subtitles agree."""
_PAUSES = (",", ".", "!", "?", ";", ":", "…", "—", "–")
_TAG = regex.compile(r"<[^>]*>|\{[^}]*\}")


def shown_length(text: str) -> int:
    """Characters that are seen: without tags."""
    return len(_TAG.sub("", text))


def cue_lines(text: str, *, as_one: bool) -> list[str]:
    """The lines in which a text is shown.

    ``as_one``: the original had one line; where it fits, so has this one. A text with line ends has its own.
    """
    if "\n" in text:
        return [line.strip() or "\u00a0" for line in text.split("\n")]  # an empty line would end the cue
    if shown_length(text) <= LONGEST or (as_one and shown_length(text) <= LONGEST + 6):
        return [text]
    count = -(-shown_length(text) // LONGEST)
    words = text.split(" ")
    lines: list[str] = []
    while count > 1 and len(words) > 1:
        wanted = shown_length(" ".join(words)) / count
        taken = min(range(1, len(words)), key=lambda n: _fault(words[:n], wanted))
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
        count -= 1
    return [*lines, " ".join(words)]


def _fault(words: list[str], wanted: float) -> float:
    """How bad a line of these words is: far from the length wanted, ended within a phrase, or too long."""
    length = shown_length(" ".join(words))
    return abs(length - wanted) + (0 if words[-1].endswith(_PAUSES) else 8) + (50 if length > LONGEST else 0)

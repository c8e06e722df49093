"""The cues of a subtitle file, each with its lines, so that all else can be given back unchanged.

SubRip has no standard; WebVTT is a W3C recommendation (section 4.1 of it says how a file is written).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conceptwriter.interchange.errors import UnreadableFile

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s+(\S.*?))?\s*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ARROW = "-->"
_DIALOGUE = re.compile(r"\s*(?:<[^>]*>)*[-‐–—]")
HEAD = "WEBVTT"
_BOM = "\ufeff"


class InvalidSubtitles(UnreadableFile):
    """A file that is neither SubRip nor WebVTT; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown for a time."""

    begin: int
    """Milliseconds."""
    end: int
    settings: str
    """Of WebVTT: its place on the screen."""
    timing: int
    """Number of the line with the times, from 0."""
    first: int
    """Of the first line of the text."""
    stop: int
    """Behind the last line of the text."""
    block: int
    """First line of the cue: its number or name, or the times."""
    lines: tuple[str, ...]
    """The text, without line ends."""

    @property
    def text(self) -> str:
        """As one sentence; lines of several speakers stay lines."""
        if sum(map(bool, map(_DIALOGUE.match, self.lines))) > 1:
            return "\n".join(line.strip() for line in self.lines)
        return " ".join(line.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Subtitles:
    """A file's lines, with their ends, and its cues."""

    lines: Sequence[str]
    cues: Sequence[Cue]
    is_webvtt: bool


def read_cues(text: str, name: str) -> Subtitles:
    """The cues of a text. Raises InvalidSubtitles, which names the line."""
    lines = _LINE.findall(text)
    webvtt = is_webvtt(text)
    cues = list(_cues(lines, name, webvtt=webvtt))
    if not cues:
        raise InvalidSubtitles(f"{name} has no cue, such as: 00:00:01,000 {_ARROW} 00:00:04,000")
    return Subtitles(lines, cues, webvtt)


def is_webvtt(text: str) -> bool:
    """Whether a text begins as WebVTT does."""
    return text.removeprefix(_BOM).startswith(HEAD)


def _cues(lines: Sequence[str], name: str, *, webvtt: bool) -> Iterator[Cue]:
    number = block = 0
    while number < len(lines):
        line = lines[number] if number else lines[0].removeprefix(_BOM)
        if not line.strip():
            number += 1
            block = number
            continue
        if _ARROW not in line:
            number += 1
            continue
        found = _TIMING.fullmatch(line.rstrip("\r\n"))
        if found is None:
            raise InvalidSubtitles(f"{name}, line {number + 1}: {line.strip()!r} does not give two times.")
        begin, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:8])
        if end < begin:
            raise InvalidSubtitles(f"{name}, line {number + 1}: the cue ends before it begins.")
        first = stop = number + 1
        while stop < len(lines) and lines[stop].strip():
            if _ARROW in lines[stop]:
                if webvtt:  # its section 6.1 has the next cue begin here, without an empty line
                    break
                raise InvalidSubtitles(
                    f"{name}, line {stop + 1}: a cue begins within another. Put an empty line before it."
                )
            stop += 1
        said = tuple(text.rstrip("\r\n") for text in lines[first:stop])
        yield Cue(begin, end, found.group(9) or "", number, first, stop, max(block, number - 1), said)
        number = block = stop


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def time_of(milliseconds: int, mark: str) -> str:
    """As ``01:02:03,004``; ``mark``: the comma of SubRip or the full stop of WebVTT."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"

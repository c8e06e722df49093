"""Where sentences begin: pure rules on the characters of a text.

A sentence may end at a run of terminators (``. ! ? …`` and their relatives in other scripts) with the closing
quotes, brackets and Markdown marks that touch it. Whether it does depends on what precedes (abbreviation,
initial, ordinal: stops.py) and what follows (a lower-case letter, a speech tag, no space). Opening quotes,
``¿`` and the dash of a dialogue belong to the sentence that they open. Sentences inside a quotation are
separated like any others; text in round brackets in the middle of a sentence is not. A blank line and the
number of the next item of a list begin a sentence too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from conceptwriter.language.list_marks import item_starts, may_list
from conceptwriter.language.scripts import is_wide
from conceptwriter.language.stops import is_small, letter_name_continues, runs_on, stop_ends_sentence
from conceptwriter.language.terminators import (
    STRONG,
    ClosedRanges,
    Range,
    end_of_closers,
    may_end_sentence,
    terminators,
)

if TYPE_CHECKING:
    from conceptwriter.language.rules import Rules

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_RULE_LINE = re.compile(r"(?m:^)[^\S\n]*([_*=~#—–-])(?:[^\S\n]*\1){2,}[^\S\n]*\n\s*")
"""A line drawn between two scenes; a new sentence begins after it."""
_OPENING = re.compile(r"[\"'“”„‚‘’«»‹›「『（(\[【《〈¿¡*_`~\s\u00a0\u202f—–―-]*")
_DASH_AHEAD = re.compile(r"[—–―-]")
_LEADING_ELLIPSIS = re.compile(r"(?:\.{2,}|…)[^\W\d_]")
_REMARK = re.compile(r"[(（][^()（）\n]{1,120}[)）](?P<behind>[\s\S]?)")
_OMISSION = re.compile(r"\[(?:\.{3}|…)\]")
_NEVER_FIRST = "&/+=|%?!:;,.།"
_OPENING_QUOTES = "\"'“‘«("
_CLOSING_QUOTES = "\"'”’»›«‹“‘」』｣"


def sentence_starts(text: str, rules: Rules, protected: Sequence[Range] = ()) -> list[int]:
    """Offsets at which a sentence begins, ascending; the first is that of the first non-space character.

    No sentence begins inside a ``protected`` range (ascending, not overlapping). An empty or blank text has
    none.
    """
    first = _skip_space(text, 0)
    if first == len(text):
        return []
    closed = ClosedRanges(text, protected)
    starts: list[int] = []
    blocks = [first, *_line_ends(text, first)]
    blocks = [start for start in blocks if start == first or not closed.forbids_start(start)]
    for begin, end in zip(blocks, [*blocks[1:], len(text)], strict=True):
        if begin < len(text):
            starts.extend(_starts_in_block(text, begin, end, rules, closed))
    return starts


def block_starts(text: str) -> list[int]:
    """Where a text begins, at its start and after blank lines: a sentence begins there in any case."""
    first = _skip_space(text, 0)
    return [] if first == len(text) else [first, *_line_ends(text, first)]


def _line_ends(text: str, first: int) -> list[int]:
    """Where blank lines, and lines drawn between scenes, end."""
    if "\n" not in text:
        return []
    ends = {match.end() for line in (_BLANK_LINE, _RULE_LINE) for match in line.finditer(text, first)}
    return sorted(ends - {first})


def _starts_in_block(text: str, begin: int, stop: int, rules: Rules, closed: ClosedRanges) -> list[int]:
    """The starts in a text without blank lines, ``text[begin:stop]``."""
    items = item_starts(text, begin, stop)
    starts = [begin]
    position = begin
    search = terminators(rules).search
    while match := search(text, position, stop):
        while items and items[0] <= match.start():
            _add(starts, items.pop(0), closed)
        end = end_of_closers(text, match.end(), rules)
        position = max(end, match.end())
        start = _skip_space(text, end)
        if start >= stop:
            break
        if closed.forbids(text, match.start(), end, start):
            continue
        if _ends_sentence(text, starts[-1], match, end, start, rules):
            starts.append(start)
            position = start
    for item in items:
        _add(starts, item, closed)
    return starts


def is_one_sentence(text: str) -> bool:
    """Whether a text has no place where a sentence might end; the answer for most short lines."""
    if not text or text.isspace():
        return True
    return not (may_end_sentence(text) or may_list(text) or _line_ends(text, 0))


def _add(starts: list[int], start: int, closed: ClosedRanges) -> None:
    if start > starts[-1] and not closed.forbids_start(start):
        starts.append(start)


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int, start: int, rules: Rules) -> bool:
    """Whether the sentence that began at ``begin`` ends at ``end``, the next one beginning at ``start``."""
    run = match.group()
    closed_quote = end > match.end()
    strong = any(character in STRONG for character in run)
    if end == start and not _may_touch(text, match, end, strong):
        return False
    if text[start] in _NEVER_FIRST and not _LEADING_ELLIPSIS.match(text, start):
        return False
    if _OMISSION.match(text, match.start() - 1) or _is_opening_ellipsis(text, begin, match, closed_quote):
        return False
    if _quotation_continues(text, begin, match.start(), end, start, rules, closed=closed_quote):
        return False
    if (closed_quote or _is_ellipsis(run)) and _remark_continues(text, start):
        return False
    if strong or is_wide(text[start]):
        if run == "." and not strong:
            return stop_ends_sentence(text, begin, match.start(), start, rules)
        if run == "۔" and letter_name_continues(text, begin, match.start(), start):
            return False
        return not _is_wide_ellipsis(run, closed_quote)
    if run == "." and end < start and _LEADING_ELLIPSIS.match(text, start):
        return True
    ahead = _OPENING.match(text, start)
    significant = ahead.end() if ahead else start
    if not _may_open(text, start, significant, run, rules):
        return False
    if run == ".":
        return stop_ends_sentence(text, begin, match.start(), significant, rules)
    return not (rules.caseless and _is_ellipsis(run) and not _DASH_AHEAD.match(text, start))


def _may_open(text: str, start: int, significant: int, run: str, rules: Rules) -> bool:
    """Whether the letter at ``significant`` may be the first of a sentence that begins at ``start``."""
    following = text[significant] if significant < len(text) else ""
    if rules.small_openings is not None and rules.small_openings.match(text, start):
        return True
    if (
        rules.always_capital is not None
        and _is_ellipsis(run)
        and rules.always_capital.match(text, significant)
    ):
        return False
    return not is_small(following) or (rules.caseless and following.isascii())


def _may_touch(text: str, match: re.Match[str], end: int, strong: bool) -> bool:
    """Whether a sentence may end without a space: at 。 and similar, or before Han or kana."""
    if not strong:
        if _is_ellipsis(match.group()) or text[end].isspace():
            return False
        return is_wide(text[end]) or (
            (text[end].isupper() or text[end] in _OPENING_QUOTES) and runs_on(text, match.start(), end)
        )
    if match.group() == "．" and match.start() > 0:
        return not (text[match.start() - 1].isdigit() and text[end].isdigit())
    return True


def _continues_after_quote(text: str, end: int, start: int, rules: Rules) -> bool:
    """Whether a speech tag continues after a closed quotation: ``?" Tom asked``, ``！”他说``, ``。」と``."""
    if text[end - 1] not in _CLOSING_QUOTES:
        return False
    if rules.attribution is not None and rules.attribution.match(text, start):
        return end == start or not rules.attribution_touches
    if not rules.speech_verbs:
        return False
    words = text[start : start + 60].split(" ", 3)[:3]
    if words[0].lower() in rules.function_words - {"i", "the", "der", "die", "das"} and not rules.caseless:
        return False
    return any(word.strip(".,;:!?।۔") in rules.speech_verbs for word in words)


def _quotation_continues(
    text: str, begin: int, stop: int, end: int, start: int, rules: Rules, *, closed: bool
) -> bool:
    if closed and _continues_after_quote(text, end, start, rules):
        return True
    return _speech_continues(text, begin, stop, start)


def _speech_continues(text: str, begin: int, stop: int, start: int) -> bool:
    """Whether open guillemets continue after a speech tag: ``«No, – he said. – Come»`` (Russian)."""
    return _DASH_AHEAD.match(text, start) is not None and text.count("«", begin, stop) > text.count(
        "»", begin, stop
    )


def _remark_continues(text: str, start: int) -> bool:
    """Whether a bracket after a closed quotation belongs to it: ``[...]" (Smith 55).``"""
    remark = _REMARK.match(text, start)
    return remark is not None and remark["behind"] in {".", "!", "?", ",", ";", ":", "。", "，"}


def _is_opening_ellipsis(text: str, begin: int, match: re.Match[str], closed_quote: bool) -> bool:
    """Whether an ellipsis opens the sentence that began at ``begin``: ``… No.``"""
    opens = _is_ellipsis(match.group()) and not closed_quote
    return opens and not any(map(str.isalnum, text[begin : match.start()]))


def _is_ellipsis(run: str) -> bool:
    return "…" in run or run.startswith(("..", ". ."))


def _is_wide_ellipsis(run: str, closed_quote: bool) -> bool:
    return not closed_quote and set(run) <= {"…", "."} and len(run) > 1

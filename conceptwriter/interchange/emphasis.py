"""Locating, adding and removing the emphasis, code and links of inline Markdown.

Which runs of stars and underscores are emphasis follows CommonMark 0.31, sections 6.1 to 6.3. All positions
are in characters of one line or paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from conceptwriter.language.inline_marks import inline_marks, is_within, link_tail

BOLD = "**"
ITALIC = "*"
CODE = "`"

_RUN = re.compile(r"\\.|\*+|_+", re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)\S+")
_REACH = 100
"""Number of open mark runs that a closing one may be paired with."""


class EmphasisSpan(NamedTuple):
    """Marked text: the marks from `start` and to `end`, what they mark from `inner` to `inner_end`."""

    start: int
    inner: int
    inner_end: int
    end: int


class Toggled(NamedTuple):
    """A text after marks were added or removed, and the selection's place in it."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Run:
    start: int
    end: int
    mark: str
    opens: bool
    closes: bool
    length: int
    """How many marks it had before any of them were paired."""


def spans_of(text: str, mark: str) -> list[EmphasisSpan]:
    """What is bold, italic or code in a text, in order of their beginnings."""
    if mark == CODE:
        return [EmphasisSpan(m.start(), m.start(2), m.end(2), m.end()) for m in _CODE_SPAN.finditer(text)]
    strong, emphasised = emphasis_of(text)
    return strong if mark == BOLD else emphasised


def emphasis_of(text: str) -> tuple[list[EmphasisSpan], list[EmphasisSpan]]:
    """What is bold, and what is italic."""
    strong: list[EmphasisSpan] = []
    emphasised: list[EmphasisSpan] = []
    if "*" not in text and "_" not in text:
        return strong, emphasised
    openers: list[_Run] = []
    for run in _runs(text):
        while run.closes and run.start < run.end:
            index = next((i for i in _latest(openers) if _pair(openers[i], run)), None)
            if index is None:
                break
            opener = openers[index]
            del openers[index + 1 :]
            used = 2 if opener.end - opener.start >= 2 and run.end - run.start >= 2 else 1
            span = EmphasisSpan(opener.end - used, opener.end, run.start, run.start + used)
            (strong if used == 2 else emphasised).append(span)
            opener.end -= used
            run.start += used
            if opener.start == opener.end:
                openers.pop()
        if run.opens and run.start < run.end:
            openers.append(run)
    return sorted(strong), sorted(emphasised)


def _latest(openers: list[_Run]) -> range:
    return range(len(openers) - 1, max(-1, len(openers) - 1 - _REACH), -1)


def _pair(opener: _Run, closer: _Run) -> bool:
    if opener.mark != closer.mark:
        return False
    both = opener.closes or closer.opens
    return not both or (opener.length + closer.length) % 3 != 0 or opener.length % 3 == 0


def _runs(text: str) -> list[_Run]:
    opaque = inline_marks(text).opaque
    found = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        if text[start] == "\\" or is_within(start, opaque):
            continue
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        left = not after.isspace() and (after.isalnum() or not before.isalnum())
        right = not before.isspace() and (before.isalnum() or not after.isalnum())
        opens, closes = left, right
        if text[start] == "_":
            opens = left and (not right or not before.isalnum())
            closes = right and (not left or not after.isalnum())
        found.append(_Run(start, end, text[start], opens, closes, end - start))
    return found


# -- putting on and taking off -------------------------------------------------------------------------------


def is_marked(text: str, start: int, end: int, mark: str) -> bool:
    """True when all words from `start` to `end` are bold (italic, code); False when there are none."""
    spans = spans_of(text, mark)
    delimiters = _delimiters(text)
    letters = [i for i in range(start, end) if not text[i].isspace() and i not in delimiters]
    return bool(letters) and all(any(s.inner <= i < s.inner_end for s in spans) for i in letters)


def _delimiters(text: str) -> set[int]:
    found: set[int] = set()
    for kind in (BOLD, ITALIC, CODE):
        for span in spans_of(text, kind):
            found.update(range(span.start, span.inner), range(span.inner_end, span.end))
    return found


def with_mark(text: str, start: int, end: int, mark: str) -> Toggled:
    """Make everything from `start` to `end` bold (italic, code), excluding white space at its ends."""
    start, end = _trimmed(text, *_whole_spans(text, *_trimmed(text, start, end)))
    if start == end:
        return Toggled(text, start, end)
    inside = [span for span in spans_of(text, mark) if span.start < end and span.end > start]
    inside = [span for span in inside if not any(o.inner <= span.start < o.inner_end for o in inside)]
    if inside:
        start, end = min(start, inside[0].start), max(end, inside[-1].end)
    content = text[start:end]
    for span in reversed(inside):
        content = (
            content[: span.start - start] + text[span.inner : span.inner_end] + content[span.end - start :]
        )
    opening, closing = _around(content, mark)
    begin = start + len(opening)
    new = text[:start] + opening + content + closing + text[end:]
    return Toggled(new, begin, begin + len(content))


def without_mark(text: str, start: int, end: int, mark: str) -> Toggled:
    """Make nothing from `start` to `end` bold (italic, code); adjacent text stays marked."""
    for span in reversed(spans_of(text, mark)):
        if span.start >= end or span.end <= start:
            continue
        first, last = max(start, span.inner), min(end, span.inner_end)
        first, last = (first, last) if first <= last else (span.inner, span.inner)
        one, two = _with_marks_inside(text, span, first, last, mark)
        before, after = _wrapped(text[span.inner : one], mark), _wrapped(text[two : span.inner_end], mark)
        overhang = max(0, end - span.end)
        text = text[: span.start] + before + text[one:two] + after + text[span.end :]
        begin = span.start + len(before)
        end = begin + (two - one) + len(after) + overhang if overhang else begin + last - one
        start = begin + first - one if start >= span.start else start
    return Toggled(text, start, end)


def _with_marks_inside(text: str, span: EmphasisSpan, start: int, end: int, mark: str) -> tuple[int, int]:
    """The selected part of a span, extended to whole spans of other marks that the selection touches."""
    for kind in (BOLD, ITALIC, CODE):
        for other in spans_of(text, kind) if kind != mark else ():
            if other.end <= span.inner_end and other.start < end and other.end > start:
                start, end = min(start, other.start), max(end, other.end)
    return start, end


def _wrapped(text: str, mark: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    opening, closing = _around(inner, mark)
    return lead + opening + inner + closing + tail


def _around(content: str, mark: str) -> tuple[str, str]:
    if mark != CODE:
        return mark, mark
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    ticks = CODE * (longest + 1)
    blank = " " if content.startswith(CODE) or content.endswith(CODE) else ""
    return ticks + blank, blank + ticks


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _whole_spans(text: str, start: int, end: int) -> tuple[int, int]:
    """Marks are nested: a range that would cut other marks, code or a link is extended to contain them."""
    unbroken = {*spans_of(text, CODE), *links_of(text)}
    others = sorted(unbroken.union(*emphasis_of(text)))
    changed = True
    while changed:
        changed = False
        for span in others:
            margin = 1 if span in unbroken else 0  # emphasis may begin or end together with emphasis
            if span.start < start < span.end <= end and start >= span.inner_end:
                start, changed = span.end, True  # only the closing mark was selected
            elif start <= span.start < end < span.end and end <= span.inner:
                end, changed = span.start, True
            elif span.start < start < span.end < end + margin:
                start, changed = span.start, True
            elif start - margin < span.start < end < span.end:
                end, changed = span.end, True
    return start, max(start, end)


# -- at the caret --------------------------------------------------------------------------------------------


def word_at(text: str, position: int) -> tuple[int, int] | None:
    """The word that a position is in or at the edge of."""
    for match in _WORD.finditer(text):
        if match.start() <= position <= match.end():
            return match.span()
    return None


def toggled_at(text: str, position: int, mark: str) -> Toggled:
    """Bold (italic, code) on or off at a caret, for the word there or for what is typed next.

    Before a closing mark, the caret moves past it; two marks with nothing in between are removed.
    """
    for span in spans_of(text, mark):
        if position == span.inner_end > span.inner:
            return Toggled(text, span.end, span.end)
    if _is_on(text, position, mark):
        size = len(mark)
        return Toggled(text[: position - size] + text[position + size :], position - size, position - size)
    word = word_at(text, position)
    if word is None:
        new = text[:position] + mark * 2 + text[position:]
        return Toggled(new, position + len(mark), position + len(mark))
    change = without_mark if is_marked(text, *word, mark) else with_mark
    done = change(text, *word, mark)
    caret = min(done.start + position - word[0], done.end)
    return Toggled(done.text, caret, caret)


def _is_on(text: str, position: int, mark: str) -> bool:
    """Whether the caret is between marks with nothing in them."""
    before = len(text[:position]) - len(text[:position].rstrip(mark[0]))
    after = len(text[position:]) - len(text[position:].lstrip(mark[0]))
    run = min(before, after)
    return run >= 2 if mark == BOLD else run % 2 == 1


# -- links ---------------------------------------------------------------------------------------------------


def links_of(text: str) -> list[EmphasisSpan]:
    """Inline links and images: `[words](address)`; `inner` to `inner_end` are the words."""
    found = []
    for match in re.finditer(r"!?\[((?:[^\[\]\\]|\\.)*)\](?=\()", text):
        end = link_tail(text, match.end())
        if end is not None:
            found.append(EmphasisSpan(match.start(), match.start(1), match.end(1), end))
    return found


def is_address(text: str) -> bool:
    """True for one web or mail address and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def toggled_link(text: str, start: int, end: int, address: str) -> Toggled:
    """Make the selection, or the word at the caret, a link; or remove the link that it is in.

    The caret moves to where something is still missing: the words or the address.
    """
    for span in links_of(text):
        if span.start <= start and end <= span.end:
            words = text[span.inner : span.inner_end]
            return Toggled(text[: span.start] + words + text[span.end :], span.start, span.start + len(words))
    start, end = _trimmed(text, start, end)
    if start == end:
        start, end = word_at(text, start) or (start, end)
    words = text[start:end]
    if is_address(words):
        words, address = "", words
    new = text[:start] + f"[{words}]({address})" + text[end:]
    place = start + len(words) + 3 + len(address) + (1 if words and address else 0)
    if not words:
        place = start + 1
    return Toggled(new, place, place)

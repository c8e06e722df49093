"""Where sentences begin: pure rules over the characters of a text.

A sentence may end at a run of terminators (``. ! ? …`` and their relatives in other scripts) with the closing
quotes, brackets and Markdown marks that touch it. Whether it does is decided by what stands before
(abbreviation, initial, ordinal) and behind (a small letter, a speech tag, no space). Opening quotes, ``¿``
and the dash of a dialogue belong to the sentence that they open. Sentences inside a quotation are told apart
like any others; text in round brackets in the middle of a sentence is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.language.rules import Rules

Range = tuple[int, int]
"""Start and end offset, in characters."""

_STRONG = "。！？｡．؟۔।॥။።፧"
"""Terminators that need no space behind them."""

_TERMINATORS = re.compile(rf"(?:\.(?:\s?\.){{2,}}|[.!?…‽⁇⁈⁉{_STRONG}])[.!?…‽⁇⁈⁉{_STRONG}]*")
_FOOTNOTE_CALL = re.compile(r"\[\^[^\]\s]{1,40}\]")
_LINK_END = re.compile(r"\]\([^\s()]{0,500}(?: \"[^\"\n]{0,100}\")?\)")
_SPACED_GUILLEMET = re.compile(r"[ \u00a0\u202f][»›]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_OPENING = re.compile(r"[\"'“”„‚‘’«»‹›「『（(\[【《〈¿¡*_`~\s\u00a0\u202f—–―-]*")
_DASH_AHEAD = re.compile(r"[—–―-]")
_WORD_BEFORE = re.compile(r"(?:[^\W_]|[.\-\u0900-\u0963\u0971-\u097f\u064b-\u0652ºª№])+\Z")
_WORD_AHEAD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CAPITAL_INITIAL = re.compile(r"(?:[^\W\d_]\.[- ]?)*[^\W\d_]\Z")
_NEXT_PART = re.compile(r"[ \u00a0\u202f]?([^\W\d_]{1,3})\.")
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_BRACKETED_ASIDE = re.compile(r"(?<=[^\s.!?…。！？])[ \u00a0]?[(（][^()（）\n]{1,200}[)）]")
_LETTER_NAMES_HINDI = re.compile(
    r"(?:ए|बी|सी|डी|ई|एफ|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|एक्स|वाई|जेड)\Z"
)
_LATE_TERMINATORS = ".!?。！？؟।"
_CLOSING_QUOTES = "\"'”’»›«‹“‘」』｣"
_LOOK_BEHIND = 40


def sentence_starts(text: str, rules: Rules, protected: Sequence[Range] = ()) -> list[int]:
    """Offsets at which a sentence begins, ascending; the first is that of the first non-space character.

    No sentence begins inside a ``protected`` range (ascending, not overlapping). An empty or blank text has
    none.
    """
    first = _skip_space(text, 0)
    if first == len(text):
        return []
    closed = _Closed([*protected], _asides(text))
    starts = [first]
    position = first
    while match := _TERMINATORS.search(text, position):
        end = _end_of_closers(text, match.end(), rules)
        position = max(end, match.end())
        start = _skip_space(text, end)
        if start >= len(text):
            break
        if closed.covers(start, match.start()):
            continue
        if _ends_sentence(text, starts[-1], match, end, start, rules):
            starts.append(start)
            position = start
    return _with_blank_lines(text, starts, closed)


def is_one_sentence(text: str) -> bool:
    """Whether there is nothing in a text at which a sentence might end; the answer for most short lines."""
    return _TERMINATORS.search(text) is None and _BLANK_LINE.search(text) is None


class _Closed:
    """Ranges that nothing may split: those handed in, and bracketed asides."""

    def __init__(self, protected: list[Range], asides: list[Range]) -> None:
        self._protected = sorted(protected)
        self._asides = asides
        self._protected_begins = [begin for begin, _ in self._protected]
        self._aside_begins = [begin for begin, _ in asides]

    def covers(self, start: int, terminator: int) -> bool:
        """Whether the new start lies in a protected range, or the terminator in an aside."""
        return self.covers_start(start) or self._inside(self._asides, self._aside_begins, terminator)

    def covers_start(self, start: int) -> bool:
        """Whether ``start`` lies inside a range that was handed in."""
        return self._inside(self._protected, self._protected_begins, start)

    @staticmethod
    def _inside(ranges: list[Range], begins: list[int], offset: int) -> bool:
        index = bisect_right(begins, offset) - 1
        return index >= 0 and ranges[index][0] < offset < ranges[index][1]


def _asides(text: str) -> list[Range]:
    """Round brackets that stand in the middle of a sentence; a terminator in them does not end it."""
    return [(match.start(), match.end()) for match in _BRACKETED_ASIDE.finditer(text)]


def _with_blank_lines(text: str, starts: list[int], closed: _Closed) -> list[int]:
    """A blank line ends a sentence whatever stands before it."""
    extra = [
        match.end()
        for match in _BLANK_LINE.finditer(text, starts[0])
        if match.end() < len(text) and not closed.covers_start(match.end())
    ]
    return sorted({*starts, *extra}) if extra else starts


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _end_of_closers(text: str, offset: int, rules: Rules) -> int:
    """Behind the closing marks that touch a terminator; a spaced » is one in French.

    A terminator behind the quote belongs to the sentence too: ``！”。``, ``?".``
    """
    begin = offset
    while offset < len(text):
        if offset > begin and text[offset] in _LATE_TERMINATORS:
            offset += 1
        elif link_end := _LINK_END.match(text, offset):
            offset = link_end.end()
        elif text[offset] in rules.closing_marks:
            offset += 1
        elif footnote := _FOOTNOTE_CALL.match(text, offset):
            offset = footnote.end()
        elif rules.spaced_guillemets and _SPACED_GUILLEMET.match(text, offset):
            offset += 2
        else:
            break
    return offset


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int, start: int, rules: Rules) -> bool:
    """Whether the sentence that began at ``begin`` ends at ``end``, the next one beginning at ``start``."""
    run = match.group()
    closed_quote = end > match.end()
    strong = any(character in _STRONG for character in run)
    if end == start and not _may_touch(text, match, end, strong):
        return False
    if closed_quote and _continues_after_quote(text, end, start, rules):
        return False
    if strong or _is_wide(text[start]):
        return not _is_wide_ellipsis(run, closed_quote)
    ahead = _OPENING.match(text, start)
    significant = ahead.end() if ahead else start
    following = text[significant] if significant < len(text) else ""
    if following.islower() and not (rules.caseless and following.isascii()):
        return False
    if run == ".":
        return _stop_ends_sentence(text, begin, match.start(), significant, rules)
    return not (rules.caseless and _is_ellipsis(run) and not _DASH_AHEAD.match(text, start))


def _may_touch(text: str, match: re.Match[str], end: int, strong: bool) -> bool:
    """Whether a sentence may end with no space behind: at 。 and its like, or in front of Han or kana."""
    if not strong:
        return _is_wide(text[end]) and not _is_ellipsis(match.group()) and not text[end].isspace()
    if match.group() == "．" and match.start() > 0:
        return not (text[match.start() - 1].isdigit() and text[end].isdigit())
    return True


def _continues_after_quote(text: str, end: int, start: int, rules: Rules) -> bool:
    """Whether a speech tag goes on behind a closed quotation: ``?" Tom asked``, ``！”他说``, ``。」と``."""
    if text[end - 1] not in _CLOSING_QUOTES:
        return False
    if rules.attribution is not None:
        return end == start and rules.attribution.match(text, end) is not None
    if not rules.speech_verbs:
        return False
    words = text[start : start + 60].split(" ", 3)[:3]
    if not words or words[0].lower() in rules.function_words - {"i", "the", "der", "die", "das"}:
        return False
    return any(word.strip(".,;:!?") in rules.speech_verbs for word in words[:3])


def _is_ellipsis(run: str) -> bool:
    return "…" in run or run.startswith(("..", ". ."))


def _is_wide_ellipsis(run: str, closed_quote: bool) -> bool:
    return not closed_quote and set(run) <= {"…", "."} and len(run) > 1


def _is_wide(character: str) -> bool:
    """Han, kana, or the punctuation that goes with them."""
    return (
        "\u3001" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uff9f"
    )


def _stop_ends_sentence(text: str, begin: int, stop: int, ahead: int, rules: Rules) -> bool:
    """Whether the full stop at ``stop`` ends a sentence, the next letter or digit standing at ``ahead``."""
    before = _WORD_BEFORE.search(text, max(begin, stop - _LOOK_BEHIND), stop)
    if before is None:
        return True
    word = before.group().strip(".-")
    if not word:
        return True
    next_word = _word_at(text, ahead)
    next_is_number = ahead < len(text) and (
        text[ahead].isdigit() or _ROMAN.match(next_word or "x") is not None
    )
    if word.isdecimal():
        return _stop_after_number(text, begin, before.start(), word, next_word, rules)
    if _goes_on_as_abbreviation(text, stop, word, rules):
        return False
    is_initial = _CAPITAL_INITIAL.match(word) is not None
    listed = _stop_after_listed(text, begin, before, word, next_is_number, rules)
    if listed is not None and not (listed and is_initial and len(word) == 1):
        return listed
    if is_initial and (word[-1].isupper() or (rules.caseless and not word.isascii())):
        return _stop_after_initial(text, begin, before.start(), word, next_word, rules)
    if rules.code == "hin_Deva" and _LETTER_NAMES_HINDI.match(word):
        return False
    if _ROMAN.match(word) and rules.stop_after_number_is_ordinal:
        return next_word.lower() in rules.function_words
    return True


def _stop_after_listed(
    text: str, begin: int, before: re.Match[str], word: str, next_is_number: bool, rules: Rules
) -> bool | None:
    """The verdict of the abbreviation lists; None if the word is in none of them."""
    lists = rules.abbreviations
    for name in (_with_earlier_parts(text, begin, before, word), word.lower()):
        if name in lists.after_number:
            earlier = text[max(begin, before.start() - 8) : before.start()].rstrip()
            return bool(earlier) and (earlier[-1].isdigit() or bool(_ROMAN.search(earlier[-1])))
        if name in lists.titles:
            return False
        if name in lists.counted:
            return not next_is_number
        if name in lists.closing:
            return True
    return None


def _goes_on_as_abbreviation(text: str, stop: int, word: str, rules: Rules) -> bool:
    """Whether the stop is an inner one: ``z. B.``, ``EE. UU.``, ``J. R.``."""
    later = _NEXT_PART.match(text, stop + 1)
    if later is None:
        return False
    if len(word) == 1 and len(later.group(1)) == 1 and word != "I":
        return True
    lists = rules.abbreviations
    return f"{word}.{later.group(1)}".lower() in lists.titles | lists.closing


def _with_earlier_parts(text: str, begin: int, before: re.Match[str], word: str) -> str:
    """``z. B`` as ``z.b``: the word with the parts of the abbreviation that stand before it."""
    parts = [word.lower()]
    position = before.start()
    for _ in range(3):
        earlier = re.search(r"([^\W\d_]{1,3})\.[ \u00a0\u202f]?\Z", text[max(begin, position - 6) : position])
        if earlier is None:
            break
        parts.insert(0, earlier.group(1).lower())
        position -= len(earlier.group())
    return ".".join(parts)


def _stop_after_number(
    text: str, begin: int, number_at: int, number: str, next_word: str, rules: Rules
) -> bool:
    if not text[begin:number_at].strip("\"'“„«»([*_ "):
        return False  # "1. Wash the pot": the number of a list
    if len(number) > 3:
        return True
    if rules.stop_after_number_is_ordinal:
        return next_word.lower() in rules.function_words
    if next_word.lower() in rules.ordinal_after:
        return len(number) > 2
    if rules.ordinal_before and len(number) <= 2:
        earlier = text[max(begin, number_at - _LOOK_BEHIND) : number_at].split()
        return not (earlier and earlier[-1].lower() in rules.ordinal_before)
    return True


def _stop_after_initial(text: str, begin: int, word_at: int, word: str, next_word: str, rules: Rules) -> bool:
    """``J. R. R. Tolkien`` goes on; ``plan B. Then``, ``So did I. Nobody`` end."""
    if next_word.lower() in rules.function_words and len(next_word) > 1:
        return True
    earlier = text[max(begin, word_at - _LOOK_BEHIND) : word_at].split()
    if word == "I" and earlier and not earlier[-1].endswith("."):
        return True
    return not next_word


def _word_at(text: str, offset: int) -> str:
    match = _WORD_AHEAD.match(text, offset)
    return match.group() if match else ""

"""Where a sentence may end: the terminators of all scripts, and the closing marks after them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.language.rules import Rules

Range = tuple[int, int]
"""Start and end offset, in characters."""

STRONG = "。！？｡．؟۔।॥።፧፨។៕။།༎᱾᱿꯫꧉"
"""Terminators that need no space after them: East Asian, Arabic, Indic, Ethiopic, Khmer, Burmese, Tibetan,
Santali, Meetei and Javanese ones.
"""
_OWN_SCRIPT = "։။៕៖។།༎᱾᱿꯫꧉‽⁇⁈⁉"
"""Armenian, Burmese, Khmer, Tibetan, Santali, Meetei and Javanese stops, and doubled marks."""

_MARKS = rf".!?…{_OWN_SCRIPT}{STRONG}"
_ELLIPSIS = r"\.(?:\s\.){2,}|\.{2,}"
_TERMINATORS = re.compile(rf"(?:{_ELLIPSIS}|[{_MARKS}])[{_MARKS}]*")
_GREEK_TERMINATORS = re.compile(rf"(?:{_ELLIPSIS}|[;\u037e{_MARKS}])[;\u037e{_MARKS}]*")
_FOOTNOTE_CALL = re.compile(r"\[\^[^\]\s]{1,40}\]")
_REFERENCE_MARK = re.compile(r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\](?![(\[:])|[⁰¹²³⁴-⁹]{1,3}")
_LINK_END = re.compile(r"\]\([^\s()]{0,500}(?: \"[^\"\n]{0,100}\")?\)")
_SPACED_GUILLEMET = re.compile(r"[ \u00a0\u202f][»›]")
_TURNED_QUOTES = "“‘«‹"
"""They open a quotation in English or French and close one in a dozen other languages: no letter follows."""
_LATE_TERMINATORS = ".!?。！？؟।"
_ASIDE = re.compile(r"(?<=[^\s.!?…。！？])[ \u00a0]?[(（][^()（）\n]{1,200}[)）]")
_WORK_TITLE = re.compile(r"《[^《》\n]{1,60}》|〈[^〈〉\n]{1,60}〉")
_OUTSIDE_ASIDE = re.compile(rf"[{_MARKS}]")


def terminators(rules: Rules) -> re.Pattern[str]:
    """Runs of terminators; in Greek the semicolon asks a question."""
    return _GREEK_TERMINATORS if rules.semicolon_asks else _TERMINATORS


def may_end_sentence(text: str) -> bool:
    """Whether the text contains a terminator of any language."""
    return _GREEK_TERMINATORS.search(text) is not None


def end_of_closers(text: str, offset: int, rules: Rules) -> int:
    """The offset after the closing and reference marks that touch a terminator; in French also a spaced ».

    A terminator after the quote belongs to the sentence too: ``！”。``, ``?".``
    """
    begin = offset
    while offset < len(text):
        if offset > begin and text[offset] in _LATE_TERMINATORS:
            offset += 1
        elif link_end := _LINK_END.match(text, offset):
            offset = link_end.end()
        elif text[offset] in rules.closing_marks:
            offset += 1
        elif mark := _FOOTNOTE_CALL.match(text, offset) or _REFERENCE_MARK.match(text, offset):
            offset = mark.end()
        elif text[offset] in _TURNED_QUOTES and not text[offset + 1 : offset + 2].isalnum():
            offset += 1
        elif rules.spaced_guillemets and _SPACED_GUILLEMET.match(text, offset):
            offset += 2
        else:
            break
    return offset


class ClosedRanges:
    """Ranges that must not be split: those passed in, titles of works, and bracketed asides."""

    def __init__(self, text: str, protected: Sequence[Range]) -> None:
        named = "《" in text or "〈" in text
        titles = [match.span() for match in _WORK_TITLE.finditer(text)] if named else []
        self._titles = titles
        self._title_begins = [begin for begin, _ in titles]
        self._protected = _united([*protected, *titles])
        self._protected_begins = [begin for begin, _ in self._protected]
        bracketed = "(" in text or "（" in text
        self._asides = [match.span() for match in _ASIDE.finditer(text)] if bracketed else []
        self._aside_begins = [begin for begin, _ in self._asides]

    def forbids(self, text: str, terminator: int, end: int, start: int) -> bool:
        """Whether no sentence may end at the terminator (closed at ``end``) and begin at ``start``.

        The last terminator of an aside may be followed by one outside: ``(finally!).`` ends the sentence.
        """
        if self.forbids_start(start) or (self._titles and self._ends_title(text, terminator, end)):
            return True
        aside = _around(self._asides, self._aside_begins, terminator)
        return aside is not None and _OUTSIDE_ASIDE.search(text, aside[1], end) is None

    def _ends_title(self, text: str, terminator: int, end: int) -> bool:
        """Whether the terminator is the last of a title, ``《别怕！》很好``, and no other one follows it."""
        title = _around(self._titles, self._title_begins, terminator)
        return title is not None and _OUTSIDE_ASIDE.search(text, title[1], end) is None

    def forbids_start(self, start: int) -> bool:
        """Whether ``start`` is inside a range that was passed in, or inside the title of a work."""
        return _around(self._protected, self._protected_begins, start) is not None


def _united(ranges: list[Range]) -> list[Range]:
    """The same ranges merged so that they do not overlap, ascending."""
    united: list[Range] = []
    for begin, end in sorted(ranges):
        if united and begin < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return united


def _around(ranges: list[Range], begins: list[int], offset: int) -> Range | None:
    if not ranges:
        return None
    index = bisect_right(begins, offset) - 1
    if index >= 0 and ranges[index][0] < offset < ranges[index][1]:
        return ranges[index]
    return None

"""The words of a text that are checked, and where they are.

Not checked: code, addresses, placeholders, formulas and the other marks of Markdown; paths and identifiers;
numbers and what is written together with them; single letters; abbreviations in capitals; words with a
capital in the middle; words in another script than the language's, and those of scripts without spaces.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.language.scripts import script_of, scripts_of, unspaced_letter

if TYPE_CHECKING:
    from regex import Pattern

LONGEST = 64
"""Letters of a word; Hunspell takes long over longer ones, which are hardly words."""
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\u0640"
"""Within words, and in no dictionary: soft hyphens, joiners, the Arabic stroke."""
_APOSTROPHES = "'’ʼ＇"
_QUOTES = frozenset(f"{_APOSTROPHES}‘")
_HYPHENS = "-‐‑"
_JOINERS = f"{_APOSTROPHES}·״׳{_HYPHENS}"
"""What may be between two letters of a word; · is of Catalan, the last two of Hebrew."""
_NOT_TEXT = re.compile(
    r"&(?:#\w{1,8}|[A-Za-z]\w{1,31});"  # an entity
    r"|(?<![\w/])(?:~|\.{1,2})?(?:/[\w.+-]{1,80}){2,}/?"  # a path
    r"|\b[A-Za-z]:\\[^\s<>\"]{1,200}"
    r"|\w*[^\W_]_[^\W_]\w*"  # an_identifier
)
_MAY_BE_MARKED = re.compile(r"[`*_=~\]<>{}\\$%@#^|:!&/]|www\.")
_WITHIN_SENTENCE = frozenset({"", ",", ";", "-", "–", "'", "’", "/"})
_PLAIN = str.maketrans(
    {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_INVISIBLE)}
)


class Word(NamedTuple):
    """A word at a place of a text."""

    start: int
    end: int
    text: str
    """As dictionaries have it: composed letters, plain apostrophes and hyphens, nothing invisible."""
    before: str = ""
    """The word before it in its sentence, in small letters; empty at the beginning of one."""
    led: bool = False
    """An apostrophe is before it: it may begin with one, as 'tis does."""
    cut: bool = False
    """An apostrophe is after it: letters may be left out there, as in doin'."""


def words_of(text: str, language: str) -> list[Word]:
    """The words that are checked, in order; `language` is that of the text."""
    if not text or text.isspace():
        return []
    written = _writing(language)
    skipped = _skipped(text)
    ends = [end for _, end in skipped]
    found: list[Word] = []
    last_end, last = 0, ""
    for match in _word().finditer(text):
        start, end = match.span()
        at = bisect_right(ends, start)
        if at < len(skipped) and skipped[at][0] < end:
            continue
        plain = _as_in_dictionaries(match.group())
        before = last if last and _continues(text[last_end:start]) else ""
        last_end, last = end, plain.lower()
        if _is_checked(plain, written):
            led, cut = text[max(0, start - 1) : start], text[end : end + 1]
            found.append(Word(start, end, plain, before, led in _QUOTES, cut in _QUOTES))
    return found


def parts_of(word: Word, text: str, language: str) -> list[Word]:
    """The parts of a word with hyphens that are checked, each at its place; none if it has no hyphen."""
    if "-" not in word.text:
        return []
    written = _writing(language)
    found = []
    start = word.start
    for part in re.split(f"[{re.escape(_HYPHENS)}]", text[word.start : word.end]):
        plain = _as_in_dictionaries(part)
        if _is_checked(plain, written):
            found.append(Word(start, start + len(part), plain))
        start += len(part) + 1
    return found


def _as_in_dictionaries(written: str) -> str:
    return written if written.isascii() else unicodedata.normalize("NFC", written).translate(_PLAIN)


def _is_checked(word: str, written: tuple[str, ...]) -> bool:
    letters = [sign for sign in word if sign.isalpha()]
    if not 1 < len(letters) <= LONGEST or len(word) > 2 * LONGEST:
        return False
    if all(map(str.isupper, letters)) or (word[-1] == "s" and all(map(str.isupper, letters[:-1]))):
        return False  # NATO, CDs
    if any(one.islower() and two.isupper() for one, two in pairwise(word)):
        return False  # iPhone
    if word.isascii():
        return "Latn" in written
    if unspaced_letter().search(word):
        return False
    return any(script_of(sign) in written for sign in letters)


def _continues(between: str) -> bool:
    """Whether what is between two words leaves them in one sentence; a quotation may begin another one."""
    return between.strip() in _WITHIN_SENTENCE


def _skipped(text: str) -> list[tuple[int, int]]:
    """The parts of a text that are no words, in order and without overlap."""
    if not _MAY_BE_MARKED.search(text):
        return []
    found = [match.span() for match in _NOT_TEXT.finditer(text)]
    marks = inline_marks(text)
    found += [(atom.start, atom.end) for atom in marks.atoms]
    for pair in marks.pairs:
        found += [(pair.start, pair.inner_start), (pair.inner_end, pair.end)]
    return list(_merged(sorted(span for span in found if span[0] < span[1])))


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    before: tuple[int, int] | None = None
    for start, end in spans:
        if before is not None and start <= before[1]:
            before = before[0], max(before[1], end)
            continue
        if before is not None:
            yield before
        before = start, end
    if before is not None:
        yield before


@cache
def _writing(language: str) -> tuple[str, ...]:
    return scripts_of(language.partition("_")[2])


@cache
def _word() -> Pattern[str]:
    import regex  # here, as starting the program does not need it

    run = rf"\p{{L}}[\p{{L}}\p{{M}}{_INVISIBLE}]*+"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?<![\p{{L}}\p{{N}}]\.)"
        rf"{run}(?:[{re.escape(_JOINERS)}]{run})*+"
        rf"(?![\p{{N}}]|\.[\p{{L}}\p{{N}}])"
    )

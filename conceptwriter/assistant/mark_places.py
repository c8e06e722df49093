"""Locating the counterpart in a translation of a place in its source, as far as the letters allow.

Words move in a translation, but its edges, its numbers, its names and most of its punctuation can be matched.
A place next to one of these is certain; any other can only be guessed by its share of the length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.language.scripts import EAST_ASIAN

if TYPE_CHECKING:
    from regex import Pattern

_LETTERS = rf"[^\W\d_{EAST_ASIAN}]+"
_TOKEN = rf"\d+|[{EAST_ASIAN}]|{_LETTERS}(?:['’]{_LETTERS})*|[^\w\s]"
_NUMBER = re.compile(r"\d+")
_LONG_ENOUGH = 4
"""Minimum letters of a word that, found in two languages, is taken for the same word."""
_ALIKE = str.maketrans(
    dict(zip("，、；：？！。（）", ",,;:?!.()", strict=True)) | dict.fromkeys("「」『』«»“”„‟", '"')
)


class Token(NamedTuple):
    """A word, a number or a punctuation mark, in comparable form, with its position."""

    said: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """A word or a number."""
        return self.said[0].isalnum()


def number_tokens(text: str) -> list[int]:
    """The values of the runs of digits in a text, in any script."""
    return [int(found) for found in _NUMBER.findall(text) if len(found) < 20]


@cache
def _token() -> Pattern[str]:
    import regex  # here, as opening a document does not need it

    return regex.compile(_TOKEN)


def _tokens(text: str) -> list[Token]:
    return [Token(_compared(found.group()), found.start(), found.end()) for found in _token().finditer(text)]


def _compared(said: str) -> str:
    if said.isdecimal():
        return str(int(said)) if len(said) < 20 else said
    return said.translate(_ALIKE) if not said[0].isalnum() else said


class MarkPlaces:
    """Finds places of `source` in `text`; input and output offsets are characters."""

    def __init__(self, source: str, text: str) -> None:
        self._source, self._text = source, text
        self._here, self._there = _tokens(source), _tokens(text)
        self._starts = [token.start for token in self._here]
        self._ends = [token.end for token in self._here]
        self._taken: set[int] = set()

    def take_number(self, number: int) -> tuple[int, int] | None:
        """The range of a number in the text that was not taken yet."""
        for index, token in enumerate(self._there):
            if token.said == str(number) and index not in self._taken:
                self._taken.add(index)
                return token.start, token.end
        return None

    def take_invented_number(self) -> tuple[int, int] | None:
        """The range of the first number that the source does not have and that was not taken yet."""
        said = {token.said for token in self._here}
        for index, token in enumerate(self._there):
            if token.said.isdecimal() and token.said not in said and index not in self._taken:
                self._taken.add(index)
                return token.start, token.end
        return None

    def end_of_word(self, at: int) -> int | None:
        """The offset in the text that corresponds to the end of a word at this offset of the source."""
        before = bisect_right(self._ends, at) - 1
        if before < 0:
            return 0
        if before == len(self._here) - 1:
            return len(self._text.rstrip())
        return self._before_closing(before) or self._behind(before) or self._before_mark(before + 1)

    def start_of_word(self, at: int) -> int | None:
        """The offset in the text that corresponds to the start of a word at this offset of the source."""
        after = bisect_left(self._starts, at)
        if after == len(self._here):
            return len(self._text.rstrip())
        if not any(token.is_word for token in self._here[:after]):
            return self._after_opening(after)
        index = self._same(after)
        if index is not None:
            return self._there[index].start
        before = self._same(after - 1) if not self._here[after - 1].is_word else None
        if before is None or before + 1 >= len(self._there):
            return None
        return self._there[before + 1].start

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of the words between two offsets of the source."""
        first, after = bisect_left(self._starts, start), bisect_right(self._ends, end)
        same = self._same_run([token.said for token in self._here[first:after]])
        if same is not None:
            return same
        found = self.start_of_word(start), self.end_of_word(end)
        if found[0] is None or found[1] is None or found[0] >= found[1]:
            return None
        return found[0], found[1]

    def guess_end(self, at: int) -> int:
        """The end of the word that ends nearest to the same share of the text."""
        ends = [token.end for token in self._there if token.is_word]
        return min(ends, key=lambda end: abs(end - self._share(at)), default=len(self._text))

    def guess_start(self, at: int) -> int:
        """The start of the word that begins nearest to the same share of the text."""
        starts = [token.start for token in self._there if token.is_word]
        return min(starts, key=lambda start: abs(start - self._share(at)), default=0)

    def guess_span(self, start: int, end: int) -> tuple[int, int] | None:
        """At least one word, about as far into the text."""
        first, last = self.guess_start(start), self.guess_end(end)
        if first >= last:
            last = next((token.end for token in self._there if token.start >= first), len(self._text))
        return (first, last) if first < last else None

    def _share(self, at: int) -> float:
        return at * len(self._text) / max(1, len(self._source))

    def _same(self, index: int) -> int | None:
        """The token of the text that matches this one of the source."""
        token = self._here[index]
        if token.is_word:
            if not (token.said.isdecimal() or len(token.said) >= _LONG_ENOUGH or self._is_name(index)):
                return None
            here = [one.said for one in self._here].count(token.said)
            there = [place for place, one in enumerate(self._there) if one.said == token.said]
            return there[0] if here == len(there) == 1 else None
        here_too = [place for place, one in enumerate(self._here) if one.said == token.said]
        there = [place for place, one in enumerate(self._there) if one.said == token.said]
        return there[here_too.index(index)] if len(here_too) == len(there) else None

    def _is_name(self, index: int) -> bool:
        """Capitals inside a sentence mark names; the first word may be one too, unless it is short."""
        said = self._here[index].said
        return said[0].isupper() and len(said) > (1 if index else 2)

    def _same_run(self, said: Sequence[str]) -> tuple[int, int] | None:
        """The range in which the text has the same words, if there is exactly one."""
        if not said or not any(word.isdecimal() or len(word) >= _LONG_ENOUGH for word in said):
            return None
        there = [token.said for token in self._there]
        found = [at for at in range(len(there) - len(said) + 1) if there[at : at + len(said)] == list(said)]
        if len(found) != 1:
            return None
        return self._there[found[0]].start, self._there[found[0] + len(said) - 1].end

    def _behind(self, index: int) -> int | None:
        same = self._same(index)
        return None if same is None else self._there[same].end

    def _before_mark(self, index: int) -> int | None:
        """Before the punctuation mark at this token; white space before it stays between."""
        if self._here[index].is_word:
            return None
        same = self._same(index)
        return None if same is None else len(self._text[: self._there[same].start].rstrip())

    def _before_closing(self, index: int) -> int | None:
        """Before the final punctuation, if nothing else follows this token."""
        closing = self._here[index + 1 :]
        if any(token.is_word for token in closing):
            return None
        at = len(self._there)
        while at and len(self._there) - at < len(closing) and not self._there[at - 1].is_word:
            at -= 1
        return self._there[at - 1].end if at else 0

    def _after_opening(self, index: int) -> int:
        """After the punctuation at the start of the text, as much of it as the source has."""
        at = 0
        while at < min(index, len(self._there)) and not self._there[at].is_word:
            at += 1
        return self._there[at].start if at < len(self._there) else 0

"""Splitting a text into sentences, as spans that never lose a character.

There is only white space between two spans, before the first and after the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import tee
from typing import NamedTuple

from conceptwriter.language.capping import is_character_boundary, parted
from conceptwriter.language.splitting import Range, RuleSplitter, SentenceSplitter
from conceptwriter.language.table import find_language


class SentenceSpan(NamedTuple):
    """A sentence as offsets into its text, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The sentence itself."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class SegmentationLimits:
    """How long a sentence may be."""

    max_characters: int = 250
    """A longer sentence is split between words if possible; codecs degrade beyond this length."""


class Segmenter:
    """Splits texts of any language, by the rules or with another splitter.

    In either case nothing protected is split, no character is lost, and long sentences are split.
    """

    def __init__(
        self, limits: SegmentationLimits | None = None, splitter: SentenceSplitter | None = None
    ) -> None:
        self.limits = limits or SegmentationLimits()
        self._splitter = splitter or RuleSplitter()

    def segment(self, text: str, language: str, protected: Sequence[Range] = ()) -> list[SentenceSpan]:
        """The sentences of ``text``, written in ``language``.

        The language is a FLORES-200 code, or any name that find_language knows.

        No sentence begins inside a ``protected`` range of characters or, for its length, inside a word.
        Raises UnknownLanguage.
        """
        return next(self.segment_many([(text, protected)], language))

    def sentences(self, text: str, language: str) -> list[str]:
        """The sentences as strings."""
        return [span.of(text) for span in self.segment(text, language)]

    def segment_many(
        self, texts: Iterable[tuple[str, Sequence[Range]]], language: str
    ) -> Iterator[list[SentenceSpan]]:
        """The sentences of each (text, protected ranges), in order; faster than one call for each text."""
        code = find_language(language).code
        return self._segment_many(texts, code)

    def _segment_many(
        self, texts: Iterable[tuple[str, Sequence[Range]]], code: str
    ) -> Iterator[list[SentenceSpan]]:
        cap = self.limits.max_characters
        ordered = ((text, sorted(protected)) for text, protected in texts)
        given, asked = tee(ordered)
        for (text, whole), starts in zip(given, self._splitter.starts(asked, code), strict=True):
            begins = [0, *(start for start in starts if _may_begin(text, start, whole))]
            yield [
                SentenceSpan(*part)
                for start, end in zip(begins, [*begins[1:], len(text)], strict=True)
                for part in parted(text, *_trimmed(text, start, end), cap, whole)
            ]


def _may_begin(text: str, start: int, protected: Sequence[Range]) -> bool:
    """Whether a sentence may begin there: not at offset 0, within a character, or in a protected range."""
    if not 0 < start < len(text):
        return False
    if not text[start - 1].isspace() and not is_character_boundary(text, start):
        return False
    return not protected or not any(begin < start < end for begin, end in protected)


def segment(text: str, language: str) -> list[SentenceSpan]:
    """The sentences of ``text`` under the default limits; see :class:`Segmenter`."""
    return _default_segmenter().segment(text, language)


def sentences(text: str, language: str) -> list[str]:
    """The sentences of ``text`` as strings, under the default limits."""
    return _default_segmenter().sentences(text, language)


@cache
def _default_segmenter() -> Segmenter:
    return Segmenter()


def _trimmed(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end

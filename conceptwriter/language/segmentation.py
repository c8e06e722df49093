"""Splitting a text into sentences, as spans that never lose a character.

Between two spans, before the first and behind the last there is only white space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from conceptwriter.language.boundaries import is_one_sentence, sentence_starts
from conceptwriter.language.capping import parted
from conceptwriter.language.rules import rules_for
from conceptwriter.language.table import find_language

Range = tuple[int, int]


class Span(NamedTuple):
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
    """A longer sentence is split between words, where that can be; codecs degrade beyond this length."""


class Segmenter:
    """Splits texts of any language, by the rules of boundaries.py and stops.py."""

    def __init__(self, limits: SegmentationLimits | None = None) -> None:
        self.limits = limits or SegmentationLimits()

    def segment(self, text: str, language: str, protected: Sequence[Range] = ()) -> list[Span]:
        """The sentences of ``text``, written in ``language`` (FLORES-200, or any name that find_language
        knows).

        No sentence begins inside a ``protected`` range of characters or, for its length, inside a word.
        Raises UnknownLanguage.
        """
        return next(self.segment_many([(text, protected)], language))

    def sentences(self, text: str, language: str) -> list[str]:
        """The sentences as strings."""
        return [span.of(text) for span in self.segment(text, language)]

    def segment_many(
        self, texts: Iterable[tuple[str, Sequence[Range]]], language: str
    ) -> Iterator[list[Span]]:
        """The sentences of each (text, protected ranges), in order; faster than one call for each text."""
        code = find_language(language).code
        return self._segment_many(texts, code)

    def _segment_many(self, texts: Iterable[tuple[str, Sequence[Range]]], code: str) -> Iterator[list[Span]]:
        cap = self.limits.max_characters
        for text, protected in texts:
            kept_whole = sorted(protected)
            yield [
                Span(*part)
                for start, end in self._sentences_in(text, kept_whole, code)
                for part in parted(text, *_trimmed(text, start, end), cap, kept_whole)
            ]

    def _sentences_in(self, text: str, protected: Sequence[Range], code: str) -> list[Range]:
        if is_one_sentence(text):
            return [(0, len(text))]
        starts = sentence_starts(text, rules_for(code), protected)
        return list(zip(starts, [*starts[1:], len(text)], strict=True))


def segment(text: str, language: str) -> list[Span]:
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

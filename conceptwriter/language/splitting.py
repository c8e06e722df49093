"""Ways to find where sentences begin: the rules, or a model installed by the user (conceptwriter/sat)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from conceptwriter.language.boundaries import is_one_sentence, sentence_starts
from conceptwriter.language.rules import rules_for

Range = tuple[int, int]
Text = tuple[str, Sequence[Range]]
"""A text, and the ranges in it that must stay whole: ascending."""


class SentenceSplitter(Protocol):
    """One way to separate sentences."""

    def starts(self, texts: Iterable[Text], code: str) -> Iterator[list[int]]:
        """For each text in order, the offsets (in characters) at which its sentences begin, ascending.

        `code` is the language, FLORES-200. The caller ensures that nothing protected is split.
        """
        ...


class RuleSplitter:
    """The rules of boundaries.py and stops.py: fast, immediately available, for every language."""

    def starts(self, texts: Iterable[Text], code: str) -> Iterator[list[int]]:
        rules = rules_for(code)
        for text, protected in texts:
            yield [0] if is_one_sentence(text) else sentence_starts(text, rules, protected)

"""Terms that a translation is to use: put into the text that a writer reads, where it would write others.

A model that copies pieces of its source writes a term that it finds there in the target language, and often
builds the rest of the sentence around it (Dinu et al. 2019, "Training neural machine translation to apply
terminology constraints", replace terms in the source in this way).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from conceptwriter.assistant.findings import Finding


class Terms(Protocol):
    """The terms of glossaries for one pair of languages."""

    def put_in(self, text: str) -> str:
        """The text with its terms replaced by their translations; unchanged where it has none."""

    def check(self, source: str, text: str) -> Finding | None:
        """Which terms a translation lacks, and which forbidden ones it has."""


TermSource = Callable[[str, str], Terms | None]
"""The terms for a source and a target language (FLORES-200 codes), or None. Any thread may ask."""


def no_terms(_source: str, _target: str) -> None:
    """Without a glossary."""


class TermCarrier(NamedTuple):
    """A text with terms in the target language; what comes of it needs no restoring."""

    text: str

    def restored(self, text: str, _language: str) -> str | None:
        """The writer's output as it is."""
        return text

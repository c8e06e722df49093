"""What a translator is asked and answers; importing this loads nothing."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from conceptwriter.errors import ConceptWriterError

PACKAGE = "ctranslate2"
EXTRA = "translators"


class TranslatorError(ConceptWriterError):
    """A translator that cannot be loaded or run; the message says what to do."""


class SourceTooLong(TranslatorError):
    """A text of too many tokens; `index` is its place in the request."""

    def __init__(self, index: int, length: int, limit: int) -> None:
        super().__init__(f"Text {index + 1} has {length} tokens; the translator reads at most {limit}.")
        self.index, self.length, self.limit = index, length, limit


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    """How the words of a translation are searched for."""

    beam_size: int = 4
    hypotheses: int = 1
    """How many translations of each text are wanted; the beam is at least as wide."""
    maximum_tokens: int = 256
    """Of a translation."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation of one text. `score` is the mean log-probability of its tokens."""

    text: str
    score: float
    tokens: int
    finished: bool
    """False: cut off by the limit of tokens."""


def require_ctranslate2() -> None:
    """Raises TranslatorError, saying what to install, where CTranslate2 is missing."""
    if importlib.util.find_spec(PACKAGE) is None:
        raise TranslatorError(
            "This needs CTranslate2, which is not installed. Install it with: "
            f'pip install "conceptwriter[{EXTRA}]"'
        )

"""Inputs and outputs of a voice, as plain data: importable without ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conceptwriter.errors import ConceptWriterError

EndOf = Callable[[str], int | None]
"""Where a draft ends: the number of characters that are kept, or None while it continues. Called with the
whole draft so far, after each of its tokens."""


class VoiceError(ConceptWriterError):
    """A voice cannot do what was requested: the prompt is too long, or settings are out of range."""


@dataclass(frozen=True, slots=True)
class DraftSettings:
    """How drafts are drawn."""

    temperature: float = 0.7
    """Divides the logarithms of the probabilities; 0 always takes the most likely token."""
    top_p: float = 0.95
    """Tokens are drawn from the most likely that hold this probability together (Holtzman et al. 2020)."""
    maximum_tokens: int = 64
    """A draft that has not ended by then is marked as cut."""
    repeat_ngram: int = 4
    """No run of this many tokens occurs twice in a draft; 0 allows all."""

    def check(self) -> None:
        """Raises VoiceError for settings out of range."""
        if not 0 <= self.temperature <= 5:
            raise VoiceError(f"The temperature must be between 0 and 5, not {self.temperature}.")
        if not 0 < self.top_p <= 1:
            raise VoiceError(f"top_p must be above 0 and at most 1, not {self.top_p}.")
        if self.maximum_tokens < 1 or self.repeat_ngram < 0:
            raise VoiceError("A draft needs at least one token, and runs cannot be shorter than none.")


@dataclass(frozen=True, slots=True)
class VoiceDraft:
    """What a voice wrote after a prompt."""

    text: str
    """Without the space before it."""
    likelihood: float
    """Mean logarithm of the probability of its tokens, as the model has them before temperature and top_p."""
    tokens: int
    finished: bool
    """It ended by itself; otherwise it was cut by the limit of tokens."""
    apart: bool = False
    """It begins a new paragraph: a line break comes before it."""

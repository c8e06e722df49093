"""Inputs and outputs of the codec, as plain data: importable without ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conceptwriter.errors import ConceptWriterError


class DecodedFrom(StrEnum):
    """What a text was decoded from."""

    VECTOR = "vector"
    """Its concept vector alone: the only way for a concept that was never written."""
    TEXT = "text"
    """A written text: its concept vector and the encoder's states of its tokens."""


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How a vector or text is decoded. `beam_size=1` with `sample=False` is greedy decoding."""

    beam_size: int = 4
    sample: bool = False
    """Draw each token instead of searching for the best text; `beam_size` is then ignored."""
    temperature: float = 1.0
    top_p: float = 0.9
    """Sampling keeps the smallest set of tokens whose probability reaches this."""
    maximum_tokens: int = 80
    length_penalty: float = 1.0
    """Beams are ranked by log-probability / length ** length_penalty."""
    no_repeat_ngram: int = 3
    """No token n-gram of this length appears twice in one text; 0 allows all."""
    seed: int = 0
    meaning: float | None = None
    """Of finished beams, the one is chosen whose rank plus this times the cosine of its own vector and the
    decoded one is greatest. 0: the one that the search ranks first; None: as the bundle recommends."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text decoded from one vector or text."""

    text: str
    score: float
    """Mean log-probability per token (0 is certain, more negative is less sure)."""
    token_count: int
    finished: bool
    """False when the token limit cut the text before the model ended it."""


class CodecError(ConceptWriterError):
    """A text, vector or option that the codec cannot handle."""


class ItemError(CodecError):
    """One item of a request is invalid; `index` counts from 0."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.index, str(self)))


def _rebuild(kind: type[ItemError], index: int, message: str) -> ItemError:
    error = kind.__new__(kind)
    ItemError.__init__(error, index, message)
    return error


class EmptyText(ItemError):
    """A text of only white space has no vector."""

    def __init__(self, index: int) -> None:
        super().__init__(index, f"Text {index + 1} is empty, so it cannot be encoded. Leave it out.")


class TextTooLong(ItemError):
    """A text beyond the codec's limit; `length` and `limit` are counted in `unit`."""

    def __init__(self, index: int, length: int, limit: int, unit: str = "characters") -> None:
        found = f"Text {index + 1} has {length} {unit}; the model reads at most {limit}."
        super().__init__(index, f"{found} Split it into sentences.")


class TextNotDecodable(CodecError):
    """The codec decodes vectors only: nothing was trained to attend to a text."""

    def __init__(self, name: str) -> None:
        found = f"The model {name} cannot decode from a text, only from its vector."
        super().__init__(f"{found} Choose that, or another model.")
        self._name = name

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._name,))


class LanguageNotInCodec(CodecError):
    """A language the codec was not trained for."""

    def __init__(self, language: str, known: tuple[str, ...] = ()) -> None:
        offer = f" It knows {', '.join(known)}." if known else ""
        super().__init__(f"The model does not know the language {language!r}.{offer}")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild_plain, (type(self), self.args))


def _rebuild_plain(kind: type[CodecError], arguments: tuple[Any, ...]) -> CodecError:
    error = kind.__new__(kind)
    Exception.__init__(error, *arguments)
    return error

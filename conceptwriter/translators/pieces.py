"""Texts to the tokens that a translation model reads, and its tokens back to text."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.bundles.translator_part import TranslatorPart
from conceptwriter.translators.contract import TranslatorError

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACE = "▁"
"""SentencePiece's mark for a space."""


class Pieces:
    """The two SentencePiece models of a translator, and the tokens that name languages.

    Raises TranslatorError where a model cannot be read.
    """

    def __init__(self, folder: Path, part: TranslatorPart) -> None:
        self._part = part
        self._source = load_sentencepiece(folder / part.source_tokenizer)
        same = part.target_tokenizer == part.source_tokenizer
        self._target = self._source if same else load_sentencepiece(folder / part.target_tokenizer)
        self._special = {part.end, part.source_end, *part.language_tokens.values()}

    def of(self, text: str, source: str, target: str) -> list[str]:
        """The tokens of a text, with those that name its language or the target's."""
        part = self._part
        begin = {"": [], "source": [target], "target": [], "both": [source]}[part.tokens_at]
        pieces: list[str] = self._source.encode(unicodedata.normalize("NFC", text), out_type=str)
        tokens = [part.language_tokens[code] for code in begin]
        return [*tokens, *pieces, *([part.source_end] if part.source_end else [])]

    def prefix(self, target: str) -> list[str]:
        """The tokens that a translation begins with."""
        return [self._part.language_tokens[target]] if self._part.tokens_at in ("target", "both") else []

    def text(self, tokens: Sequence[str]) -> str:
        """The text of a translation, with single spaces."""
        kept = [token for token in tokens if token not in self._special]
        # A piece of the other language's tokenizer comes back with the mark that stands for a space.
        return " ".join(str(self._target.decode(kept)).replace(SPACE, " ").split())


def load_sentencepiece(file: Path) -> Any:
    """The SentencePiece model of a file. Raises TranslatorError."""
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_proto=file.read_bytes())
    except OSError as error:
        raise TranslatorError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (RuntimeError, ValueError) as error:
        raise TranslatorError(f"{file} is not a SentencePiece model ({error}).") from error

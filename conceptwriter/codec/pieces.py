"""The SentencePiece model of a codec: its fixed ids, and how it is loaded.

Ids: pad 0, unk 1, bos 2, eos 3, then one control piece ``<eng_Latn>`` per language, then 256 byte pieces
(byte fallback, so that no character is ever unknown), then the learned pieces.
"""

from __future__ import annotations

import re
from pathlib import Path

import sentencepiece

from conceptwriter.errors import ConceptWriterError

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3


class TokenizerError(ConceptWriterError):
    """No tokenizer can be trained on this text, or a file is not one; the message says what to do."""


def language_piece(language: str) -> str:
    """The control piece that tags a language."""
    return f"<{language}>"


def tagged_languages(tokenizer: sentencepiece.SentencePieceProcessor) -> list[str]:
    """FLORES-200 codes of the tags in a tokenizer, in the order of their ids."""
    pieces = [tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size()) if tokenizer.is_control(i)]
    return [found[1] for piece in pieces if (found := re.fullmatch(r"<([a-z]{3}_[A-Z][a-z]{3})>", piece))]


def load_tokenizer(model_path: Path) -> sentencepiece.SentencePieceProcessor:
    """Load the model in a file. Raises TokenizerError if there is none."""
    if not model_path.is_file():
        raise TokenizerError(f"{model_path} is missing. Make it with: conceptwriter train data TEXTS FOLDER")
    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(model_path))
    except (OSError, RuntimeError) as error:
        raise TokenizerError(f"{model_path} is not a SentencePiece model.") from error

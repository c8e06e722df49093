"""Text to token ids and back, with language tags, on a SentencePiece model."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sentencepiece

from conceptwriter.bundles.errors import BundleError
from conceptwriter.codec.contract import EmptyText, LanguageNotInCodec, TextTooLong
from conceptwriter.codec.pieces import END, language_piece


def clean(text: str) -> str:
    """NFC, white space collapsed to single spaces and stripped, as in the codec's training.

    Lone surrogates, which broken input may contain and UTF-8 cannot, become question marks.
    """
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(unicodedata.normalize("NFC", sound).split())


class Tokenizer:
    """The tokenizer of one codec. Raises BundleError when the file is not a SentencePiece model."""

    def __init__(
        self, path: Path, languages: Sequence[str], maximum_characters: int, maximum_tokens: int
    ) -> None:
        try:
            self._pieces = sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
        except (OSError, RuntimeError) as error:
            raise BundleError(f"{path} cannot be loaded ({error}). Install the model again.") from error
        self.languages = tuple(languages)
        self.size = int(self._pieces.get_piece_size())
        self._maximum_characters = maximum_characters
        self._maximum_tokens = maximum_tokens
        self._tags = {language: self._tag_id(path, language) for language in languages}

    def tag(self, language: str) -> int:
        """Token id of a language; raises UnknownLanguage."""
        try:
            return self._tags[language]
        except KeyError:
            raise LanguageNotInCodec(language, self.languages) from None

    def encode(self, texts: Sequence[str], language: str) -> list[list[int]]:
        """Encoder input of each text: tag, pieces, end. Raises EmptyText and TextTooLong, naming the item."""
        tag = self.tag(language)
        cleaned = [self._clean(index, text) for index, text in enumerate(texts)]
        found: list[list[int]] = []
        for index, text in enumerate(cleaned):
            ids = [tag, *self._pieces.encode(text), END]
            if len(ids) > self._maximum_tokens:
                raise TextTooLong(index, len(ids) - 2, self._maximum_tokens - 2, "tokens")
            found.append(ids)
        return found

    def decode(self, ids: Sequence[int]) -> str:
        """Text of pieces, without control characters; broken UTF-8 gives replacement characters."""
        text = str(self._pieces.decode([int(token) for token in ids]))
        return clean("".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc"))

    def never_generated(self) -> npt.NDArray[np.bool_]:
        """(vocabulary,) True for padding, unknown, begin and every tag: never part of a text."""
        mask = np.array(self._pieces.is_control(list(range(self.size))), np.bool_)
        mask[self._pieces.unk_id()] = True
        mask[END] = False
        return mask

    def _clean(self, index: int, text: str) -> str:
        cleaned = clean(text)
        if not cleaned:
            raise EmptyText(index)
        if len(cleaned) > self._maximum_characters:
            raise TextTooLong(index, len(cleaned), self._maximum_characters)
        return cleaned

    def _tag_id(self, path: Path, language: str) -> int:
        token = int(self._pieces.piece_to_id(language_piece(language)))
        if token == self._pieces.unk_id():
            raise BundleError(
                f"{path} has no tag for {language}, which the manifest lists. Install the model again."
            )
        return token

"""Conversion of text to tokens of a voice and back.

Two kinds: byte-pair encoding over bytes, as GPT-2, Llama 3, Qwen and SmolLM have it (computed by
`tiktoken`), and SentencePiece, as Llama 2 and Mistral have it. A bundle stores plain data; the
patterns that split a text into words before byte-pair encoding are this program's own, under their GGUF
names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import sentencepiece
import tiktoken

from conceptwriter.bundles.errors import BundleError

_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_TIKTOKEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{%s}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
_DIGITS_ALONE = r"\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?=\p{N})|\s+(?!\S)|\s+"
"""Each digit is a word and ends whatever precedes it, spaces included."""
PATTERNS = {
    "gpt-2": _GPT2,
    "smollm": _DIGITS_ALONE,
    "llama-bpe": _TIKTOKEN % "1,3",
    "qwen2": _TIKTOKEN % "1",
}
"""By `tokenizer.ggml.pre`."""


class TokenTable(msgspec.Struct, frozen=True):
    """A tokenizer as a bundle stores it."""

    kind: Literal["bpe", "sentencepiece"]
    pattern: str = ""
    """A key of `PATTERNS`."""
    pieces: list[bytes] = []
    """Byte-pair encoding: the 256 bytes, then the result of each merge, in order of rank."""
    numbers: list[int] = []
    """The model's id of each piece."""
    model: bytes = b""
    """The SentencePiece model file."""
    special: dict[str, int] = {}
    """Special tokens, such as those between the turns of a chat."""
    begin: int | None = None
    """Tokens that start every text, where the model was trained that way."""
    ends: list[int] = []
    """End-of-text tokens."""


class VoiceTokenizer:
    """Raises BundleError when the file is damaged."""

    def __init__(self, path: Path) -> None:
        try:
            self.table = msgspec.msgpack.decode(path.read_bytes(), type=TokenTable)
        except OSError as error:
            raise BundleError(f"{path} cannot be read: {error.strerror or error}.") from error
        except (msgspec.DecodeError, RecursionError) as error:
            raise BundleError(f"{path} is damaged ({error}). Install the model again.") from error
        try:
            self._coder: _BytePairs | _Pieces = (
                _BytePairs(self.table) if self.table.kind == "bpe" else _Pieces(self.table)
            )
        except (KeyError, ValueError, RuntimeError) as error:
            raise BundleError(f"{path} is damaged ({error}). Install the model again.") from error
        self.ends = frozenset(self.table.ends)

    def encode(self, text: str) -> list[int]:
        """Tokens of a text, never special ones: a writer's text may contain any characters."""
        return self._coder.encode(text)

    def mark(self, name: str) -> int:
        """A special token's id. Raises BundleError when there is none of this name."""
        if name not in self.table.special:
            raise BundleError(f"The voice has no token {name!r}. Install the model again.")
        return self.table.special[name]

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens; special tokens give nothing, and half a character gives U+FFFD."""
        return self._coder.decode(tokens)


class _BytePairs:
    def __init__(self, table: TokenTable) -> None:
        if len(table.pieces) != len(table.numbers) or len(set(table.pieces)) != len(table.pieces):
            raise ValueError("its pieces and their numbers do not fit together")
        ranks = {piece: rank for rank, piece in enumerate(table.pieces)}
        self._numbers = table.numbers
        self._pieces = dict(zip(table.numbers, table.pieces, strict=True))
        self._coder = tiktoken.Encoding(
            "voice", pat_str=PATTERNS[table.pattern], mergeable_ranks=ranks, special_tokens={}
        )

    def encode(self, text: str) -> list[int]:
        return [self._numbers[rank] for rank in self._coder.encode_ordinary(text)]

    def decode(self, tokens: Sequence[int]) -> str:
        return b"".join(self._pieces.get(token, b"") for token in tokens).decode("utf-8", "replace")


class _Pieces:
    def __init__(self, table: TokenTable) -> None:
        self._coder = sentencepiece.SentencePieceProcessor(model_proto=table.model)

    def encode(self, text: str) -> list[int]:
        found: list[int] = self._coder.encode(text)
        return found

    def decode(self, tokens: Sequence[int]) -> str:
        # SentencePiece drops the space at the start of a text, which separates words here.
        found: str = self._coder.decode([self._coder.unk_id(), *tokens])
        return found.removeprefix(self._coder.decode([self._coder.unk_id()]))

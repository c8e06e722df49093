"""Deliberately bad codecs, each in a different way: a gate that one of them passes is useless."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from conceptwriter.codec.pieces import language_piece, load_tokenizer
from conceptwriter.evaluation.codec.figures import EvaluatedCodec, Vectors, unit

DIMENSION = 64
_UNTRAINED_TOKENS = 12
"""Random weights hardly ever end a text."""


class Shuffled:
    """Good vectors in the wrong order: every sentence gets that of another, in each language another one."""

    def __init__(self, inner: EvaluatedCodec) -> None:
        self.inner = inner

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """The inner codec's vectors, rotated by a number that depends on the language."""
        shift = 1 + zlib.crc32(language.encode()) % max(1, len(texts) - 1)
        return np.roll(self.inner.encode(texts, language), shift, axis=0)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """As the inner codec decodes."""
        return self.inner.decode_texts(vectors, language)


class Copier:
    """Returns the source, whatever language is requested: auto-encodes perfectly, translates nothing."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._rows: list[Vectors] = []
        self._numbers: dict[str, int] = {}

    def encode(self, texts: Sequence[str], _: str) -> Vectors:
        """A random vector per text, the same one each time."""
        for text in texts:
            if text not in self._numbers:
                self._numbers[text] = len(self._texts)
                self._texts.append(text)
                self._rows.append(_noise_of(text))
        return np.stack([self._rows[self._numbers[text]] for text in texts])

    def decode_texts(self, vectors: Vectors, _: str) -> list[str]:
        """The text with the nearest vector."""
        nearest = (unit(vectors) @ unit(np.stack(self._rows)).T).argmax(axis=1)
        return [self._texts[int(number)] for number in nearest]


class Brittle(Copier):
    """A copier that knows a vector only letter by letter: the least noise makes it say something else."""

    def decode_texts(self, vectors: Vectors, _: str) -> list[str]:
        """The text of a vector it made itself, another text for any other."""
        known = {row.tobytes(): text for row, text in zip(self._rows, self._texts, strict=True)}
        return [
            known.get(row.tobytes(), self._texts[zlib.crc32(row.tobytes()) % len(self._texts)])
            for row in vectors
        ]


class Looping(Copier):
    """A copier that does not stop: every text is its first word again and again."""

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """A loop."""
        first = (text.split(maxsplit=1) for text in super().decode_texts(vectors, language))
        return [" ".join([*words[:1], "and"] * _UNTRAINED_TOKENS) for words in first]


class Untrained:
    """A network with random weights and a correct tokenizer.

    It reads a text as the mean of its pieces' random embeddings, and writes at each position the piece that a
    random layer for that position likes best.
    """

    def __init__(self, tokenizer: Path) -> None:
        self._pieces = load_tokenizer(tokenizer)
        chance = np.random.default_rng(1)
        size = int(self._pieces.get_piece_size())
        self._embedding = chance.standard_normal((size, DIMENSION), np.float32)
        self._layers = chance.standard_normal((_UNTRAINED_TOKENS, DIMENSION, DIMENSION), np.float32)
        tags = [number for number in range(size) if self._pieces.is_control(number)]
        self._never_written = np.array(tags, np.int64)

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Meaningless vectors (n, 64)."""
        tag = self._pieces.piece_to_id(language_piece(language))
        rows = [[tag, *self._pieces.encode(text)] for text in texts]
        vectors: Vectors = np.tanh(np.stack([self._embedding[row].mean(axis=0) for row in rows]))
        return vectors

    def decode_texts(self, vectors: Vectors, _: str) -> list[str]:
        """Meaningless pieces."""
        return [self._pieces.decode(self._written(vector)) for vector in vectors]

    def _written(self, vector: Vectors) -> list[int]:
        scores = np.tanh(vector @ self._layers) @ self._embedding.T
        scores[:, self._never_written] = -np.inf
        return [int(piece) for piece in scores.argmax(axis=1)]


KNOWN_BAD = ("shuffled", "copy", "brittle", "looping", "untrained")
"""What ``--known-bad`` offers, and what the gates name."""


def known_bad_codec(name: str, inner: EvaluatedCodec, tokenizer: Path) -> EvaluatedCodec:
    """The deliberately bad codec of this name; ``inner`` and its ``tokenizer`` are what it spoils."""
    if name == "shuffled":
        return Shuffled(inner)
    if name == "copy":
        return Copier()
    if name == "brittle":
        return Brittle()
    if name == "looping":
        return Looping()
    if name == "untrained":
        return Untrained(tokenizer)
    raise ValueError(f"{name!r} is not one of {', '.join(KNOWN_BAD)}")


def _noise_of(text: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)

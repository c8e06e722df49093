"""Codecs that are bad on purpose, each in another way: a gate that one of them passes is no gate."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from conceptwriter.training.evaluation.codec_figures import EvaluatedCodec, Vectors, unit

DIMENSION = 64
_UNTRAINED_TOKENS = 12
"""Random weights hardly ever end a text."""


class Shuffled:
    """Good vectors in the wrong order: every sentence gets that of another, in each language another one."""

    def __init__(self, inner: EvaluatedCodec) -> None:
        self.inner = inner

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """The inner codec's vectors, turned round by a number that depends on the language."""
        shift = 1 + zlib.crc32(language.encode()) % max(1, len(texts) - 1)
        return np.roll(self.inner.encode(texts, language), shift, axis=0)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """As the inner codec decodes."""
        return self.inner.decode_texts(vectors, language)


class Copier:
    """Gives back the source, whatever language is asked for: auto-encodes perfectly, translates nothing."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._rows: list[Vectors] = []
        self._numbers: dict[str, int] = {}

    def encode(self, texts: Sequence[str], _: str) -> Vectors:
        """A random vector a text, the same one each time."""
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


class Untrained:
    """A codec network with random weights, and a tokenizer that is as it should be."""

    def __init__(self, tokenizer: Path) -> None:
        import torch

        from conceptwriter.training.codec.config import TOY
        from conceptwriter.training.codec.inference import TorchCodec
        from conceptwriter.training.codec.model import CodecModel
        from conceptwriter.training.tokenizer import load_tokenizer

        pieces = load_tokenizer(tokenizer)
        with torch.random.fork_rng():
            torch.manual_seed(1)
            model = CodecModel(replace(TOY, vocabulary=pieces.get_piece_size(), longest=128))
        self._codec = TorchCodec(model, pieces)

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, 16) that mean nothing."""
        return self._codec.encode(texts, language)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """Pieces that mean nothing."""
        return self._codec.decode(vectors, language, maximum_tokens=_UNTRAINED_TOKENS)


KNOWN_BAD = ("shuffled", "copy", "brittle", "untrained")
"""What ``--known-bad`` offers, and what the gates name."""


def known_bad_codec(name: str, inner: EvaluatedCodec, tokenizer: Path) -> EvaluatedCodec:
    """The deliberately bad codec of this name; ``inner`` and its ``tokenizer`` are what it spoils."""
    if name == "shuffled":
        return Shuffled(inner)
    if name == "copy":
        return Copier()
    if name == "brittle":
        return Brittle()
    if name == "untrained":
        return Untrained(tokenizer)
    raise ValueError(f"{name!r} is not one of {', '.join(KNOWN_BAD)}")


def _noise_of(text: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)

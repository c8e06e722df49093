"""The codec of the LCM evaluation: every text is encoded once, however many variants need it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.codec.contract import Decoded, DecodeOptions, TextTooLong
from conceptwriter.codec.runtime import Codec
from conceptwriter.evaluation.lcm.predictors import Vectors


class WholeCodec(Protocol):
    """The run-time codec, or a test double."""

    @property
    def dimension(self) -> int:
        """Of its vectors."""

    @property
    def languages(self) -> tuple[str, ...]:
        """FLORES-200 codes."""

    @property
    def maximum_characters(self) -> int:
        """Of one text."""

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d). Raises CodecError."""

    def decode(self, vectors: Vectors, language: str, options: DecodeOptions) -> list[Decoded]:
        """The texts of vectors (n, d)."""


class RememberingCodec:
    """A codec that does not encode a text twice."""

    def __init__(self, codec: WholeCodec, name: str, version: str) -> None:
        self.codec = codec
        self.name = name
        self.version = version
        self._known: dict[tuple[str, str], Vectors] = {}

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d). Raises CodecError, as TextTooLong."""
        missing = list(dict.fromkeys(text for text in texts if (language, text) not in self._known))
        if missing:
            for text, vector in zip(missing, self.codec.encode(missing, language), strict=True):
                self._known[language, text] = vector
        if not texts:
            return np.zeros((0, self.codec.dimension), np.float32)
        return np.stack([self._known[language, text] for text in texts])

    def encode_cut(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d); a text beyond the codec's limit is cut to a half, a quarter ... that fits."""
        fitting = list(texts)
        while True:
            try:
                return self.encode(fitting, language)
            except TextTooLong as error:
                missing = [text for text in dict.fromkeys(fitting) if (language, text) not in self._known]
                too_long = missing[error.index]
                shorter = too_long[: max(1, len(too_long) // 2)]
                fitting = [shorter if text == too_long else text for text in fitting]

    def decode(self, vectors: Vectors, language: str, options: DecodeOptions) -> list[Decoded]:
        """The texts of vectors (n, d)."""
        return self.codec.decode(vectors, language, options)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """Greedy texts."""
        options = DecodeOptions(beam_size=1, no_repeat_ngram=0)
        return [decoded.text for decoded in self.decode(vectors, language, options)]


def bundle_codec(folder: Path, threads: int = 1) -> RememberingCodec:
    """The codec of a bundle. Raises BundleError."""
    manifest = load_manifest(folder)
    return RememberingCodec(Codec(folder, manifest, threads=threads), manifest.name, manifest.version)

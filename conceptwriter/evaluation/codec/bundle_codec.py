"""The codecs that are measured: a bundle's, as it runs in the program, decoding greedily."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.codec.contract import CodecError, DecodeOptions
from conceptwriter.codec.runtime import Codec
from conceptwriter.evaluation.codec.figures import Vectors
from conceptwriter.evaluation.held_out.overlaps import Progress, silent


class BundleCodec:
    """The run-time codec of a bundle, greedy and so deterministic, as the figures want it."""

    def __init__(self, folder: Path, threads: int, on_progress: Progress = silent) -> None:
        self.folder = folder
        self.manifest = load_manifest(folder)
        self.codec = Codec(folder, self.manifest, threads=threads)
        self.on_progress = on_progress

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d)."""
        return self.codec.encode(texts, language, on_progress=self.on_progress)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """Greedy texts."""
        decoded = self.codec.decode(vectors, language, self._options, on_progress=self.on_progress)
        return [row.text for row in decoded]

    def decode_from_texts(self, texts: Sequence[str], source: str, language: str) -> list[str]:
        """Greedy texts, from written texts in another language or the same; see `Codec.decodes_texts`."""
        decoded = self.codec.decode_from_texts(
            texts, source, language, self._options, on_progress=self.on_progress
        )
        return [row.text for row in decoded]

    @property
    def _options(self) -> DecodeOptions:
        return DecodeOptions(beam_size=1, no_repeat_ngram=0, maximum_tokens=self.codec.maximum_tokens)

    def fits(self, text: str, language: str) -> bool:
        """Whether the codec takes a text of this length; the program splits those it does not take."""
        try:
            self.codec.tokenizer.encode([text], language)
        except CodecError:
            return False
        return True

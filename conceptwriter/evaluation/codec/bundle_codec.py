"""The codecs that are measured: a bundle's, as it runs in the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.codec.contract import CodecError, DecodeOptions
from conceptwriter.codec.runtime import Codec
from conceptwriter.evaluation.codec.figures import Vectors
from conceptwriter.evaluation.held_out.overlaps import Progress, silent


class BundleCodec:
    """The run-time codec of a bundle, by default greedy."""

    def __init__(
        self,
        folder: Path,
        threads: int,
        on_progress: Progress = silent,
        options: DecodeOptions | None = None,
    ) -> None:
        self.folder = folder
        self.manifest = load_manifest(folder)
        self.codec = Codec(folder, self.manifest, threads=threads)
        self.on_progress = on_progress
        self.options = options or DecodeOptions(
            beam_size=1, no_repeat_ngram=0, maximum_tokens=self.codec.maximum_tokens
        )

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d)."""
        return self.codec.encode(texts, language, on_progress=self.on_progress)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """The texts of vectors."""
        decoded = self.codec.decode(vectors, language, self.options, on_progress=self.on_progress)
        return [row.text for row in decoded]

    def decode_from_texts(self, texts: Sequence[str], source: str, language: str) -> list[str]:
        """Texts decoded from written texts. Raises TextNotDecodable where the codec has no such way."""
        decoded = self.codec.decode_from_texts(
            texts, source, language, self.options, on_progress=self.on_progress
        )
        return [row.text for row in decoded]

    def fits(self, text: str, language: str) -> bool:
        """Whether the codec takes a text of this length; the program splits those it does not take."""
        try:
            self.codec.tokenizer.encode([text], language)
        except CodecError:
            return False
        return True

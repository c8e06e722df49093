"""``conceptwriter evaluate codec|lcm``: figures of an installed bundle as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.codec.contract import DecodeOptions
from conceptwriter.codec.runtime import Codec
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.training.evaluation.codec_figures import Vectors, codec_figures
from conceptwriter.training.evaluation.lcm_figures import Scorer, expected_score, lcm_figures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class BundleCodec:
    """The run-time codec of a bundle, greedy, as the figures want it."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.manifest = load_manifest(folder)
        self.codec = Codec(folder, self.manifest, threads=threads)

    def encode(self, texts: Sequence[str], language: str) -> Vectors:
        """Vectors (n, d)."""
        return self.codec.encode(texts, language)

    def decode_texts(self, vectors: Vectors, language: str) -> list[str]:
        """Greedy texts."""
        options = DecodeOptions(beam_size=1, no_repeat_ngram=0)
        return [decoded.text for decoded in self.codec.decode(vectors, language, options)]


def bundle_scorer(folder: Path, threads: int) -> Scorer:
    """Scores of the bundle's LCM: cosine with what it expects."""
    lcm = Lcm(folder, load_manifest(folder), threads=threads)

    def score(vectors: Vectors, kinds: NDArray[np.int64], pool: Vectors) -> NDArray[np.float32]:
        prediction = lcm.prepare(vectors, kinds).prediction
        return expected_score(prediction.candidates, prediction.weights, pool)

    return score


def evaluate(what: str, folder: Path, dev: Path, most: int = 500, threads: int = 2) -> dict[str, object]:
    """Figures of the bundle in ``folder`` on the held-out sets in ``dev``."""
    codec = BundleCodec(folder, threads)
    if what == "codec":
        figures = codec_figures(codec, dev, codec.manifest.languages, most)
    else:
        figures = lcm_figures(codec, bundle_scorer(folder, threads), dev, context=48, longest=140, most=most)
    return {"bundle": f"{codec.manifest.name} {codec.manifest.version}", **figures}


def table(figures: dict[str, object]) -> str:
    """The figures for reading: one row a line."""
    lines: list[str] = []
    for name, rows in figures.items():
        lines.append(f"{name}: {rows}" if isinstance(rows, str) else f"\n{name}")
        if isinstance(rows, list):
            lines.extend("  " + "  ".join(f"{key}={value}" for key, value in row.items()) for row in rows)
    return "\n".join(lines)


def as_json(figures: dict[str, object]) -> str:
    """The figures as JSON."""
    return json.dumps(figures, indent=1, ensure_ascii=False)

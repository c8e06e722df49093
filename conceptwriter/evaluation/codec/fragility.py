"""Robustness of a codec: auto-encoding of vectors with noise added (Meta LCM report, fragility).

An LCM never predicts a vector exactly. Its predictions lose as much in decoding as a vector with the same
amount of noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.evaluation.bootstrap import (
    chrf,
    corpus_figure,
    difference_figure,
    mean_figure,
)
from conceptwriter.evaluation.codec.figures import EvaluatedCodec, bleu_of
from conceptwriter.evaluation.held_out.overlaps import Progress, silent
from conceptwriter.evaluation.held_out.sets import SentenceSet
from conceptwriter.evaluation.measurements import POINTS, SHARE, Measurement

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = tuple(step / 8 for step in range(9))
"""Standard deviations of the noise, in units of the vectors' own: nine from 0 to 1."""


def fragility_figures(
    codec: EvaluatedCodec,
    texts: SentenceSet,
    lcm_error: float | None = None,
    *,
    levels: Sequence[float] = LEVELS,
    seed: int = 1,
    on_progress: Progress = silent,
) -> list[Measurement]:
    """BLEU, chrF and exact share at every noise level, and BLEU lost at half of the LCM's error.

    Args:
        codec: what is measured.
        texts: sentences of one language; none of them empty.
        lcm_error: root mean squared error of an LCM's predictions per dimension, where the vectors' own
            standard deviation is 1. Without it there is no "lost" figure.
        levels: standard deviations of the noise; the first must be 0.
        seed: of the noise; every level has the same noise, scaled, so that levels differ by nothing else.
        on_progress: called after each level.
    """
    vectors = codec.encode(texts.texts, texts.language)
    noise = np.random.default_rng(seed).standard_normal(vectors.shape).astype(np.float32)
    metric, characters = bleu_of(texts.language), chrf()
    references = [[text] for text in texts.texts]

    def decoded(level: float) -> list[str]:
        return codec.decode_texts(vectors + np.float32(level) * noise, texts.language)

    found: list[Measurement] = []
    clean: NDArray[np.float64] | None = None
    for done, level in enumerate(levels):
        on_progress(done, len(levels), "codec: noise levels")
        outputs = decoded(level)
        statistics = metric.statistics(outputs, references)
        clean = statistics if clean is None else clean
        exact = [a == b for a, b in zip(outputs, texts.texts, strict=True)]
        about = {"noise": f"{level:.3f}", "language": texts.language}
        groups = texts.documents
        in_characters = characters.statistics(outputs, references)
        found += [
            Measurement(
                "fragility", "bleu", about, corpus_figure(statistics, metric.score, groups=groups), POINTS
            ),
            Measurement(
                "fragility",
                "chrf",
                about,
                corpus_figure(in_characters, characters.score, groups=groups),
                POINTS,
            ),
            Measurement("fragility", "exact", about, mean_figure(exact, groups=groups), SHARE),
        ]
    if lcm_error is not None and clean is not None:
        noisy = metric.statistics(decoded(lcm_error / 2), references)
        lost = difference_figure(clean, noisy, metric.score, groups=texts.documents)
        about = {"noise": f"{lcm_error / 2:.3f}", "language": texts.language}
        found.append(Measurement("fragility", "bleu lost at half the error", about, lost, POINTS))
    return found

"""Sampling a vector level by level from residual codebooks (Large Concept Models, section 2.4).

A vector is a sum of one centroid per level. At each level the model sees the sum so far and predicts either
logits over the entries (discrete) or the remaining residual (continuous), whose distances to the entries give
the logits. All vectors here are in the normalised space.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, LcmError

Level = Callable[[FloatArray, int], npt.NDArray[Any]]
"""(sum so far (n, d), level) -> the model's prediction: logits (n, entries) or residual (n, d)."""
Wide = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DrawSettings:
    """How an entry is drawn; the names are those of `SampleSettings`."""

    temperature: float = 1.0
    """Divides the logits; 0 always takes the most likely entry."""
    top_k: int = 0
    """Only the k most likely entries; 0 keeps all."""
    top_p: float = 1.0
    """Only the most likely entries that together hold this probability."""

    def __post_init__(self) -> None:
        if not self.temperature >= 0 or self.top_k < 0:
            raise LcmError("Temperature and top-k must not be negative.")
        if not 0 < self.top_p <= 1:
            raise LcmError("Top-p lies above 0 and at most at 1.")


def draw_levels(
    logits_of: Level,
    codebooks: npt.NDArray[Any],
    n: int,
    settings: DrawSettings,
    draw: np.random.Generator,
    check: Callable[[], None] = lambda: None,
) -> tuple[FloatArray, npt.NDArray[np.float32]]:
    """`n` vectors (n, d) and, of each, the geometric mean (n,) of its entries' probabilities.

    codebooks: (levels, entries, d). `check` is called before every level and may raise to stop. The
    probabilities are the model's own, at temperature 1 and before cutting.
    """
    total = np.zeros((n, codebooks.shape[2]), np.float32)
    logarithms = np.zeros(n)
    for level, book in enumerate(codebooks):
        check()
        logits = np.asarray(logits_of(total, level), np.float64)
        chosen = draw_entries(logits, settings, draw)
        logarithms += np.log(np.maximum(probabilities(logits)[np.arange(n), chosen], 1e-30))
        total = total + book[chosen].astype(np.float32)
    return total, np.exp(logarithms / len(codebooks)).astype(np.float32)


def from_residual(residual_of: Level, codebooks: npt.NDArray[Any], beta: float) -> Level:
    """Logits of the continuous variant: -beta * squared distance of the predicted residual to each entry.

    Fast with codebooks in float32; half precision is widened again for each draw.
    """

    def logits_of(total: FloatArray, level: int) -> Wide:
        wanted = np.asarray(residual_of(total, level), np.float32)
        book = codebooks[level].astype(np.float32, copy=False)
        # einsum, not @: a product this small does not pay for many threads, which wait for each other on a
        # busy machine (57 ms against 1 ms while training was running).
        products = np.einsum("nd,ed->ne", wanted, book)
        squares = (
            np.einsum("nd,nd->n", wanted, wanted)[:, None] + np.einsum("ed,ed->e", book, book) - 2 * products
        )
        logits: Wide = -beta * np.maximum(squares, 0).astype(np.float64)
        return logits

    return logits_of


def draw_entries(logits: Wide, settings: DrawSettings, draw: np.random.Generator) -> npt.NDArray[np.int64]:
    """One entry per row, (n,), from logits (n, entries)."""
    if settings.temperature == 0:
        return np.asarray(logits.argmax(axis=1), np.int64)
    scaled = _cut(logits / settings.temperature, settings)
    # Gumbel's trick: the largest of logit + noise is a draw from the softmax.
    return np.asarray(np.argmax(scaled + draw.gumbel(size=scaled.shape), axis=1), np.int64)


def probabilities(logits: Wide) -> Wide:
    """Softmax of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


def _cut(logits: Wide, settings: DrawSettings) -> Wide:
    """Set entries outside top-k, then outside top-p of those, to minus infinity. The most likely stays."""
    entries = logits.shape[1]
    if (not settings.top_k or settings.top_k >= entries) and settings.top_p >= 1:
        return logits
    order = np.argsort(-logits, axis=1, kind="stable")
    ranked = np.take_along_axis(logits, order, axis=1)
    if settings.top_k:
        ranked[:, settings.top_k :] = -np.inf
    held = probabilities(ranked)
    ranked[held.cumsum(axis=1) - held >= settings.top_p] = -np.inf
    cut = np.empty_like(logits)
    np.put_along_axis(cut, order, ranked, axis=1)
    return cut

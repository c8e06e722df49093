"""Sampling next concepts from the heads of the mixture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, LcmError, Sampled, SampleSettings

USUAL_TEMPERATURE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What the model expects after an item."""

    candidates: FloatArray
    """(k, d): each head is a distinct alternative."""
    weights: FloatArray
    """(k,) log-probabilities of the heads."""
    end: float
    """Logit that the paragraph ends here."""
    document_end: float = -np.inf
    """Logit that the document ends here; minus infinity when the model does not predict it."""
    direction: FloatArray | None = None
    """(d,) unit vector from the mean of all sentences towards the next; None when not predicted."""


def draw(
    prediction: Prediction, n: int, settings: SampleSettings, seed: int, residual_scale: float
) -> Sampled:
    """`n` vectors and their scores.

    First answer (reroll 0): the heads by weight, unchanged. A re-roll shuffles them (Gumbel noise of the
    settings' temperature on the log-probabilities, which draws without replacement) and adds to each Gaussian
    noise of temperature * residual_scale per dimension. When more than k are requested, the heads are reused,
    with noise. Noise changes only the direction: vectors keep the length of their head.
    """
    if n < 1:
        raise LcmError("At least one next concept must be requested.")
    temperature = USUAL_TEMPERATURE if settings.temperature is None else settings.temperature
    if temperature < 0 or settings.reroll < 0:
        raise LcmError("Temperature and reroll must not be negative.")
    generator = np.random.default_rng([seed, settings.reroll])
    heads = len(prediction.weights)
    order = _order_of_heads(prediction.weights, temperature if settings.reroll else 0.0, generator)
    chosen = order[np.arange(n) % heads]
    vectors = prediction.candidates[chosen].astype(np.float32)
    noise = generator.standard_normal(vectors.shape).astype(np.float32)
    noisy = np.ones(n, np.bool_) if settings.reroll else np.arange(n) >= heads
    moved = vectors + noise * np.float32(temperature * residual_scale) * noisy[:, None]
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    same_length = moved * (np.linalg.norm(vectors, axis=1, keepdims=True) / np.maximum(lengths, 1e-12))
    vectors = np.where(noisy[:, None], same_length, vectors).astype(np.float32)
    scores = np.exp(prediction.weights[chosen]).astype(np.float32)
    return Sampled(vectors, scores, probability(prediction.end), probability(prediction.document_end))


def probability(logit: float) -> float:
    """The logistic function, numerically stable for any logit."""
    return float(0.5 * (1 + np.tanh(0.5 * np.float64(logit))))


def of_length(sampled: Sampled, length: float) -> Sampled:
    """The same directions with vectors of one length; 0 leaves them unchanged."""
    if not length:
        return sampled
    lengths = np.linalg.norm(sampled.vectors, axis=1, keepdims=True)
    return replace(
        sampled, vectors=(sampled.vectors * (length / np.maximum(lengths, 1e-12))).astype(np.float32)
    )


def _order_of_heads(
    weights: FloatArray, temperature: float, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    keys = weights.astype(np.float64)
    if temperature:
        keys = keys + temperature * generator.gumbel(size=len(keys))
    return np.argsort(-keys, kind="stable")

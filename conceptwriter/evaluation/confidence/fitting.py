"""The probability that a translation is usable: a logistic regression on its features.

Minimised is the cross-entropy with a penalty on the squares of the weights, by Newton's method, which is
deterministic. Features have mean 0 and spread 1 in the texts that are fitted on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.confidence_part import Weighted

Floats = npt.NDArray[np.float64]

PENALTY = 1.0
"""Half of the penalty's factor: as if each weight had a prior of spread 1."""
FEW_USABLE = 0.1
"""Of the texts that are called unlikely, at most this share is usable."""
STEP = 0.05
"""The threshold is a multiple of it."""
_ROUNDS = 100
_CONVERGED = 1e-10
_LEAST_SPREAD = 1e-6


class Fitted:
    """What was fitted: intercept and weights, by the names of the features."""

    def __init__(self, intercept: float, weights: Mapping[str, Weighted]) -> None:
        self.intercept, self.weights = intercept, dict(weights)

    def chances(self, features: Sequence[Mapping[str, float]]) -> Floats:
        """(n,) probabilities."""
        scores = np.full(len(features), self.intercept)
        for name, each in self.weights.items():
            column = np.array([row[name] for row in features], np.float64)
            scores += each.weight * (column - each.mean) / each.spread
        return _logistic(scores)


def fit(features: Sequence[Mapping[str, float]], usable: Sequence[bool]) -> Fitted:
    """The regression. A feature that never varies is left out.

    Raises:
        ValueError: there are no texts, or all are usable, or none is.
    """
    if len(set(usable)) < 2:
        raise ValueError("Both usable texts and others are needed to fit a confidence on.")
    table = {name: np.array([row[name] for row in features], np.float64) for name in features[0]}
    table = {name: column for name, column in table.items() if column.std() > _LEAST_SPREAD}
    means = {name: float(column.mean()) for name, column in table.items()}
    spreads = {name: float(column.std()) for name, column in table.items()}
    columns = [(table[name] - means[name]) / spreads[name] for name in table]
    matrix = np.stack([np.ones(len(features)), *columns], axis=1)
    found = _minimised(matrix, np.array(usable, np.float64))
    weights = {
        name: Weighted(means[name], spreads[name], float(weight))
        for name, weight in zip(table, found[1:], strict=True)
    }
    return Fitted(float(found[0]), weights)


def unlikely_below(chances: Sequence[float] | Floats, usable: Sequence[bool]) -> float:
    """The greatest threshold below which hardly any text is usable; 0 where there is none."""
    told, is_usable = np.asarray(chances, np.float64), np.asarray(usable, np.bool_)
    best = 0.0
    for step in range(1, round(1 / STEP)):
        below = told < step * STEP
        if below.any() and is_usable[below].mean() <= FEW_USABLE:
            best = round(step * STEP, 2)
    return best


def _minimised(matrix: Floats, target: Floats) -> Floats:
    penalty = np.full(matrix.shape[1], PENALTY)
    penalty[0] = 0.0
    weights = np.zeros(matrix.shape[1])
    loss = _loss(matrix, target, weights, penalty)
    for _ in range(_ROUNDS):
        chances = _logistic(matrix @ weights)
        slope = matrix.T @ (chances - target) + penalty * weights
        bend = (matrix.T * (chances * (1 - chances))) @ matrix + np.diag(penalty + _CONVERGED)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > _CONVERGED and _loss(matrix, target, weights - size * step, penalty) > loss:
            size /= 2  # a full step may go too far where classes are far apart
        weights = weights - size * step
        loss = _loss(matrix, target, weights, penalty)
        if np.abs(step).max() < _CONVERGED:
            break
    return weights


def _loss(matrix: Floats, target: Floats, weights: Floats, penalty: Floats) -> float:
    scores = matrix @ weights
    entropy = np.logaddexp(0.0, scores) - target * scores
    return float(entropy.sum() + (penalty * weights**2).sum() / 2)


def _logistic(scores: Floats) -> Floats:
    found: Floats = np.exp(-np.logaddexp(0.0, -scores))
    return found

"""Fits the weights of the chooser: see `assistant.choosing` for their use.

Recipe: places in training documents that the model of sentence order has not seen. At each, the true next
sentence is compared with four later sentences of the document, and separately with drafts of the voice for
the same place. Weights by conditional logit (McFadden 1974): the cross-entropy of both choices together, the
second counting `drafts_share` of the first, and a penalty on the squares of the weights. Chances by a
logistic curve (Platt 1999) from a score to whether the sentence was the author's own, over all of them.
Missing features of a place take their mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from conceptwriter.evaluation.reliability import Bin, bins_of, calibration_error
from conceptwriter.evaluation.systems.choice_places import OTHERS

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One place: features of the true sentence, of others of its document, and of drafts, in this order."""

    features: Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class FitRecipe:
    """The defaults produced the shipped weights."""

    drafts_share: float = 0.05
    """Weight of distinguishing the author's sentence from drafts, relative to others of its text.

    The most that costs no more than one standard error of accuracy in five-fold cross-validation inside the
    training places (the rule of Breiman et al. 1984): 53.3 % right; without drafts 54.4 %, with 0.1 50.4 %.
    """
    penalty: float = 0.03


@dataclass(frozen=True, slots=True)
class Fitted:
    """The chooser, as stored in its file."""

    names: tuple[str, ...]
    means: Floats
    spreads: Floats
    weights: Floats
    slope: float
    intercept: float

    def scores(self, choice: Choice) -> Floats:
        """(n,) for the sentences of a place."""
        return _table(choice, self.names, self.means, self.spreads) @ self.weights

    def chances(self, scores: Floats) -> Floats:
        """(n,)"""
        answer: Floats = 1 / (1 + np.exp(-(self.slope * scores + self.intercept)))
        return answer

    def save(self, path: Path, voice: str) -> None:
        """As `assistant.choosing.read_chooser` reads it; `voice` is the bundle of the likelihoods."""
        features = {
            name: [round(float(value), 5) for value in row]
            for name, *row in zip(self.names, self.means, self.spreads, self.weights, strict=True)
        }
        plain = {"voice": voice, "signs": features, "slope": self.slope, "intercept": self.intercept}
        path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def fit(choices: Sequence[Choice], names: Sequence[str], recipe: FitRecipe) -> Fitted:
    """Raises ValueError without choices."""
    if not choices:
        raise ValueError("There is no place to fit the weights on.")
    values = {
        name: np.concatenate([choice.features[name] for choice in choices if name in choice.features])
        for name in names
    }
    means = np.array([values[name].mean() for name in names])
    spreads = np.array([max(float(values[name].std()), 1e-6) for name in names])
    tables = [torch.from_numpy(_table(choice, names, means, spreads)) for choice in choices]
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        total = recipe.penalty * len(tables) * (weights**2).sum()
        for table in tables:
            scores = table @ weights
            total = total - scores[0] + torch.logsumexp(scores[: OTHERS + 1], 0)
            if len(scores) > OTHERS + 1:
                among_drafts = torch.cat([scores[:1], scores[OTHERS + 1 :]])
                total = total + recipe.drafts_share * (torch.logsumexp(among_drafts, 0) - scores[0])
        return total / len(tables)

    _minimise(loss, [weights])
    found = weights.detach().numpy()
    scores = np.concatenate([table.numpy() @ found for table in tables])
    own = np.concatenate([np.arange(len(table)) == 0 for table in tables]).astype(np.float64)
    slope, intercept = _curve(scores, own)
    return Fitted(tuple(names), means, spreads, found, slope, intercept)


def accuracy(fitted: Fitted, choices: Sequence[Choice]) -> float:
    """Share of the places where the true sentence is scored above the others of its document."""
    right = [int(fitted.scores(choice)[: OTHERS + 1].argmax()) == 0 for choice in choices]
    return float(np.mean(right))


def reliability(fitted: Fitted, choices: Sequence[Choice], bins: int = 8) -> tuple[float, list[Bin]]:
    """(expected calibration error, bins of equal count): Guo et al. 2017, arXiv 1706.04599."""
    scores = [fitted.scores(choice) for choice in choices]
    chances = np.concatenate([fitted.chances(score) for score in scores])
    own = np.concatenate([np.arange(len(score)) == 0 for score in scores])
    found = bins_of(chances, own, bins)
    return calibration_error(found), found


def _table(choice: Choice, names: Sequence[str], means: Floats, spreads: Floats) -> Floats:
    """(n, features), each feature less its mean, by its spread."""
    count = len(next(iter(choice.features.values())))
    columns = [
        (np.asarray(choice.features[name]) - mean) / spread if name in choice.features else np.zeros(count)
        for name, mean, spread in zip(names, means, spreads, strict=True)
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _curve(scores: Floats, own: Floats) -> tuple[float, float]:
    scored, truth = torch.from_numpy(scores), torch.from_numpy(own)
    slope = torch.ones((), dtype=torch.float64, requires_grad=True)
    intercept = torch.zeros((), dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(slope * scored + intercept, truth)

    _minimise(loss, [slope, intercept])
    return float(slope.detach()), float(intercept.detach())


def _minimise(loss: Callable[[], torch.Tensor], values: list[torch.Tensor]) -> None:
    optimiser = torch.optim.LBFGS(values, max_iter=200, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        found: torch.Tensor = loss()
        found.backward()
        return found

    optimiser.step(step)

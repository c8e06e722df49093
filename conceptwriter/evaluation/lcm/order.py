"""Coherence without an external model.

Is the true order more likely than a shuffled one, and does a foreign sentence surprise?

How likely an order is: the sum over its sentences of the cosine with what was expected there. What a sentence
is worth without its context is the same sum for every order, so nothing need be taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.evaluation.bootstrap import mean_figure
from conceptwriter.evaluation.lcm.places import EmbeddedDocument, unit_rows
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor, Vectors
from conceptwriter.evaluation.lcm.retrieval import Scoring
from conceptwriter.evaluation.measurements import SHARE, Measurement
from conceptwriter.lcm.contract import ItemKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST, LONGEST = 8, 12
SHUFFLES = 20


@dataclass(frozen=True, slots=True, eq=False)
class OrderPassage:
    """Consecutive sentences (n, d) of one document, shuffles of them, and one foreign sentence."""

    set: str
    identity: str
    vectors: Vectors
    shuffles: NDArray[np.int64]
    """(s, n) orders, none of them the true one."""
    foreign: Vectors
    """(d,) from another document of the set."""
    foreign_at: int
    """Number it gets in the passage of n + 1 sentences; neither first nor last."""


def passages_of(
    documents: Sequence[EmbeddedDocument], most: int, seed: int, shuffles: int = SHUFFLES
) -> list[OrderPassage]:
    """At most `most` stretches of 8 to 12 sentences that do not overlap, in a seeded order."""
    draw = np.random.default_rng(seed)
    stretches: list[tuple[int, NDArray[np.int64]]] = []
    for index, document in enumerate(documents):
        sentences = document.sentences
        begin = 0
        while len(sentences) - begin >= SHORTEST:
            length = int(draw.integers(SHORTEST, min(LONGEST, len(sentences) - begin) + 1))
            stretches.append((index, sentences[begin : begin + length]))
            begin += length
    chosen = draw.permutation(len(stretches))[:most]
    return [_passage(documents, stretches[number], draw, shuffles) for number in chosen]


def _passage(
    documents: Sequence[EmbeddedDocument],
    stretch: tuple[int, NDArray[np.int64]],
    draw: np.random.Generator,
    shuffles: int,
) -> OrderPassage:
    index, items = stretch
    document = documents[index]
    true = np.arange(len(items))
    orders: list[NDArray[np.int64]] = []
    while len(orders) < shuffles:
        order = draw.permutation(len(items))
        if (order != true).any():
            orders.append(order)
    foreign = document.vectors[items[0]]
    others = [other for other in range(len(documents)) if other != index]
    if others:
        other = documents[int(draw.choice(others))]
        foreign = other.vectors[int(draw.choice(other.sentences))] if len(other.sentences) else foreign
    at = int(draw.integers(1, len(items)))
    return OrderPassage(
        document.set, document.identity, document.vectors[items], np.stack(orders), foreign, at
    )


def likelihoods(predictor: EvaluatedPredictor, vectors: Vectors, scoring: Scoring) -> NDArray[np.float64]:
    """Score of each sentence but the first, (n - 1,), given those before it."""
    kinds = np.full(len(vectors), int(ItemKind.CONCEPT), dtype=np.int64)
    directions = unit_rows(vectors)
    return np.array(
        [
            float(scoring(predictor.expect(vectors[:end], kinds[:end]), directions[end : end + 1])[0])
            for end in range(1, len(vectors))
        ]
    )


def order_accuracy(predictor: EvaluatedPredictor, passage: OrderPassage, scoring: Scoring) -> float:
    """Share of the shuffles that are less likely than the true order; as likely counts half."""
    true = likelihoods(predictor, passage.vectors, scoring).sum()
    shuffled = [likelihoods(predictor, passage.vectors[order], scoring).sum() for order in passage.shuffles]
    difference = true - np.array(shuffled)
    return float(((difference > 1e-9) + 0.5 * (np.abs(difference) <= 1e-9)).mean())


def finds_foreign(predictor: EvaluatedPredictor, passage: OrderPassage, scoring: Scoring) -> bool:
    """Whether the sentence put in from elsewhere is the least expected one."""
    joined = np.insert(passage.vectors, passage.foreign_at, passage.foreign, axis=0)
    return int(likelihoods(predictor, joined, scoring).argmin()) + 1 == passage.foreign_at


def order_rows(
    predictor: EvaluatedPredictor,
    method: str,
    passages: Sequence[OrderPassage],
    scoring: Scoring,
    about: Mapping[str, str],
) -> list[Measurement]:
    """Accuracy of the order test and of the insertion test. Intervals draw whole documents."""
    groups = [passage.identity for passage in passages]
    where = {**about, "method": method}
    ordered = [order_accuracy(predictor, passage, scoring) for passage in passages]
    found = [finds_foreign(predictor, passage, scoring) for passage in passages]
    return [
        Measurement("order", "accuracy", where, mean_figure(ordered, groups=groups), SHARE),
        Measurement("order", "foreign found", where, mean_figure(found, groups=groups), SHARE),
    ]


def chance_of_finding(passages: Sequence[OrderPassage]) -> float:
    """What guessing gives in the insertion test."""
    return float(np.mean([1 / len(passage.vectors) for passage in passages]))

"""Finding the true next sentence (R@1, R@10, MRR) and contrastive accuracy, also for the baselines.

Contrastive accuracy is the share of the other sentences of the wide pool that are farther from the prediction
than the truth (LCM paper, section 2.5.1, there within a batch). Vectors of the codec all have one length, so
the order of distances is that of cosines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conceptwriter.evaluation.bootstrap import mean_figure
from conceptwriter.evaluation.lcm.places import HeldOutPlace, unit_rows
from conceptwriter.evaluation.lcm.predictors import EvaluatedPredictor, Expectation, Vectors
from conceptwriter.evaluation.measurements import SHARE, Measurement

Scoring = Callable[[Expectation, Vectors], NDArray[np.float32]]
"""Expectation, candidates of unit length (c, d) -> scores (c,), the higher the more likely."""
TOGETHER = "together"
TABLE = "next sentence"
WIDE, NEAR = "1,000 sentences", "same document"
CHOOSING_PLACES = 100


def expected(expectation: Expectation, candidates: Vectors) -> NDArray[np.float32]:
    """Cosine with the weighted mean of the alternatives."""
    result: NDArray[np.float32] = candidates @ unit_rows(expectation.mean)
    return result


def nearest(expectation: Expectation, candidates: Vectors) -> NDArray[np.float32]:
    """Cosine with the nearest alternative."""
    result: NDArray[np.float32] = (candidates @ unit_rows(expectation.alternatives).T).max(axis=1)
    return result


def scorings(centre: Vectors) -> Mapping[str, Scoring]:
    """All scoring functions by name; `centre` (d,) is the mean of many sentence vectors of unit length.

    "centred": cosine after subtracting the centre from both sides. All sentences share a direction; a model
    that expects a mean of sentences, as when trained on squared error, predicts mostly that.
    "directed": the same with the direction of a model that has one for ranking; "centred" where it has none.
    """

    def centred(expectation: Expectation, candidates: Vectors) -> NDArray[np.float32]:
        size = np.float32(np.sqrt(len(centre)))  # the length of the codec's vectors: variance 1
        towards = unit_rows(expectation.mean / size - centre)
        result: NDArray[np.float32] = unit_rows(candidates - centre) @ towards
        return result

    def directed(expectation: Expectation, candidates: Vectors) -> NDArray[np.float32]:
        if expectation.direction is None:
            return centred(expectation, candidates)
        result: NDArray[np.float32] = unit_rows(candidates - centre) @ expectation.direction
        return result

    return {"expected": expected, "centred": centred, "nearest": nearest, "directed": directed}


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """Rank of the truth at each place (0 is best) and how many others there were."""

    wide: NDArray[np.int64]
    others: NDArray[np.int64]
    near: NDArray[np.int64]


def ranks(expectations: Sequence[Expectation], places: Sequence[HeldOutPlace], scoring: Scoring) -> Ranks:
    """Ranks at all places; ties with the truth count as nearer."""
    wide: list[int] = []
    near: list[int] = []
    for expectation, place in zip(expectations, places, strict=True):
        for rows, found in ((place.wide, wide), (place.near, near)):
            scores = scoring(expectation, place.pool.unit[rows])
            found.append(int((scores[1:] >= scores[0]).sum()))
    others = [len(place.wide) - 1 for place in places]
    return Ranks(np.array(wide), np.array(others), np.array(near))


def expectations_at(predictor: EvaluatedPredictor, places: Sequence[HeldOutPlace]) -> list[Expectation]:
    """The expectation at each place, computed document by document, so that nothing is read twice."""
    order = sorted(range(len(places)), key=lambda k: (places[k].document.identity, places[k].item))
    found: dict[int, Expectation] = {}
    for number in order:
        place = places[number]
        found[number] = predictor.expect(place.vectors, place.kinds)
    return [found[number] for number in range(len(places))]


def chosen_scoring(
    predictor: EvaluatedPredictor, places: Sequence[HeldOutPlace], ways: Mapping[str, Scoring]
) -> str:
    """Which scoring finds the truth best (mean reciprocal rank) on places that are not measured on.

    Models and baselines alike get the one that suits them best.
    """
    expectations = expectations_at(predictor, places)
    quality = {
        name: float((1 / (ranks(expectations, places, way).wide + 1)).mean())
        for name, way in ways.items()
        if _makes_a_difference(name, expectations)
    }
    return max(quality, key=lambda name: quality[name])


def _makes_a_difference(way: str, expectations: Sequence[Expectation]) -> bool:
    if way == "nearest":
        return any(len(found.alternatives) > 1 for found in expectations)
    return way != "directed" or any(found.direction is not None for found in expectations)


def retrieval(
    method: str, found: Ranks, places: Sequence[HeldOutPlace], about: Mapping[str, str], table: str = TABLE
) -> list[Measurement]:
    """R@1, R@10 and MRR in both pools, each set and all together. Intervals draw whole documents."""
    rows: list[Measurement] = []
    for name, here, groups in by_set(places):
        for pool, rank in ((WIDE, found.wide[here]), (NEAR, found.near[here])):
            where = {**about, "set": name, "pool": pool, "method": method}
            one, ten = mean_figure(rank < 1, groups=groups), mean_figure(rank < 10, groups=groups)
            rows += [
                Measurement(table, "recall@1", where, one, SHARE),
                Measurement(table, "recall@10", where, ten, SHARE),
                Measurement(table, "mrr", where, mean_figure(1 / (rank + 1), groups=groups)),
            ]
    return rows


def contrastive(
    method: str, found: Ranks, places: Sequence[HeldOutPlace], about: Mapping[str, str]
) -> list[Measurement]:
    """Contrastive accuracy, each set and all together."""
    farther = 1 - found.wide / np.maximum(found.others, 1)
    return [
        Measurement(
            "teacher-forced",
            "contrastive accuracy",
            {**about, "set": name, "method": method},
            mean_figure(farther[here], groups=groups),
            SHARE,
        )
        for name, here, groups in by_set(places)
    ]


def by_set(places: Sequence[HeldOutPlace]) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.str_]]]:
    """(name of the set, its places, their documents); all together last, where there are several sets."""
    sets = np.array([place.document.set for place in places])
    documents = np.array([place.document.identity for place in places])
    names = list(dict.fromkeys(sets.tolist()))
    for name in names:
        here = np.flatnonzero(sets == name)
        yield name, here, documents[here]
    if len(names) > 1:
        yield TOGETHER, np.arange(len(sets)), documents

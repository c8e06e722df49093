"""Numbers with their uncertainty: percentile bootstrap intervals (Efron 1979) at 95 %, seeded.

Everything that is measured on items (sentences, places) is a function of *sums* over them: a mean is a sum
over a count, corpus BLEU and chrF are functions of summed n-gram counts. So a resample is a matrix product of
how often each item was drawn with the per-item statistics, and 1,000 resamples cost milliseconds.

Items of one document are alike; pass ``groups`` to draw whole documents instead, which is the honest
(wider) interval. Fewer than ``FEWEST_GROUPS`` documents tell nothing about documents in general: then
items are drawn, and the figure is about these documents only.

Where all of n yes-or-no items are the same, resampling shows no uncertainty; there the exact bound is used
(Clopper and Pearson 1934): 0 of 100 is [0, 3.6 %].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.utils import SACREBLEU_DIR

Floats = NDArray[np.float64]
Score = Callable[[Floats], float]
"""Summed statistics (s,) -> the figure; NaN where it is not defined."""

RESAMPLES = 1000
FEWEST_GROUPS = 5
_ROWS_AT_ONCE = 4_000_000
_FLORES_200_TOKENIZER = "flores200sacrebleuspm"
"""File name under which sacrebleu keeps it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number, the ends of its 95 % interval, and the number of items it is based on."""

    value: float
    low: float
    high: float
    items: int

    def as_json(self) -> dict[str, float | int]:
        """Rounded to the precision of the interval."""
        return {
            "value": round(self.value, 5),
            "low": round(self.low, 5),
            "high": round(self.high, 5),
            "items": self.items,
        }


def corpus_figure(
    statistics: ArrayLike,
    score: Score,
    *,
    seed: int = 1,
    resamples: int = RESAMPLES,
    groups: Sequence[Any] | NDArray[Any] | None = None,
) -> Figure:
    """The figure of items with per-item statistics (n, s) that are summed before scoring.

    Raises:
        ValueError: there are no items.
    """
    table = np.asarray(statistics, dtype=np.float64)
    values = _resampled(_by_group(table, groups), score, seed, resamples)
    return _figure(score(table.sum(axis=0)), values, len(table))


def mean_figure(
    values: ArrayLike,
    *,
    seed: int = 1,
    resamples: int = RESAMPLES,
    groups: Sequence[Any] | NDArray[Any] | None = None,
) -> Figure:
    """The mean of per-item values (n,); of booleans, a share."""
    given = np.asarray(values)
    column = given.astype(np.float64)
    found = ratio_figure(column, np.ones_like(column), seed=seed, resamples=resamples, groups=groups)
    if given.dtype == np.bool_ and found.value in (0.0, 1.0):
        return _all_the_same(found)
    return found


def median_figure(values: ArrayLike, *, seed: int = 1, resamples: int = RESAMPLES) -> Figure:
    """The median of per-item values (n,), as of waiting times. It is not a function of sums.

    Raises:
        ValueError: there are no items.
    """
    column = np.asarray(values, dtype=np.float64)
    if not len(column):
        raise ValueError("a figure needs at least one item")
    drawn = np.random.default_rng(seed).integers(0, len(column), (resamples, len(column)))
    return _figure(float(np.median(column)), np.median(column[drawn], axis=1), len(column))


def pearson_figure(
    first: ArrayLike, second: ArrayLike, *, seed: int = 1, resamples: int = RESAMPLES
) -> Figure:
    """Pearson's correlation of two values of each item (n,); NaN where one of them never varies.

    Raises:
        ValueError: there are no items.
    """
    one, two = (np.asarray(values, np.float64) for values in (first, second))
    one, two = one - one.mean(), two - two.mean()  # sums of squares of big numbers would lose digits
    table = np.stack([np.ones_like(one), one, two, one * one, two * two, one * two], axis=1)
    return corpus_figure(table, _pearson, seed=seed, resamples=resamples)


def spearman_figure(
    first: ArrayLike, second: ArrayLike, *, seed: int = 1, resamples: int = RESAMPLES
) -> Figure:
    """Spearman's correlation: that of the ranks, equal values sharing the mean of theirs.

    Every resample is ranked anew: ranks are no function of sums.

    Raises:
        ValueError: there are no items.
    """
    values = [np.asarray(given, np.float64) for given in (first, second)]
    count = len(values[0])
    if not count:
        raise ValueError("a figure needs at least one item")
    draw = np.random.default_rng(seed)
    scores: list[float] = []
    at_once = max(1, _ROWS_AT_ONCE // count)
    for start in range(0, resamples, at_once):
        size = min(at_once, resamples - start)
        drawn = draw.multinomial(count, np.full(count, 1 / count), size=size)
        scores.extend(_rank_correlations(values, drawn))
    return _figure(_rank_correlations(values, np.ones((1, count), np.int64))[0], np.array(scores), count)


def drawn_figure(
    columns: Sequence[ArrayLike],
    score: Callable[..., float],
    *,
    seed: int = 1,
    resamples: int = RESAMPLES,
) -> Figure:
    """A figure that is no function of sums: `score` of columns (n,) of the items, and of resampled ones.

    Raises:
        ValueError: there are no items.
    """
    table = [np.asarray(column) for column in columns]
    count = len(table[0])
    if not count:
        raise ValueError("a figure needs at least one item")
    draw = np.random.default_rng(seed)
    rows = (draw.integers(0, count, count) for _ in range(resamples))
    scores = np.array([score(*(column[drawn] for column in table)) for drawn in rows])
    return _figure(score(*table), scores, count)


def ratio_figure(
    counted: ArrayLike,
    possible: ArrayLike,
    *,
    seed: int = 1,
    resamples: int = RESAMPLES,
    groups: Sequence[Any] | NDArray[Any] | None = None,
) -> Figure:
    """Sum of ``counted`` (n,) over sum of ``possible`` (n,): a share of things that items have several of."""
    table = np.stack([np.asarray(counted, np.float64), np.asarray(possible, np.float64)], axis=1)
    return corpus_figure(table, _ratio, seed=seed, resamples=resamples, groups=groups)


def counted_share_figure(counted: Sequence[int], possible: Sequence[int], *, seed: int = 1) -> Figure:
    """As `ratio_figure` of whole things, which are the items; where none or all count, the exact bound."""
    found = replace(ratio_figure(counted, possible, seed=seed), items=sum(possible))
    return _all_the_same(found) if found.value in {0.0, 1.0} else found


def difference_figure(
    first: ArrayLike,
    second: ArrayLike,
    score: Score,
    *,
    seed: int = 1,
    resamples: int = RESAMPLES,
    groups: Sequence[Any] | NDArray[Any] | None = None,
) -> Figure:
    """Score of ``first`` less score of ``second`` on the *same* items (n, s), resampled together (paired)."""
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if one.shape != two.shape:
        raise ValueError(f"paired statistics differ in shape: {one.shape} and {two.shape}")
    width = one.shape[1]

    def both(sums: Floats) -> float:
        return score(sums[:width]) - score(sums[width:])

    joined = np.concatenate([one, two], axis=1)
    return corpus_figure(joined, both, seed=seed, resamples=resamples, groups=groups)


def mean_difference_figure(
    first: ArrayLike,
    second: ArrayLike,
    *,
    seed: int = 1,
    resamples: int = RESAMPLES,
    groups: Sequence[Any] | NDArray[Any] | None = None,
) -> Figure:
    """Mean of ``first - second`` over the same items (n,)."""
    apart = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    return mean_figure(apart, seed=seed, resamples=resamples, groups=groups)


# Corpus metrics of texts (sacrebleu's own statistics)


@dataclass(frozen=True, slots=True)
class TextMetric:
    """BLEU or chrF as per-sentence statistics and a score of their sums."""

    name: str
    metric: BLEU | CHRF

    def statistics(self, outputs: Sequence[str], references: Sequence[Sequence[str]]) -> Floats:
        """Per-sentence statistics (n, s); ``references`` holds for each output one or more accepted texts."""
        most = max((len(texts) for texts in references), default=0)
        streams = [[texts[k] if k < len(texts) else None for texts in references] for k in range(most)]
        found = self.metric._extract_corpus_statistics(list(outputs), streams)  # type: ignore[arg-type]
        result: Floats = np.asarray(found, dtype=np.float64)
        return result

    def score(self, sums: Floats) -> float:
        """0 to 100 from summed statistics."""
        return float(self.metric._compute_score_from_stats([int(value) for value in sums]).score)

    def figure(self, outputs: Sequence[str], references: Sequence[Sequence[str]], seed: int = 1) -> Figure:
        """The corpus score with its interval."""
        return corpus_figure(self.statistics(outputs, references), self.score, seed=seed)

    @property
    def signature(self) -> str:
        """Everything that a score depends on, as sacrebleu writes it, of the texts scored last."""
        name = {"bleu": "BLEU", "spbleu": "spBLEU", "chrf": "chrF2", "chrf++": "chrF2++"}[self.name]
        return f"{name}|{self.metric.get_signature()}"


def bleu(tokenizer: str = "13a") -> TextMetric:
    """Corpus BLEU with sacrebleu's defaults; ``tokenizer`` "char" for scripts without spaces."""
    return TextMetric("bleu", BLEU(tokenize=tokenizer))


def sp_bleu() -> TextMetric | None:
    """BLEU on the pieces of FLORES-200's own tokenizer; None where sacrebleu would have to download that."""
    if not (Path(SACREBLEU_DIR) / "models" / _FLORES_200_TOKENIZER).is_file():
        return None
    return TextMetric("spbleu", BLEU(tokenize="flores200"))


def chrf() -> TextMetric:
    """chrF2: character 6-grams."""
    return TextMetric("chrf", CHRF(word_order=0))


def chrf_plus_plus() -> TextMetric:
    """chrF2++: character 6-grams and word 2-grams."""
    return TextMetric("chrf++", CHRF(word_order=2))


def _all_the_same(found: Figure) -> Figure:
    reach = 1 - 0.025 ** (1 / found.items)
    return replace(found, high=reach) if found.value == 0 else replace(found, low=1 - reach)


def _pearson(sums: Floats) -> float:
    count, one, two, one_one, two_two, one_two = (float(value) for value in sums)
    spread = (one_one - one * one / count) * (two_two - two * two / count)
    return (one_two - one * two / count) / spread**0.5 if spread > 0 else float("nan")


def _rank_correlations(values: Sequence[Floats], drawn: NDArray[np.int64]) -> list[float]:
    """For each row of `drawn` (r, n), how often each item was drawn."""
    ranks = [_ranks(column, drawn) for column in values]
    apart = [
        column - (column * drawn).sum(axis=1, keepdims=True) / drawn.sum(axis=1, keepdims=True)
        for column in ranks
    ]
    both, one, two = (
        (drawn * left * right).sum(axis=1)
        for left, right in ((apart[0], apart[1]), (apart[0], apart[0]), (apart[1], apart[1]))
    )
    return [
        float(top / (left * right) ** 0.5) if left * right > 0 else float("nan")
        for top, left, right in zip(both, one, two, strict=True)
    ]


def _ranks(column: Floats, drawn: NDArray[np.int64]) -> Floats:
    """Rank of each item (r, n) among those drawn."""
    _, group = np.unique(column, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    sizes = np.add.reduceat(drawn[:, order], starts, axis=1)
    middle: Floats = np.cumsum(sizes, axis=1) - sizes / 2 + 0.5
    return middle[:, group]


def _ratio(sums: Floats) -> float:
    return float(sums[0] / sums[1]) if sums[1] else float("nan")


def _by_group(table: Floats, groups: Sequence[Any] | NDArray[Any] | None) -> Floats:
    if groups is None:
        return table
    if len(groups) != len(table):
        raise ValueError(f"{len(groups)} groups for {len(table)} items")
    names, number = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < FEWEST_GROUPS:
        return table
    summed = np.zeros((len(names), table.shape[1]))
    np.add.at(summed, number.reshape(-1), table)
    return summed


def _resampled(table: Floats, score: Score, seed: int, resamples: int) -> Floats:
    count = len(table)
    if not count:
        raise ValueError("a figure needs at least one item")
    draw = np.random.default_rng(seed)
    at_once = max(1, _ROWS_AT_ONCE // count)
    scores: list[float] = []
    for first in range(0, resamples, at_once):
        size = min(at_once, resamples - first)
        drawn = draw.multinomial(count, np.full(count, 1 / count), size=size)
        scores.extend(score(sums) for sums in drawn @ table)
    return np.array(scores)


def _figure(value: float, resampled: Floats, items: int) -> Figure:
    defined = resampled[np.isfinite(resampled)]
    if not len(defined):
        return Figure(value, value, value, items)
    low, high = np.percentile(defined, [2.5, 97.5])
    return Figure(value, float(low), float(high), items)

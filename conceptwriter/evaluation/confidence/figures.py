"""How good told probabilities are, as figures with intervals.

Tables: "confidence" (error, Brier score and ranking of a half, of a set, of a direction), "reliability" (ten
bins of equal count of each half: what was told, and what share was usable).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from conceptwriter.evaluation.bootstrap import drawn_figure, mean_figure
from conceptwriter.evaluation.measurements import POINTS, SHARE, Measurement
from conceptwriter.evaluation.reliability import (
    Bin,
    area_under_curve,
    bins_of,
    brier_score,
    calibration_error,
)

TABLE, RELIABILITY = "confidence", "reliability"
BINS = 10
_RESAMPLES = 300
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of some texts, and what is true."""

    chances: Floats
    """(n,)"""
    usable: npt.NDArray[np.bool_]
    """(n,)"""

    def __len__(self) -> int:
        return len(self.chances)

    def only(self, rows: Sequence[bool]) -> Told:
        """Those of the rows that are true."""
        chosen = np.asarray(rows, np.bool_)
        return Told(self.chances[chosen], self.usable[chosen])

    @property
    def bins(self) -> list[Bin]:
        """Ten, of equal count."""
        return bins_of(self.chances, self.usable, BINS)


def summary(told: Told, about: Mapping[str, str]) -> Iterator[Measurement]:
    """One row of the table "confidence"."""
    if not len(told):
        return
    yield Measurement(TABLE, "usable", about, mean_figure(told.usable), SHARE)
    yield Measurement(TABLE, "told", about, mean_figure(told.chances), SHARE)
    for name, score, unit in (
        ("calibration error", _binned_error, SHARE),
        ("Brier score", brier_score, POINTS),
        ("AUROC", area_under_curve, POINTS),
    ):
        figure = drawn_figure((told.chances, told.usable), score, resamples=_RESAMPLES)
        if not math.isnan(figure.value):  # without usable texts, or without others, nothing is ranked
            yield Measurement(TABLE, name, about, figure, unit)


def reliability_rows(told: Told, about: Mapping[str, str]) -> Iterator[Measurement]:
    """The table "reliability": a row for each bin."""
    order = np.argsort(told.chances, kind="stable")
    for number, part in enumerate(np.array_split(order, BINS), start=1):
        if len(part):
            row = {**about, "bin": str(number)}
            yield Measurement(RELIABILITY, "told", row, mean_figure(told.chances[part]), SHARE)
            yield Measurement(RELIABILITY, "usable", row, mean_figure(told.usable[part]), SHARE)


def threshold_rows(told: Told, threshold: float, about: Mapping[str, str]) -> Iterator[Measurement]:
    """What the threshold of "unlikely" does: the share below it, and how many of those are usable."""
    if not len(told):
        return
    below = told.chances < threshold
    table = "unlikely"
    yield Measurement(table, "texts below", about, mean_figure(below), SHARE)
    if below.any():
        yield Measurement(table, "usable among them", about, mean_figure(told.usable[below]), SHARE)
    if (~below).any():
        yield Measurement(table, "usable among the others", about, mean_figure(told.usable[~below]), SHARE)


def _binned_error(chances: Floats, usable: npt.NDArray[np.bool_]) -> float:
    return calibration_error(bins_of(chances, usable, BINS))

"""A robust per-dimension normaliser: the space in which the diffusion and quantised variants work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, LcmError

IQR_TO_DEVIATION = 0.7413
"""Standard deviation of a Gaussian divided by its interquartile range."""
SMALLEST_SHARE = 0.1
"""Floor of the scales, as a share of their median."""
FEWEST_VECTORS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Normaliser:
    """(x - centre) / scale, dimension by dimension."""

    centre: FloatArray
    """(d,)"""
    scale: FloatArray
    """(d,), above 0"""

    def __post_init__(self) -> None:
        if self.centre.ndim != 1 or self.centre.shape != self.scale.shape:
            raise LcmError(
                f"A normaliser has as many centres as scales, not {self.centre.shape} and {self.scale.shape}."
            )
        if not np.isfinite(self.centre).all() or not np.isfinite(self.scale).all() or self.scale.min() <= 0:
            raise LcmError("The numbers of a normaliser must be finite, its scales above 0.")

    def normalise(self, vectors: npt.NDArray[Any]) -> FloatArray:
        """(..., d) -> (..., d) float32"""
        return np.asarray((vectors - self.centre) / self.scale, np.float32)

    def denormalise(self, vectors: npt.NDArray[Any]) -> FloatArray:
        """The inverse of `normalise`."""
        return np.asarray(vectors * self.scale + self.centre, np.float32)


def fit(vectors: npt.NDArray[Any]) -> Normaliser:
    """Centre: median; scale: 0.7413 * (75 % quantile - 25 % quantile), the deviation if it were Gaussian.

    Quantiles are fractions here, 0.25 and 0.75: passing (0.25, 0.75) to scikit-learn, which expects per cent,
    would fit the lowest hundredth. Near-constant dimensions get a floor of a tenth of the median scale, as
    dividing by their own scale would amplify the codec's rounding errors. Raises LcmError on too few or
    unusable vectors.
    """
    values = np.asarray(vectors, np.float32)
    if values.ndim != 2 or len(values) < FEWEST_VECTORS or not np.isfinite(values).all():
        raise LcmError(
            f"A normaliser is fitted on at least {FEWEST_VECTORS} finite vectors (n, d), not {values.shape}."
        )
    low, centre, high = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
    scale = IQR_TO_DEVIATION * (high - low)
    median = float(np.median(scale))
    if median <= 0:
        raise LcmError("The vectors are all the same: no normaliser can be fitted on them.")
    return Normaliser(
        centre.astype(np.float32), np.maximum(scale, SMALLEST_SHARE * median).astype(np.float32)
    )

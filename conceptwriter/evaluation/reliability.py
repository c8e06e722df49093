"""How far told probabilities can be believed: bins, calibration error, Brier score, ranking; and a diagram.

The diagram is that of Guo et al. 2017 (arXiv 1706.04599, figure 1), as an SVG file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from conceptwriter.atomic_write import atomic_write

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Floats = npt.NDArray[np.float64]
SIDE, MARGIN = 320, 48


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose chances lie between two bounds."""

    count: int
    predicted: float
    """Mean chance."""
    true: float
    """Share that it was true of."""


def bins_of(chances: ArrayLike, true: ArrayLike, count: int) -> list[Bin]:
    """The items in bins of equal count, by their chances; none is empty."""
    told, is_true = np.asarray(chances, np.float64), np.asarray(true, np.float64)
    parts = np.array_split(np.argsort(told, kind="stable"), count)
    return [
        Bin(len(part), float(told[part].mean()), float(is_true[part].mean())) for part in parts if len(part)
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far chances and shares are apart, over all items."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.predicted - each.true) for each in bins) / total if total else 0.0


def brier_score(chances: ArrayLike, true: ArrayLike) -> float:
    """Mean squared difference of chances and truth (Brier 1950): 0 is perfect."""
    return float(np.mean((np.asarray(chances, np.float64) - np.asarray(true, np.float64)) ** 2))


def area_under_curve(chances: ArrayLike, true: ArrayLike) -> float:
    """How often a true item has a greater chance than another one, ties counting half; NaN without both."""
    told, is_true = np.asarray(chances, np.float64), np.asarray(true, np.bool_)
    positive, negative = int(is_true.sum()), int((~is_true).sum())
    if not positive or not negative:
        return float("nan")
    _, group, sizes = np.unique(told, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    return float((ranks[is_true].sum() - positive * (positive + 1) / 2) / (positive * negative))


def reliability_svg(
    bins: Sequence[Bin], path: Path, title: str, *, told: str, observed: str, most: float | None = None
) -> None:
    """A reliability diagram with each bin as a dot, written to `path`.

    The mean chance is on the x axis (`told`), the share that was true on the y axis (`observed`), both from 0
    to `most`; None: a quarter more than the greatest of them. On the diagonal chances are right.

    Raises ValueError without bins.
    """
    if not bins:
        raise ValueError("There is nothing to plot.")
    if most is None:
        most = 1.25 * max(max(each.predicted, each.true) for each in bins)
    dots = "".join(
        f'<circle cx="{_x(each.predicted / most):.1f}" cy="{_y(each.true / most):.1f}" r="4" fill="#1f6f6b">'
        f"<title>{each.predicted:.1%} told, {each.true:.1%} of {each.count}</title></circle>"
        for each in bins
    )
    size = SIDE + 2 * MARGIN
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" '
        f'font-size="12"><rect width="{size}" height="{size}" fill="white"/>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#bbb"/>{dots}'
        f'<text x="{size / 2}" y="{MARGIN / 2}" text-anchor="middle">{escape(title)}</text>'
        f'<text x="{size / 2}" y="{size - 12}" text-anchor="middle">{escape(told)}, 0 to {most:.0%}</text>'
        f'<text transform="translate(18 {size / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(observed)}, 0 to {most:.0%}</text></svg>\n"
    )
    atomic_write(path, text.encode())


def _x(share: float) -> float:
    return MARGIN + SIDE * share


def _y(share: float) -> float:
    return MARGIN + SIDE * (1 - share)

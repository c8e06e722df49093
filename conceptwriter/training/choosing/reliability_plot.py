"""A reliability diagram (Guo et al. 2017, figure 1) as an SVG file: chances against observed shares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conceptwriter.training.choosing.fitting import Bin

SIDE, MARGIN = 320, 48


def reliability_svg(bins: Sequence[Bin], path: Path, title: str) -> None:
    """A reliability diagram with each bin as a dot.

    The mean chance is on the x axis, the share that was true on the y axis, both from 0 to a quarter more
    than the greatest of them. On the diagonal chances are right.

    Raises ValueError without bins.
    """
    if not bins:
        raise ValueError("There is nothing to plot.")
    most = 1.25 * max(max(each.predicted, each.true) for each in bins)
    dots = "".join(
        f'<circle cx="{_x(each.predicted / most):.1f}" cy="{_y(each.true / most):.1f}" r="4" fill="#1f6f6b"/>'
        for each in bins
    )
    size = SIDE + 2 * MARGIN
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" '
        f'font-size="12"><rect width="{size}" height="{size}" fill="white"/>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#bbb"/>{dots}'
        f'<text x="{size / 2}" y="{MARGIN / 2}" text-anchor="middle">{title}</text>'
        f'<text x="{size / 2}" y="{size - 12}" text-anchor="middle">chance told, 0 to {most:.0%}</text>'
        f'<text transform="translate(18 {size / 2}) rotate(-90)" text-anchor="middle">'
        f"share that was the author's own, 0 to {most:.0%}</text></svg>\n",
        encoding="utf-8",
    )


def _x(share: float) -> float:
    return MARGIN + SIDE * share


def _y(share: float) -> float:
    return MARGIN + SIDE * (1 - share)

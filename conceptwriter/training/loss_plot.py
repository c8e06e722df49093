"""A plot of a run's losses as SVG, written from its log: one small chart a figure, each on its own scale."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

WIDTH, HEIGHT, MARGIN, COLUMNS = 340, 170, 44, 3
MOST_POINTS = 400
_LEFT_OUT = {"step", "tokens_per_second"}

Points = list[tuple[float, float]]


def read_curves(log: Path) -> dict[str, Points]:
    """Every figure of a log as (step, value) points, in the order they first come; broken lines give none."""
    curves: dict[str, Points] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            record = json.loads(line)
        except ValueError:  # the last line of a run that was killed
            continue
        for name, value in record.items():
            if name not in _LEFT_OUT and isinstance(value, int | float):
                curves.setdefault(name, []).append((float(record["step"]), float(value)))
    return curves


def thinned(points: Points, most: int = MOST_POINTS) -> Points:
    """At most ``most`` points, each the mean of its stretch."""
    if len(points) <= most:
        return points
    stretch = -(-len(points) // most)
    groups = [points[begin : begin + stretch] for begin in range(0, len(points), stretch)]
    return [(sum(x for x, _ in g) / len(g), sum(y for _, y in g) / len(g)) for g in groups]


def plot_losses(log: Path, out: Path) -> None:
    """Write the plot of a log next to it; without a log nothing is written."""
    if log.is_file():
        out.write_text(svg(read_curves(log)), encoding="utf-8")


def svg(curves: dict[str, Points]) -> str:
    """The charts of all curves, three per row."""
    rows = max(1, -(-len(curves) // COLUMNS))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * COLUMNS}" height="{HEIGHT * rows}">',
        "<style>text { font: 11px sans-serif }</style>",
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, (name, points) in enumerate(curves.items()):
        row, column = divmod(number, COLUMNS)
        parts.append(f'<g transform="translate({column * WIDTH},{row * HEIGHT})">')
        parts.extend(_chart(name, thinned(points)))
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


def _chart(name: str, points: Points) -> list[str]:
    left, right, top, bottom = MARGIN, WIDTH - 12, 24, HEIGHT - 24
    steps, values = [x for x, _ in points], [y for _, y in points]
    low, high, first, last = min(values), max(values), min(steps), max(steps)
    places = " ".join(
        f"{left + (x - first) / ((last - first) or 1) * (right - left):.1f},"
        f"{bottom - (y - low) / ((high - low) or 1) * (bottom - top):.1f}"
        for x, y in points
    )
    return [
        f'<text x="{left}" y="15" font-weight="bold">{escape(name)}: {values[-1]:.4g}</text>',
        f'<path d="M{left} {top}V{bottom}H{right}" fill="none" stroke="#bbb"/>',
        f'<text x="{left - 4}" y="{top + 8}" text-anchor="end">{high:.3g}</text>',
        f'<text x="{left - 4}" y="{bottom}" text-anchor="end">{low:.3g}</text>',
        f'<text x="{left}" y="{bottom + 14}">{first:.0f}</text>',
        f'<text x="{right}" y="{bottom + 14}" text-anchor="end">{last:.0f}</text>',
        f'<polyline points="{places}" fill="none" stroke="#1f5fa8" stroke-width="1.4"/>',
    ]

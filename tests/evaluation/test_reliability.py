"""How far chances can be believed, in figures and as a picture."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.evaluation.reliability import (
    MARGIN,
    SIDE,
    Bin,
    area_under_curve,
    bins_of,
    brier_score,
    calibration_error,
    reliability_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
ITEMS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def draw(bins: list[Bin], path: Path, most: float | None = None) -> None:
    reliability_svg(bins, path, "dev & test", told="chance told", observed="share that was true", most=most)


def test_a_right_chance_lies_on_the_diagonal_and_a_boast_below_it(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    draw([Bin(10, 0.1, 0.1), Bin(10, 0.8, 0.2)], path)
    found = ET.parse(path).getroot().findall(f"{SVG}circle")
    (x, y), (boasted, true) = (
        (float(dot.attrib["cx"]) - MARGIN, MARGIN + SIDE - float(dot.attrib["cy"])) for dot in found
    )
    assert x == pytest.approx(y, abs=0.2)
    assert x == pytest.approx(SIDE * 0.1 / (1.25 * 0.8), abs=0.1)
    assert true < boasted


def test_the_axes_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    draw([Bin(10, 0.5, 0.5)], path, most=1.0)
    (dot,) = ET.parse(path).getroot().findall(f"{SVG}circle")
    assert float(dot.attrib["cx"]) == pytest.approx(MARGIN + SIDE / 2)


def test_nothing_cannot_be_plotted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to plot"):
        draw([], tmp_path / "plot.svg")


@given(ITEMS, st.integers(1, 12))
def test_bins_hold_every_item_once_in_the_order_of_their_chances(
    items: list[tuple[float, bool]], count: int
) -> None:
    chances, true = map(list, zip(*items, strict=True))
    found = bins_of(chances, true, count)
    assert sum(each.count for each in found) == len(items)
    assert [each.predicted for each in found] == pytest.approx(sorted(each.predicted for each in found))
    assert sum(each.count * each.true for each in found) == pytest.approx(sum(true))


def test_what_is_told_rightly_has_no_error_and_what_is_boasted_has() -> None:
    true = [True, False, False, False] * 25
    assert calibration_error(bins_of([0.25] * 100, true, 1)) == pytest.approx(0)
    assert calibration_error(bins_of([0.9] * 100, true, 1)) == pytest.approx(0.65)
    assert calibration_error([]) == 0


def test_the_brier_score_is_a_squared_difference() -> None:
    assert brier_score([1.0, 0.0], [True, False]) == 0
    assert brier_score([0.5, 0.5], [True, False]) == pytest.approx(0.25)
    assert brier_score([0.0, 1.0], [True, False]) == 1


@given(ITEMS)
def test_the_area_is_how_often_a_true_item_is_above_another(items: list[tuple[float, bool]]) -> None:
    chances, true = map(np.array, zip(*items, strict=True))
    found = area_under_curve(chances, true)
    above = [0.5 if yes == no else float(yes > no) for yes in chances[true] for no in chances[~true]]
    if above:
        assert found == pytest.approx(sum(above) / len(above))
    else:
        assert np.isnan(found)

"""The picture of how far chances can be believed."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conceptwriter.training.choosing.fitting import Bin
from conceptwriter.training.choosing.reliability_plot import MARGIN, SIDE, reliability_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_a_right_chance_lies_on_the_diagonal_and_a_boast_below_it(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    reliability_svg([Bin(10, 0.1, 0.1), Bin(10, 0.8, 0.2)], path, "dev")
    found = ET.parse(path).getroot().findall(f"{SVG}circle")
    (x, y), (boasted, true) = (
        (float(dot.attrib["cx"]) - MARGIN, MARGIN + SIDE - float(dot.attrib["cy"])) for dot in found
    )
    assert x == pytest.approx(y, abs=0.2)
    assert x == pytest.approx(SIDE * 0.1 / (1.25 * 0.8), abs=0.1)
    assert true < boasted


def test_nothing_cannot_be_plotted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to plot"):
        reliability_svg([], tmp_path / "plot.svg", "dev")

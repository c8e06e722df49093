from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.training.loss_plot import plot_losses, read_curves, svg, thinned


def test_a_log_becomes_a_chart_a_figure(tmp_path: Path) -> None:
    log, out = tmp_path / "log.jsonl", tmp_path / "losses.svg"
    plot_losses(log, out)
    assert not out.exists()
    lines = [f'{{"step": {n}, "tokens_per_second": 5, "a": {9 - n}, "b<": {n % 2}}}' for n in range(1, 9)]
    log.write_text("\n".join([*lines, '{"step": 9, "a"']))
    assert {name: len(points) for name, points in read_curves(log).items()} == {"a": 8, "b<": 8}
    plot_losses(log, out)
    root = ET.fromstring(out.read_text())
    lines_drawn = root.findall(".//{http://www.w3.org/2000/svg}polyline")
    assert len(lines_drawn) == 2
    heights = [float(point.split(",")[1]) for point in lines_drawn[0].attrib["points"].split()]
    assert heights == sorted(heights)  # a falling loss goes down the page
    assert "b&lt;" in out.read_text()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=900), st.integers(1, 50))
def test_thinned_curves_keep_range_and_order(values: list[float], most: int) -> None:
    points = [(float(step), value) for step, value in enumerate(values)]
    few = thinned(points, most)
    assert len(few) <= most
    assert [x for x, _ in few] == sorted(x for x, _ in few)
    assert min(values) - 1e-6 <= min(y for _, y in few) <= max(y for _, y in few) <= max(values) + 1e-6


def test_one_point_or_a_level_line_can_be_drawn() -> None:
    for points in ([(1.0, 2.0)], [(1.0, 3.0), (2.0, 3.0)]):
        assert "nan" not in svg({"loss": points})
    assert svg({}).startswith("<svg")

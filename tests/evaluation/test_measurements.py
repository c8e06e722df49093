from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.measurements import (
    SHARE,
    Measurement,
    Report,
    ReportError,
    aligned,
    read_report,
    shown,
    tables,
)

ROWS = [
    Measurement("translation", "chrf++", {"source": "a", "target": "b"}, Figure(61.25, 59.0, 63.1, 500)),
    Measurement(
        "translation", "degenerate", {"source": "a", "target": "b"}, Figure(0.01, 0, 0.02, 500), SHARE
    ),
    Measurement("translation", "chrf++", {"source": "b", "target": "a"}, Figure(7.5, 7, 8, 40)),
]


def test_a_report_survives_its_file(tmp_path: Path) -> None:
    report = Report(ROWS, {"bundle": "x 1", "languages": ["a", "b"]})
    report.save(tmp_path / "figures.json")
    found = read_report(tmp_path / "figures.json")
    assert found.facts == report.facts
    assert list(found.measurements) == ROWS
    assert not list(tmp_path.glob("*.part"))


def test_find_by_what_it_is_about() -> None:
    report = Report(ROWS)
    assert report.find("translation", "chrf++", source="b") == [ROWS[2]]
    assert len(report.find("translation", "chrf++")) == 2
    assert not report.find("translation", "chrf++", source="c")


def test_joined_keeps_all_and_the_later_facts() -> None:
    joined = Report(ROWS[:1], {"x": 1, "y": 1}).joined(Report(ROWS[1:], {"y": 2}))
    assert list(joined.measurements) == ROWS
    assert joined.facts == {"x": 1, "y": 2}


def test_a_table_has_one_line_a_row_and_straight_columns() -> None:
    lines = tables(ROWS).splitlines()
    assert lines[0] == "translation"
    assert len(lines) == 4
    assert "61.2 [59.0 63.1]" in lines[2]
    assert "1.0% [0.0% 2.0%]" in lines[2]
    assert lines[2].index("61.2") + len("61.2 [59.0 63.1]") == lines[3].index("7.5") + len("7.5 [7.0 8.0]")


def test_small_points_keep_their_digits() -> None:
    assert shown(Figure(0.1234, 0.1, 0.2, 5)) == "0.123 [0.100 0.200]"
    assert aligned([["a", "b"], ["-1", "long"]]) == "  a   b\n  -1  long"


@pytest.mark.parametrize("content", ["", "[]", '{"measurements": [{}]}', '{"facts": 1}'])
def test_another_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(ReportError, match=r"other\.json"):
        read_report(path)
    with pytest.raises(ReportError, match=r"none\.json"):
        read_report(tmp_path / "none.json")

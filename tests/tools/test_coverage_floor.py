"""The list of modules whose own tests run every line and branch of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools import coverage_floor

ROOT = Path(__file__).resolve().parent.parent.parent
FULL: dict[str, Any] = {"missing_lines": [], "missing_branches": []}
PARTLY: dict[str, Any] = {"missing_lines": [3], "missing_branches": [[4, 7]]}


def test_every_listed_module_is_there() -> None:
    listed = coverage_floor.LISTED.read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed))
    assert not [name for name in listed if not (ROOT / name).is_file()]
    assert all(name.split("/")[1] in coverage_floor.PACKAGES for name in listed)


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ({"a.py": FULL, "b.py": PARTLY}, 0, "1 of 1 listed"),
        ({"a.py": FULL, "b.py": FULL}, 0, "b.py is fully covered now"),
        ({"a.py": PARTLY}, 1, "a.py: line 3, branch 4 to 7"),
        ({}, 1, "a.py: is gone"),
        (None, 1, ""),
    ],
)
def test_what_it_says(
    found: dict[str, Any] | None,
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "listed.txt"
    copy.write_text("a.py\n", encoding="utf-8")
    monkeypatch.setattr(coverage_floor, "LISTED", copy)
    monkeypatch.setattr(coverage_floor, "ROOT", tmp_path)
    monkeypatch.setattr(coverage_floor, "measured", lambda _folder: found)
    assert coverage_floor.main() == code
    assert said in capsys.readouterr().out

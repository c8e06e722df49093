from __future__ import annotations

import re
from pathlib import Path

import pytest

from conceptwriter.byte_sizes import in_bytes

PACKAGE = Path(__file__).resolve().parent.parent / "conceptwriter"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (307_200, "307.2 kB"),
        (62_500_000, "62.5 MB"),
        (6_500_000_000, "6.5 GB"),
        (12_345_000_000_000, "12345.0 GB"),
    ],
)
def test_sizes_in_powers_of_ten(count: int, text: str) -> None:
    assert in_bytes(count) == text


def test_as_roughly_as_wished() -> None:
    assert in_bytes(6_500_000_001, 0) == "7 GB"
    assert in_bytes(585_200_000, 0) == "585 MB"


def test_no_other_place_divides_bytes_for_people() -> None:
    """Figures of benches have a unit of their own, which does not change with the size."""
    divided = re.compile(r"/ ?(?:1e[369]|1024)[^}\n]*\} ?[kKMG]B\b")
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "training" not in path.parts and divided.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []

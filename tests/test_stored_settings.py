from __future__ import annotations

import logging
from dataclasses import dataclass

import msgspec
import pytest

from conceptwriter.stored_settings import readable_fields


class Struct(msgspec.Struct):
    name: str = ""
    scale: float = 1.0
    sizes: list[int] = msgspec.field(default_factory=list)
    keys: dict[str, list[str]] = msgspec.field(default_factory=dict)
    shown: bool = False
    steps: int | None = None


@dataclass
class Plain:
    name: str = ""
    steps: int | None = None


def test_what_fits_is_read() -> None:
    found = {"name": "x", "scale": 2, "sizes": [1], "keys": {"a": ["b"]}, "shown": True, "steps": None}
    assert readable_fields(Struct, found) == found
    assert isinstance(readable_fields(Struct, found)["scale"], float)
    assert readable_fields(Plain, found) == {"name": "x", "steps": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 5),
        ("name", None),
        ("scale", "big"),
        ("scale", True),
        ("scale", 10**400),
        ("sizes", ["a"]),
        ("sizes", 5),
        ("keys", {"a": "b"}),
        ("shown", 1),
        ("steps", True),
        ("steps", "5"),
    ],
)
def test_a_wrong_value_costs_only_itself_and_is_remarked(
    name: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    right = {"name": "x", "scale": 2.0, "sizes": [1], "keys": {}, "shown": True, "steps": 4}
    with caplog.at_level(logging.WARNING):
        found = readable_fields(Struct, {**right, name: value})
    assert found == {key: kept for key, kept in right.items() if key != name}
    assert f"The setting {name} is not used" in caplog.text


def test_names_of_a_later_version_are_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    assert readable_fields(Struct, {"later": 1, "name": "x"}) == {"name": "x"}
    assert caplog.text == ""

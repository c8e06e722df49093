"""What Meta's own packages answered; `tools/reference/make_sonar_goldens.py` made these files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def golden() -> Path:
    return GOLDEN


@pytest.fixture(scope="session")
def tokens() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "tokens.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def texts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GOLDEN / "texts.json").read_text("utf-8"))
    return found

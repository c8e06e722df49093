"""What Meta's own packages answered; `tools/reference/make_sonar_goldens.py` made these files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conceptwriter.training.sonar.load import load_decoder, load_encoder
from conceptwriter.training.sonar.model import SonarDecoder, SonarEncoder

GOLDEN = Path(__file__).parent / "golden"
HEADS = 4


@pytest.fixture(scope="session")
def golden() -> Path:
    return GOLDEN


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    with np.load(GOLDEN / "answers.npz") as stored:
        return {name: stored[name] for name in stored.files}


@pytest.fixture(scope="session")
def tokens() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "tokens.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def texts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GOLDEN / "texts.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def encoder() -> SonarEncoder:
    return load_encoder(GOLDEN / "encoder.pt", HEADS)


@pytest.fixture(scope="session")
def decoder() -> SonarDecoder:
    return load_decoder(GOLDEN / "decoder.pt", HEADS)

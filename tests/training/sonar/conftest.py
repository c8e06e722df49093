"""What Meta's own packages answered; `tools/reference/make_sonar_goldens.py` made these files."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conceptwriter.training.sonar.load import load_decoder, load_encoder
from conceptwriter.training.sonar.model import SonarDecoder, SonarEncoder
from tests.convert.sonar.conftest import GOLDEN, golden, texts, tokens

__all__ = ["golden", "texts", "tokens"]

HEADS = 4


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    with np.load(GOLDEN / "answers.npz") as stored:
        return {name: stored[name] for name in stored.files}


@pytest.fixture(scope="session")
def encoder() -> SonarEncoder:
    return load_encoder(GOLDEN / "encoder.pt", HEADS)


@pytest.fixture(scope="session")
def decoder() -> SonarDecoder:
    return load_decoder(GOLDEN / "decoder.pt", HEADS)

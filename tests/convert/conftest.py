"""A toy SONAR: random weights that Meta's own package made, and its tokenizer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conceptwriter.convert.checkpoints import SonarWeights
from conceptwriter.convert.sonar.files import Sources, opened
from tests.convert.toy_sonar import SOURCES


@pytest.fixture
def sources() -> Sources:
    return SOURCES


@pytest.fixture
def towers() -> Iterator[tuple[SonarWeights, SonarWeights]]:
    """Encoder and decoder."""
    with opened(SOURCES) as both:
        yield both


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of a bundle in each precision."""
    from conceptwriter.convert.products import PRECISIONS
    from tests.convert.toy_sonar import write_files

    root = tmp_path_factory.mktemp("sonar")
    return {precision: write_files(root / precision, precision) for precision in PRECISIONS}

"""Toy checkpoints of every layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from conceptwriter.convert.checkpoints.sonar_layouts import Part, expected_shapes
from conceptwriter.convert.sonar.config import SonarConfig

State = dict[str, torch.Tensor]
TINY = SonarConfig(dimension=8, layers=2, heads=2, inner=12, vocabulary=10)


def random_state(shapes: dict[str, tuple[int, ...]]) -> State:
    made = torch.Generator().manual_seed(5)
    return {name: torch.randn(shape, generator=made) for name, shape in shapes.items()}


@pytest.fixture
def tower() -> Callable[[Part], State]:
    return lambda part: random_state(expected_shapes(TINY, part))


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[object], Path]:
    """Save a value as PyTorch does; the file's path."""

    def save(value: object) -> Path:
        path = tmp_path / f"checkpoint-{len(list(tmp_path.iterdir()))}.pt"
        torch.save(value, path)
        return path

    return save

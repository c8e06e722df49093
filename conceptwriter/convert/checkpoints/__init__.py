"""Checkpoints written by other programs, read safely and without PyTorch."""

from __future__ import annotations

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.opening import open_weights
from conceptwriter.convert.checkpoints.sonar_layouts import (
    SonarWeights,
    sonar_decoder_weights,
    sonar_encoder_weights,
)
from conceptwriter.convert.checkpoints.two_tower_layout import (
    TwoTowerShape,
    TwoTowerWeights,
    two_tower_weights,
)
from conceptwriter.convert.checkpoints.weights import Weights, weights_of_arrays

__all__ = [
    "CheckpointProblem",
    "SonarWeights",
    "TwoTowerShape",
    "TwoTowerWeights",
    "Weights",
    "open_weights",
    "sonar_decoder_weights",
    "sonar_encoder_weights",
    "two_tower_weights",
    "weights_of_arrays",
]

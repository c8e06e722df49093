"""Checkpoints into modules."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import torch

from conceptwriter.convert.checkpoints import (
    SonarWeights,
    open_weights,
    sonar_decoder_weights,
    sonar_encoder_weights,
)
from conceptwriter.training.sonar.model import SonarDecoder, SonarEncoder

Tower = TypeVar("Tower", SonarEncoder, SonarDecoder)


def load_encoder(path: Path, heads: int | None = None) -> SonarEncoder:
    """The text encoder in a file of any known layout, float32, for inference; `heads` for toy sizes.

    Raises CheckpointProblem, naming file and key.
    """
    with open_weights(path) as weights:
        return encoder_of(sonar_encoder_weights(weights, heads))


def load_decoder(path: Path, heads: int | None = None) -> SonarDecoder:
    """The text decoder in a file; see `load_encoder`."""
    with open_weights(path) as weights:
        return decoder_of(sonar_decoder_weights(weights, heads))


def encoder_of(weights: SonarWeights) -> SonarEncoder:
    """The module with these weights."""
    with torch.device("meta"):
        model = SonarEncoder(weights.config)
    return _filled(model, weights)


def decoder_of(weights: SonarWeights) -> SonarDecoder:
    """The module with these weights."""
    with torch.device("meta"):
        model = SonarDecoder(weights.config)
    return _filled(model, weights)


def _filled(model: Tower, weights: SonarWeights) -> Tower:
    """One tensor after the other takes its place, so that no second copy of the model is ever there."""
    for name in weights.names():
        state = {name: torch.from_numpy(weights.get(name))}
        model.load_state_dict(state, strict=False, assign=True)
    return model.requires_grad_(requires_grad=False).eval()

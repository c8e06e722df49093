"""A published checkpoint into the PyTorch modules."""

from __future__ import annotations

from pathlib import Path

import torch

from conceptwriter.convert.checkpoints import CheckpointProblem, open_weights, two_tower_weights
from conceptwriter.convert.lcm.config import config_of
from conceptwriter.training.lcm.published.model import PublishedTwoTower


def load_two_tower(
    path: Path, heads: int | None = None, dtype: torch.dtype = torch.float32
) -> PublishedTwoTower:
    """The model of a checkpoint, in evaluation mode.

    Sizes are the file's, `heads` one for each 128 numbers of the width where not given.

    Read without running any code of the file, tensor by tensor. Raises CheckpointProblem, naming file and
    tensor.
    """
    with open_weights(path) as opened:
        weights = two_tower_weights(opened, heads)
        shapes = {name: weights.shape(name) for name in weights.names()}
        config = config_of(shapes, weights.config.width // weights.config.heads)
        with torch.device("meta"):
            model = PublishedTwoTower(config)
        wanted = model.state_dict()
        if lost := sorted(wanted.keys() - shapes.keys()):
            raise CheckpointProblem(f"{path} is not complete for a two-tower LCM: {lost[0]} is missing.")
        # One tensor at a time: the model is all that memory must hold.
        for name in wanted:
            tensor = torch.from_numpy(weights.get(name))
            kept = tensor if name.startswith("sonar_normalizer") else tensor.to(dtype)
            model.load_state_dict({name: kept}, strict=False, assign=True)
    return model.eval().requires_grad_(requires_grad=False)

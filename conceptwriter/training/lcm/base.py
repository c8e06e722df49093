"""Base-LCM: one next vector, by least squares (Large Concept Models, section 2.3.1).

The mean of what may follow: quick, and the honest floor of the family.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from conceptwriter.training.lcm.blocks import initialise
from conceptwriter.training.lcm.config import BaseConfig
from conceptwriter.training.lcm.data import Windows
from conceptwriter.training.lcm.variant import MixtureLcm, Teacher, at_rows


class BaseLcm(MixtureLcm):
    """Context Transformer and one linear map, in normalised space."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__(config)
        self.config = config
        self.candidate = nn.Linear(config.width, config.dimension)
        initialise(self.candidate)

    def propose(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """States (..., w) -> candidates (..., 1, d), raw, and log weights (..., 1), which are 0."""
        candidates = self.context.normaliser.back(self.candidate(hidden))[..., None, :]
        return candidates, torch.zeros_like(candidates[..., 0])

    def loss(
        self,
        batch: Windows,
        teacher: Teacher,  # noqa: ARG002 - the family's signature
        draw: Generator,
    ) -> tuple[Tensor, dict[str, float]]:
        reading = self.read_batch(batch, draw)
        rows = batch.rows()
        predicted = self.candidate(at_rows(reading.hidden, rows)).float()
        truth = self.context.normaliser(at_rows(batch.targets, rows))
        squared = functional.mse_loss(predicted, truth)
        ending, parts = self.ending_loss(reading, batch)
        return squared + ending, parts | {"squared": squared.item()}

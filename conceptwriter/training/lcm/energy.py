"""Energy-score LCM: the next vector sampled in one pass, from noise (Shao et al. 2025, arXiv 2510.27688).

Continuous Autoregressive Language Models, section 3.3: a small network turns the state after an item and a
noise vector into a sample of the next vector. It is trained with the energy score, which needs samples only
and is strictly proper: its expectation is least where the samples are distributed as the data are.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from conceptwriter.training.lcm.blocks import initialise
from conceptwriter.training.lcm.config import EnergyConfig
from conceptwriter.training.lcm.data import Windows
from conceptwriter.training.lcm.variant import LcmVariant, Teacher, at_rows

_SMALLEST_DISTANCE = 1e-6
"""Nearer samples have no gradient: an exponent below 1 has none at 0."""


def energy_score(samples: Tensor, truth: Tensor, exponent: float = 1.0) -> tuple[Tensor, Tensor]:
    """Energy score (r,), and the mean distance (r,) between two samples, to the power ``exponent``.

    E|X - y|^a - 1/2 E|X - X'|^a, least where X is distributed like y; strictly proper for 0 < a < 2. The
    paper takes a = 1 (section 3.3.2, whose equation 9 is -2 times this) and the unbiased estimator (equation
    10): the second mean is over the n (n - 1) pairs of different samples. With the n pairs of a sample and
    itself it would be too small, and samples would be closer together than the data are. Our codec gives one
    true vector, so that the paper's M is 1.

    Args:
        samples: (r, n, d), n at least 2.
        truth: (r, d)
        exponent: a.
    """
    to_truth = (samples - truth[:, None]).norm(dim=-1)
    first, second = torch.triu_indices(samples.shape[1], samples.shape[1], 1, device=samples.device)
    apart = torch.cdist(samples, samples)[:, first, second]
    close, spread = (
        distance.clamp(min=_SMALLEST_DISTANCE).pow(exponent).mean(dim=1) for distance in (to_truth, apart)
    )
    return close - spread / 2, spread


class EnergyLayer(nn.Module):
    """Fuses the sample so far with the state, then a gated feed-forward (SwiGLU), added to the sample."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.from_sample = nn.Linear(width, width)
        self.from_hidden = nn.Linear(width, width)
        self.gate_and_value = nn.Linear(width, 2 * inner)
        self.down_proj = nn.Linear(inner, width)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        fused = self.from_sample(self.norm(x)) + self.from_hidden(hidden)
        gate, value = self.gate_and_value(fused).chunk(2, dim=-1)
        return x + self.down_proj(functional.silu(gate) * value)


class EnergyLcm(LcmVariant):
    """The context Transformer and a head that turns noise into samples, in normalised space."""

    def __init__(self, config: EnergyConfig) -> None:
        super().__init__(config)
        self.config = config
        self.from_noise = nn.Linear(config.noise, config.width)
        self.layers = nn.ModuleList(
            EnergyLayer(config.width, config.head_inner) for _ in range(config.head_layers)
        )
        self.norm = nn.LayerNorm(config.width)
        self.sample = nn.Linear(config.width, config.dimension)
        # Noise must count from the start: samples that are nearly alike teach nothing about their distances.
        for part in (self.from_noise, self.layers, self.sample):
            initialise(part, keep_size=True)

    def blocks(self) -> list[EnergyLayer]:
        """The layers by their own type."""
        return [layer for layer in self.layers if isinstance(layer, EnergyLayer)]

    def generate(self, noise: Tensor, hidden: Tensor) -> Tensor:
        """What the head graph computes: noise (..., k) and states (..., w) -> samples (..., d)."""
        x = self.from_noise(noise)
        for layer in self.layers:
            x = layer(x, hidden)
        return self.sample(self.norm(x))

    def loss(
        self,
        batch: Windows,
        teacher: Teacher,  # noqa: ARG002 - the family's signature
        draw: Generator,
    ) -> tuple[Tensor, dict[str, float]]:
        config = self.config
        reading = self.read_batch(batch, draw)
        rows = batch.rows()
        shape = (len(rows), config.samples, config.noise)
        noise = torch.rand(shape, generator=draw, device=draw.device).to(reading.hidden) - 0.5
        samples = self.generate(noise, at_rows(reading.hidden, rows)[:, None]).float()
        truth = self.context.normaliser(at_rows(batch.targets, rows))
        # Independent of the dimension, so that the weight of the ends means the same with every codec.
        energy, spread = (
            part.mean() / config.dimension ** (config.exponent / 2)
            for part in energy_score(samples, truth, config.exponent)
        )
        ending, parts = self.ending_loss(reading, batch)
        return energy + ending, parts | {"energy": energy.item(), "spread": spread.item()}

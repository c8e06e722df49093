"""Drawing from the published two-tower LCM in PyTorch: the same sampler as the program's, on the modules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from conceptwriter.lcm.contract import FloatArray
from conceptwriter.lcm.diffusion import DiffusionSettings, NoiseModel, sample_diffusion
from conceptwriter.lcm.schedule import NoiseSchedule
from conceptwriter.training.lcm.published.model import PublishedTwoTower

RECOMMENDED = DiffusionSettings(
    steps=40,
    guidance=1.5,
    guidance_rescale=0.7,
    initial_noise=0.6,
    epsilon_scaling=1.00045,
    guide_pure_noise=False,
)
"""The recommendation of Mimir's authors for their weights. Exactly this many steps are made: the published
code, asked for 40, visits 50, because it cuts a stride of 2.5 to 2."""


@torch.no_grad()
def draw_next(
    model: PublishedTwoTower,
    vectors: npt.NDArray[Any],
    n: int,
    settings: DiffusionSettings = RECOMMENDED,
    draw: np.random.Generator | None = None,
) -> FloatArray:
    """`n` next concepts (n, d), as the codec's vectors, after raw vectors (s, d). Raises LcmError."""
    weight = model.encoder_frontend.pre_linear.weight
    hidden = model.read(torch.as_tensor(vectors, device=weight.device)[None])[0][0]
    found = draw_normalised(model, hidden, n, settings, draw)
    normaliser = model.sonar_normalizer
    raw = found * normaliser.scale.cpu().numpy() + normaliser.center.cpu().numpy()
    return np.asarray(raw, np.float32)


@torch.no_grad()
def draw_normalised(
    model: PublishedTwoTower,
    hidden: torch.Tensor,
    n: int,
    settings: DiffusionSettings = RECOMMENDED,
    draw: np.random.Generator | None = None,
) -> FloatArray:
    """The same from what was read, `hidden` (s, w), and in the normalised space."""

    def denoise(
        noisy: npt.NDArray[Any], step: npt.NDArray[np.int64], use_context: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        rows = torch.as_tensor(noisy, dtype=hidden.dtype, device=hidden.device)
        timestep = torch.as_tensor(step, device=hidden.device)
        use = torch.as_tensor(use_context > 0, device=hidden.device)
        predicted: npt.NDArray[Any] = model.denoise(rows, timestep, hidden, use).float().cpu().numpy()
        return predicted

    noise = NoiseModel(NoiseSchedule(training_steps=model.config.training_steps), "x0")
    return sample_diffusion(
        denoise, noise, settings, n, model.config.dimension, draw or np.random.default_rng()
    )


def without_guidance(settings: DiffusionSettings = RECOMMENDED) -> DiffusionSettings:
    """The same with half the work per step."""
    return replace(settings, guidance=1.0)

"""Training of both diffusion variants: noise levels, targets, weights, and the loss around a denoiser.

x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) epsilon, in normalised space (Large Concept Models,
section 2.3.2); tables come from :mod:`conceptwriter.lcm.schedule`, which sampling uses too.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import cast

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from conceptwriter.lcm.diffusion import NoiseModel, Target
from conceptwriter.lcm.schedule import NoiseSchedule, ScheduleName, alpha_bars, signal_to_noise
from conceptwriter.training.lcm.blocks import Reading, drawn_normal, initialise
from conceptwriter.training.lcm.config import DiffusionConfig
from conceptwriter.training.lcm.data import Windows
from conceptwriter.training.lcm.variant import LcmVariant, Teacher, at_rows


def noise_model(config: DiffusionConfig) -> NoiseModel:
    """The noise and target of a model with this configuration."""
    schedule = NoiseSchedule(
        cast("ScheduleName", config.schedule), config.schedule_numbers, config.training_steps
    )
    return NoiseModel(schedule, cast("Target", config.target))


class Noising(nn.Module):
    """Tables of a noise schedule, (T,) each."""

    signal: Tensor
    noise: Tensor
    weight: Tensor

    def __init__(self, config: DiffusionConfig) -> None:
        super().__init__()
        self.config = config
        bars = alpha_bars(noise_model(config).schedule)
        for name, table in (
            ("signal", np.sqrt(bars)),
            ("noise", np.sqrt(1 - bars)),
            ("weight", _level_weights(config, signal_to_noise(bars))),
        ):
            values = torch.from_numpy(table.astype(np.float32))
            self.register_buffer(name, values, persistent=False)

    def drawn_steps(self, shape: tuple[int, ...], draw: Generator) -> Tensor:
        """Independent noise levels: uniform, or Beta(alpha, 1) by its inverse, u ** (1 / alpha)."""
        uniform = torch.rand(shape, generator=draw, device=draw.device)
        if self.config.step_sampling == "beta":
            uniform = uniform ** (1 / self.config.step_alpha)
        steps = self.config.training_steps
        return (uniform * steps).long().clamp(max=steps - 1).to(self.signal.device)

    def noisy(self, x0: Tensor, epsilon: Tensor, steps: Tensor) -> Tensor:
        """x_t; ``steps`` (...) for x0 and epsilon (..., d)."""
        return self.signal[steps][..., None] * x0 + self.noise[steps][..., None] * epsilon

    def target(self, x0: Tensor, epsilon: Tensor, steps: Tensor) -> Tensor:
        """The network's target."""
        if self.config.target == "x0":
            return x0
        if self.config.target == "epsilon":
            return epsilon
        return self.signal[steps][..., None] * epsilon - self.noise[steps][..., None] * x0

    def weights(self, steps: Tensor, fragility: Tensor | None) -> Tensor:
        """Weights (r,), of mean 1, at levels (r,): sentences that are easily destroyed may weigh less."""
        weights = self.weight[steps]
        if fragility is not None:
            config = self.config
            weights = weights * (config.fragility_slope * fragility + config.fragility_shift).sigmoid()
        return weights / weights.mean().clamp(min=1e-8)


def _level_weights(
    config: DiffusionConfig, snr: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Weight of each level on the squared error of the target.

    clamp_snr applies to the error of x0; an error of epsilon is the signal-to-noise ratio times that, one of
    v the ratio plus 1 times. Where only noise is left epsilon keeps weight 1, the limit.
    """
    if config.weighting == "none":
        return np.ones_like(snr)
    wanted = snr.clip(config.snr_least, config.snr_most)
    if config.target == "epsilon":
        return np.where(snr > 0, wanted / np.where(snr > 0, snr, 1), 1.0)
    return wanted if config.target == "x0" else wanted / (snr + 1)


def dropped_rows(documents: int, rows: int, share: float, draw: Generator) -> Tensor:
    """Rows (documents, rows) to be predicted without context: floor((rows - 1) * share), never the first.

    The first row has next to no context anyway, so that dropping it would teach nothing.
    """
    count = int((rows - 1) * share)
    order = torch.rand((documents, rows - 1), generator=draw, device=draw.device).argsort(dim=1)
    first = torch.zeros((documents, 1), dtype=torch.bool, device=draw.device)
    return torch.cat([first, order.argsort(dim=1) < count], dim=1)


class DiffusionLcm(LcmVariant):
    """A variant that samples the next vector by removing noise step by step."""

    def __init__(self, config: DiffusionConfig) -> None:
        super().__init__(config)
        self.noising = Noising(config)
        self.guess = nn.Linear(config.width, config.dimension)
        initialise(self.guess)

    @abstractmethod
    def predict(
        self, noisy: Tensor, steps: Tensor, reading: Reading, after: Tensor, use_context: Tensor
    ) -> Tensor:
        """Prediction of the target (b, r, d).

        Args:
            noisy: (b, r, d) normalised.
            steps: (b, r) noise levels.
            reading: of t items.
            after: (r,) the item each row follows: it may attend to this one and those before.
            use_context: (b, r) false where a row may attend to none.
        """

    def denoise(self, noisy: Tensor, steps: Tensor, reading: Reading, use_context: Tensor) -> Tensor:
        """Prediction for rows that follow the last of one document's items: what the head graph computes.

        Args:
            noisy: (n, d) normalised, of any precision: that of the model is used.
            steps: (n,) noise levels.
            reading: (1, s, ...) of all s items.
            use_context: (n,) 1, or 0 for the prediction without context.
        """
        items = reading.hidden.shape[1]
        after = torch.full_like(steps, items - 1)
        rows = noisy.to(reading.hidden.dtype)[None]
        return self.predict(rows, steps[None], reading, after, (use_context > 0)[None])[0]

    def loss(
        self,
        batch: Windows,
        teacher: Teacher,  # noqa: ARG002 - the family's signature
        draw: Generator,
    ) -> tuple[Tensor, dict[str, float]]:
        config = self.noising.config
        reading = self.read_batch(batch, draw)
        documents, items = batch.kinds.shape
        # Each sentence at several noise levels: the context is read once for all of them.
        x0 = self.context.normaliser(batch.targets).repeat(1, config.draws, 1)
        steps = self.noising.drawn_steps(x0.shape[:2], draw)
        epsilon = drawn_normal(x0, draw)
        dropped = dropped_rows(documents * config.draws, items, config.drop_context, draw)
        use_context = ~dropped.view(documents, -1).to(x0.device)
        after = torch.arange(items, device=x0.device).repeat(config.draws)
        noisy = self.noising.noisy(x0, epsilon, steps)
        predicted = self.predict(noisy, steps, reading, after, use_context).float()
        squared = (predicted - self.noising.target(x0, epsilon, steps)).square().mean(dim=-1)
        asked = batch.next_is_concept.repeat(1, config.draws)
        fragility = None if batch.fragility is None else batch.fragility.repeat(1, config.draws)[asked]
        weighted = (squared[asked] * self.noising.weights(steps[asked], fragility)).mean()
        rows = batch.rows()
        truth = self.context.normaliser(at_rows(batch.targets, rows))
        guessed = functional.mse_loss(self.guess(at_rows(reading.hidden, rows)).float(), truth)
        ending, parts = self.ending_loss(reading, batch)
        parts |= {"denoising": weighted.item(), "guess": guessed.item()}
        for name, chosen in (("noisiest", steps >= config.training_steps * 3 // 4), ("blind", ~use_context)):
            if (asked & chosen).any():
                parts[name] = squared[asked & chosen].mean().item()
        return weighted + config.foresight * guessed + ending, parts

"""Quant-LCM: the next vector sampled unit by unit from residual codebooks (Large Concept Models, 2.3.5).

Discrete: the units of a level are classes, learned by cross-entropy. Continuous: the residual is
predicted, by least squares, and units are drawn by their distance to it; the sharpness (beta) is learned too,
by cross-entropy, which does not affect the prediction.
Training uses random levels of each sentence, given the true previous units.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from conceptwriter.training.codec.model import FeedForward
from conceptwriter.training.lcm.blocks import initialise
from conceptwriter.training.lcm.codebooks import quantised, residual_codebooks
from conceptwriter.training.lcm.config import QuantConfig, QuantContinuousConfig
from conceptwriter.training.lcm.data import Windows
from conceptwriter.training.lcm.variant import LcmVariant, Teacher, at_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODEBOOK_SEED = 1


class HeadLayer(nn.Module):
    """Feed-forward after its layer norm."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.feed = FeedForward(width, inner)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.feed(self.norm(x))


class TorchQuantHead(nn.Module):
    """State after an item, the units so far and the level -> state of the next unit."""

    def __init__(self, config: QuantConfig) -> None:
        super().__init__()
        self.from_hidden = nn.Linear(config.width, config.width)
        self.from_partial = nn.Linear(config.dimension, config.width)
        self.level = nn.Embedding(config.levels, config.width)
        self.layers = nn.ModuleList(
            HeadLayer(config.width, config.head_inner) for _ in range(config.head_layers)
        )
        self.norm = nn.LayerNorm(config.width)
        initialise(self)

    def blocks(self) -> list[HeadLayer]:
        """The layers by their own type."""
        return [layer for layer in self.layers if isinstance(layer, HeadLayer)]

    def forward(self, hidden: Tensor, partial: Tensor, level: Tensor) -> Tensor:
        """``hidden`` (n, w), ``partial`` (n, d) sum of the units so far, ``level`` (n,) -> (n, w)."""
        x = self.from_hidden(hidden) + self.from_partial(partial) + self.level(level)
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


class ResidualLcm(LcmVariant):
    """Base of both kinds: the codebooks and the head."""

    codebooks: Tensor

    def __init__(self, config: QuantConfig) -> None:
        super().__init__(config)
        self.config: QuantConfig = config
        self.register_buffer("codebooks", torch.zeros(config.levels, config.entries, config.dimension))
        self.head = TorchQuantHead(config)

    def fit_statistics(self, vectors: NDArray[Any]) -> None:
        super().fit_statistics(vectors)
        config = self.config
        step = max(1, len(vectors) // config.fitted_rows)
        chosen = torch.from_numpy(np.asarray(vectors[::step], dtype=np.float32))
        draw = Generator().manual_seed(CODEBOOK_SEED)
        with torch.no_grad():
            normalised = self.context.normaliser(chosen.to(self.codebooks.device))
            books = residual_codebooks(normalised, config.levels, config.entries, config.rounds, draw)
            self.codebooks.copy_(books)

    def arrays(self) -> dict[str, NDArray[np.float32] | NDArray[np.float16]]:
        return super().arrays() | {"codebooks": self.codebooks.detach().cpu().half().numpy()}

    def _asked(self, batch: Windows, hidden: Tensor, draw: Generator) -> _Asked:
        """The training targets of each sentence of the batch, ``draws`` levels each."""
        rows = batch.rows()
        with torch.no_grad(), torch.autocast(hidden.device.type, enabled=False):
            truth = self.context.normaliser(at_rows(batch.targets, rows))
            codes, sums = quantised(truth, self.codebooks)
        count = len(rows) * self.config.draws
        level = torch.randint(self.config.levels, (count,), generator=draw, device=draw.device)
        level = level.to(truth.device)
        number = torch.arange(len(rows), device=truth.device).repeat(self.config.draws)
        partial = sums[number, level]
        state = self.head(at_rows(hidden, rows)[number], partial, level)
        return _Asked(level, codes[number, level], truth[number] - partial, state)


class _Asked:
    """Levels (n,), true units (n,), residuals (n, d) and the head's states (n, w)."""

    def __init__(self, level: Tensor, unit: Tensor, missing: Tensor, state: Tensor) -> None:
        self.level, self.unit, self.missing, self.state = level, unit, missing, state


class QuantLcm(ResidualLcm):
    """Discrete: logits over the units of the level."""

    def __init__(self, config: QuantConfig) -> None:
        super().__init__(config)
        self.units = nn.Linear(config.width, config.levels * config.entries)
        initialise(self.units)

    def logits(self, hidden: Tensor, partial: Tensor, level: Tensor) -> Tensor:
        """What the head graph computes: (n, w), (n, d), (n,) -> logits (n, entries)."""
        state = self.head(hidden, partial.to(hidden.dtype), level)
        every = self.units(state).view(len(state), self.config.levels, self.config.entries)
        return every[torch.arange(len(state), device=state.device), level]

    def loss(
        self,
        batch: Windows,
        teacher: Teacher,  # noqa: ARG002 - the family's signature
        draw: Generator,
    ) -> tuple[Tensor, dict[str, float]]:
        reading = self.read_batch(batch, draw)
        asked = self._asked(batch, reading.hidden, draw)
        weight = self.units.weight.view(self.config.levels, self.config.entries, -1)
        bias = self.units.bias.view(self.config.levels, self.config.entries)
        total = asked.state.new_zeros((), dtype=torch.float32)
        right = 0
        for level in range(self.config.levels):
            here = (asked.level == level).nonzero()[:, 0]
            if len(here):
                logits = functional.linear(asked.state.index_select(0, here), weight[level], bias[level])
                units = asked.unit[here]
                total = total + functional.cross_entropy(logits.float(), units, reduction="sum")
                right += int((logits.argmax(dim=1) == units).sum())
        named = total / len(asked.level)
        ending, parts = self.ending_loss(reading, batch)
        return named + ending, parts | {"units": named.item(), "right": right / len(asked.level)}


class QuantContinuousLcm(ResidualLcm):
    """Continuous: the residual, and how sharply units near it are preferred."""

    def __init__(self, config: QuantContinuousConfig) -> None:
        super().__init__(config)
        self.missing = nn.Linear(config.width, config.dimension)
        initialise(self.missing)
        self.log_beta = nn.Parameter(torch.tensor(math.log(config.beta)))

    def beta(self) -> float:
        """Units are drawn by softmax(-beta * squared distance), in normalised space."""
        return float(self.log_beta.detach().exp())

    def residual(self, hidden: Tensor, partial: Tensor, level: Tensor) -> Tensor:
        """What the head graph computes: (n, w), (n, d), (n,) -> the residual (n, d)."""
        return self.missing(self.head(hidden, partial.to(hidden.dtype), level))

    def loss(
        self,
        batch: Windows,
        teacher: Teacher,  # noqa: ARG002 - the family's signature
        draw: Generator,
    ) -> tuple[Tensor, dict[str, float]]:
        reading = self.read_batch(batch, draw)
        asked = self._asked(batch, reading.hidden, draw)
        predicted = self.missing(asked.state).float()
        squared = functional.mse_loss(predicted, asked.missing)
        named = self._named(asked, predicted.detach())
        ending, parts = self.ending_loss(reading, batch)
        parts |= {"squared": squared.item(), "units": named.item(), "beta": self.beta()}
        return squared + named + ending, parts

    def _named(self, asked: _Asked, predicted: Tensor) -> Tensor:
        """Cross-entropy of the true units: only beta learns from it."""
        with torch.no_grad(), torch.autocast(predicted.device.type, enabled=False):
            logits = predicted.new_zeros(len(predicted), self.config.entries)
            for level, book in enumerate(self.codebooks):
                here = (asked.level == level).nonzero()[:, 0]
                logits[here] = -torch.cdist(predicted[here], book).square()
        return functional.cross_entropy(self.log_beta.exp() * logits, asked.unit)

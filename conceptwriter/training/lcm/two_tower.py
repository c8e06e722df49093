"""Two-tower diffusion LCM (Large Concept Models, section 2.3.4).

The contextualiser (the family's causal Transformer) reads; the denoiser removes noise from one vector,
with cross-attention to the context. The context begins with the zero vector: a row that may see nothing else
predicts without context, as classifier-free guidance requires. Noise levels modulate every
block by shift, scale and gate (AdaLN-Zero, Peebles & Xie 2023), zero at first, so that a new denoiser is the
identity between its two outer maps.

The paper's denoiser has a self-attention whose mask is the identity: every vector sees itself only, so the
softmax is 1 and query and key have no effect. It reduces to one linear map.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.training.codec.model import FeedForward, join_heads, split_heads
from conceptwriter.training.lcm.blocks import Reading, TimeEmbedding, initialise
from conceptwriter.training.lcm.config import TwoTowerConfig
from conceptwriter.training.lcm.noising import DiffusionLcm

MODULATIONS = 9
"""Shift, scale and gate of self-attention, cross-attention and feed-forward."""


def slopes(heads: int) -> Tensor:
    """(h,) how much less each head attends to an item for every item after it, from 2 down to 1/64.

    A noisy vector has no position in the document, so nothing else could distinguish the newest item from the
    others (linear biases: Press et al. 2022, ALiBi; the slopes are steeper, as the latest items matter most).
    """
    return 2.0 ** torch.linspace(1, -6, heads)


class DenoiserLayer(nn.Module):
    """Self-attention to oneself, cross-attention to the context, feed-forward: each modulated."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.modulator = nn.Linear(width, MODULATIONS * width)
        self.to_self = nn.Linear(width, width)
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.cross_out = nn.Linear(width, width)
        self.feed = FeedForward(width, inner)
        # The gates are zero at first; if the maps after them were small too, the context would be learned
        # late.
        initialise(self, keep_size=True)
        nn.init.zeros_(self.modulator.weight)

    def keys_values(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """States (b, s, w) -> keys and values (b, h, s, e): the same for all steps of a sampling."""
        keys, values = self.key_value(states).chunk(2, dim=-1)
        return split_heads(keys, self.heads), split_heads(values, self.heads)

    def forward(self, x: Tensor, modulation: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        """``x`` (b, r, w); ``modulation`` (b, r, 9 w); ``bias`` (b, h, r, s) of the attention scores."""
        parts = modulation.chunk(MODULATIONS, dim=-1)
        x = x + parts[2] * self.to_self(self._modulated(x, parts[0], parts[1]))
        query = split_heads(self.query(self._modulated(x, parts[3], parts[4])), self.heads)
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2) + bias
        looked = scores.softmax(dim=-1).to(value.dtype) @ value
        x = x + parts[5] * self.cross_out(join_heads(looked))
        return x + parts[8] * self.feed(self._modulated(x, parts[6], parts[7]))

    def _modulated(self, x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
        return self.norm(x) * (1 + scale) + shift


class Denoiser(nn.Module):
    """Noisy vectors, their noise levels and the context -> prediction."""

    def __init__(self, config: TwoTowerConfig) -> None:
        super().__init__()
        self.config = config
        self.time = TimeEmbedding(config.training_steps, config.width)
        self.input_proj = nn.Linear(config.dimension, config.width)
        self.layers = nn.ModuleList(
            DenoiserLayer(config.width, config.heads, config.inner) for _ in range(config.denoiser_layers)
        )
        self.norm = nn.LayerNorm(config.width)
        self.output_proj = nn.Linear(config.width, config.dimension)
        initialise(self.input_proj, keep_size=True)
        initialise(self.output_proj)

    def blocks(self) -> list[DenoiserLayer]:
        """The layers by their own type."""
        return [layer for layer in self.layers if isinstance(layer, DenoiserLayer)]

    def forward(
        self, noisy: Tensor, steps: Tensor, states: Tensor, after: Tensor, use_context: Tensor
    ) -> Tensor:
        """``noisy`` (b, r, d), ``states`` (b, t, w), the others as for :meth:`DiffusionLcm.predict`."""
        nothing = states.new_zeros(states.shape[0], 1, states.shape[2])
        context = torch.cat([nothing, states], dim=1)
        x = self.input_proj(noisy)
        bias = self._bias(states.shape[1], after, use_context).to(x.dtype)
        for layer in self.blocks():
            x = layer(x, self._modulation(layer, steps), *layer.keys_values(context), bias)
        return self.output_proj(self.norm(x))

    def _bias(self, items: int, after: Tensor, use_context: Tensor) -> Tensor:
        """(b, h, r, 1 + t): older items count less, later ones and those of rows without context not at all.

        The zero vector always counts fully: otherwise a row without context would attend to nothing.
        """
        age = after[:, None] - torch.arange(items, device=after.device)
        hidden = (age < 0) | ~use_context[..., None]
        bias = -slopes(self.config.heads).to(age.device)[:, None, None] * age
        shut = torch.finfo(torch.bfloat16).min / 2
        return functional.pad(bias[None].masked_fill(hidden[:, None], shut), (1, 0))

    def modulations(self, layer: DenoiserLayer) -> Tensor:
        """Shifts, scales and gates of all noise levels (T, 9 w), which depend on nothing else."""
        return self._modulated_by(
            layer, torch.arange(self.config.training_steps, device=self.input_proj.weight.device)
        )

    def _modulated_by(self, layer: DenoiserLayer, steps: Tensor) -> Tensor:
        return layer.modulator(functional.silu(self.time(steps)))

    def _modulation(self, layer: DenoiserLayer, steps: Tensor) -> Tensor:
        """(b, r, 9 w). Few levels and many rows: each level is computed once and looked up."""
        if steps.numel() <= self.config.training_steps:
            return self._modulated_by(layer, steps)
        return self.modulations(layer).index_select(0, steps.flatten()).view(*steps.shape, -1)


class TwoTowerLcm(DiffusionLcm):
    """Contextualiser and denoiser."""

    def __init__(self, config: TwoTowerConfig) -> None:
        super().__init__(config)
        self.config = config
        self.denoiser = Denoiser(config)

    def predict(
        self, noisy: Tensor, steps: Tensor, reading: Reading, after: Tensor, use_context: Tensor
    ) -> Tensor:
        return self.denoiser(noisy, steps, reading.hidden, after, use_context)

"""The published two-tower LCM in plain PyTorch, the reference for testing conversion.

Module names are those of the checkpoints. Shapes: b documents, s concepts, d vector dimension, w width,
h heads, e = w / h, r noisy rows, k keys. The towers are those of section 2.3.4 of Large Concept Models (arXiv
2412.08821); rotary positions rotate neighbouring pairs (0, 1), (2, 3), ... (Su et al. 2021).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.convert.lcm.config import (
    LONGEST_PERIOD,
    MODULATIONS,
    RMS_EPSILON,
    ROTARY_THETA,
    PublishedConfig,
)


class Past(NamedTuple):
    """The contextualiser's cache of the concepts it has read, one entry per layer."""

    keys: tuple[Tensor, ...]
    """Each (b, h, s, e), rotated to their positions."""
    values: tuple[Tensor, ...]

    @property
    def length(self) -> int:
        """Concepts read."""
        return self.keys[0].shape[2]


class RmsNorm(nn.Module):
    """Divide by the root of the mean square (Zhang and Sennrich 2019); no bias."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """(..., w) -> (..., w); computed in float32, as in the original."""
        wide = x.float()
        wide = wide * torch.rsqrt(wide.square().mean(dim=-1, keepdim=True) + RMS_EPSILON)
        return (wide * self.weight.float()).to(x.dtype)


class Normalizer(nn.Module):
    """(x - center) / scale, dimension by dimension; fitted once and frozen."""

    center: Tensor
    scale: Tensor

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.register_buffer("center", torch.zeros(dimension))
        self.register_buffer("scale", torch.ones(dimension))

    def forward(self, vectors: Tensor) -> Tensor:
        """Raw vectors of the codec -> the space that the LCM works in."""
        return (vectors - self.center) / self.scale


class PublishedAttention(nn.Module):
    """Multi-head attention; all four maps have biases."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.output_proj = nn.Linear(width, width)

    def queries(self, x: Tensor) -> Tensor:
        """(b, r, w) -> (b, h, r, e)"""
        return self._split(self.q_proj(x))

    def keys_values(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(b, k, w) -> two of (b, h, k, e)"""
        return self._split(self.k_proj(x)), self._split(self.v_proj(x))

    def attend(self, queries: Tensor, keys: Tensor, values: Tensor, visible: Tensor) -> Tensor:
        """-> (b, r, w). ``visible`` (r, k) or (b, 1, r, k), true where a row may attend."""
        scores = (queries * queries.shape[-1] ** -0.5) @ keys.transpose(-1, -2)
        shares = scores.masked_fill(~visible, -torch.inf).softmax(dim=-1)
        looked = (shares @ values).transpose(1, 2)
        return self.output_proj(looked.flatten(2))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class GatedFeed(nn.Module):
    """SwiGLU (Shazeer 2020): W_o (W_i x * SiLU(W_g x)), with biases."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(width, inner)
        self.inner_proj = nn.Linear(width, inner)
        self.output_proj = nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        """(..., w) -> (..., w)"""
        return self.output_proj(self.inner_proj(x) * functional.silu(self.gate_proj(x)))


class ContextLayer(nn.Module):
    """Causal self-attention and feed-forward, each after its norm."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.self_attn = PublishedAttention(config.width, config.heads)
        self.self_attn_layer_norm = RmsNorm(config.width)
        self.ffn = GatedFeed(config.width, config.inner)
        self.ffn_layer_norm = RmsNorm(config.width)

    def forward(
        self, x: Tensor, turns: Tensor, visible: Tensor, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(b, s, w) -> the same, and keys and values (b, h, p + s, e) of all concepts so far.

        ``turns`` (s, e / 2, 2): cosine and sine of the new positions.
        """
        normed = self.self_attn_layer_norm(x)
        query = turned(self.self_attn.queries(normed), turns)
        key, value = self.self_attn.keys_values(normed)
        key = turned(key, turns)
        if past is not None:
            key, value = torch.cat([past[0], key], dim=2), torch.cat([past[1], value], dim=2)
        x = x + self.self_attn.attend(query, key, value, visible)
        return x + self.ffn(self.ffn_layer_norm(x)), key, value


class ContextEncoder(nn.Module):
    """The contextualiser's layers."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList(ContextLayer(config) for _ in range(config.context_layers))
        self.layer_norm = RmsNorm(config.width)

    def forward(self, x: Tensor, past: Past | None) -> tuple[Tensor, Past]:
        """(b, s, w) -> (b, s, w), and the cache."""
        before = 0 if past is None else past.length
        new = x.shape[1]
        visible = torch.ones(new, before + new, dtype=torch.bool, device=x.device).tril(before)
        turns = rotary_turns(self.config.head_size, before, new).to(x.device)
        keys: list[Tensor] = []
        values: list[Tensor] = []
        for number, layer in enumerate(self.layers):
            known = None if past is None else (past.keys[number], past.values[number])
            x, key, value = layer(x, turns, visible, known)
            keys.append(key)
            values.append(value)
        return self.layer_norm(x), Past(tuple(keys), tuple(values))


class PublishedFrontend(nn.Module):
    """From vectors to the contextualiser's width; no positions are added."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.pre_linear = nn.Linear(config.dimension, config.width)

    def forward(self, vectors: Tensor) -> Tensor:
        """(..., d) -> (..., w)"""
        return self.pre_linear(vectors)


class Projection(nn.Module):
    """A linear map, called `fc` because the original wraps it."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.fc = nn.Linear(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out)"""
        return self.fc(x)


class PublishedTimeEmbedding(nn.Module):
    """A denoising step -> (w,): cosines, then sines, through two linear maps (Peebles and Xie 2023)."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.frequencies = config.frequencies
        self.fc1 = nn.Linear(config.frequencies, config.width)
        self.fc2 = nn.Linear(config.width, config.width)

    def forward(self, steps: Tensor) -> Tensor:
        """(...) int64 -> (..., w)"""
        half = self.frequencies // 2
        exponents = torch.arange(half, dtype=torch.float32, device=steps.device) / half
        angles = steps[..., None].float() * torch.exp(-math.log(LONGEST_PERIOD) * exponents)
        codes = torch.cat([angles.cos(), angles.sin()], dim=-1)
        return self.fc2(functional.silu(self.fc1(codes.to(self.fc1.weight.dtype))))


class PublishedDenoiserLayer(nn.Module):
    """Self-attention, cross-attention to the context and feed-forward: each shifted, scaled and gated."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.self_attn = PublishedAttention(config.width, config.heads)
        self.self_attn_layer_norm = RmsNorm(config.width)
        self.cross_attention = PublishedAttention(config.width, config.heads)
        self.cross_attention_layer_norm = RmsNorm(config.width)
        self.ffn = GatedFeed(config.width, config.inner)
        self.ffn_layer_norm = RmsNorm(config.width)
        self.modulator = Projection(config.width, MODULATIONS * config.width)

    def forward(self, x: Tensor, conditioning: Tensor, context: Tensor, visible: Tensor) -> Tensor:
        """The output of one denoiser layer, (b, r, w).

        ``conditioning`` (b, r, w): the SiLU of each row's step; ``context`` (b, k, w); ``visible`` (b, 1, r,
        k).
        """
        parts = self.modulator(conditioning).chunk(MODULATIONS, dim=-1)
        normed = _modulated(self.self_attn_layer_norm(x), parts[0], parts[1])
        only_itself = torch.eye(x.shape[1], dtype=torch.bool, device=x.device)
        attention = self.self_attn
        x = x + parts[2] * attention.attend(
            attention.queries(normed), *attention.keys_values(normed), only_itself
        )
        normed = _modulated(self.cross_attention_layer_norm(x), parts[3], parts[4])
        attention = self.cross_attention
        x = x + parts[5] * attention.attend(
            attention.queries(normed), *attention.keys_values(context), visible
        )
        return x + parts[8] * self.ffn(_modulated(self.ffn_layer_norm(x), parts[6], parts[7]))


class PublishedDenoiser(nn.Module):
    """Noisy vectors, their steps and the context -> the vectors without noise, in the normalised space."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.embed_time = PublishedTimeEmbedding(config)
        self.initial_proj = Projection(config.dimension, config.width)
        self.layers = nn.ModuleList(PublishedDenoiserLayer(config) for _ in range(config.denoiser_layers))
        self.layer_norm = RmsNorm(config.width)
        self.final_proj = Projection(config.width, config.dimension)

    def forward(self, noisy: Tensor, steps: Tensor, hidden: Tensor, visible: Tensor) -> Tensor:
        """The prediction for every row, (b, r, d).

        ``noisy`` (b, r, d), ``steps`` (b, r), ``hidden`` (b, s, w), ``visible`` (b, r, 1 + s).

        Column 0 of ``visible`` is the zero vector before the context: a row that sees nothing else predicts
        without context.
        """
        context = functional.pad(hidden, (0, 0, 1, 0))
        conditioning = functional.silu(self.embed_time(steps))
        x = self.initial_proj(noisy)
        for layer in self.layers:
            x = layer(x, conditioning, context, visible[:, None])
        return self.final_proj(self.layer_norm(x))


class PublishedTwoTower(nn.Module):
    """Both towers and the normaliser."""

    def __init__(self, config: PublishedConfig) -> None:
        super().__init__()
        self.config = config
        self.sonar_normalizer = Normalizer(config.dimension)
        self.encoder_frontend = PublishedFrontend(config)
        self.context_encoder = ContextEncoder(config)
        self.denoiser = PublishedDenoiser(config)

    def read(self, vectors: Tensor, past: Past | None = None) -> tuple[Tensor, Past]:
        """Raw vectors (b, s, d) -> the state after each (b, s, w), and the cache for reading on."""
        normalised = self.sonar_normalizer(vectors).to(self.encoder_frontend.pre_linear.weight.dtype)
        return self.context_encoder(self.encoder_frontend(normalised), past)

    def denoise(self, noisy: Tensor, steps: Tensor, hidden: Tensor, use_context: Tensor) -> Tensor:
        """Rows (r, d) that follow one document, ``hidden`` (s, w) -> (r, d).

        ``use_context`` (r,) is true or false for each row.
        """
        items = hidden.shape[0]
        visible = functional.pad(use_context[:, None].expand(-1, items), (1, 0), value=True)
        return self.denoiser(noisy[None], steps[None], hidden[None], visible[None])[0]

    def teacher_forced(self, vectors: Tensor, noisy: Tensor, steps: Tensor) -> Tensor:
        """Every position of documents at once, as in training.

        Row i sees the zero vector and the i concepts before it. ``vectors`` (b, s, d) raw, ``noisy`` (b, s,
        d), ``steps`` (b, s) -> (b, s, d); the padding after a shorter document reaches none of its rows.
        """
        hidden, _ = self.read(vectors)
        places = vectors.shape[1]
        visible = torch.ones(places, places + 1, dtype=torch.bool, device=vectors.device).tril()
        return self.denoiser(noisy, steps, hidden, visible.expand(len(vectors), -1, -1))


def load_arrays(model: PublishedTwoTower, arrays: Mapping[str, npt.NDArray[np.float32]]) -> None:
    """Fill a model from arrays under the names of the checkpoint.

    Raises RuntimeError naming missing, superfluous or misshapen ones.
    """
    tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}
    model.load_state_dict(tensors)


def rotary_turns(head_size: int, start: int, length: int) -> Tensor:
    """(length, head_size / 2, 2): cosine and sine of positions from ``start``; float32."""
    exponents = torch.arange(0, head_size, 2, dtype=torch.float32) / head_size
    places = torch.arange(start, start + length, dtype=torch.float32)
    angles = places[:, None] * ROTARY_THETA**-exponents
    return torch.stack([angles.cos(), angles.sin()], dim=-1)


def turned(x: Tensor, turns: Tensor) -> Tensor:
    """(b, h, s, e): neighbouring pairs rotated by the angle of their position; computed in float32."""
    pairs = x.float().unflatten(-1, (-1, 2))
    cosine, sine = turns[..., 0], turns[..., 1]
    first = pairs[..., 0] * cosine - pairs[..., 1] * sine
    second = pairs[..., 0] * sine + pairs[..., 1] * cosine
    return torch.stack([first, second], dim=-1).flatten(-2).to(x.dtype)


def parameter_counts(model: nn.Module, parts: Sequence[str]) -> dict[str, int]:
    """Number of parameters of each named part, without buffers."""
    return {part: sum(p.numel() for p in model.get_submodule(part).parameters()) for part in parts}


def _modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return x * (1 + scale) + shift

"""Building blocks of the variants: the causal Transformer that reads a document, and parts of denoisers.

Shapes: b documents, t new items, p items before them, d vector dimension, w width, l layers, h heads,
e = w / h, n rows of any origin.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.codec.model import FeedForward, attend, join_heads, sinusoids, split_heads
from conceptwriter.training.lcm.config import ContextConfig
from conceptwriter.training.lcm.normalising import TorchNormaliser

KINDS = 4
"""Concept, plan, break, end of the document: see :class:`conceptwriter.lcm.contract.ItemKind`."""
POSITION_SCALE = 0.3
"""Scale of positional encodings next to vectors of variance 1 and embeddings that start small."""


class Reading(NamedTuple):
    """Result of reading items."""

    hidden: Tensor
    """(b, t, w) normalised state after each item."""
    end: Tensor
    """(b, t) logit that the paragraph ends after the item."""
    document_end: Tensor
    """(b, t) logit that the document ends after it."""
    key: Tensor
    """(b, l, h, p + t, e)"""
    value: Tensor


class CausalLayer(nn.Module):
    """Causal self-attention and feed-forward, each after its layer norm."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.attention_out = nn.Linear(width, width)
        self.feed_norm = nn.LayerNorm(width)
        self.feed = FeedForward(width, inner)

    def inputs(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (b, h, t, e) of ``x`` (b, t, w)."""
        q, k, v = (
            split_heads(y, self.heads) for y in self.query_key_value(self.attention_norm(x)).chunk(3, dim=-1)
        )
        return q, k, v

    def after_attention(self, x: Tensor, attended: Tensor) -> Tensor:
        """The rest of the layer once attention (b, h, t, e) is known."""
        x = x + self.attention_out(join_heads(attended))
        return x + self.feed(self.feed_norm(x))

    def forward(
        self, x: Tensor, past_key: Tensor, past_value: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """``x`` (b, t, w); past (b, h, p, e); ``mask`` (t, p + t) true where an item may attend."""
        q, k, v = self.inputs(x)
        k = torch.cat([past_key.to(k.dtype), k], dim=2)
        v = torch.cat([past_value.to(v.dtype), v], dim=2)
        return self.after_attention(x, attend(q, k, v, mask)), k, v


class DocumentContext(nn.Module):
    """The causal Transformer over the items of a document, used by all variants.

    Vectors come raw and are normalised inside (an unfitted normaliser changes nothing).
    """

    positions: Tensor

    def __init__(self, config: ContextConfig) -> None:
        super().__init__()
        self.config = config
        self.normaliser = TorchNormaliser(config.dimension)
        self.kind = nn.Embedding(KINDS, config.width)
        self.input_proj = nn.Linear(config.dimension, config.width)
        # One more than items: the noisy next item of the one-tower model comes after the last.
        positions = sinusoids(config.longest + 1, config.width) * POSITION_SCALE
        self.register_buffer("positions", positions, persistent=False)
        self.layers = nn.ModuleList(
            CausalLayer(config.width, config.heads, config.inner) for _ in range(config.layers)
        )
        self.norm = nn.LayerNorm(config.width)
        self.end = nn.Linear(config.width, 1)
        self.document_end = nn.Linear(config.width, 1)
        initialise(self)

    def blocks(self) -> list[CausalLayer]:
        """The layers by their own type."""
        return [layer for layer in self.layers if isinstance(layer, CausalLayer)]

    def empty_past(self, documents: int) -> tuple[Tensor, Tensor]:
        """Keys and values (b, l, h, 0, e) before the first item."""
        config = self.config
        shape = (documents, config.layers, config.heads, 0, config.width // config.heads)
        nothing = self.input_proj.weight.new_zeros(shape)
        return nothing, nothing.clone()

    def forward(self, vectors: Tensor, kinds: Tensor, past_key: Tensor, past_value: Tensor) -> Reading:
        """Read items.

        Args:
            vectors: (b, t, d) raw; zero for breaks and the document's end.
            kinds: (b, t) of :class:`conceptwriter.lcm.contract.ItemKind`.
            past_key: (b, l, h, p, e) of the p items before; p may be 0.
            past_value: likewise.
        """
        past, new = past_key.shape[3], vectors.shape[1]
        x = self.input_proj(self.normaliser(vectors)) + self.kind(kinds) + self.positions[past : past + new]
        mask = torch.ones(new, past + new, dtype=torch.bool, device=x.device).tril(diagonal=past)
        keys: list[Tensor] = []
        values: list[Tensor] = []
        for number, layer in enumerate(self.layers):
            x, k, v = layer(x, past_key[:, number], past_value[:, number], mask)
            keys.append(k)
            values.append(v)
        hidden = self.norm(x)
        return Reading(
            hidden,
            self.end(hidden)[..., 0],
            self.document_end(hidden)[..., 0],
            torch.stack(keys, dim=1),
            torch.stack(values, dim=1),
        )


def initialise(module: nn.Module, keep_size: bool = False) -> None:
    """Normal weights and zero biases in all linear maps: small, or scaled so that vectors keep their size."""
    for part in module.modules():
        if isinstance(part, nn.Linear):
            nn.init.normal_(part.weight, std=part.in_features**-0.5 if keep_size else 0.02)
            nn.init.zeros_(part.bias)


def with_noise(vectors: Tensor, kinds: Tensor, deviation: float, draw: torch.Generator) -> Tensor:
    """The vectors (b, t, d) with noise on those of texts."""
    if deviation <= 0:
        return vectors
    spoken = (kinds != ItemKind.BREAK) & (kinds != ItemKind.END)
    return vectors + drawn_normal(vectors, draw) * (deviation * spoken[..., None])


def drawn_normal(like: Tensor, draw: torch.Generator) -> Tensor:
    """Normal numbers of the shape, precision and device of ``like``, wherever the generator lives."""
    return torch.randn(like.shape, generator=draw, device=draw.device).to(like)


class TimeEmbedding(nn.Module):
    """Noise level -> (n, w): sinusoids through two linear maps (Peebles & Xie 2023, DiT).

    The dtype is that of the weights, so that half precision stays half precision.
    """

    codes: Tensor

    def __init__(self, steps: int, width: int, frequencies: int = 256) -> None:
        super().__init__()
        frequencies = min(frequencies, max(16, width))
        half = frequencies // 2
        rates = torch.exp(-math.log(10_000.0) * torch.arange(half) / half)
        # Levels are spread over 0..1000 whatever their number, as the frequencies are chosen for that range.
        angles = torch.arange(steps)[:, None] * (1000.0 / steps) * rates[None]
        self.register_buffer("codes", torch.cat([angles.cos(), angles.sin()], dim=1), persistent=False)
        self.up_proj = nn.Linear(2 * half, width)
        self.down_proj = nn.Linear(width, width)
        # Larger than elsewhere: otherwise the levels would hardly differ for a long time.
        initialise(self, keep_size=True)

    def forward(self, steps: Tensor) -> Tensor:
        """``steps`` (...) int64 -> (..., w)."""
        return self.down_proj(functional.silu(self.up_proj(self.codes[steps].to(self.up_proj.weight.dtype))))

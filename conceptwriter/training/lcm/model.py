"""A small LCM: vectors so far -> several alternatives for the next vector.

A causal pre-LN Transformer over the items of a document in reading order: plan items (title, headings) where
they stand, concepts, and breaks between paragraphs (Large Concept Models, section 2.3.1 for the
vector-to-vector Transformer, section 4.3 for plan and break concepts). Instead of one mean vector,
which at this size decodes to nothing in particular, the last layer proposes k vectors and how likely each
is to be the one: only the nearest learns from a sentence (multiple choice learning), so a writer gets
different ideas rather than one idea with noise.

Shapes: b documents, t items, d vector dimension, k alternatives, l layers, h heads, e width of a head.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from conceptwriter.lcm.contract import Kind
from conceptwriter.training.codec.model import FeedForward, attend, join_heads, sinusoids, split_heads
from conceptwriter.training.lcm.config import LcmConfig


class LcmLayer(nn.Module):
    """Causal self-attention and feed-forward, each behind its layer norm."""

    def __init__(self, config: LcmConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.attention_norm = nn.LayerNorm(config.width)
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.attention_out = nn.Linear(config.width, config.width)
        self.feed_norm = nn.LayerNorm(config.width)
        self.feed = FeedForward(config.width, config.inner)

    def forward(
        self, x: Tensor, past_key: Tensor, past_value: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """``x`` (b, t, w); past (b, h, p, e); ``mask`` (t, p + t) true where an item may look."""
        q, k, v = (
            split_heads(y, self.heads) for y in self.query_key_value(self.attention_norm(x)).chunk(3, dim=-1)
        )
        k = torch.cat([past_key.to(k.dtype), k], dim=2)
        v = torch.cat([past_value.to(v.dtype), v], dim=2)
        x = x + self.attention_out(join_heads(attend(q, k, v, mask)))
        return x + self.feed(self.feed_norm(x)), k, v


class LcmModel(nn.Module):
    """The mixture LCM."""

    positions: Tensor

    def __init__(self, config: LcmConfig) -> None:
        super().__init__()
        self.config = config
        self.kind = nn.Embedding(len(Kind), config.width)
        self.rise = nn.Linear(config.dimension, config.width)
        self.register_buffer("positions", sinusoids(config.longest, config.width) * 0.3, persistent=False)
        self.layers = nn.ModuleList(LcmLayer(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.width)
        self.candidates = nn.Linear(config.width, config.alternatives * config.dimension)
        self.weights = nn.Linear(config.width, config.alternatives)
        self.end = nn.Linear(config.width, 1)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=0.02)
                nn.init.zeros_(module.bias)
        # Alternatives start apart, or they would all learn the same mean.
        nn.init.normal_(self.candidates.bias, std=0.3)

    def empty_past(self, documents: int) -> tuple[Tensor, Tensor]:
        """Keys and values (b, l, h, 0, e) before the first item."""
        config = self.config
        shape = (documents, config.layers, config.heads, 0, config.width // config.heads)
        device = self.kind.weight.device
        return torch.zeros(shape, device=device), torch.zeros(shape, device=device)

    def forward(
        self, vectors: Tensor, kinds: Tensor, past_key: Tensor, past_value: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """What may follow each of the new items.

        Args:
            vectors: (b, t, d); zero for breaks.
            kinds: (b, t) of :class:`conceptwriter.lcm.contract.Kind`.
            past_key: (b, l, h, p, e) of the p items before; p may be 0.
            past_value: likewise.

        Returns:
            candidates (b, t, k, d), log weights (b, t, k), logit that the paragraph ends (b, t), keys and
            values with p + t positions.
        """
        config = self.config
        past, new = past_key.shape[3], vectors.shape[1]
        x = self.rise(vectors) + self.kind(kinds) + self.positions[past : past + new]
        mask = torch.ones(new, past + new, dtype=torch.bool, device=x.device).tril(diagonal=past)
        keys: list[Tensor] = []
        values: list[Tensor] = []
        for number, layer in enumerate(self.layers):
            x, k, v = layer(x, past_key[:, number], past_value[:, number], mask)
            keys.append(k)
            values.append(v)
        x = self.norm(x)
        candidates = self.candidates(x).view(*x.shape[:2], config.alternatives, config.dimension)
        weights = self.weights(x).log_softmax(dim=-1)
        return candidates, weights, self.end(x)[..., 0], torch.stack(keys, dim=1), torch.stack(values, dim=1)

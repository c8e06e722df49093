"""SONAR's text encoder and decoder in plain PyTorch (Duquenne, Schwenk and Sagot 2023).

Both are pre-LN Transformers. The encoder's sentence vector is the mean of its token states; the decoder sees
only that vector of the source, as a memory of length one. Softmax over a single key is 1, whatever the query:
cross-attention adds the same vector to every token, and `SonarDecoder.condition` computes it once per
sentence. That is exact; `SonarDecoder.forward_unfolded` computes it without this shortcut.

Attributes are named as in fairseq2's state dicts. Shapes: n sentences, t tokens, p tokens of the past,
d dimension, h heads, e = d / h, l layers, v vocabulary.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.convert.sonar.config import FIRST_POSITION, SonarConfig
from conceptwriter.convert.sonar.tokenizer import PAD

Past = list[tuple[Tensor, Tensor]]
"""Keys and values of every layer, each (n, h, p, e)."""

_NEVER_ZERO = 1e-7
"""Added to the number of tokens, as sonar-space does."""


def position_codes(count: int, dimension: int) -> Tensor:
    """(count, dimension): all sines, then all cosines, of positions from 2 on."""
    half = dimension // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float32) * -(math.log(10_000.0) / (half - 1)))
    places = torch.arange(FIRST_POSITION, FIRST_POSITION + count, dtype=torch.float32)
    angles = places[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class SonarFrontend(nn.Module):
    """Tokens to vectors: scaled embedding plus position."""

    positions: Tensor

    def __init__(self, config: SonarConfig, longest: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(config.vocabulary, config.dimension)
        self.scale = math.sqrt(config.dimension)
        self.register_buffer("positions", self.codes(longest), persistent=False)

    def codes(self, count: int) -> Tensor:
        """The positional encodings, on the CPU even where the module is built on the meta device."""
        with torch.device("cpu"):
            return position_codes(count, self.embed.embedding_dim)

    def forward(self, ids: Tensor, past: int = 0) -> Tensor:
        """(n, t) ids, after `past` others -> (n, t, d)."""
        return self.embed(ids) * self.scale + self.positions[past : past + ids.shape[1]]


class SonarAttention(nn.Module):
    """Multi-head attention with a bias everywhere."""

    def __init__(self, config: SonarConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.q_proj = nn.Linear(config.dimension, config.dimension)
        self.k_proj = nn.Linear(config.dimension, config.dimension)
        self.v_proj = nn.Linear(config.dimension, config.dimension)
        self.output_proj = nn.Linear(config.dimension, config.dimension)

    def forward(self, x: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
        """Queries from x (n, t, d) over split keys and values (n, h, s, e); mask: true where allowed."""
        query = self.split(self.q_proj(x))
        mixed = functional.scaled_dot_product_attention(query, key, value, mask)
        return self.output_proj(mixed.transpose(1, 2).flatten(2))

    def keys_values(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(n, s, d) -> keys and values, (n, h, s, e) each."""
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def split(self, x: Tensor) -> Tensor:
        """(n, t, d) -> (n, h, t, e)."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def of_one(self, memory: Tensor) -> Tensor:
        """Attention over one key, whatever the query: (n, d) -> (n, d)."""
        return self.output_proj(self.v_proj(memory))


class SonarFeedForward(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, config: SonarConfig) -> None:
        super().__init__()
        self.inner_proj = nn.Linear(config.dimension, config.inner)
        self.output_proj = nn.Linear(config.inner, config.dimension)

    def forward(self, x: Tensor) -> Tensor:
        """(..., d) -> (..., d)."""
        return self.output_proj(functional.relu(self.inner_proj(x)))


class SonarEncoderLayer(nn.Module):
    """Self-attention over the whole sentence, then feed-forward."""

    def __init__(self, config: SonarConfig) -> None:
        super().__init__()
        self.self_attn_layer_norm = nn.LayerNorm(config.dimension)
        self.self_attn = SonarAttention(config)
        self.ffn_layer_norm = nn.LayerNorm(config.dimension)
        self.ffn = SonarFeedForward(config)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(n, t, d) -> (n, t, d); mask (n, 1, 1, t) is true at tokens."""
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, *self.self_attn.keys_values(normed), mask)
        return x + self.ffn(self.ffn_layer_norm(x))


class SonarDecoderLayer(nn.Module):
    """Causal self-attention, attention over the sentence vector, feed-forward."""

    def __init__(self, config: SonarConfig) -> None:
        super().__init__()
        self.self_attn_layer_norm = nn.LayerNorm(config.dimension)
        self.self_attn = SonarAttention(config)
        self.encoder_decoder_attn_layer_norm = nn.LayerNorm(config.dimension)
        self.encoder_decoder_attn = SonarAttention(config)
        self.ffn_layer_norm = nn.LayerNorm(config.dimension)
        self.ffn = SonarFeedForward(config)

    def attend_to_self(
        self, x: Tensor, mask: Tensor | None, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """(n, t, d) -> (n, t, d) and the keys and values up to here."""
        normed = self.self_attn_layer_norm(x)
        key, value = self.self_attn.keys_values(normed)
        if past is not None:
            key, value = torch.cat([past[0], key], dim=2), torch.cat([past[1], value], dim=2)
        return x + self.self_attn(normed, key, value, mask), (key, value)

    def attend_to_vector(self, x: Tensor, vectors: Tensor) -> Tensor:
        """Unfolded: x (n, t, d) over a memory of one vector each, (n, d)."""
        key, value = self.encoder_decoder_attn.keys_values(vectors[:, None])
        return x + self.encoder_decoder_attn(self.encoder_decoder_attn_layer_norm(x), key, value)

    def feed_forward(self, x: Tensor) -> Tensor:
        """(n, t, d) -> (n, t, d)."""
        return x + self.ffn(self.ffn_layer_norm(x))


class Layers(nn.Module):
    """A stack of layers, followed by a norm in the decoder."""

    def __init__(self, layers: list[nn.Module], norm: nn.LayerNorm | None = None) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        if norm is not None:
            self.layer_norm = norm


class SonarEncoder(nn.Module):
    """Token ids to sentence vectors."""

    def __init__(self, config: SonarConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder_frontend = SonarFrontend(config, config.longest_source)
        self.encoder = Layers([SonarEncoderLayer(config) for _ in range(config.layers)])
        self.layer_norm = nn.LayerNorm(config.dimension)

    def forward(self, ids: Tensor) -> Tensor:
        """(n, t) ids, padded with 0 at their ends -> (n, d): the mean over tag, text and end token."""
        real = ids != PAD
        x = self.encoder_frontend(ids)
        for layer in self.encoder.layers:
            x = layer(x, real[:, None, None])
        x = self.layer_norm(x) * real[..., None]
        return x.sum(dim=1) / (real.sum(dim=1, keepdim=True) + _NEVER_ZERO)


class SonarDecoder(nn.Module):
    """Sentence vectors to the logits of the next token. The output projection is the embedding."""

    def __init__(self, config: SonarConfig) -> None:
        super().__init__()
        self.config = config
        self.decoder_frontend = SonarFrontend(config, config.longest_target)
        self.decoder = Layers(
            [SonarDecoderLayer(config) for _ in range(config.layers)], nn.LayerNorm(config.dimension)
        )

    def condition(self, vectors: Tensor) -> Tensor:
        """(n, d) -> (n, l, d): what each layer adds to every token of a sentence."""
        return torch.stack([layer.encoder_decoder_attn.of_one(vectors) for layer in self._layers()], dim=1)

    def forward(self, ids: Tensor, condition: Tensor, past: Past | None = None) -> tuple[Tensor, Past]:
        """Logits (n, t, v) of the token after each of ids (n, t), and the past with these tokens.

        `condition` is (n, l, d); `past` was returned by an earlier call, or is None at the start of a text.
        """
        before = 0 if past is None else past[0][0].shape[2]
        x = self.decoder_frontend(ids, before)
        mask = self._causal(ids.shape[1], before, ids.device)
        present: Past = []
        for index, layer in enumerate(self._layers()):
            x, newest = layer.attend_to_self(x, mask, None if past is None else past[index])
            present.append(newest)
            x = layer.feed_forward(x + condition[:, index, None])
        return self._logits(x), present

    def forward_unfolded(self, ids: Tensor, vectors: Tensor) -> Tensor:
        """Logits (n, t, v) with unfolded cross-attention: ids (n, t), vectors (n, d)."""
        x = self.decoder_frontend(ids)
        mask = self._causal(ids.shape[1], 0, ids.device)
        for layer in self._layers():
            x, _ = layer.attend_to_self(x, mask, None)
            x = layer.feed_forward(layer.attend_to_vector(x, vectors))
        return self._logits(x)

    def _layers(self) -> list[SonarDecoderLayer]:
        return [layer for layer in self.decoder.layers if isinstance(layer, SonarDecoderLayer)]

    def _logits(self, x: Tensor) -> Tensor:
        return functional.linear(self.decoder.layer_norm(x), self.decoder_frontend.embed.weight)

    @staticmethod
    def _causal(tokens: int, before: int, device: torch.device) -> Tensor | None:
        """(t, p + t), true where a token may attend; None for one token, which attends to all before it."""
        if tokens == 1:
            return None
        return torch.ones(tokens, before + tokens, dtype=torch.bool, device=device).tril(before)

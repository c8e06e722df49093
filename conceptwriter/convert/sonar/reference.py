"""SONAR in float32 with NumPy, one layer at a time: the reference for quantised graphs.

All sentences go through a layer together, and then the layer is released: so a model of three gigabytes needs
some hundred megabytes, and each weight is read once. Sentences are concatenated in rows, without padding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.checkpoints import SonarWeights
from conceptwriter.convert.sonar.graphs import positions_table

Floats = npt.NDArray[np.float32]
_ROWS_AT_A_TIME = 512
_LOGITS_AT_A_TIME = 1 << 26
_EPSILON = 1e-5


def encode(weights: SonarWeights, ids: Sequence[Sequence[int]]) -> Floats:
    """Vectors (n, d) of token sequences, including tag and end token."""
    tower = _Tower(weights, "encoder", ids)
    for layer in range(weights.config.layers):
        tower.attend(layer, causal=False)
        tower.feed_forward(layer)
    rows = tower.normed("layer_norm")
    return np.stack([rows[part].mean(axis=0) for part in tower.parts])


def most_likely(
    weights: SonarWeights,
    vectors: Floats,
    ids: Sequence[Sequence[int]],
    kept: npt.NDArray[np.int64] | None = None,
) -> list[npt.NDArray[np.int64]]:
    """The most likely next token after each token of each text, given its vector; among the `kept` ones."""
    tower = _Tower(weights, "decoder", ids)
    owner = np.repeat(np.arange(len(ids)), [len(text) for text in ids])
    for layer in range(weights.config.layers):
        tower.attend(layer, causal=True)
        cross = f"decoder.layers.{layer}.encoder_decoder_attn"
        value = tower.linear(vectors, f"{cross}.v_proj")
        tower.rows += tower.linear(value, f"{cross}.output_proj")[owner]
        tower.feed_forward(layer)
    rows = tower.normed("decoder.layer_norm")
    table = weights.get("decoder_frontend.embed.weight")
    if kept is not None:
        table = table[kept]
    best = np.empty(len(rows), np.int64)
    step = max(1, _LOGITS_AT_A_TIME // len(table))
    for first in range(0, len(rows), step):
        best[first : first + step] = np.argmax(rows[first : first + step] @ table.T, axis=1)
    best = best if kept is None else kept[best]
    return [best[part] for part in tower.parts]


class _Tower:
    """The rows of all sentences passing through one half."""

    def __init__(self, weights: SonarWeights, half: str, ids: Sequence[Sequence[int]]) -> None:
        self.weights = weights
        self._half = half
        ends = np.cumsum([len(text) for text in ids])
        self.parts = [slice(int(end) - len(text), int(end)) for end, text in zip(ends, ids, strict=True)]
        width = weights.config.dimension
        places = positions_table(max(map(len, ids)), width)
        table = weights.get(f"{half}_frontend.embed.weight")
        self.rows: Floats = table[np.concatenate([np.asarray(text) for text in ids])] * np.float32(
            math.sqrt(width)
        )
        for part, text in zip(self.parts, ids, strict=True):
            self.rows[part] += places[: len(text)]

    def linear(self, rows: Floats, name: str) -> Floats:
        product: Floats = rows @ self.weights.get(f"{name}.weight").T
        return product + self.weights.get(f"{name}.bias")

    def normed(self, name: str) -> Floats:
        centred = self.rows - self.rows.mean(axis=1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(_EPSILON))
        normed: Floats = centred / spread * self.weights.get(f"{name}.weight")
        return normed + self.weights.get(f"{name}.bias")

    def attend(self, layer: int, *, causal: bool) -> None:
        name = f"{self._half}.layers.{layer}.self_attn"
        normed = self.normed(f"{name}_layer_norm")
        q, k, v = (self.linear(normed, f"{name}.{which}_proj") for which in "qkv")
        seen = np.empty_like(q)
        for part in self.parts:
            seen[part] = _attention(q[part], k[part], v[part], self.weights.config.heads, causal)
        self.rows += self.linear(seen, f"{name}.output_proj")

    def feed_forward(self, layer: int) -> None:
        name = f"{self._half}.layers.{layer}"
        normed = self.normed(f"{name}.ffn_layer_norm")
        up_proj = [self.weights.get(f"{name}.ffn.inner_proj.{what}") for what in ("weight", "bias")]
        down_proj = [self.weights.get(f"{name}.ffn.output_proj.{what}") for what in ("weight", "bias")]
        for first in range(0, len(normed), _ROWS_AT_A_TIME):
            some = slice(first, first + _ROWS_AT_A_TIME)
            inner = np.maximum(normed[some] @ up_proj[0].T + up_proj[1], 0)
            self.rows[some] += inner @ down_proj[0].T + down_proj[1]


def _attention(q: Floats, k: Floats, v: Floats, heads: int, causal: bool) -> npt.NDArray[Any]:
    """Softmax attention within one sentence: (t, w) each, heads concatenated."""
    count, width = q.shape
    split = [part.reshape(count, heads, -1).transpose(1, 0, 2) for part in (q, k, v)]
    scores = split[0] @ split[1].transpose(0, 2, 1) / np.float32(math.sqrt(width // heads))
    if causal:
        scores += np.triu(np.full((count, count), -np.inf, np.float32), k=1)
    scores = np.exp(scores - scores.max(axis=2, keepdims=True))
    scores /= scores.sum(axis=2, keepdims=True)
    mixed: Floats = (scores @ split[2]).transpose(1, 0, 2).reshape(count, width)
    return mixed

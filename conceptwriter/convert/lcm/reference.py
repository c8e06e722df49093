"""A published two-tower LCM in plain NumPy, straight from its checkpoint: the reference for conversions.

Nothing is folded, cached or rounded here, and no code is shared with the graph writer. Only one layer is in
memory at a time, so it also runs where the model would not fit. Slow, and meant for a handful of rows.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.lcm.config import (
    LONGEST_PERIOD,
    RMS_EPSILON,
    ROTARY_THETA,
)
from conceptwriter.convert.lcm.graphs import Model

Array = npt.NDArray[np.float32]


class PlainLcm:
    """Both towers of one checkpoint, float32."""

    def __init__(self, model: Model) -> None:
        self._get = model.tensors.get
        self._model = model
        self._config = model.config

    def read(self, vectors: Array) -> Array:
        """The context state after each of the raw concepts (t, d): (t, w)."""
        x = self._linear((vectors - self._model.centre) / self._model.scale, "encoder_frontend.pre_linear")
        places = np.arange(len(vectors))
        visible = places[:, None] >= places
        for layer in range(self._config.context_layers):
            name = f"context_encoder.layers.{layer}"
            normed = self._norm(x, f"{name}.self_attn_layer_norm")
            query, key, value = (self._heads(normed, f"{name}.self_attn.{part}_proj") for part in "qkv")
            looked = _attended(self._turned(query), self._turned(key), value, visible)
            x = x + self._linear(looked, f"{name}.self_attn.output_proj")
            x = x + self._feed_forward(self._norm(x, f"{name}.ffn_layer_norm"), f"{name}.ffn")
        return self._norm(x, "context_encoder.layer_norm")

    def denoise(
        self, hidden: Array, noisy: Array, steps: npt.NDArray[np.int64], use_context: npt.NDArray[np.bool_]
    ) -> Array:
        """Predictions (m, d) for rows (m, d) at their steps (m,), normalised, after a context (t, w)."""
        context = np.concatenate([np.zeros_like(hidden[:1]), hidden])
        visible = np.ones((len(noisy), len(context)), np.bool_)
        visible[:, 1:] = use_context[:, None]
        conditioning = _silu(self._time(steps))
        x = self._linear(noisy, "denoiser.initial_proj.fc")
        for layer in range(self._config.denoiser_layers):
            x = self._denoiser_layer(f"denoiser.layers.{layer}", x, conditioning, context, visible)
        return self._linear(self._norm(x, "denoiser.layer_norm"), "denoiser.final_proj.fc")

    def _denoiser_layer(
        self, name: str, x: Array, conditioning: Array, context: Array, visible: npt.NDArray[np.bool_]
    ) -> Array:
        parts = np.split(self._linear(conditioning, f"{name}.modulator.fc"), 9, axis=1)

        def modulated(place: int, norm: str) -> Array:
            return self._norm(x, f"{name}.{norm}_layer_norm") * (1 + parts[place + 1]) + parts[place]

        # A row of the self-attention sees only itself, so the result is its value.
        value = self._linear(modulated(0, "self_attn"), f"{name}.self_attn.v_proj")
        x = x + parts[2] * self._linear(value, f"{name}.self_attn.output_proj")
        cross = f"{name}.cross_attention"
        query = self._heads(modulated(3, "cross_attention"), f"{cross}.q_proj")
        key, values = (self._heads(context, f"{cross}.{part}_proj") for part in "kv")
        looked = _attended(query, key, values, visible)
        x = x + parts[5] * self._linear(looked, f"{cross}.output_proj")
        return x + parts[8] * self._feed_forward(modulated(6, "ffn"), f"{name}.ffn")

    def _time(self, steps: npt.NDArray[np.int64]) -> Array:
        half = self._config.frequencies // 2
        rates = np.exp(-math.log(LONGEST_PERIOD) * np.arange(half) / half)
        angles = steps[:, None] * rates
        codes = np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
        return self._linear(_silu(self._linear(codes, "denoiser.embed_time.fc1")), "denoiser.embed_time.fc2")

    def _linear(self, x: Array, name: str) -> Array:
        return np.asarray(x @ self._get(f"{name}.weight").T + self._get(f"{name}.bias"), np.float32)

    def _norm(self, x: Array, name: str) -> Array:
        root = np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + np.float32(RMS_EPSILON))
        return np.asarray(x / root * self._get(f"{name}.weight"), np.float32)

    def _feed_forward(self, x: Array, name: str) -> Array:
        gate = _silu(self._linear(x, f"{name}.gate_proj"))
        return self._linear(self._linear(x, f"{name}.inner_proj") * gate, f"{name}.output_proj")

    def _heads(self, x: Array, name: str) -> Array:
        """(m, w) -> (h, m, e)"""
        split = self._linear(x, name).reshape(len(x), self._config.heads, self._config.head_size)
        return split.transpose(1, 0, 2)

    def _turned(self, x: Array) -> Array:
        """Neighbouring pairs of (h, t, e) rotated by the angles of their positions."""
        size = self._config.head_size
        rates = ROTARY_THETA ** -(np.arange(0, size, 2) / size)
        angles = np.arange(x.shape[1])[:, None] * rates
        turned = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * angles)
        return np.asarray(np.stack([turned.real, turned.imag], axis=-1).reshape(x.shape), np.float32)


def _attended(query: Array, key: Array, value: Array, visible: npt.NDArray[np.bool_]) -> Array:
    """(h, m, e), (h, k, e), (h, k, e) -> (m, w)"""
    scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
    scores = np.where(visible, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    looked = (shares / shares.sum(axis=-1, keepdims=True)) @ value
    return np.asarray(looked.transpose(1, 0, 2).reshape(query.shape[1], -1), np.float32)


def _silu(x: Array) -> Array:
    return np.asarray(x / (1 + np.exp(-x)), np.float32)

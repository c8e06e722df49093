"""Exact folding of redundant computations in the published two-tower LCM.

- The denoiser's self-attention has an identity mask: the softmax of one score is 1, so query and key have
  no effect, and value and output are one matrix.
- Shifts, scales and gates depend only on the denoising step: a table of all steps. The weights of the norms
  are folded into its scales.
- Rotary positions rotate neighbouring pairs; with the rows of query and key reordered in the same way, which
  leaves their products unchanged, the first half of a head rotates with the second half.

All of it in NumPy, on the tensors of a checkpoint by name; nothing is cached.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.lcm.config import (
    LONGEST_PERIOD,
    MODULATIONS,
    ROTARY_THETA,
    PublishedConfig,
)

Array = npt.NDArray[np.float32]
_SCALES = {1: "self_attn_layer_norm", 4: "cross_attention_layer_norm", 7: "ffn_layer_norm"}
"""Which of the nine modulations are scales, and of which norm."""


class Tensors(Protocol):
    """Tensors by name, as read by `convert.checkpoints`."""

    def get(self, name: str, /) -> Array:
        """One tensor as float32. Raises KeyError or an error with a user message when there is none."""
        ...


def self_attention_map(tensors: Tensors, layer: int) -> tuple[Array, Array]:
    """Weight (w, w) and bias (w,) of a denoiser layer's folded self-attention: W_o (W_v x + b_v) + b_o."""
    name = f"denoiser.layers.{layer}.self_attn"
    out = tensors.get(f"{name}.output_proj.weight")
    bias = out @ tensors.get(f"{name}.v_proj.bias") + tensors.get(f"{name}.output_proj.bias")
    return out @ tensors.get(f"{name}.v_proj.weight"), bias


def step_conditioning(tensors: Tensors, config: PublishedConfig) -> Array:
    """(training_steps, w): the SiLU of the embedding of every denoising step."""
    half = config.frequencies // 2
    exponents = np.arange(half, dtype=np.float32) / np.float32(half)
    rates = np.exp(np.float32(-math.log(LONGEST_PERIOD)) * exponents)
    angles = np.arange(config.training_steps, dtype=np.float32)[:, None] * rates
    x = np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    for number in (1, 2):
        weight = tensors.get(f"denoiser.embed_time.fc{number}.weight")
        x = silu(x @ weight.T + tensors.get(f"denoiser.embed_time.fc{number}.bias"))
    return x


def modulation_table(tensors: Tensors, conditioning: Array, layer: int) -> Array:
    """(training_steps, 9 w): a layer's shifts, scales and gates at every step.

    A scale multiplies a norm without weights: (1 + scale) times the norm's weight.
    """
    name = f"denoiser.layers.{layer}"
    table = conditioning @ tensors.get(f"{name}.modulator.fc.weight").T + tensors.get(
        f"{name}.modulator.fc.bias"
    )
    parts = np.split(table, MODULATIONS, axis=1)
    for place, norm in _SCALES.items():
        parts[place] = (1 + parts[place]) * tensors.get(f"{name}.{norm}.weight")
    return np.concatenate(parts, axis=1).astype(np.float32)


def half_order(config: PublishedConfig) -> npt.NDArray[np.int64]:
    """The (w,) order of the rows of query and key with the halves of each head together.

    Per head, the first of all pairs come before the second.
    """
    rows = np.arange(config.width).reshape(config.heads, config.head_size // 2, 2)
    return np.ascontiguousarray(rows.transpose(0, 2, 1)).reshape(-1)


def rotary_tables(config: PublishedConfig, longest: int) -> tuple[Array, Array]:
    """Cosines and sines (longest, e / 2) of the angles of every position."""
    rates = ROTARY_THETA ** -(np.arange(0, config.head_size, 2, dtype=np.float32) / config.head_size)
    angles = np.arange(longest, dtype=np.float32)[:, None] * rates.astype(np.float32)
    return np.cos(angles), np.sin(angles)


def silu(x: Array) -> Array:
    """X times its logistic function."""
    return np.asarray(x / (1 + np.exp(-x)), np.float32)

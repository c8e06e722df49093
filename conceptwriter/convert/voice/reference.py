"""A voice in plain NumPy, straight from its GGUF file: the reference for conversions.

Nothing is cached, fused or rounded, and no code is shared with the graph writer. Only one weight is in memory
at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.voice.gguf_file import GgufFile

Array = npt.NDArray[Any]


@np.errstate(all="ignore")
def log_probabilities(model: GgufFile, tokens: list[int]) -> Array:
    """(t, v) for the token after each token; NaN where weights are so large that sums overflow."""
    shape = model.shape
    x = model.get("token_embd.weight")[tokens]
    angles = np.outer(np.arange(len(tokens)), model.rotary_frequencies())
    visible = np.tril(np.ones((len(tokens), len(tokens)), bool))
    for layer in range(shape.layers):
        start = f"blk.{layer}."
        x = x + _attention(model, start, _norm(model, x, start + "attn_norm"), angles, visible)
        normed = _norm(model, x, start + "ffn_norm")
        gate = normed @ model.get(start + "ffn_gate.weight").T
        inner = gate / (1 + np.exp(-gate)) * (normed @ model.get(start + "ffn_up.weight").T)
        x = x + inner @ model.get(start + "ffn_down.weight").T
    output = model.get("output.weight" if model.has("output.weight") else "token_embd.weight")
    logits = (_norm(model, x, "output_norm") @ output.T).astype(np.float64)
    logits -= logits.max(axis=1, keepdims=True)
    normalised: Array = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return normalised


def _attention(model: GgufFile, start: str, rows: Array, angles: Array, visible: Array) -> Array:
    shape = model.shape
    parts = []
    for part, heads in (("q", shape.heads), ("k", shape.key_heads), ("v", shape.key_heads)):
        value = rows @ model.get(f"{start}attn_{part}.weight").T
        if model.has(f"{start}attn_{part}.bias"):
            value = value + model.get(f"{start}attn_{part}.bias")
        value = value.reshape(len(rows), heads, shape.head_size)
        if model.has(f"{start}attn_{part}_norm.weight"):
            value = _norm(model, value, f"{start}attn_{part}_norm")
        parts.append(value)
    query, key, value = _turned(parts[0], angles, model), _turned(parts[1], angles, model), parts[2]
    query = query.reshape(len(rows), shape.key_heads, shape.group, shape.head_size)
    scores = np.einsum("tgre,sge->grts", query, key) * shape.head_size**-0.5
    scores = np.where(visible, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    seen = np.einsum("grts,sge->tgre", shares / shares.sum(axis=-1, keepdims=True), value)
    flat: Array = seen.reshape(len(rows), -1) @ model.get(start + "attn_output.weight").T
    return flat


def _turned(value: Array, angles: Array, model: GgufFile) -> Array:
    """(t, heads, e): each pair of a head as a complex number, rotated by its angle."""
    if model.shape.interleaved:
        first, second = value[..., 0::2], value[..., 1::2]
    else:
        first, second = np.split(value, 2, axis=-1)
    turned = (first + 1j * second) * np.exp(1j * angles)[:, None]
    found = np.empty_like(value)
    if model.shape.interleaved:
        found[..., 0::2], found[..., 1::2] = turned.real, turned.imag
    else:
        found = np.concatenate([turned.real, turned.imag], axis=-1).astype(value.dtype)
    return found


def _norm(model: GgufFile, value: Array, name: str) -> Array:
    length = np.sqrt((value**2).mean(axis=-1, keepdims=True) + model.shape.epsilon)
    found: Array = value / length * model.get(f"{name}.weight")
    return found

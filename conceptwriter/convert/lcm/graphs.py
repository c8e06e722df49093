"""The two graphs of a published two-tower LCM, with all possible folding (see `lcm.folds`).

The context graph reads concepts once and outputs, for each, the keys and values that every layer of the
denoiser attends to; the head graph removes noise and needs nothing else of the context. So a denoising step
reads 0.6 of 1.6 billion weights.

Axes: m rows, t new concepts, p concepts before, d vector, w width, l layers, h heads, e = w / h.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.graph_file import Array, GraphFile, Shape
from conceptwriter.convert.lcm import folds
from conceptwriter.convert.lcm.config import MODULATIONS, RMS_EPSILON, PublishedConfig
from conceptwriter.convert.products import Products, real_type

Report = Callable[[str], None]
"""Called before each layer with what comes next."""
_MASKED = -1e4
"""Added to attention scores; far beyond any score, yet finite in half precision."""


@dataclass(frozen=True, slots=True)
class Model:
    """A checkpoint to convert."""

    tensors: folds.Tensors
    config: PublishedConfig
    centre: npt.NDArray[np.float32]
    """(d,) of the normaliser."""
    scale: npt.NDArray[np.float32]


class _Writer:
    """One graph of a model, and what both graphs share."""

    def __init__(self, graph: GraphFile, model: Model, precision: str) -> None:
        self.graph = graph
        self.get = model.tensors.get
        self.config = model.config
        self.products = Products(graph, precision)

    def linear(self, rows: str, name: str) -> str:
        """(m, in) -> (m, out)"""
        return self.products.linear(rows, self.get(f"{name}.weight"), self.get(f"{name}.bias"))

    def careful(self, rows: str, name: str) -> str:
        """The same without integer quantisation.

        It is for the model's inputs and outputs, where single dimensions are many times larger than the
        others and would use up all levels. These maps are small, so this costs neither time nor memory.
        """
        weight, bias = (self.graph.real_constant(self.get(f"{name}.{part}")) for part in ("weight", "bias"))
        return self.graph.node("Gemm", rows, weight, bias, transB=1)

    def rms(self, rows: str) -> str:
        """RMS norm without a weight, in float32."""
        graph = self.graph
        square = graph.node("ReduceMean", graph.multiply(rows, rows), graph.constant([-1]), keepdims=1)
        root = graph.node("Sqrt", graph.add(square, graph.constant(np.float32(RMS_EPSILON))))
        return graph.node("Div", rows, root)

    def norm(self, rows: str, name: str) -> str:
        """RMS norm with its weight, in the graph's type."""
        normed = self.rms(self.graph.as_float32(rows))
        return self.real(self.graph.multiply(normed, self.graph.constant(self.get(f"{name}.weight"))))

    def real(self, value: str) -> str:
        """A float32 value in the graph's type."""
        return self.graph.as_real(value, np.float32)

    def feed_forward(self, rows: str, name: str) -> str:
        """SwiGLU: gate and inner map are one product."""
        graph = self.graph
        parts = [f"{name}.gate_proj", f"{name}.inner_proj"]
        weight = np.concatenate([self.get(f"{part}.weight") for part in parts])
        bias = np.concatenate([self.get(f"{part}.bias") for part in parts])
        gate, inner = graph.nodes(
            "Split", 2, self.products.linear(rows, weight, bias), axis=-1, num_outputs=2
        )
        opened = graph.multiply(gate, graph.node("Sigmoid", gate))
        return self.linear(graph.multiply(opened, inner), f"{name}.output_proj")

    def heads(self, rows: str) -> str:
        """(m, w) -> (h, m, e)"""
        split = self.graph.reshape(rows, [-1, self.config.heads, self.config.head_size])
        return self.graph.node("Transpose", split, perm=[1, 0, 2])

    def joined(self, value: str) -> str:
        """(h, m, e) -> (m, w)"""
        together = self.graph.node("Transpose", value, perm=[1, 0, 2])
        return self.graph.reshape(together, [-1, self.config.width])

    def scores(self, query: str, keys: str) -> str:
        """(h, m, e) and (h, k, e) -> (h, m, k)"""
        graph = self.graph
        short = graph.multiply(query, graph.constant(self.config.head_size**-0.5))
        return graph.node("MatMul", short, graph.node("Transpose", keys, perm=[0, 2, 1]))


# Reading


def write_context(model: Model, path: Path, precision: str, report: Report) -> None:
    """Write the graph that reads a document.

    `vectors` float32 (1, t, d), raw, and `past_key`, `past_value` (1, l, h, p, e) -> `context_key`,
    `context_value` (1, t, l of the denoiser, h, e) and `present_key`, `present_value` (1, l, h, p + t, e).
    """
    config = model.config
    real = real_type(precision)
    size, layers = config.head_size, config.context_layers
    with GraphFile(path, real) as graph:
        writer = _Writer(graph, model, precision)
        vectors = graph.input("vectors", np.float32, [1, "t", config.dimension])
        past_shape: Shape = [1, layers, config.heads, "p", size]
        past = [graph.input(f"past_{what}", real, past_shape) for what in ("key", "value")]
        before = graph.node("Shape", past[0], start=3, end=4)
        after = graph.add(before, graph.node("Shape", vectors, start=1, end=2))
        turns = _turns(graph, config, before, after)
        bias = _hidden_future(graph, before, after)
        rows = graph.reshape(vectors, [-1, config.dimension])
        centred = graph.node("Sub", rows, graph.constant(model.centre))
        normalised = writer.real(graph.node("Div", centred, graph.constant(model.scale)))
        x = writer.careful(normalised, "encoder_frontend.pre_linear")
        present: list[list[str]] = [[], []]
        for layer in range(layers):
            report(f"reading, layer {layer + 1}")
            known = [graph.node("Gather", all_of, graph.constant(np.int64(layer)), axis=1) for all_of in past]
            known = [graph.node("Squeeze", part, graph.constant([0])) for part in known]
            x, *grown = _context_layer(writer, layer, x, known, turns, bias)
            for kept, value in zip(present, grown, strict=True):
                kept.append(graph.node("Unsqueeze", value, graph.constant([0, 1])))
        report("reading, keys and values")
        _write_looked_at(writer, writer.norm(x, "context_encoder.layer_norm"))
        for what, parts in zip(("key", "value"), present, strict=True):
            whole = parts[0] if layers == 1 else graph.node("Concat", *parts, axis=1)
            graph.output(f"present_{what}", whole, real, [1, layers, config.heads, "p + t", size])


def _context_layer(
    writer: _Writer, layer: int, x: str, known: list[str], turns: tuple[str, str], bias: str
) -> tuple[str, str, str]:

    graph, name = writer.graph, f"context_encoder.layers.{layer}"
    order = folds.half_order(writer.config)
    parts = [f"{name}.self_attn.{part}_proj" for part in "qkv"]
    orders: list[Any] = [order, order, slice(None)]
    weight = np.concatenate([writer.get(f"{p}.weight")[o] for p, o in zip(parts, orders, strict=True)])
    offset = np.concatenate([writer.get(f"{p}.bias")[o] for p, o in zip(parts, orders, strict=True)])
    projected = writer.products.linear(writer.norm(x, f"{name}.self_attn_layer_norm"), weight, offset)
    query, key, value = map(writer.heads, graph.nodes("Split", 3, projected, axis=-1, num_outputs=3))
    query, key = _turned(writer, query, turns), _turned(writer, key, turns)
    key = graph.node("Concat", known[0], key, axis=1)
    value = graph.node("Concat", known[1], value, axis=1)
    shares = graph.node("Softmax", graph.add(writer.scores(query, key), bias), axis=-1)
    looked = writer.joined(graph.node("MatMul", shares, value))
    x = graph.add(x, writer.linear(looked, f"{name}.self_attn.output_proj"))
    x = graph.add(x, writer.feed_forward(writer.norm(x, f"{name}.ffn_layer_norm"), f"{name}.ffn"))
    return x, key, value


def _write_looked_at(writer: _Writer, hidden: str) -> None:
    """Keys and values of all layers of the denoiser, from the state (t, w) after each concept."""
    graph, config = writer.graph, writer.config
    layers = range(config.denoiser_layers)
    shape = [1, -1, config.denoiser_layers, config.heads, config.head_size]
    for what in ("key", "value"):
        names = [f"denoiser.layers.{layer}.cross_attention.{what[0]}_proj" for layer in layers]
        products = [writer.linear(hidden, name) for name in names]
        together = products[0] if len(products) == 1 else graph.node("Concat", *products, axis=-1)
        graph.output(
            f"context_{what}",
            graph.reshape(together, shape),
            graph.real,
            [1, "t", config.denoiser_layers, config.heads, config.head_size],
        )


def _turns(graph: GraphFile, config: PublishedConfig, before: str, after: str) -> tuple[str, str]:
    """Cosines and sines (t, e / 2) of the new positions, float32."""
    found = [
        graph.node("Slice", graph.constant(table), before, after, graph.constant([0]))
        for table in folds.rotary_tables(config, config.longest)
    ]
    return found[0], found[1]


def _turned(writer: _Writer, value: str, turns: tuple[str, str]) -> str:
    """(h, t, e): the first half of each head rotated with the second; in float32, where angles are exact."""
    graph = writer.graph
    first, second = graph.nodes("Split", 2, graph.as_float32(value), axis=-1, num_outputs=2)
    cosine, sine = turns
    turned_first = graph.node("Sub", graph.multiply(first, cosine), graph.multiply(second, sine))
    turned_second = graph.add(graph.multiply(first, sine), graph.multiply(second, cosine))
    return writer.real(graph.node("Concat", turned_first, turned_second, axis=-1))


def _hidden_future(graph: GraphFile, before: str, after: str) -> str:
    """(t, p + t): the attention mask, added to the scores of each concept."""
    start, end = (graph.node("Squeeze", place) for place in (before, after))
    zero, one = graph.constant(np.int64(0)), graph.constant(np.int64(1))
    every, asking = graph.node("Range", zero, end, one), graph.node("Range", start, end, one)
    hidden = graph.node("Greater", every, graph.node("Unsqueeze", asking, graph.constant([1])))
    return graph.multiply(graph.cast(hidden, graph.real), graph.constant(_MASKED))


# Removing noise


def write_head(model: Model, path: Path, precision: str, report: Report) -> None:
    """Write the graph that denoises.

    `noisy` float32 (m, d), `step` int64 (m,), `use_context` float32 (m,) of 1 or 0, and `context_key`,
    `context_value` (1, t, l, h, e) -> `prediction` float32 (m, d); vectors are normalised.

    The zero vector before the context is part of the graph: its keys and values are biases.
    """
    config = model.config
    real = real_type(precision)
    with GraphFile(path, real) as graph:
        writer = _Writer(graph, model, precision)
        noisy = graph.input("noisy", np.float32, ["m", config.dimension])
        step = graph.input("step", np.int64, ["m"])
        use_context = graph.input("use_context", np.float32, ["m"])
        shape: Shape = [1, "t", config.denoiser_layers, config.heads, config.head_size]
        looked_at = [
            # (l, h, t, e): every layer's part is contiguous.
            graph.node(
                "Transpose",
                graph.node("Squeeze", graph.input(f"context_{what}", real, shape), graph.constant([0])),
                perm=[1, 2, 0, 3],
            )
            for what in ("key", "value")
        ]
        unused = graph.cast(graph.node("Equal", use_context, graph.constant(np.float32(0))), real)
        bias = graph.multiply(graph.node("Unsqueeze", unused, graph.constant([1])), graph.constant(_MASKED))
        x = writer.careful(writer.real(noisy), "denoiser.initial_proj.fc")
        conditioning = folds.step_conditioning(model.tensors, config)
        for layer in range(config.denoiser_layers):
            report(f"drawing, layer {layer + 1}")
            at = graph.constant(np.int64(layer))
            key, value = (graph.node("Gather", part, at, axis=0) for part in looked_at)
            table = folds.modulation_table(model.tensors, conditioning, layer)
            x = _denoiser_layer(writer, model, layer, x, _modulations(writer, table, step), key, value, bias)
        report("drawing, output")
        drawn = writer.careful(writer.norm(x, "denoiser.layer_norm"), "denoiser.final_proj.fc")
        graph.output("prediction", graph.as_float32(drawn), np.float32, ["m", config.dimension])


def _modulations(writer: _Writer, table: Array, step: str) -> list[str]:
    """Shifts, scales and gates (m, w) of the rows' steps; only float32 bundles keep a float32 table."""
    graph = writer.graph
    kept = table if writer.products.precision == "float32" else table.astype(np.float16)
    rows = graph.node("Gather", graph.constant(kept), step)
    wide = rows if kept.dtype == np.float32 else graph.cast(rows, np.float32)
    return graph.nodes("Split", MODULATIONS, wide, axis=-1, num_outputs=MODULATIONS)


def _denoiser_layer(
    writer: _Writer, model: Model, layer: int, x: str, parts: list[str], key: str, value: str, bias: str
) -> str:
    """``x`` (m, w), ``key`` and ``value`` (h, t, e), ``bias`` (m, 1) of the scores of the context."""
    graph, name = writer.graph, f"denoiser.layers.{layer}"

    def modulated(place: int) -> str:
        scaled = graph.multiply(writer.rms(graph.as_float32(x)), parts[place + 1])
        return writer.real(graph.add(scaled, parts[place]))

    def gated(place: int, value: str) -> str:
        return graph.add(x, graph.multiply(writer.real(parts[place + 2]), value))

    weight, offset = folds.self_attention_map(model.tensors, layer)
    x = gated(0, writer.products.linear(modulated(0), weight, offset))
    query = writer.heads(writer.linear(modulated(3), f"{name}.cross_attention.q_proj"))
    looked = _cross_attention(writer, f"{name}.cross_attention", query, key, value, bias)
    x = gated(3, writer.linear(looked, f"{name}.cross_attention.output_proj"))
    return gated(6, writer.feed_forward(modulated(6), f"{name}.ffn"))


def _cross_attention(writer: _Writer, name: str, query: str, key: str, value: str, bias: str) -> str:
    """Attention of all rows to the zero vector and to their shared context: (m, w)."""
    graph, config = writer.graph, writer.config
    each = [config.heads, 1, config.head_size]
    nothing_key = graph.real_constant(writer.get(f"{name}.k_proj.bias").reshape(each))
    nothing_value = graph.real_constant(writer.get(f"{name}.v_proj.bias").reshape(each))
    to_nothing = writer.scores(query, nothing_key)
    to_context = graph.add(writer.scores(query, key), bias)
    shares = graph.node("Softmax", graph.node("Concat", to_nothing, to_context, axis=-1), axis=-1)
    far, one, axis = (graph.constant([number]) for number in (2**31, 1, 2))
    of_nothing = graph.node("Slice", shares, graph.constant([0]), one, axis)
    of_context = graph.node("Slice", shares, one, far, axis)
    seen = graph.node("MatMul", of_context, value)
    return writer.joined(graph.add(seen, graph.multiply(of_nothing, nothing_value)))

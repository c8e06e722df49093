"""The head graphs, which sample the next vector from a context graph's output.

Axes: n candidates, s items read, d vector, w width, h heads, e = w / h, l layers. All vectors are normalised.
Whatever depends on the noise level alone is computed once here and looked up: time embeddings and, of the
two-tower denoiser, all shifts, scales and gates, which are a third of its weights.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from conceptwriter.training.graph_layers import feed_forward
from conceptwriter.training.graph_writer import Array, GraphWriter, Shape, array_of
from conceptwriter.training.lcm.context_graph import after_attention, attention_inputs
from conceptwriter.training.lcm.energy import EnergyLcm
from conceptwriter.training.lcm.one_tower import OneTowerLcm
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm
from conceptwriter.training.lcm.two_tower import MODULATIONS, DenoiserLayer, TwoTowerLcm, slopes


@torch.no_grad()
def write_two_tower(model: TwoTowerLcm, path: Path, precision: str) -> None:
    """`noisy` (n, d), `step` (n,), `states` (1, s, 2 w l), `use_context` (n,) -> `prediction` (n, d).

    `states` are the keys and values of all l layers, see `write_context_graph`; those of the zero vector,
    which comes first, are the biases of their projections.
    """
    config, denoiser = model.config, model.denoiser
    head_size = config.width // config.heads
    graph = GraphWriter(precision)
    noisy, step, use_context = _denoising_inputs(graph, config.dimension)
    layers = denoiser.blocks()
    states = graph.input("states", np.float32, [1, "s", 2 * config.width * len(layers)])
    nothing = np.concatenate([array_of(layer.key_value.bias) for layer in layers])
    context = graph.node("Concat", graph.constant(nothing[None, None]), states, axis=1)
    length = graph.node("Shape", context, start=1, end=2)
    bias = graph.node("Mul", _hidden_context(graph, use_context), _not_first(graph, length))
    bias = graph.add(bias, _older_less(graph, length, config.heads))
    x = graph.linear(_as_row(graph, noisy), denoiser.input_proj)
    looked_at = graph.nodes("Split", 2 * len(layers), context, axis=-1, num_outputs=2 * len(layers))
    for number, layer in enumerate(layers):
        parts = _modulation(graph, array_of(denoiser.modulations(layer)), step, precision)
        key, value = (graph.split_heads(part, layer.heads) for part in looked_at[2 * number : 2 * number + 2])

        def attend(query: str, key: str = key, value: str = value) -> str:
            return graph.attention(query, key, value, head_size, bias)

        x = _denoiser_layer(graph, layer, x, parts, attend)
    prediction = graph.linear(graph.norm(x, denoiser.norm), denoiser.output_proj)
    graph.output("prediction", graph.reshape(prediction, [-1, config.dimension]), ["n", config.dimension])
    graph.save(path)


def _denoiser_layer(
    graph: GraphWriter,
    layer: DenoiserLayer,
    x: str,
    parts: list[str],
    attend: Callable[[str], str],
) -> str:
    def modulated(shift: str, scale: str) -> str:
        width = layer.to_self.in_features
        normed = graph.plain_norm(x, np.ones(width, np.float32), np.zeros(width, np.float32), layer.norm.eps)
        return graph.add(graph.node("Mul", normed, graph.add(scale, graph.constant(1.0))), shift)

    def gated(gate: str, value: str) -> str:
        return graph.add(x, graph.node("Mul", gate, value))

    x = gated(parts[2], graph.linear(modulated(parts[0], parts[1]), layer.to_self))
    query = graph.split_heads(graph.linear(modulated(parts[3], parts[4]), layer.query), layer.heads)
    x = gated(parts[5], graph.linear(graph.join_heads(attend(query)), layer.cross_out))
    return gated(parts[8], feed_forward(graph, modulated(parts[6], parts[7]), layer.feed))


def _modulation(graph: GraphWriter, table: Array, step: str, precision: str) -> list[str]:
    """Shifts, scales and gates (1, n, w) of the rows' levels, from a table (T, 9 w).

    Bundles with int8 weights have the table in half precision.
    """
    stored = graph.constant(table.astype(np.float16) if precision == "int8" else table)
    rows = graph.node("Unsqueeze", graph.node("Gather", stored, step), graph.constant([0]))
    wide = graph.node("Cast", rows, to=1) if precision == "int8" else rows
    return graph.nodes("Split", MODULATIONS, wide, axis=-1, num_outputs=MODULATIONS)


@torch.no_grad()
def write_one_tower(model: OneTowerLcm, path: Path, precision: str) -> None:
    """Write the graph that draws for a one-tower model.

    `noisy` (n, d), `step` (n,), `past_key`, `past_value` (1, l, h, s, e), `use_context` (n,) -> `prediction`
    (n, d).
    """
    config, context = model.config, model.context
    head_size = config.width // config.heads
    graph = GraphWriter(precision)
    noisy, step, use_context = _denoising_inputs(graph, config.dimension)
    past_shape: Shape = [1, config.layers, config.heads, "s", head_size]
    past_key = graph.input("past_key", np.float32, past_shape)
    past_value = graph.input("past_value", np.float32, past_shape)
    place = graph.node("Shape", past_key, start=3, end=4)
    position = graph.node("Gather", graph.constant(array_of(context.positions)), place)
    times = graph.constant(array_of(model.time(torch.arange(config.training_steps))))
    x = graph.linear(_as_row(graph, noisy), context.input_proj)
    x = graph.add(graph.add(x, graph.node("Gather", times, step)), position)
    bias = _hidden_context(graph, use_context)
    for number, layer in enumerate(context.blocks()):
        q, k, v = attention_inputs(graph, layer, x)
        query = graph.scale(q, head_size**-0.5)
        keys = graph.transpose(graph.at(past_key, number, 1), 0, 1, 3, 2)
        to_items = graph.add(graph.node("MatMul", query, keys), bias)
        to_self = graph.node("ReduceSum", graph.node("Mul", query, k), graph.constant([-1]), keepdims=1)
        shares = graph.node("Softmax", graph.node("Concat", to_items, to_self, axis=-1), axis=-1)
        of_items = graph.node("Slice", shares, graph.constant([0]), place, graph.constant([-1]))
        of_self = graph.node("Slice", shares, place, graph.constant([2**31]), graph.constant([-1]))
        seen = graph.node("MatMul", of_items, graph.at(past_value, number, 1))
        x = after_attention(graph, layer, x, graph.add(seen, graph.node("Mul", of_self, v)))
    prediction = graph.linear(graph.norm(x, context.norm), model.prediction)
    graph.output("prediction", graph.reshape(prediction, [-1, config.dimension]), ["n", config.dimension])
    graph.save(path)


def write_quant(model: QuantLcm | QuantContinuousLcm, path: Path, precision: str) -> None:
    """`hidden` (n, w), `partial` (n, d), `level` (n,) -> `logits` (n, entries) or `residual` (n, d)."""
    config, head = model.config, model.head
    graph = GraphWriter(precision)
    hidden = graph.input("hidden", np.float32, ["n", config.width])
    partial = graph.input("partial", np.float32, ["n", config.dimension])
    level = graph.input("level", np.int64, ["n"])
    x = graph.add(graph.linear(hidden, head.from_hidden), graph.linear(partial, head.from_partial))
    x = graph.add(x, graph.node("Gather", graph.constant(array_of(head.level.weight)), level))
    for layer in head.blocks():
        x = graph.add(x, feed_forward(graph, graph.norm(x, layer.norm), layer.feed))
    x = graph.norm(x, head.norm)
    if isinstance(model, QuantLcm):
        weights = array_of(model.units.weight).reshape(config.levels, config.entries, config.width)
        biases = array_of(model.units.bias).reshape(config.levels, config.entries)
        graph.output("logits", graph.chosen_linear(x, weights, biases, level), ["n", config.entries])
    else:
        graph.output("residual", graph.linear(x, model.missing), ["n", config.dimension])
    graph.save(path)


def write_energy(model: EnergyLcm, path: Path, precision: str) -> None:
    """`noise` (n, k), `hidden` (1, w) -> `sample` (n, d): all samples follow the same item."""
    config = model.config
    graph = GraphWriter(precision)
    noise = graph.input("noise", np.float32, ["n", config.noise])
    hidden = graph.input("hidden", np.float32, [1, config.width])
    x = graph.linear(noise, model.from_noise)
    for layer in model.blocks():
        fused = graph.linear(graph.norm(x, layer.norm), layer.from_sample)
        fused = graph.add(fused, graph.linear(hidden, layer.from_hidden))
        both = graph.linear(fused, layer.gate_and_value)
        gate, value = graph.nodes("Split", 2, both, axis=-1, num_outputs=2)
        gated = graph.node("Mul", graph.node("Mul", gate, graph.node("Sigmoid", gate)), value)
        x = graph.add(x, graph.linear(gated, layer.down_proj))
    sample = graph.linear(graph.norm(x, model.norm), model.sample)
    graph.output("sample", sample, ["n", config.dimension])
    graph.save(path)


def _denoising_inputs(graph: GraphWriter, dimension: int) -> tuple[str, str, str]:
    return (
        graph.input("noisy", np.float32, ["n", dimension]),
        graph.input("step", np.int64, ["n"]),
        graph.input("use_context", np.float32, ["n"]),
    )


def _as_row(graph: GraphWriter, rows: str) -> str:
    """(n, d) -> (1, n, d): candidates take the place of a document's items."""
    return graph.node("Unsqueeze", rows, graph.constant([0]))


def _hidden_context(graph: GraphWriter, use_context: str) -> str:
    """Attention bias (1, 1, n, 1): hugely negative for rows without context."""
    unused = graph.node("Equal", use_context, graph.constant(0.0))
    return graph.hide(graph.node("Unsqueeze", unused, graph.constant([0, 1, 3])))


def _older_less(graph: GraphWriter, length: str, heads: int) -> str:
    """Attention bias (1, h, 1, length): items count less the more follow, the zero vector fully."""
    ones = graph.node("Expand", graph.constant(np.ones(1, np.float32)), length)
    later = graph.node("CumSum", ones, graph.constant(np.int64(0)), exclusive=1, reverse=1)
    age = graph.node("Mul", later, _not_first(graph, length))
    return graph.node("Mul", graph.constant(-array_of(slopes(heads))[None, :, None, None]), age)


def _not_first(graph: GraphWriter, length: str) -> str:
    """(length,) 0 for the zero vector, which is always visible, then ones."""
    ones = graph.node("Expand", graph.constant(np.ones(1, np.float32)), length)
    mask = graph.node("CumSum", ones, graph.constant(np.int64(0)), exclusive=1)
    return graph.node("Min", mask, graph.constant(1.0))

"""The context graph of every LCM variant: new items and the past -> the state after each item.

Axes: t new items, p items before, d vector, w width, k alternatives, h heads, e = w / h, l layers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from conceptwriter.training.graph_layers import feed_forward, query_key_value
from conceptwriter.training.graph_writer import GraphWriter, Shape, array_of
from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.blocks import CausalLayer
from conceptwriter.training.lcm.normalising import TorchNormaliser
from conceptwriter.training.lcm.token import TokenLcm
from conceptwriter.training.lcm.two_tower import TwoTowerLcm
from conceptwriter.training.lcm.variant import LcmVariant

WhatFollows = Callable[[GraphWriter, Any, str], None]
"""Adds, to the graph of a model, the outputs that its variant makes of what is known after each item."""


def write_context_graph(model: LcmVariant, what_follows: WhatFollows, path: Path, precision: str) -> None:
    """Write the graph; its inputs and outputs have one document: batch size 1. Vectors come raw.

    `what_follows` writes the alternatives that the model proposes, or what its head graph reads.
    """
    context, config = model.context, model.context.config
    head_size = config.width // config.heads
    graph = GraphWriter(precision)
    vectors = graph.input("vectors", np.float32, [1, "t", config.dimension])
    kinds = graph.input("kinds", np.int64, [1, "t"])
    past_shape: Shape = [1, config.layers, config.heads, "p", head_size]
    past_key = graph.input("past_key", np.float32, past_shape)
    past_value = graph.input("past_value", np.float32, past_shape)
    before = graph.node("Shape", past_key, start=3, end=4)
    after = graph.add(before, graph.node("Shape", vectors, start=1, end=2))
    places = graph.constant(array_of(context.positions))
    positions = graph.node("Slice", places, before, after, graph.constant([0]))
    kind = graph.node("Gather", graph.constant(array_of(context.kind.weight)), kinds)
    projected = graph.linear(_normalised(graph, vectors, context.normaliser), context.input_proj)
    x = graph.add(graph.add(projected, kind), positions)
    bias = graph.hide_the_future(before, after)
    keys: list[str] = []
    values: list[str] = []
    for number, layer in enumerate(context.blocks()):
        q, k, v = attention_inputs(graph, layer, x)
        keys.append(graph.node("Concat", graph.at(past_key, number, 1), k, axis=2))
        values.append(graph.node("Concat", graph.at(past_value, number, 1), v, axis=2))
        x = after_attention(graph, layer, x, graph.attention(q, keys[-1], values[-1], head_size, bias))
    hidden = graph.norm(x, context.norm)
    what_follows(graph, model, hidden)
    graph.output("end", graph.reshape(graph.linear(hidden, context.end), [0, -1]), [1, "t"])
    document_end = graph.reshape(graph.linear(hidden, context.document_end), [0, -1])
    graph.output("document_end", document_end, [1, "t"])
    grown: Shape = [1, config.layers, config.heads, "p + t", head_size]
    graph.output("present_key", graph.stack(keys, 1), grown)
    graph.output("present_value", graph.stack(values, 1), grown)
    graph.save(path)


def attention_inputs(graph: GraphWriter, layer: CausalLayer, x: str) -> list[str]:
    """Query, key and value (1, h, t, e) of x (1, t, w)."""
    projected = graph.linear(graph.norm(x, layer.attention_norm), layer.query_key_value)
    return query_key_value(graph, projected, layer.heads)


def after_attention(graph: GraphWriter, layer: CausalLayer, x: str, attended: str) -> str:
    """The rest of a layer once attention (1, h, t, e) is known."""
    x = graph.add(x, graph.linear(graph.join_heads(attended), layer.attention_out))
    return graph.add(x, feed_forward(graph, graph.norm(x, layer.feed_norm), layer.feed))


def _normalised(graph: GraphWriter, vectors: str, normaliser: TorchNormaliser) -> str:
    centred = graph.node("Sub", vectors, graph.constant(array_of(normaliser.centre)))
    return graph.node("Div", centred, graph.constant(array_of(normaliser.scale)))


def write_alternatives(graph: GraphWriter, model: TokenLcm, hidden: str) -> None:
    """`candidates` (1, t, k, d), `weights` (1, t, k) and `direction` (1, t, d)."""
    config, alternatives = model.config, model.config.alternatives
    shape: Shape = [1, "t", alternatives, config.dimension]
    raised = graph.linear(hidden, model.candidates)
    graph.output("candidates", graph.reshape(raised, [0, 0, alternatives, config.dimension]), shape)
    weights = graph.node("LogSoftmax", graph.linear(hidden, model.weights), axis=-1)
    graph.output("weights", weights, shape[:3])
    towards = graph.node("LpNormalization", graph.linear(hidden, model.direction), axis=-1, p=2)
    graph.output("direction", towards, [1, "t", config.dimension])


def write_one_candidate(graph: GraphWriter, model: BaseLcm, hidden: str) -> None:
    """`candidates` (1, t, 1, d), and `weights` (1, t, 1), which are 0."""
    normaliser = model.context.normaliser
    scaled = graph.node(
        "Mul", graph.linear(hidden, model.candidate), graph.constant(array_of(normaliser.scale))
    )
    raw = graph.add(scaled, graph.constant(array_of(normaliser.centre)))
    candidates = graph.node("Unsqueeze", raw, graph.constant([2]))
    graph.output("candidates", candidates, [1, "t", 1, model.config.dimension])
    one = graph.node("Slice", hidden, *(graph.constant([at]) for at in (0, 1, 2)))
    graph.output("weights", graph.scale(one, 0.0), [1, "t", 1])


def write_keys_and_values(graph: GraphWriter, model: TwoTowerLcm, hidden: str) -> None:
    """`hidden` (1, t, 2 w l): keys and values for the l layers of the denoiser.

    They never change over the denoising steps, so they are computed here, once for each item.
    """
    layers = model.denoiser.blocks()
    both = [graph.linear(hidden, layer.key_value) for layer in layers]
    width = 2 * model.config.width * len(layers)
    graph.output("hidden", graph.node("Concat", *both, axis=-1), [1, "t", width])


def write_states(graph: GraphWriter, model: LcmVariant, hidden: str) -> None:
    """`hidden` (1, t, w) as it is, for a head graph."""
    graph.output("hidden", hidden, [1, "t", model.context.config.width])

"""The LCM's one graph: new items and the past -> alternatives for what follows each item.

Axes: t new items, p items before, d vector, w width, k alternatives, h heads, e = w / h, l layers.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np

from conceptwriter.training.export.codec_graphs import feed_forward, query_key_value
from conceptwriter.training.export.graph import GraphWriter, Shape, array_of
from conceptwriter.training.lcm.model import LcmLayer, LcmModel


def write_lcm(model: LcmModel, path: Path, precision: str) -> None:
    """Write the graph; its inputs and outputs have one document: batch size 1."""
    config = model.config
    head_size = config.width // config.heads
    graph = GraphWriter(precision)
    vectors = graph.input("vectors", np.float32, [1, "t", config.dimension])
    kinds = graph.input("kinds", np.int64, [1, "t"])
    past_shape: Shape = [1, config.layers, config.heads, "p", head_size]
    past_key = graph.input("past_key", np.float32, past_shape)
    past_value = graph.input("past_value", np.float32, past_shape)
    before = graph.node("Shape", past_key, start=3, end=4)
    after = graph.add(before, graph.node("Shape", vectors, start=1, end=2))
    places = graph.constant(array_of(model.positions))
    positions = graph.node("Slice", places, before, after, graph.constant([0]))
    kind = graph.node("Gather", graph.constant(array_of(model.kind.weight)), kinds)
    x = graph.add(graph.add(graph.linear(vectors, model.rise), kind), positions)
    bias = graph.hide_the_future(before, after)
    keys: list[str] = []
    values: list[str] = []
    for number, layer in enumerate(cast("Iterable[LcmLayer]", model.layers)):
        projected = graph.linear(graph.norm(x, layer.attention_norm), layer.query_key_value)
        q, k, v = query_key_value(graph, projected, config.heads)
        keys.append(graph.node("Concat", graph.at(past_key, number, 1), k, axis=2))
        values.append(graph.node("Concat", graph.at(past_value, number, 1), v, axis=2))
        attended = graph.attention(q, keys[-1], values[-1], head_size, bias)
        x = graph.add(x, graph.linear(graph.join_heads(attended), layer.attention_out))
        x = graph.add(x, feed_forward(graph, graph.norm(x, layer.feed_norm), layer.feed))
    x = graph.norm(x, model.norm)
    heads, d = config.alternatives, config.dimension
    graph.output(
        "candidates", graph.reshape(graph.linear(x, model.candidates), [0, 0, heads, d]), [1, "t", heads, d]
    )
    graph.output(
        "weights", graph.node("LogSoftmax", graph.linear(x, model.weights), axis=-1), [1, "t", heads]
    )
    graph.output("end", graph.reshape(graph.linear(x, model.end), [0, -1]), [1, "t"])
    grown: Shape = [1, config.layers, config.heads, "p + t", head_size]
    graph.output("present_key", graph.stack(keys, 1), grown)
    graph.output("present_value", graph.stack(values, 1), grown)
    graph.save(path)

"""The codec's three graphs: encoder, condition, one decoding step.

A codec with token states has the same graphs with more inputs and outputs, see
:class:`conceptwriter.bundles.manifest.TokenStatesPart`. To decode a vector alone, the condition gets none.

Axes: n sentences, t tokens, p tokens before, d vector, w width, h heads, e = w / h, s slots, m memory items
(slots, then token states), l layers, v pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np

from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import (
    CodecModel,
    Decoder,
    DecoderLayer,
    Encoder,
    EncoderLayer,
    TokenStates,
)
from conceptwriter.training.export.copying_graphs import copyable_pieces, with_copies
from conceptwriter.training.graph_layers import feed_forward, query_key_value
from conceptwriter.training.graph_writer import GraphWriter, Shape, SharedTable, array_of

EMBEDDING_FILE = "embedding.bin"
ENCODER_FILE = "encoder.onnx"
CONDITION_FILE = "condition.onnx"
DECODER_STEP_FILE = "decoder_step.onnx"


def write_codec_graphs(model: CodecModel, folder: Path, precision: str) -> list[str]:
    """Write the graphs and the embedding they share; returns the file names."""
    table = SharedTable(array_of(model.embedding.weight), precision, folder / EMBEDDING_FILE)
    write_encoder(model.encoder, table, folder / ENCODER_FILE, precision)
    write_condition(model.decoder, model.token_states, folder / CONDITION_FILE, precision)
    write_decoder_step(model.decoder, table, folder / DECODER_STEP_FILE, precision)
    return [EMBEDDING_FILE, ENCODER_FILE, CONDITION_FILE, DECODER_STEP_FILE]


def write_encoder(encoder: Encoder, table: SharedTable, path: Path, precision: str) -> None:
    """`input_ids` (n, t) -> `vectors` (n, d) and, for a codec with token states, these (n, t, w)."""
    config = encoder.config
    graph = GraphWriter(precision)
    ids = graph.input("input_ids", np.int64, ["n", "t"])
    padding = graph.node("Equal", ids, graph.constant(np.int64(0)))
    bias = graph.hide(graph.node("Unsqueeze", padding, graph.constant([1, 2])))
    length = graph.node("Shape", ids, start=1, end=2)
    positions = graph.node(
        "Slice", graph.constant(array_of(encoder.positions)), graph.constant([0]), length, graph.constant([0])
    )
    x = graph.add(graph.scale(graph.look_up(table, ids), math.sqrt(config.width)), positions)
    for layer in cast("Iterable[EncoderLayer]", encoder.layers):
        x = _encoder_layer(graph, layer, x, bias)
    x = graph.norm(x, encoder.norm)
    queries = array_of(encoder.queries).reshape(config.slots, config.heads, -1).transpose(1, 0, 2)[None]
    pooled = graph.attention(
        graph.constant(queries),
        graph.split_heads(graph.linear(x, encoder.pool_key), config.heads),
        graph.split_heads(graph.linear(x, encoder.pool_value), config.heads),
        config.width // config.heads,
        bias,
    )
    slots = graph.linear(graph.join_heads(pooled), encoder.pool_slot)
    vectors = graph.linear(graph.reshape(slots, [0, -1]), encoder.project)
    d = config.dimension
    graph.output(
        "vectors", graph.plain_norm(vectors, np.ones(d, np.float32), np.zeros(d, np.float32)), ["n", d]
    )
    if config.token_states:
        graph.output("token_states", x, ["n", "t", config.width])
    graph.save(path)


def write_condition(decoder: Decoder, token_states: TokenStates | None, path: Path, precision: str) -> None:
    """`vectors` (n, d) -> the slots' `condition_keys` and `condition_values` (n, l, h, s, e).

    With token states, `token_states` (n, t, w) and `tokens_seen` (n, t) are inputs too, the axis s is m, and
    `condition_bias` (n, 1, 1, m) hides padding. With copying, so is `token_ids` (n, t), and `copyable` (n, m)
    says which pieces can be copied.
    """
    config = decoder.config
    graph = GraphWriter(precision)
    vectors = graph.input("vectors", np.float32, ["n", config.dimension])
    memory = graph.reshape(graph.linear(vectors, decoder.to_slots), [0, config.slots, config.width])
    if token_states is not None:
        states = graph.input("token_states", np.float32, ["n", "t", config.width])
        seen = graph.input("tokens_seen", np.bool_, ["n", "t"])
        hidden = graph.node("Unsqueeze", graph.hide(graph.node("Not", seen)), graph.constant([1, 2]))
        for layer in cast("Iterable[EncoderLayer]", token_states.layers):
            states = _encoder_layer(graph, layer, states, hidden)
        bridged = graph.linear(states, token_states.bridge)
        text = graph.add(bridged, graph.constant(array_of(token_states.kind)))
        memory = graph.node("Concat", memory, text, axis=1)
        bias = graph.node("Pad", hidden, graph.constant([0, 0, 0, config.slots, 0, 0, 0, 0]))
        graph.output("condition_bias", bias, ["n", 1, 1, "m"])
    if config.copying:
        ids = graph.input("token_ids", np.int64, ["n", "t"])
        graph.output("copyable", copyable_pieces(graph, ids, memory, config.slots), ["n", "m"], kind=np.int64)
    keys: list[str] = []
    values: list[str] = []
    for block in cast("Iterable[DecoderLayer]", decoder.layers):
        both = graph.nodes("Split", 2, graph.linear(memory, block.slot_key_value), axis=-1, num_outputs=2)
        keys.append(graph.split_heads(both[0], config.heads))
        values.append(graph.split_heads(both[1], config.heads))
    shape = _condition_shape(config)
    graph.output("condition_keys", graph.stack(keys, 1), shape)
    graph.output("condition_values", graph.stack(values, 1), shape)
    graph.save(path)


def _condition_shape(config: CodecConfig) -> Shape:
    items = "m" if config.token_states else config.slots
    return ["n", config.decoder_layers, config.heads, items, config.width // config.heads]


def write_decoder_step(decoder: Decoder, table: SharedTable, path: Path, precision: str) -> None:
    """One token (n, 1), the past and the condition -> `logits` (n, v) and the past with one more position."""
    config = decoder.config
    heads, head_size, layers = config.heads, config.width // config.heads, config.decoder_layers
    graph = GraphWriter(precision)
    token = graph.input("token", np.int64, ["n", 1])
    past_key = graph.input("past_key", np.float32, ["n", layers, heads, "p", head_size])
    past_value = graph.input("past_value", np.float32, ["n", layers, heads, "p", head_size])
    memory_keys = graph.input("condition_keys", np.float32, _condition_shape(config))
    memory_values = graph.input("condition_values", np.float32, _condition_shape(config))
    bias = graph.input("condition_bias", np.float32, ["n", 1, 1, "m"]) if config.token_states else None
    copyable = graph.input("copyable", np.int64, ["n", "m"]) if config.copying else None
    place = graph.node("Shape", past_key, start=3, end=4)
    position = graph.node("Gather", graph.constant(array_of(decoder.positions)), place)
    x = graph.add(graph.scale(graph.look_up(table, token), math.sqrt(config.width)), position)
    keys: list[str] = []
    values: list[str] = []
    query = of_memory = x
    for number, layer in enumerate(cast("Iterable[DecoderLayer]", decoder.layers)):
        q, k, v = query_key_value(
            graph, graph.linear(graph.norm(x, layer.attention_norm), layer.query_key_value), heads
        )
        keys.append(graph.node("Concat", graph.at(past_key, number, 1), k, axis=2))
        values.append(graph.node("Concat", graph.at(past_value, number, 1), v, axis=2))
        attended = graph.attention(q, keys[-1], values[-1], head_size)
        x = graph.add(x, graph.linear(graph.join_heads(attended), layer.attention_out))
        query = graph.split_heads(graph.linear(graph.norm(x, layer.slot_norm), layer.slot_query), heads)
        of_memory = graph.at(memory_keys, number, 1)
        found = graph.attention(query, of_memory, graph.at(memory_values, number, 1), head_size, bias)
        x = graph.add(x, graph.linear(graph.join_heads(found), layer.slot_out))
        x = graph.add(x, feed_forward(graph, graph.norm(x, layer.feed_norm), layer.feed))
    states = graph.norm(x, decoder.norm)
    logits = graph.reshape(graph.times_table(states, table), [0, config.vocabulary])
    if copyable is not None and decoder.copy_gate is not None:
        scaled = graph.scale(query, 1.0 / math.sqrt(head_size))
        logits = with_copies(graph, decoder.copy_gate, states, scaled, of_memory, copyable, logits)
    graph.output("logits", logits, ["n", config.vocabulary])
    grown: Shape = ["n", layers, heads, "p + 1", head_size]
    graph.output("present_key", graph.stack(keys, 1), grown)
    graph.output("present_value", graph.stack(values, 1), grown)
    graph.save(path)


def _encoder_layer(graph: GraphWriter, layer: EncoderLayer, x: str, bias: str) -> str:
    projected = graph.linear(graph.norm(x, layer.attention_norm), layer.query_key_value)
    width = layer.attention_out.in_features
    head_size = width // layer.heads
    q, k, v = query_key_value(graph, projected, layer.heads, head_size)
    attended = graph.join_heads(graph.attention(q, k, v, head_size, bias), width)
    x = graph.add(x, graph.linear(attended, layer.attention_out))
    return graph.add(x, feed_forward(graph, graph.norm(x, layer.feed_norm), layer.feed))

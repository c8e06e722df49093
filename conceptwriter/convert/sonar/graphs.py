"""SONAR's three graphs: encoder, condition, one decoding step.

The architecture is that of `lcm-and-sonar` (Duquenne et al. 2023, arXiv 2308.11466): 24 pre-LN layers, ReLU,
sinusoidal positions that start with the third. Three exact simplifications:

- The decoder's cross-attention sees one vector. A softmax over one position is 1, so each layer adds
  `W_o (W_v e + b_v) + b_o`, the same for every token: `condition.onnx` computes it once per sentence.
  Queries, keys and their layer norm are not needed.
- The bias of the self-attention's output is added right before, and so is folded into the same constant.
- Embeddings are stored pre-multiplied by the square root of the width.

Axes: n sentences, t tokens, m rows of a search, p tokens before, l layers, h heads, e = w / h, w width, v
kept pieces.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.checkpoints import SonarWeights
from conceptwriter.convert.graph_file import Array, GraphFile, Shape, StoredTensor, WeightFile
from conceptwriter.convert.products import Products, real_type
from conceptwriter.convert.quantising import quantise_rows
from conceptwriter.convert.sonar.config import FIRST_POSITION
from conceptwriter.runtime.saturation import ALL_LEVELS

ENCODER_FILE = "encoder.onnx"
CONDITION_FILE = "condition.onnx"
DECODER_STEP_FILE = "decoder_step.onnx"
PADDING = 0
_ROWS_COMPARED = 16384
ENCODER_TABLE = "encoder_frontend.embed.weight"
DECODER_TABLE = "decoder_frontend.embed.weight"

Report = Callable[[str], None]
"""Called before each part, with what comes next."""


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """Options of the graphs."""

    precision: str
    levels: int | None = None
    """Levels of an int8 weight on either side of zero; None queries this machine."""
    kept: npt.NDArray[np.int64] | None = None
    """(v,) ids of the pieces that can be generated, ascending; None keeps all."""


def positions_table(count: int, width: int) -> npt.NDArray[np.float32]:
    """(count, width) sines, then cosines, starting at the first position of a text."""
    half = width // 2
    frequencies = np.exp(np.arange(half) * (-math.log(10000.0) / (half - 1)))
    angles = np.outer(np.arange(FIRST_POSITION, FIRST_POSITION + count), frequencies)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


# The embedding


def same_table(encoder: SonarWeights, decoder: SonarWeights) -> bool:
    """Whether both halves use the same embedding, and so can share a file."""
    if encoder.shape(ENCODER_TABLE) != decoder.shape(DECODER_TABLE):
        return False
    count = encoder.shape(ENCODER_TABLE)[0]
    for first in range(0, count, _ROWS_COMPARED):
        last = min(first + _ROWS_COMPARED, count)
        if not np.array_equal(
            encoder.rows(ENCODER_TABLE, first, last), decoder.rows(DECODER_TABLE, first, last)
        ):
            return False
    return True


def write_table(weights: SonarWeights, name: str, path: Path, precision: str) -> list[StoredTensor]:
    """Write the embedding, times the square root of the width, to a file shared by graphs.

    int8 and int4: integers and one scale per row. float16, float32: one matrix.
    """
    matrix = weights.get(name)
    factor = math.sqrt(matrix.shape[1])
    file = WeightFile(path)
    try:
        if precision in {"int8", "int4"}:
            stored = quantise_rows(matrix, ALL_LEVELS)  # looked up, not multiplied: nothing saturates
            scales = stored.scales[:, None] * np.float32(factor)
            tensors = [file.add("table", stored.values), file.add("table_scales", scales)]
        else:
            real = real_type(precision)
            tensors = [file.add("table", matrix.astype(real) * real(factor))]
        file.close()
    except BaseException:
        file.discard()
        raise
    return tensors


class _Half:
    """What encoder and decoder have in common."""

    def __init__(
        self,
        graph: GraphFile,
        weights: SonarWeights,
        half: str,
        table: list[StoredTensor],
        settings: GraphSettings,
    ) -> None:
        self.graph = graph
        self.weights = weights
        self.shape = weights.config
        self.products = Products(graph, settings.precision, settings.levels)
        self._start = f"{half}.layers"
        self._table = table

    def get(self, layer: int, name: str) -> Array:
        return self.weights.get(f"{self._start}.{layer}.{name}")

    def look_up(self, ids: str) -> str:
        """Embeddings of ids of any shape (...): (..., w)."""
        names = [self.graph.borrow(tensor) for tensor in self._table]
        rows = self.graph.node("Gather", names[0], ids)
        if len(names) == 1:
            return rows
        scales = self.graph.node("Gather", names[1], ids)
        return self.graph.multiply(self.graph.cast(rows, np.float32), scales)

    def norm(self, rows: str, layer: int, name: str) -> str:
        return self.graph.norm(rows, self.get(layer, f"{name}.weight"), self.get(layer, f"{name}.bias"))

    def query_key_value(self, rows: str, layer: int, places: str) -> tuple[list[str], str]:
        """(m, w) -> three values, without their bias, and that (3w,); `places` is their shape, fused."""
        parts = [f"self_attn.{part}_proj" for part in "qkv"]
        bias = np.concatenate([self.get(layer, f"{part}.bias") for part in parts])
        fused = np.concatenate([self.get(layer, f"{part}.weight") for part in parts])
        product = self.products.linear(rows, fused)
        placed = self.graph.node("Reshape", product, places)
        return self.graph.nodes("Split", 3, placed, axis=-1, num_outputs=3), self.graph.real_constant(bias)

    def feed_forward(self, rows: str, layer: int) -> str:
        inner = self.products.linear(
            rows, self.get(layer, "ffn.inner_proj.weight"), self.get(layer, "ffn.inner_proj.bias")
        )
        return self.products.linear(
            inner,
            self.get(layer, "ffn.output_proj.weight"),
            self.get(layer, "ffn.output_proj.bias"),
            through_relu=True,
        )

    def flat(self, value: str) -> str:
        """(..., w) -> (m, w)"""
        return self.graph.reshape(value, [-1, self.shape.dimension])


def write_encoder(
    weights: SonarWeights, table: list[StoredTensor], path: Path, settings: GraphSettings, report: Report
) -> None:
    """`input_ids` int64 (n, t), padding 0 -> `vectors` float32 (n, w)."""
    with GraphFile(path, real_type(settings.precision)) as graph:
        half = _Half(graph, weights, "encoder", table, settings)
        width = half.shape.dimension
        ids = graph.input("input_ids", np.int64, ["n", "t"])
        there = graph.node("Not", graph.node("Equal", ids, graph.constant(np.int64(PADDING))))
        mask = graph.cast(there, np.int32)
        places = graph.node("Concat", graph.node("Shape", ids), graph.constant([-1]), axis=0)
        length = graph.node("Shape", ids, start=1, end=2)
        positions = graph.node(
            "Slice",
            graph.real_constant(positions_table(half.shape.longest_source, width)),
            graph.constant([0]),
            length,
            graph.constant([0]),
        )
        x = half.flat(graph.add(half.look_up(ids), positions))
        for layer in range(half.shape.layers):
            report(f"encoder, layer {layer + 1}")
            x = _encoder_layer(half, layer, x, places, mask)
        x = graph.norm(x, weights.get("layer_norm.weight"), weights.get("layer_norm.bias"))
        graph.output("vectors", _mean(graph, x, there, places), np.float32, ["n", width])


def _encoder_layer(half: _Half, layer: int, x: str, places: str, mask: str) -> str:
    graph = half.graph
    (q, k, v), bias = half.query_key_value(half.norm(x, layer, "self_attn_layer_norm"), layer, places)
    attended = graph.node("MultiHeadAttention", q, k, v, bias, mask, num_heads=half.shape.heads)
    x = graph.add(
        x,
        half.products.linear(
            half.flat(attended),
            half.get(layer, "self_attn.output_proj.weight"),
            half.get(layer, "self_attn.output_proj.bias"),
        ),
    )
    return graph.add(x, half.feed_forward(half.norm(x, layer, "ffn_layer_norm"), layer))


def _mean(graph: GraphFile, rows: str, there: str, places: str) -> str:
    """Mean of the vectors that are no padding, in float32: (n, w)."""
    values = graph.node("Reshape", graph.as_float32(rows), places)
    counted = graph.cast(there, np.float32)
    total = graph.node("MatMul", graph.node("Unsqueeze", counted, graph.constant([1])), values)
    count = graph.node("ReduceSum", counted, graph.constant([1]), keepdims=1)
    count = graph.add(count, graph.constant(np.float32(1e-7)))
    return graph.node("Div", graph.node("Squeeze", total, graph.constant([1])), count)


def write_condition(weights: SonarWeights, path: Path, settings: GraphSettings) -> None:
    """`vectors` float32 (n, w) -> `condition` (n, l, w): what the vector adds to each layer."""
    shape = weights.config
    width = shape.dimension
    matrices = np.empty((shape.layers, width, width), np.float32)
    biases = np.empty((shape.layers, width), np.float32)
    for layer in range(shape.layers):
        start = f"decoder.layers.{layer}"
        value = weights.get(f"{start}.encoder_decoder_attn.v_proj.weight")
        out = weights.get(f"{start}.encoder_decoder_attn.output_proj.weight")
        matrices[layer] = out @ value
        biases[layer] = (
            out @ weights.get(f"{start}.encoder_decoder_attn.v_proj.bias")
            + weights.get(f"{start}.encoder_decoder_attn.output_proj.bias")
            + weights.get(f"{start}.self_attn.output_proj.bias")
        )
    real = real_type(settings.precision)
    with GraphFile(path, real) as graph:
        vectors = graph.as_real(graph.input("vectors", np.float32, ["n", width]), np.float32)
        products = Products(graph, settings.precision, settings.levels)
        added = products.careful(vectors, matrices.reshape(-1, width), biases.reshape(-1))
        condition = graph.reshape(added, [-1, shape.layers, width])
        graph.output("condition", condition, real, ["n", shape.layers, width])


def write_decoder_step(
    weights: SonarWeights, table: list[StoredTensor], path: Path, settings: GraphSettings, report: Report
) -> None:
    """One token of each row and the past -> the most likely next tokens and the past with one more.

    Inputs `token` int64 (m, 1), `rows` int64 (m,) (which old row each continues), `position` int64 (1,),
    `count` int64 (1,), `condition` (m, l, w), `past_key_i`, `past_value_i` (old rows, h, p, e). Outputs
    `choices` int64 (m, count), best first, `scores` float32 (m, count) (logarithms of probabilities over all
    kept pieces), `present_key_i`, `present_value_i` (m, h, p + 1, e).
    """
    real = real_type(settings.precision)
    with GraphFile(path, real) as graph:
        half = _Half(graph, weights, "decoder", table, settings)
        width, layers = half.shape.dimension, half.shape.layers
        token = graph.input("token", np.int64, ["m", 1])
        rows = graph.input("rows", np.int64, ["m"])
        position = graph.input("position", np.int64, [1])
        count = graph.input("count", np.int64, [1])
        condition = graph.input("condition", real, ["m", layers, width])
        positions = graph.real_constant(positions_table(half.shape.longest_target, width))
        place = graph.node("Gather", positions, position)
        x = graph.add(half.flat(half.look_up(token)), place)
        flat = graph.reshape(condition, [0, -1])
        added = graph.nodes("Split", layers, flat, axis=1, num_outputs=layers) if layers > 1 else [flat]
        present: list[list[str]] = []
        for layer in range(layers):
            report(f"decoder, layer {layer + 1}")
            x, grown = _decoder_layer(half, layer, x, rows, added[layer])
            present.append(grown)
        report("decoder, output")
        logits = _logits(half, x, table, settings)
        scores = graph.node("LogSoftmax", graph.as_float32(logits), axis=-1)
        # A request for more choices than there are returns all of them.
        most = graph.node("Min", count, graph.node("Shape", scores, start=1, end=2))
        best, choices = graph.nodes("TopK", 2, scores, most, axis=-1)
        if settings.kept is not None:
            choices = graph.node("Gather", graph.constant(settings.kept), choices)
        graph.output("choices", choices, np.int64, ["m", "count"])
        graph.output("scores", best, np.float32, ["m", "count"])
        shape: Shape = ["m", half.shape.heads, "p + 1", width // half.shape.heads]
        for layer, (key, value) in enumerate(present):
            graph.output(f"present_key_{layer}", key, real, shape)
            graph.output(f"present_value_{layer}", value, real, shape)


def _decoder_layer(half: _Half, layer: int, x: str, rows: str, added: str) -> tuple[str, list[str]]:
    """The rows after a layer, and its keys and values."""
    graph, heads = half.graph, half.shape.heads
    size = half.shape.dimension // heads
    past = [
        graph.node("Gather", graph.input(f"past_{what}_{layer}", graph.real, ["old", heads, "p", size]), rows)
        for what in ("key", "value")
    ]
    places = graph.constant([0, 1, -1])
    (q, k, v), bias = half.query_key_value(half.norm(x, layer, "self_attn_layer_norm"), layer, places)
    attended, *present = graph.nodes("MultiHeadAttention", 3, q, k, v, bias, "", "", *past, num_heads=heads)
    out = half.products.linear(half.flat(attended), half.get(layer, "self_attn.output_proj.weight"))
    x = graph.add(x, graph.add(out, added))
    return graph.add(x, half.feed_forward(half.norm(x, layer, "ffn_layer_norm"), layer)), present


def _logits(half: _Half, x: str, table: list[StoredTensor], settings: GraphSettings) -> str:
    """(m, v) of the kept pieces."""
    graph = half.graph
    weight = half.weights.get("decoder.layer_norm.weight")
    bias = half.weights.get("decoder.layer_norm.bias")
    if settings.precision in {"int8", "int4"}:
        rows = half.weights.get(DECODER_TABLE)
        kept = rows if settings.kept is None else rows[settings.kept]
        return half.products.whole(graph.norm(x, weight, bias), kept)
    # The table is pre-multiplied by the square root of the width: the norm divides by it.
    factor = np.float32(1.0 / math.sqrt(half.shape.dimension))
    value = graph.norm(x, weight * factor, bias * factor)
    rows_name = graph.borrow(table[0])
    if settings.kept is not None:
        rows_name = graph.node("Gather", rows_name, graph.constant(settings.kept))
    return graph.node("Gemm", value, rows_name, transB=1)

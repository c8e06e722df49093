"""The graph of a voice: a Llama-like decoder that reads one prompt for many drafts.

Axes: b drafts, s new tokens of each, T tokens of the prompt (the same for all drafts), t tokens of the draft
so far, m positions whose next token is wanted, g key heads, r query heads that share one, e their size, w
width, v tokens of the vocabulary.

Why not the runtime's fused GroupQueryAttention: it needs one cache per row, so 16 drafts would hold and read
the prompt 16 times. Here the queries of all drafts are multiplied with the prompt's keys in one product, and
with their own few keys in another; a softmax over both joins them. The same graph reads the prompt (one row,
no draft), drafts (one token per row), and scores given texts (one row per text).

Sources: Touvron et al. 2023 (arXiv 2302.13971) for the blocks, Su et al. 2021 (2104.09864) for the rotary
positions, Ainslie et al. 2023 (2305.13245) for the shared key heads, Juravsky et al. 2024 (Hydragen,
2402.05099) for attending to a shared prefix separately.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.graph_file import GraphFile, Shape
from conceptwriter.convert.products import Products, real_type
from conceptwriter.convert.voice.gguf_file import GgufFile

Array = npt.NDArray[Any]
Report = Callable[[str], None]
"""Called before each part, with what comes next."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """Keys and values of one layer, as inputs of the graph."""

    prompt_key: str
    """(g, T, e)"""
    prompt_value: str
    past_key: str
    """(g, b, t, e)"""
    past_value: str


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Shapes that depend on the run, and the mask; the same for all layers."""

    mask: str
    """(r * s, t + s)"""
    heads: str
    """(b, s, heads, e)"""
    flat: str
    """(g, b * r * s, t + s)"""
    by_draft: str
    """(g, b, r * s, t + s)"""
    apart: str
    """(g, b, r, s, e)"""
    halves: str
    """(T, t + s)"""


def write_voice(model: GgufFile, path: Path, precision: str, context: int, report: Report) -> None:
    """Write the graph, for positions below `context`.

    Inputs: `tokens` int64 (b, s); `positions` int64 (b, s); `mask` float32 (s, t + s), added to the new
    tokens' attention scores on their own draft; `places` int64 (m,), rows of the flattened tokens whose next
    token is wanted; `wanted` int64 (m,), one token each whose score is requested; `count` int64 (1,); per
    layer `prompt_key_i`, `prompt_value_i` (g, T, e) and `past_key_i`, `past_value_i` (g, b, t, e). Outputs:
    `choices` int64 (m, count), the most likely next tokens, best first, `scores` float32 (m, count), the
    logarithms of their probabilities among all tokens, `wanted_scores` float32 (m, 1), and for each layer
    `present_key_i`, `present_value_i` (g, b, t + s, e).
    """
    with GraphFile(path, real_type(precision)) as graph:
        _Writer(graph, model, precision, context).write(report)


class _Writer:
    def __init__(self, graph: GraphFile, model: GgufFile, precision: str, context: int) -> None:
        self._graph = graph
        self._model = model
        self._shape = model.shape
        self._precision = precision
        self._products = Products(graph, precision)
        self._context = context

    def write(self, report: Report) -> None:
        graph, model, shape = self._graph, self._model, self._shape
        tokens = graph.input("tokens", np.int64, ["b", "s"])
        positions = graph.input("positions", np.int64, ["b", "s"])
        mask = graph.as_real(graph.input("mask", np.float32, ["s", "t + s"]), np.float32)
        places = graph.input("places", np.int64, ["m"])
        wanted = graph.input("wanted", np.int64, ["m"])
        count = graph.input("count", np.int64, [1])
        report("the embedding")
        table = _Table(graph, model, self._precision)
        x = table.look_up(graph.reshape(tokens, [-1]))
        keys = [self._keys(layer) for layer in range(shape.layers)]
        sizes = self._sizes(tokens, mask, keys[0])
        turns = self._turns()
        present: list[tuple[str, str]] = []
        for layer in range(shape.layers):
            report(f"layer {layer + 1}")
            x, grown = self._layer(layer, x, positions, keys[layer], sizes, turns)
            present.append(grown)
        report("the output")
        self._output(x, table, places, wanted, count)
        for layer, grown in enumerate(present):
            for what, value in zip(("key", "value"), grown, strict=True):
                axes: Shape = [shape.key_heads, "b", "t + s", shape.head_size]
                graph.output(f"present_{what}_{layer}", value, graph.real, axes)

    def _sizes(self, tokens: str, mask: str, keys: _Keys) -> _Sizes:
        """Shapes of this run that every layer needs, computed once."""
        graph, shape = self._graph, self._shape
        drafts = graph.node("Shape", tokens, start=0, end=1)
        own = graph.node("Shape", mask, start=1, end=2)
        prompt = graph.node("Shape", keys.prompt_key, start=1, end=2)
        heads, rest = graph.constant([shape.key_heads]), graph.constant([-1])
        group, size = graph.constant([shape.group]), graph.constant([shape.head_size])

        def joined(*parts: str) -> str:
            return graph.node("Concat", *parts, axis=0)

        return _Sizes(
            mask=graph.node("Tile", mask, graph.constant([shape.group, 1])),
            heads=joined(graph.node("Shape", tokens), rest, size),
            flat=joined(heads, rest, own),
            by_draft=joined(heads, drafts, rest, own),
            apart=joined(heads, drafts, group, rest, size),
            halves=joined(prompt, own),
        )

    # Into and out of the layers

    def _output(self, x: str, table: _Table, places: str, wanted: str, count: str) -> None:
        graph = self._graph
        rows = self._norm(graph.node("Gather", x, places), "output_norm.weight")
        scores = graph.node("LogSoftmax", graph.as_float32(table.logits(rows)), axis=-1)
        most = graph.node("Min", count, graph.node("Shape", scores, start=1, end=2))
        best, choices = graph.nodes("TopK", 2, scores, most, axis=-1)
        one = graph.node("Unsqueeze", wanted, graph.constant([1]))
        graph.output("choices", choices, np.int64, ["m", "count"])
        graph.output("scores", best, np.float32, ["m", "count"])
        graph.output("wanted_scores", graph.node("GatherElements", scores, one, axis=1), np.float32, ["m", 1])

    # A layer

    def _layer(
        self, layer: int, x: str, positions: str, keys: _Keys, sizes: _Sizes, turns: tuple[str, str]
    ) -> tuple[str, tuple[str, str]]:
        """The rows (b * s, w) after a layer, and keys and values (g, b, t + s, e) of the drafts."""
        graph, start = self._graph, f"blk.{layer}."
        query, key, value = self._query_key_value(layer, self._norm(x, start + "attn_norm.weight"), sizes)
        query, key = (self._turned(part, positions, turns) for part in (query, key))
        key = graph.node("Transpose", key, perm=[1, 0, 2, 3])
        value = graph.node("Transpose", value, perm=[2, 0, 1, 3])
        key = graph.node("Concat", keys.past_key, key, axis=2)
        value = graph.node("Concat", keys.past_value, value, axis=2)
        looked = self._attended(query, key, value, keys, sizes)
        x = graph.add(x, self._linear(looked, start + "attn_output"))
        return graph.add(x, self._feed_forward(self._norm(x, start + "ffn_norm.weight"), start)), (key, value)

    def _keys(self, layer: int) -> _Keys:
        graph, shape = self._graph, self._shape
        prompt: Shape = [shape.key_heads, "T", shape.head_size]
        past: Shape = [shape.key_heads, "b", "t", shape.head_size]
        return _Keys(
            *(graph.input(f"prompt_{what}_{layer}", graph.real, prompt) for what in ("key", "value")),
            *(graph.input(f"past_{what}_{layer}", graph.real, past) for what in ("key", "value")),
        )

    def _query_key_value(self, layer: int, rows: str, sizes: _Sizes) -> tuple[str, str, str]:
        """(b, s, heads, e) each; one product for the three."""
        graph, shape, start = self._graph, self._shape, f"blk.{layer}."
        weights = np.concatenate([self._model.get(f"{start}attn_{part}.weight") for part in "qkv"])
        biases = [f"{start}attn_{part}.bias" for part in "qkv"]
        bias = (
            np.concatenate([self._model.get(name) for name in biases]) if self._model.has(biases[0]) else None
        )
        heads = graph.node("Reshape", self._products.linear(rows, weights, bias), sizes.heads)
        parts = graph.constant([shape.heads, shape.key_heads, shape.key_heads])
        query, key, value = graph.nodes("Split", 3, heads, parts, axis=2)
        if shape.architecture == "qwen3":
            query = self._norm(query, f"{start}attn_q_norm.weight")
            key = self._norm(key, f"{start}attn_k_norm.weight")
        return query, key, value

    def _turned(self, value: str, positions: str, turns: tuple[str, str]) -> str:
        """(b, s, heads, e) with rotary positions: (b, heads, s, e)."""
        graph = self._graph
        by_head = graph.node("Transpose", value, perm=[0, 2, 1, 3])
        return graph.node(
            "RotaryEmbedding", by_head, positions, *turns, interleaved=int(self._shape.interleaved)
        )

    def _attended(self, query: str, key: str, value: str, keys: _Keys, sizes: _Sizes) -> str:
        """Queries (b, g * r, s, e), keys and values of prompt and drafts: (b * s, g * r * e)."""
        graph, shape = self._graph, self._shape
        grouped = graph.reshape(query, [0, shape.key_heads, shape.group, -1, shape.head_size])
        grouped = graph.node("Transpose", grouped, perm=[1, 0, 2, 3, 4])  # (g, b, r, s, e)
        together = graph.reshape(grouped, [shape.key_heads, -1, shape.head_size])
        by_draft = graph.reshape(grouped, [0, 0, -1, shape.head_size])
        scale = shape.head_size**-0.5
        prompt = graph.node("FusedMatMul", together, keys.prompt_key, transB=1, alpha=scale)
        own = graph.node("FusedMatMul", by_draft, key, transB=1, alpha=scale)
        own = graph.node("Reshape", graph.add(own, sizes.mask), sizes.flat)
        shares = graph.node("Softmax", graph.node("Concat", prompt, own, axis=-1), axis=-1)
        of_prompt, of_own = graph.nodes("Split", 2, shares, sizes.halves, axis=-1)
        from_prompt = graph.node("MatMul", of_prompt, keys.prompt_value)
        from_own = graph.node("MatMul", graph.node("Reshape", of_own, sizes.by_draft), value)
        from_own = graph.reshape(from_own, [shape.key_heads, -1, shape.head_size])
        seen = graph.node("Reshape", graph.add(from_prompt, from_own), sizes.apart)
        seen = graph.node("Transpose", seen, perm=[1, 3, 0, 2, 4])  # (b, s, g, r, e)
        return graph.reshape(seen, [-1, shape.heads * shape.head_size])

    def _feed_forward(self, rows: str, start: str) -> str:
        """Gated by SiLU (Shazeer 2020, arXiv 2002.05202); both input maps are one product."""
        graph = self._graph
        weights = np.concatenate([self._model.get(f"{start}ffn_{part}.weight") for part in ("gate", "up")])
        gate, up = graph.nodes("Split", 2, self._products.linear(rows, weights), axis=-1, num_outputs=2)
        opened = graph.node("QuickGelu", gate, alpha=1.0)  # x * sigmoid(x)
        return self._linear(graph.multiply(opened, up), start + "ffn_down")

    # Parts of layers

    def _turns(self) -> tuple[str, str]:
        """Cosines and sines (context, e / 2)."""
        angles = np.outer(np.arange(self._context), self._model.rotary_frequencies())
        return self._graph.real_constant(np.cos(angles)), self._graph.real_constant(np.sin(angles))

    def _linear(self, rows: str, name: str) -> str:
        return self._products.linear(rows, self._model.get(f"{name}.weight"))

    def _norm(self, value: str, name: str) -> str:
        """RMS norm over the last axis, in float32, as the runtime's fusion recognises it."""
        graph = self._graph
        whole = graph.as_float32(value)
        square = graph.node("Pow", whole, graph.constant(np.float32(2)))
        mean = graph.node("ReduceMean", square, graph.constant([-1]), keepdims=1)
        length = graph.node("Sqrt", graph.add(mean, graph.constant(np.float32(self._shape.epsilon))))
        normed = graph.as_real(graph.node("Div", whole, length), np.float32)
        return graph.multiply(normed, graph.real_constant(self._model.get(name)))


class _Table:
    """Embedding and output, which are often one matrix.

    In int4 both have eight bits: the errors of looked-up rows would never average out, and the output decides
    between tokens.
    """

    def __init__(self, graph: GraphFile, model: GgufFile, precision: str) -> None:
        self._graph = graph
        self._shape = model.shape
        self._precision = precision
        # Separate, because the rows of the output differ from those of the layers.
        self._products = Products(graph, "int8" if precision == "int4" else precision)
        self._embedding = self._stored(model.get("token_embd.weight"))
        own = model.has("output.weight")
        self._output = self._stored(model.get("output.weight")) if own else self._embedding

    def _stored(self, matrix: Array) -> tuple[str, str]:
        if self._products.precision == "int8":
            return self._products.table(matrix)
        return self._graph.real_constant(matrix), ""

    def look_up(self, ids: str) -> str:
        """(m,) -> (m, w)"""
        graph = self._graph
        values, scales = self._embedding
        if not scales:
            return graph.node("Gather", values, ids)
        columns = graph.cast(graph.node("Gather", values, ids, axis=1), np.float32)
        rows = graph.node("Transpose", columns, perm=[1, 0])
        factors = graph.node("Unsqueeze", graph.node("Gather", scales, ids), graph.constant([1]))
        return graph.multiply(rows, factors)

    def logits(self, rows: str) -> str:
        """(m, w) -> (m, v)"""
        values, scales = self._output
        if not scales:
            return self._graph.node("Gemm", rows, values, transB=1)
        return self._products.by_table(rows, (values, scales), self._shape.width)

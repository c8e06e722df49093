"""Linear maps in the precision of a bundle.

int8: weights have one scale per output, activations one scale per row (a token), computed at run time: a
sentence's result does not depend on its batch. The operators were chosen by measuring on processors without
VNNI, where one fused product of u8 and s8 that outputs floats is twice as fast as any other:

- the scale of a row goes into one QuantizeLinear and, after the product, into one Mul;
- a ReLU before a product needs no node: saturation at the zero point 0 replaces it;
- products of the same value share its quantisation.

A row of zeros has scale 0 and quantises to arbitrary values, which the scale turns back into zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.graph_file import GraphFile
from conceptwriter.convert.quantising import (
    BLOCK,
    quantise_blocks,
    quantise_rows,
)
from conceptwriter.runtime.saturation import ALL_LEVELS, weight_levels

Array = npt.NDArray[Any]
PRECISIONS = ("int8", "int4", "float16", "float32")
_ZERO = 128
_MOST = 255
_AS_INT8 = 4
"""MatMulNBits' accuracy level that quantises activations to integers, by blocks of a row."""
_AS_FLOAT32 = 1


def real_type(precision: str) -> type[np.floating[Any]]:
    """The type of a graph's floating-point values."""
    return np.float16 if precision == "float16" else np.float32


class Products:
    """Products of the rows of a value, (m, in), with weights (out, in), in one graph.

    In int8 all values multiplied in a graph must have the same number of rows (and two axes).
    """

    def __init__(self, graph: GraphFile, precision: str, levels: int | None = None) -> None:
        """`levels` of a weight on either side of zero; None queries this machine."""
        if precision not in PRECISIONS:
            raise ValueError(f"precision {precision!r} is not one of {', '.join(PRECISIONS)}")
        self.precision = precision
        self._graph = graph
        self._levels = levels
        self._quantised: dict[tuple[str, bool], tuple[str, str]] = {}
        self._middles: dict[str, str] = {}

    def linear(
        self, rows: str, weights: Array, bias: Array | None = None, *, through_relu: bool = False
    ) -> str:
        """(m, in) -> (m, out); `through_relu` applies a ReLU to the value first."""
        if self.precision == "int8":
            return self._biased(self.whole(rows, weights, through_relu=through_relu), bias)
        if through_relu:
            rows = self._graph.node("Relu", rows)
        if self.precision == "int4":
            return self.blockwise(rows, weights, bias, bits=4, accuracy=_AS_INT8)
        last = () if bias is None else (self._graph.real_constant(bias),)
        return self._graph.node("Gemm", rows, self._graph.real_constant(weights), *last, transB=1)

    def careful(self, rows: str, weights: Array, bias: Array) -> str:
        """A rare but important product: activations are not quantised."""
        if self.precision in {"int8", "int4"}:
            return self.blockwise(rows, weights, bias, bits=8, accuracy=_AS_FLOAT32)
        last = self._graph.real_constant(bias)
        return self._graph.node("Gemm", rows, self._graph.real_constant(weights), last, transB=1)

    def whole(self, rows: str, weights: Array, *, through_relu: bool = False) -> str:
        """The int8 product, without a bias."""
        return self.by_table(rows, self.table(weights), weights.shape[1], through_relu=through_relu)

    def table(self, weights: Array) -> tuple[str, str]:
        """Weights (out, in) as stored in an int8 graph: integers (in, out) and scales (out,)."""
        levels = weight_levels() if self._levels is None else self._levels
        stored = quantise_rows(weights, levels)
        return self._graph.constant(stored.values.T), self._graph.constant(stored.scales)

    def by_table(self, rows: str, table: tuple[str, str], columns: int, *, through_relu: bool = False) -> str:
        """The int8 product with a `table` of this many columns (in)."""
        graph = self._graph
        activations, row_scales = self._quantise(rows, columns, through_relu)
        product = graph.node(
            "MatMulIntegerToFloat",
            activations,
            table[0],
            graph.constant(np.float32(1.0)),
            table[1],
            graph.constant(np.uint8(0 if through_relu else _ZERO)),
        )
        return graph.multiply(product, row_scales)

    def blockwise(self, rows: str, weights: Array, bias: Array | None, *, bits: int, accuracy: int) -> str:
        """A product with weights that share a scale in blocks of a row."""
        stored = quantise_blocks(weights, bits)
        inputs = [rows, self._graph.constant(stored.values), self._graph.constant(stored.scales)]
        if bias is not None:
            inputs += ["", "", self._graph.constant(bias.astype(np.float32, copy=False))]
        return self._graph.node(
            "MatMulNBits",
            *inputs,
            K=weights.shape[1],
            N=weights.shape[0],
            bits=bits,
            block_size=BLOCK,
            accuracy_level=accuracy,
        )

    def _biased(self, value: str, bias: Array | None) -> str:
        return value if bias is None else self._graph.add(value, self._graph.real_constant(bias))

    def _quantise(self, rows: str, columns: int, through_relu: bool) -> tuple[str, str]:
        """uint8 values (m, in) and their scales (m, 1); computed once for all products of the same value."""
        key = rows, through_relu
        if key not in self._quantised:
            graph = self._graph
            if through_relu:
                most = graph.node("ReduceMax", rows, graph.constant([-1]), keepdims=1)
                largest, levels = graph.node("Relu", most), float(_MOST)
            else:
                largest = graph.node("ReduceMax", graph.node("Abs", rows), graph.constant([-1]), keepdims=1)
                levels = float(ALL_LEVELS)
            scales = graph.multiply(largest, graph.constant(1.0 / levels))
            middle = () if through_relu else (self._middle(scales),)
            # A row is one block, so that the scales keep two axes for the following product.
            whole = graph.node("QuantizeLinear", rows, scales, *middle, axis=-1, block_size=columns)
            self._quantised[key] = whole, scales
        return self._quantised[key]

    def _middle(self, scales: str) -> str:
        """(m, 1) the zero point of each row; shared by all values, since they all have the same rows."""
        if "rows" not in self._middles:
            shape = self._graph.node("Shape", scales)
            self._middles["rows"] = self._graph.node("Expand", self._graph.constant(np.uint8(_ZERO)), shape)
        return self._middles["rows"]

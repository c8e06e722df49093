"""A small writer of ONNX graphs with the few operations our Transformers need.

Graphs are written by hand rather than traced: the files define exactly what the runtime does, quantised
weights go where we want them, and nothing depends on how an exporter merges or names things. A test compares
each graph with its PyTorch module.

int8: weights have one scale per output column, activations one scale per row (a token), computed at run time.
So a sentence's result does not depend on its batch, as it would with one scale for the whole batch. Weights
use only the levels that every processor supports, since a bundle written here is used everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from conceptwriter.convert.quantising import quantise_rows
from conceptwriter.runtime.saturation import SAFE_LEVELS

if TYPE_CHECKING:
    from torch import Tensor, nn

Array = npt.NDArray[Any]
Shape = Sequence[int | str]
"""Sizes of the axes; those that vary by name."""
PRECISIONS = ("float32", "int8")
_OPSET = 20
_IR_VERSION = 10
_ACTIVATION_LEVELS = 127
_ACTIVATION_ZERO = 128
_SMALLEST_SCALE = 1e-12
_MASKED = -1e9


def array_of(tensor: Tensor) -> Array:
    """A torch tensor as float32 NumPy."""
    return tensor.detach().cpu().float().numpy()


class SharedTable:
    """The embedding in a separate file, which several graphs of a bundle refer to.

    float32: the matrix. int8: the quantised matrix, then its scales.
    """

    def __init__(self, matrix: Array, precision: str, file: Path) -> None:
        parts: dict[str, Array] = {"table": np.ascontiguousarray(matrix, np.float32)}
        if precision == "int8":
            quantised = quantise_rows(matrix, SAFE_LEVELS)
            parts = {"table": quantised.values, "table_scales": quantised.scales[:, None]}
        self.columns = matrix.shape[1]
        self.tensors: list[onnx.TensorProto] = []
        offset = 0
        with file.open("wb") as stream:
            for name, part in parts.items():
                data = part.tobytes()
                stream.write(data)
                self.tensors.append(_outside_tensor(name, part, file.name, offset, len(data)))
                offset += len(data)


class GraphWriter:
    """Collects nodes and weights; every method that adds a node returns the name of its output."""

    def __init__(self, precision: str) -> None:
        if precision not in PRECISIONS:
            raise ValueError(f"precision {precision!r} is not one of {', '.join(PRECISIONS)}")
        self.precision = precision
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._quantised: dict[str, tuple[str, str]] = {}

    # Inputs and outputs

    def input(self, name: str, kind: type[np.generic], shape: Shape) -> str:
        """Declare an input; axes that vary are given by name."""
        self._inputs.append(helper.make_tensor_value_info(name, _onnx_type(kind), list(shape)))
        return name

    def output(self, name: str, value: str, shape: Shape, kind: type[np.generic] = np.float32) -> None:
        """Declare `value` as the output `name`."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, _onnx_type(kind), list(shape)))

    def save(self, path: Path) -> None:
        """Write the graph and check it."""
        weights = list(self._weights.values())
        graph = helper.make_graph(self._nodes, path.stem, self._inputs, self._outputs, initializer=weights)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="conceptwriter"
        )
        model.ir_version = _IR_VERSION
        path.write_bytes(model.SerializeToString())
        onnx.checker.check_model(str(path), full_check=True)

    # Plain nodes

    def node(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output."""
        return self.nodes(operation, 1, *inputs, **attributes)[0]

    def nodes(self, operation: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """Add a node with several outputs."""
        stem = f"{operation}_{len(self._nodes)}"
        names = [stem] if outputs == 1 else [f"{stem}_{i}" for i in range(outputs)]
        self._nodes.append(helper.make_node(operation, list(inputs), names, name=stem, **attributes))
        return names

    def constant(self, value: Array | np.generic | float | list[int]) -> str:
        """A weight. A float becomes float32, a list of integers int64, an array keeps its type."""
        kind = np.float32 if type(value) is float else np.int64 if isinstance(value, list) else None
        name = f"constant_{len(self._weights)}"
        self._weights[name] = numpy_helper.from_array(np.asarray(value, dtype=kind, order="C"), name)
        return name

    def add(self, left: str, right: str) -> str:
        """Sum, with broadcasting."""
        return self.node("Add", left, right)

    def scale(self, value: str, factor: float) -> str:
        """Product with a number."""
        return self.node("Mul", value, self.constant(factor))

    def reshape(self, value: str, shape: Sequence[int]) -> str:
        """0 keeps the axis, -1 infers its size."""
        return self.node("Reshape", value, self.constant(list(shape)))

    def transpose(self, value: str, *order: int) -> str:
        """Axes in a new order."""
        return self.node("Transpose", value, perm=list(order))

    def at(self, value: str, index: int, axis: int) -> str:
        """One slice; the axis is removed."""
        return self.node("Gather", value, self.constant(np.int64(index)), axis=axis)

    def stack(self, values: Sequence[str], axis: int) -> str:
        """Join along a new axis."""
        place = self.constant([axis])
        return self.node("Concat", *(self.node("Unsqueeze", value, place) for value in values), axis=axis)

    # Layers

    def linear(self, value: str, layer: nn.Linear) -> str:
        """A torch linear layer."""
        rows = array_of(layer.weight)
        if self.precision == "int8":
            quantised = quantise_rows(rows, SAFE_LEVELS)
            product = self._times(value, self.constant(quantised.values.T), self.constant(quantised.scales))
        else:
            product = self.node("MatMul", value, self.constant(rows.T))
        return self.add(product, self.constant(array_of(layer.bias)))

    def chosen_linear(self, value: str, weights: Array, biases: Array, chosen: str) -> str:
        """One of several linear maps for each row; only the chosen one is computed.

        value (n, in), weights (maps, out, in), biases (maps, out), chosen (n,) int64 -> (n, out).
        """
        rows = self.node("Unsqueeze", value, self.constant([1]))
        if self.precision == "int8":
            quantised = quantise_rows(weights.reshape(-1, weights.shape[2]), SAFE_LEVELS)
            values = quantised.values.reshape(weights.shape).transpose(0, 2, 1)
            scales = quantised.scales.reshape(biases.shape[0], 1, -1)
            columns = self.node("Gather", self.constant(values), chosen)
            product = self._times(rows, columns, self.node("Gather", self.constant(scales), chosen))
        else:
            columns = self.node("Gather", self.constant(weights.transpose(0, 2, 1)), chosen)
            product = self.node("MatMul", rows, columns)
        shift = self.node("Gather", self.constant(biases), chosen)
        return self.add(self.node("Squeeze", product, self.constant([1])), shift)

    def norm(self, value: str, layer: nn.LayerNorm) -> str:
        """A torch layer norm over the last axis."""
        return self.plain_norm(value, array_of(layer.weight), array_of(layer.bias), layer.eps)

    def plain_norm(self, value: str, weight: Array, bias: Array, epsilon: float = 1e-5) -> str:
        """Layer norm over the last axis."""
        return self.node(
            "LayerNormalization", value, self.constant(weight), self.constant(bias), axis=-1, epsilon=epsilon
        )

    def split_heads(self, value: str, heads: int, head_size: int = -1) -> str:
        """(n, t, w) -> (n, h, t, e); where t may be 0, the size of a head cannot be inferred."""
        return self.transpose(self.reshape(value, [0, 0, heads, head_size]), 0, 2, 1, 3)

    def join_heads(self, value: str, width: int = -1) -> str:
        """(n, h, t, e) -> (n, t, w); where t may be 0, the width cannot be inferred."""
        return self.reshape(self.transpose(value, 0, 2, 1, 3), [0, 0, width])

    def attention(self, query: str, key: str, value: str, head_size: int, bias: str | None = None) -> str:
        """Softmax attention over (n, h, t, e); `bias` is added to the scores."""
        scores = self.node(
            "MatMul", self.scale(query, 1.0 / math.sqrt(head_size)), self.transpose(key, 0, 1, 3, 2)
        )
        if bias is not None:
            scores = self.add(scores, bias)
        return self.node("MatMul", self.node("Softmax", scores, axis=-1), value)

    def hide(self, hidden: str) -> str:
        """Attention bias from booleans: hugely negative where `hidden` is true."""
        return self.scale(self.node("Cast", hidden, to=TensorProto.FLOAT), _MASKED)

    def hide_the_future(self, before: str, after: str) -> str:
        """Attention bias (t, p + t) for t new items; `before` = p and `after` = p + t are int64 (1,)."""
        every = self._range(self.constant([0]), after)
        asking = self._range(before, after)
        return self.hide(self.node("Greater", every, self.node("Unsqueeze", asking, self.constant([1]))))

    def _range(self, start: str, end: str) -> str:
        flat = [self.node("Squeeze", value) for value in (start, end)]
        return self.node("Range", *flat, self.constant(np.int64(1)))

    # The embedding

    def look_up(self, table: SharedTable, ids: str) -> str:
        """Rows of the table: ids (n, t) -> (n, t, w)."""
        self._use(table)
        rows = self.node("Gather", "table", ids)
        if self.precision == "float32":
            return rows
        scales = self.node("Gather", "table_scales", ids)
        return self.node("Mul", self.node("Cast", rows, to=TensorProto.FLOAT), scales)

    def times_table(self, value: str, table: SharedTable) -> str:
        """(..., w) times the transposed table: logits (..., v)."""
        self._use(table)
        columns = self.transpose("table", 1, 0)  # the runtime does this once, while loading
        if self.precision == "float32":
            return self.node("MatMul", value, columns)
        return self._times(value, columns, self.reshape("table_scales", [-1]))

    def _use(self, table: SharedTable) -> None:
        self._weights.update({tensor.name: tensor for tensor in table.tensors})

    # int8

    def _times(self, value: str, columns: str, scales: str) -> str:
        whole, row_scales = self._quantise(value)
        product = self.node("MatMulInteger", whole, columns, self.constant(np.uint8(_ACTIVATION_ZERO)))
        return self.node(
            "Mul", self.node("Mul", self.node("Cast", product, to=TensorProto.FLOAT), scales), row_scales
        )

    def _quantise(self, value: str) -> tuple[str, str]:
        """uint8 values around 128 and one scale per row; computed once for all products of the same value."""
        if value not in self._quantised:
            largest = self.node("ReduceMax", self.node("Abs", value), self.constant([-1]), keepdims=1)
            scales = self.node(
                "Max", self.scale(largest, 1.0 / _ACTIVATION_LEVELS), self.constant(_SMALLEST_SCALE)
            )
            whole = self.node("Round", self.node("Div", value, scales))
            shifted = self.add(whole, self.constant(float(_ACTIVATION_ZERO)))
            self._quantised[value] = self.node("Cast", shifted, to=TensorProto.UINT8), scales
        return self._quantised[value]


def _onnx_type(kind: type[np.generic]) -> int:
    return int(helper.np_dtype_to_tensor_dtype(np.dtype(kind)))


def _outside_tensor(name: str, part: Array, file_name: str, offset: int, length: int) -> onnx.TensorProto:
    tensor = onnx.TensorProto(
        name=name,
        data_type=helper.np_dtype_to_tensor_dtype(part.dtype),
        dims=part.shape,
        data_location=TensorProto.EXTERNAL,
    )
    for key, value in (("location", file_name), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor

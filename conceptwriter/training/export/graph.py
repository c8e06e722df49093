"""A small writer of ONNX graphs: the handful of operations our Transformers are made of.

Graphs are written by hand rather than traced: the files say exactly what the runtime does, quantised weights go
where we want them, and nothing depends on how an exporter merges or names things. A test compares each graph
with the PyTorch module it stands for.

Quantised weights: 8 bits in blocks along the input axis (MatMulNBits of ONNX Runtime), activations in float32 or
quantised a block of one row at a time, so that a sentence's result does not depend on the batch it is in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

Array = npt.NDArray[Any]
PRECISIONS = ("float32", "int8")
_OPSET = 20
_IR_VERSION = 10
_ZERO_POINT = 128
_MASKED = -1e9
_RUNTIME_DOMAIN = "com.microsoft"


class GraphWriter:
    """Collects nodes and weights; every method that adds a node returns the name of its output."""

    def __init__(self, precision: str, block: int = 128) -> None:
        if precision not in PRECISIONS:
            raise ValueError(f"precision {precision!r} is not one of {', '.join(PRECISIONS)}")
        self.precision = precision
        self.block = block
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._count = 0

    # The border

    def input(self, name: str, kind: type[np.generic], shape: Sequence[int | str]) -> str:
        """Declare an input; axes that vary are given by name."""
        self._inputs.append(helper.make_tensor_value_info(name, _onnx_type(kind), list(shape)))
        return name

    def output(self, name: str, value: str, shape: Sequence[int | str]) -> None:
        """Declare `value` as the float32 output `name`."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)))

    def save(self, path: Path) -> None:
        """Check the graph and write it."""
        graph = helper.make_graph(
            self._nodes, path.stem, self._inputs, self._outputs, initializer=list(self._weights.values())
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME_DOMAIN, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="conceptwriter")
        model.ir_version = _IR_VERSION
        onnx.checker.check_model(model)
        path.write_bytes(model.SerializeToString())

    # Plain nodes

    def node(self, operation: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: Any) -> str:
        """Add a node with one output."""
        return self.nodes(operation, *inputs, domain=domain, outputs=outputs, **attributes)[0]

    def nodes(self, operation: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: Any) -> list[str]:
        """Add a node with several outputs."""
        self._count += 1
        names = [f"{operation}_{self._count}" + (f"_{i}" if outputs > 1 else "") for i in range(outputs)]
        self._nodes.append(
            helper.make_node(operation, list(inputs), names, name=names[0], domain=domain, **attributes)
        )
        return names

    def constant(self, value: Array | float | Sequence[int], kind: Any = None, name: str = "") -> str:
        """A weight; numbers become float32 and integer lists int64 unless `kind` says otherwise."""
        if kind is None:
            kind = np.float32 if isinstance(value, float) else np.int64 if isinstance(value, (list, tuple)) else None
        array = np.asarray(value, dtype=kind)
        name = name or f"constant_{len(self._weights)}"
        self._weights[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def add(self, left: str, right: str) -> str:
        return self.node("Add", left, right)

    def reshape(self, value: str, shape: Sequence[int]) -> str:
        """0 keeps the axis, -1 takes what is left."""
        return self.node("Reshape", value, self.constant(list(shape)))

    def transpose(self, value: str, order: Sequence[int]) -> str:
        return self.node("Transpose", value, perm=list(order))

    def at(self, value: str, index: int, axis: int) -> str:
        """One slice; the axis goes."""
        return self.node("Gather", value, self.constant(np.int64(index)), axis=axis)

    def size_of(self, value: str, axis: int) -> str:
        """Length of an axis, int64 (1,)."""
        return self.node("Shape", value, start=axis, end=axis + 1)

    def stack(self, values: Sequence[str], axis: int) -> str:
        """Join along a new axis."""
        at = self.constant([axis])
        return self.node("Concat", *(self.node("Unsqueeze", value, at) for value in values), axis=axis)

    # Layers

    def linear(self, value: str, layer: nn.Linear) -> str:
        """A torch linear layer."""
        product = self.times_rows(value, array_of(layer.weight))
        return self.add(product, self.constant(array_of(layer.bias))) if layer.bias is not None else product

    def times_rows(self, value: str, rows: Array) -> str:
        """(..., inputs) times a matrix given as (outputs, inputs)."""
        if self.precision == "float32" or rows.shape[1] % 16:
            return self.node("MatMul", value, self.constant(rows.T))
        packed, scales = self._quantised(rows)
        block = self._block_for(rows.shape[1])
        return self.node(
            "MatMulNBits", value, packed, scales,
            domain=_RUNTIME_DOMAIN, K=rows.shape[1], N=rows.shape[0], bits=8, block_size=block, accuracy_level=ACC,
        )  # fmt: skip

    def norm(self, value: str, layer: nn.LayerNorm) -> str:
        """A torch layer norm over the last axis."""
        return self.node(
            "LayerNormalization", value, self.constant(array_of(layer.weight)), self.constant(array_of(layer.bias)),
            axis=-1, epsilon=float(layer.eps),
        )  # fmt: skip

    def attention(self, query: str, key: str, value: str, head_size: int, bias: str | None = None) -> str:
        """Softmax attention over (n, h, t, e); `bias` is added to the scores."""
        scaled = self.node("Mul", query, self.constant(1.0 / math.sqrt(head_size)))
        scores = self.node("MatMul", scaled, self.transpose(key, (0, 1, 3, 2)))
        if bias is not None:
            scores = self.add(scores, bias)
        return self.node("MatMul", self.node("Softmax", scores, axis=-1), value)

ACC = 0
def _onnx_type(kind: type[np.generic]) -> int:
    return int(helper.np_dtype_to_tensor_dtype(np.dtype(kind)))

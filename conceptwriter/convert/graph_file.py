"""A writer of ONNX graphs whose weights are streamed to a separate file.

One graph is two files: `NAME.onnx`, small, and `NAME.onnx.data` with the weights. Each weight is written
immediately and then released, so that memory holds one at a time. Weights are page-aligned, so that ONNX
Runtime can map the file instead of reading it.

Values are referred to by name: every method that adds a node returns the name of its output.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from conceptwriter.convert.errors import ConversionError

Array = npt.NDArray[Any]
Shape = Sequence[int | str]
"""Sizes of the axes; those that vary by name."""
DATA_ENDING = ".data"
PART_ENDING = ".part"
_OPSET = 20
_OPSET_OF_BLOCKS = 21
"""First opset whose QuantizeLinear takes scales for parts of an axis. ONNX Runtime has it since 1.20."""
_IR_VERSION = 10
_MICROSOFT = "com.microsoft"
_OPERATIONS_OF_THE_RUNTIME = frozenset(
    {
        "FusedMatMul",
        "MatMulIntegerToFloat",
        "MatMulNBits",
        "MultiHeadAttention",
        "QuickGelu",
        "RotaryEmbedding",
        "SkipLayerNormalization",
    }
)
"""Outside the ONNX standard; ONNX Runtime has them on every system."""
_PAGE = 4096
_SMALL = 1024
"""Weights of fewer bytes are stored in the graph itself."""
_CHUNK = 1 << 26


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """Location of a weight."""

    name: str
    kind: int
    """ONNX's number of its type."""
    shape: tuple[int, ...]
    file: str
    """Next to the graph."""
    offset: int
    length: int

    def as_proto(self) -> onnx.TensorProto:
        """Its entry in the graph."""
        tensor = TensorProto(
            name=self.name, data_type=self.kind, dims=self.shape, data_location=TensorProto.EXTERNAL
        )
        for key, value in (("location", self.file), ("offset", self.offset), ("length", self.length)):
            tensor.external_data.add(key=key, value=str(value))
        return tensor


class WeightFile:
    """Writes weights in sequence; the file gets its name when it is closed without an error."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.used = False
        self._part = path.with_name(path.name + PART_ENDING)
        self._stream: IO[bytes] = self._part.open("wb")

    def add(self, name: str, array: Array) -> StoredTensor:
        """Append one weight. Raises OSError when the disk is full."""
        whole = np.ascontiguousarray(array)
        offset = self._stream.tell() + -self._stream.tell() % _PAGE
        self._stream.seek(offset)
        flat = whole.reshape(-1).view(np.uint8)
        for start in range(0, flat.size, _CHUNK):
            self._stream.write(flat[start : start + _CHUNK].data)
        self.used = True
        kind = int(helper.np_dtype_to_tensor_dtype(whole.dtype))
        return StoredTensor(name, kind, whole.shape, self.path.name, offset, whole.nbytes)

    def close(self) -> None:
        """Move the file into place; one without weights is removed."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        if self.used:
            self._part.replace(self.path)
        else:
            self._part.unlink()

    def discard(self) -> None:
        """Discard what was written."""
        self._stream.close()
        self._part.unlink(missing_ok=True)


class GraphFile:
    """Collects nodes, streams weights; `real` is the type of its floating-point values."""

    def __init__(self, path: Path, real: type[np.floating[Any]] = np.float32) -> None:
        self.path = path
        self.real = real
        self._file = WeightFile(path.with_name(path.name + DATA_ENDING))
        self._nodes: list[onnx.NodeProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._opset = _OPSET
        self._small: dict[tuple[str, tuple[int, ...], bytes], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Finish the files, or remove them when something went wrong."""
        if kind is None:
            self._save()
        else:
            self._file.discard()

    # Inputs and outputs

    def input(self, name: str, kind: type[np.generic], shape: Shape) -> str:
        """Declare an input; axes that vary are given by name."""
        self._inputs.append(helper.make_tensor_value_info(name, onnx_type(kind), list(shape)))
        return name

    def output(self, name: str, value: str, kind: type[np.generic], shape: Shape) -> None:
        """Declare `value` as the output `name`."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, onnx_type(kind), list(shape)))

    # Nodes

    def node(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output; an empty name leaves an input out."""
        return self.nodes(operation, 1, *inputs, **attributes)[0]

    def nodes(self, operation: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """Add a node with several outputs."""
        if operation == "QuantizeLinear":
            self._opset = _OPSET_OF_BLOCKS
        stem = f"{operation}_{len(self._nodes)}"
        names = [stem] if outputs == 1 else [f"{stem}_{i}" for i in range(outputs)]
        domain = _MICROSOFT if operation in _OPERATIONS_OF_THE_RUNTIME else ""
        self._nodes.append(
            helper.make_node(operation, list(inputs), names, name=stem, domain=domain, **attributes)
        )
        return names

    def constant(self, value: Array | np.generic | float | list[int]) -> str:
        """A weight. A float takes the graph's type, integers int64, an array keeps its own."""
        kind = self.real if type(value) is float else np.int64 if isinstance(value, list) else None
        array = np.asarray(value, dtype=kind, order="C")
        if array.nbytes >= _SMALL:
            name = f"weight_{len(self._weights)}"
            self.borrow(self._file.add(name, array))
            return name
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._small:
            self._small[key] = name = f"constant_{len(self._weights)}"
            self._weights[name] = numpy_helper.from_array(array, name)
        return self._small[key]

    def real_constant(self, array: Array) -> str:
        """A weight in the graph's floating-point type."""
        return self.constant(array.astype(self.real, copy=False))

    def borrow(self, tensor: StoredTensor) -> str:
        """A weight in this graph's file or in another next to it."""
        self._weights[tensor.name] = tensor.as_proto()
        return tensor.name

    def add(self, left: str, right: str) -> str:
        """Sum, with broadcasting."""
        return self.node("Add", left, right)

    def multiply(self, left: str, right: str) -> str:
        """Element-wise product, with broadcasting."""
        return self.node("Mul", left, right)

    def cast(self, value: str, kind: type[np.generic]) -> str:
        """The same in another type."""
        return self.node("Cast", value, to=onnx_type(kind))

    def as_real(self, value: str, kind: type[np.generic]) -> str:
        """A value of type `kind` in the graph's floating-point type."""
        return value if kind is self.real else self.cast(value, self.real)

    def as_float32(self, value: str) -> str:
        """A value in the graph's floating-point type as float32."""
        return value if self.real is np.float32 else self.cast(value, np.float32)

    def reshape(self, value: str, shape: Sequence[int]) -> str:
        """0 keeps the axis, -1 infers its size."""
        return self.node("Reshape", value, self.constant(list(shape)))

    def norm(self, value: str, weight: Array, bias: Array, epsilon: float = 1e-5) -> str:
        """Layer norm over the last axis."""
        return self.node(
            "LayerNormalization",
            value,
            self.real_constant(weight),
            self.real_constant(bias),
            axis=-1,
            epsilon=epsilon,
        )

    # The files

    def _save(self) -> None:
        part = self.path.with_name(self.path.name + PART_ENDING)
        try:
            self._file.close()
            graph = helper.make_graph(
                self._nodes,
                self.path.stem,
                self._inputs,
                self._outputs,
                initializer=list(self._weights.values()),
            )
            opsets = [helper.make_opsetid("", self._opset), helper.make_opsetid(_MICROSOFT, 1)]
            model = helper.make_model(graph, opset_imports=opsets, producer_name="conceptwriter")
            model.ir_version = _IR_VERSION
            part.write_bytes(model.SerializeToString())
            onnx.checker.check_model(str(part), full_check=True)
            part.replace(self.path)
        except onnx.checker.ValidationError as error:
            raise ConversionError(f"{self.path} would not be a valid graph: {error}") from error
        finally:
            part.unlink(missing_ok=True)


def onnx_type(kind: type[np.generic]) -> int:
    """ONNX's number of a NumPy type."""
    return int(helper.np_dtype_to_tensor_dtype(np.dtype(kind)))

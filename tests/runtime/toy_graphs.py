"""Graphs of a few kilobytes with their weights in a file beside them, as those of big models have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

WIDTH, INNER = 32, 64


def write_stack(path: Path, layers: int = 2, seed: int = 0, weights: str = "") -> Path:
    """`x` float32 (n, 32) -> `y` (n, 32): int8 products, which ONNX Runtime packs, of the file `weights`."""
    weights = weights or path.name + ".data"
    draw = np.random.default_rng(seed)
    data = bytearray()
    constants = [
        numpy_helper.from_array(np.array(0.02, np.float32), "scale"),
        numpy_helper.from_array(np.array(128, np.uint8), "zero"),
    ]
    nodes: list[Any] = []
    value = "x"
    for layer in range(layers):
        for number, shape in enumerate(((WIDTH, INNER), (INNER, WIDTH))):
            name = f"w{layer}_{number}"
            weight = draw.integers(-60, 60, shape, dtype=np.int8)
            constants.append(_external(name, weight, weights, data))
            nodes += [
                helper.make_node("QuantizeLinear", [value, "scale", "zero"], [f"{name}_q"]),
                helper.make_node("MatMulInteger", [f"{name}_q", name, "zero"], [f"{name}_i"]),
                helper.make_node("Cast", [f"{name}_i"], [f"{name}_f"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}_f", "scale"], [f"{name}_m"]),
                helper.make_node("Tanh", [f"{name}_m"], [f"{name}_t"]),
            ]
            value = f"{name}_t"
    nodes.append(helper.make_node("Identity", [value], ["y"]))
    _save(path, nodes, [_real("x", ["n", WIDTH])], [_real("y", ["n", WIDTH])], constants)
    (path.parent / weights).write_bytes(data)
    return path


def _external(name: str, array: Any, file: str, data: bytearray) -> TensorProto:
    data += bytes(-len(data) % 4096)
    tensor = TensorProto(name=name, data_type=TensorProto.INT8, dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", file), ("offset", str(len(data))), ("length", str(array.nbytes))):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    data += array.tobytes()
    return tensor


def write_chooser(path: Path, vocabulary: int = 23, layers: int = 2, seed: int = 3, kept: int = 0) -> Path:
    """A decoding step whose logits depend on what it is given.

    That is the tokens of the row's past, newest last, and the condition (m, layers, 6).

    Every layer's past holds what was fed, (rows, 1, p, 6): so a wrong order of rows or a lost past shows.
    `kept`: how many of the tokens the head can say, 0 for all.
    """
    draw = np.random.default_rng(seed)
    size = kept or vocabulary
    head = draw.normal(0, 1, (6, size)).astype(np.float32)
    head[:, 3] *= 0.5  # texts end, but not at once
    constants = [
        numpy_helper.from_array(draw.normal(0, 1, (vocabulary, 6)).astype(np.float32), "table"),
        numpy_helper.from_array(head, "head"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
        numpy_helper.from_array(np.array([2], np.int64), "two"),
        numpy_helper.from_array(np.array([size], np.int64), "size"),
        numpy_helper.from_array(np.array(0.7, np.float32), "fade"),
        numpy_helper.from_array(np.arange(vocabulary - size, vocabulary), "true_ids"),
    ]
    nodes = [
        helper.make_node("Gather", ["table", "token"], ["embedded"]),  # (m, 1, 6)
        helper.make_node("Cast", ["position"], ["place"], to=TensorProto.FLOAT),
        helper.make_node("Sin", ["place"], ["wave"]),
        helper.make_node("Add", ["embedded", "wave"], ["moved"]),
        helper.make_node("Unsqueeze", ["moved", "one"], ["new"]),  # (m, 1, 1, 6)
    ]
    inputs = [
        _whole("token", ["m", 1]),
        _whole("rows", ["m"]),
        _whole("position", [1]),
        _whole("count", [1]),
        _real("condition", ["m", layers, 6]),
    ]
    outputs = [_whole("choices", ["m", "count"]), _real("scores", ["m", "count"])]
    sums = []
    for layer in range(layers):
        for what in ("key", "value"):
            name = f"{what}_{layer}"
            inputs.append(_real(f"past_{name}", ["old", 1, "p", 6]))
            outputs.append(_real(f"present_{name}", ["m", 1, "p + 1", 6]))
            nodes += [
                helper.make_node("Gather", [f"past_{name}", "rows"], [f"kept_{name}"]),
                helper.make_node("Mul", [f"kept_{name}", "fade"], [f"faded_{name}"]),
                helper.make_node("Concat", [f"faded_{name}", "new"], [f"present_{name}"], axis=2),
                helper.make_node("Sum", [f"present_{name}"], [f"all_{name}"]),
            ]
            nodes.append(
                helper.make_node("ReduceSum", [f"all_{name}", "two"], [f"sum_{name}"], keepdims=0)
            )  # (m, 1, 6)
            sums.append(f"sum_{name}")
    nodes += [
        helper.make_node("Sum", sums, ["state"]),
        helper.make_node("ReduceSum", ["condition", "one"], ["told"], keepdims=1),
        helper.make_node("Add", ["state", "told"], ["state_told"]),
        helper.make_node("Squeeze", ["state_told", "one"], ["flat"]),
        helper.make_node("MatMul", ["flat", "head"], ["logits"]),
        helper.make_node("LogSoftmax", ["logits"], ["logs"], axis=-1),
        helper.make_node("Min", ["count", "size"], ["most"]),
        helper.make_node("TopK", ["logs", "most"], ["scores", "places"], axis=-1),
        helper.make_node("Gather", ["true_ids", "places"], ["choices"]),
    ]
    _save(path, nodes, inputs, outputs, constants)
    return path


def write_teller(path: Path, dimension: int, layers: int = 2) -> Path:
    """The condition of `write_chooser`: `vectors` (n, dimension) -> `condition` (n, layers, 6)."""
    draw = np.random.default_rng(8)
    constants = [
        numpy_helper.from_array(draw.normal(0, 1, (dimension, layers * 6)).astype(np.float32), "weight"),
        numpy_helper.from_array(np.array([-1, layers, 6], np.int64), "shape"),
    ]
    nodes = [
        helper.make_node("MatMul", ["vectors", "weight"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["condition"]),
    ]
    given, condition = _real("vectors", ["n", dimension]), _real("condition", ["n", layers, 6])
    _save(path, nodes, [given], [condition], constants)
    return path


def _real(name: str, shape: list[int | str]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _whole(name: str, shape: list[int | str]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


def _save(path: Path, nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: list[Any]) -> None:
    graph = helper.make_graph(nodes, path.stem, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    path.write_bytes(model.SerializeToString())

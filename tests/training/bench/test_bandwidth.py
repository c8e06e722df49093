"""The floor: how fast memory is read, and which weights a run reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from conceptwriter.training.bench.bandwidth import bytes_a_run, read_bandwidth


def test_memory_is_read_at_some_speed() -> None:
    assert read_bandwidth(2, size=1 << 20, runs=2) > 0


def test_tables_that_are_only_looked_up_do_not_count(tmp_path: Path) -> None:
    weights: dict[str, npt.NDArray[Any]] = {
        "table": np.zeros((100, 8), np.int8),
        "matrix": np.zeros((8, 4), np.float32),
        "scale": np.zeros(4, np.float16),
        "unused": np.zeros(1000, np.float32),
    }
    assert bytes_of(tmp_path, weights, tied=False) == 8 * 4 * 4 + 4 * 2


def test_a_table_that_is_multiplied_as_well_counts(tmp_path: Path) -> None:
    weights: dict[str, npt.NDArray[Any]] = {
        "table": np.zeros((100, 8), np.int8),
        "matrix": np.zeros((8, 4), np.float32),
    }
    assert bytes_of(tmp_path, weights, tied=True) == 800 + 8 * 4 * 4


def bytes_of(folder: Path, weights: dict[str, npt.NDArray[Any]], *, tied: bool) -> int:
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["rows"]),
        helper.make_node("MatMul", ["rows", "matrix"], ["product"]),
    ]
    if "scale" in weights:
        nodes.append(helper.make_node("Mul", ["product", "scale"], ["scaled"]))
    if tied:
        nodes.append(helper.make_node("Transpose", ["table"], ["turned"]))
    graph = helper.make_graph(
        nodes,
        "step",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, ["n", 4])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    path = folder / "step.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    assert onnx.load(str(path)).graph.name == "step"
    return bytes_a_run(path)

"""How fast memory can be read, and what a decoding step must read: the floor no runtime gets below."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx

_BYTES = 512 << 20
"""Far more than any processor's cache."""


def read_bandwidth(threads: int, size: int = _BYTES, runs: int = 7) -> float:
    """Bytes a second that this many threads read together, the best of several runs.

    The largest byte is looked for: NumPy does that with wide registers, and lets other threads run meanwhile.
    """
    whole = np.ones(size, np.uint8)
    parts = np.array_split(whole, threads)
    return size / min(_seconds_of_reading(parts) for _ in range(runs))


def _seconds_of_reading(parts: list[npt.NDArray[np.uint8]]) -> float:
    readers = [threading.Thread(target=part.max) for part in parts]
    started = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return time.perf_counter() - started


def bytes_a_run(graph: Path) -> int:
    """Bytes of weights that one run of a graph reads: all but tables of which only rows are looked up."""
    model = onnx.load(str(graph), load_external_data=False)
    size = {tensor.name: _bytes_of(tensor) for tensor in model.graph.initializer}
    read: set[str] = set()
    for node in model.graph.node:
        looked_up = node.op_type in ("Gather", "GatherND", "GatherElements")
        read.update(node.input[1:] if looked_up else node.input)
    return sum(size[name] for name in read if name in size)


def _bytes_of(tensor: onnx.TensorProto) -> int:
    kind = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
    return int(np.prod(tensor.dims, dtype=np.int64)) * kind.itemsize

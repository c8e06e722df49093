"""Opening and running ONNX graphs so that a run can be stopped from another thread.

The only module of this package that loads ONNX Runtime; import it from the model process and from tests only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# isort: split
from conceptwriter.bundles import runtime_privacy  # before onnxruntime, or it phones home

# isort: split
import onnxruntime

from conceptwriter.bundles.errors import BundleError
from conceptwriter.errors import ConceptWriterError

assert runtime_privacy.VARIABLE  # imported for its effect

Array = npt.NDArray[Any]
_NUMPY_TYPES: dict[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
}


class Interrupted(ConceptWriterError):
    """A run was stopped because its `Interrupt` was set."""


class Interrupt:
    """Stops what runs when `set()` is called from another thread, at the latest after one graph node."""

    def __init__(self) -> None:
        self.run_options = onnxruntime.RunOptions()
        self._is_set = False

    def set(self) -> None:
        """Stop: the run in progress and every later one fail with Interrupted."""
        self._is_set = True
        self.run_options.terminate = True

    @property
    def is_set(self) -> bool:
        """True once `set()` was called."""
        return self._is_set

    def check(self) -> None:
        """Raises Interrupted once set."""
        if self._is_set:
            raise Interrupted("Stopped.")


def available_providers() -> tuple[str, ...]:
    """Execution providers of the installed ONNX Runtime."""
    return tuple(onnxruntime.get_available_providers())


class Graph:
    """One loaded ONNX file. Raises BundleError when ONNX Runtime cannot load it."""

    def __init__(
        self, path: Path, *, providers: Sequence[str] = ("CPUExecutionProvider",), threads: int = 1
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Idle threads must sleep, not spin: the machine belongs to the writer between two steps.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=list(providers))
        except Exception as error:  # ONNX Runtime has no common base class for its load errors
            reason = str(error).splitlines()[0]
            raise BundleError(f"{path} cannot be loaded ({reason}). Install the bundle again.") from error
        self.path = path
        given = self._session.get_inputs()
        self.inputs: dict[str, list[Any]] = {node.name: node.shape for node in given}
        self.input_types = {node.name: _NUMPY_TYPES.get(node.type, np.float32) for node in given}
        self.output_sizes: dict[str, list[Any]] = {
            node.name: node.shape for node in self._session.get_outputs()
        }
        self.outputs: list[str] = list(self.output_sizes)
        self.providers: list[str] = self._session.get_providers()

    def require(self, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        """Raises BundleError unless the graph has these inputs and outputs: a file in the wrong role."""
        missing = [name for name in inputs if name not in self.inputs]
        missing += [name for name in outputs if name not in self.output_sizes]
        if missing:
            raise BundleError(f"{self.path} lacks {', '.join(missing)}: it is not a graph for its role.")

    def require_size(self, output: str, axis: int, size: int) -> None:
        """Raises BundleError when the graph fixes another size for an axis of an output."""
        found = self.output_sizes[output][axis]
        if isinstance(found, int) and found != size:
            raise BundleError(f"{self.path}: {output} has size {found} where the bundle needs {size}.")

    def run(self, feeds: Mapping[str, Array], interrupt: Interrupt | None = None) -> dict[str, Array]:
        """Outputs by name. Raises Interrupted when `interrupt` is set before or during the run."""
        if interrupt is None:
            return dict(zip(self.outputs, self._session.run(None, dict(feeds)), strict=True))
        interrupt.check()
        try:
            found = self._session.run(None, dict(feeds), interrupt.run_options)
        except Exception:
            interrupt.check()  # a run that was told to terminate raises: that is no failure
            raise
        return dict(zip(self.outputs, found, strict=True))

    def fixed_sizes(self, name: str) -> dict[int, int]:
        """Sizes of the axes of an input that the graph fixes, by axis."""
        if name not in self.inputs:
            raise BundleError(f"{self.path} has no input {name!r}; it is not a graph for this role.")
        return {axis: size for axis, size in enumerate(self.inputs[name]) if isinstance(size, int)}


def empty_past(graph: Graph, rows: int) -> tuple[Array, Array]:
    """`past_key` and `past_value` of length 0: (rows, layers, heads, 0, head_dim) float32."""
    sizes = graph.fixed_sizes("past_key")
    try:
        shape = (rows, sizes[1], sizes[2], 0, sizes[4])
    except KeyError as error:
        raise BundleError(f"{graph.path}: past_key must fix layers, heads and head size.") from error
    return np.zeros(shape, np.float32), np.zeros(shape, np.float32)

"""Opening and running ONNX graphs so that a run can be stopped from another thread.

The only module of this package that loads ONNX Runtime; import it from the model process and from tests only.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import os
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

# isort: split
from conceptwriter.runtime import privacy  # before onnxruntime, or it phones home

# isort: split
import onnxruntime

from conceptwriter.bundles.errors import BundleError
from conceptwriter.errors import ConceptWriterError
from conceptwriter.runtime.device import CUDA, provider_options
from conceptwriter.runtime.errors import DeviceOutOfMemory
from conceptwriter.runtime.prepacked import PrepackedCache, PrepackedGraph

assert privacy.VARIABLE  # imported for its effect

Array = npt.NDArray[Any]
Tensor: TypeAlias = Any
"""An array, or an `onnxruntime.OrtValue` on the device."""
_NUMPY_TYPES: dict[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
}
_ONE_AT_A_TIME = threading.Lock()
"""Making a packed copy holds the weights twice; searching for libraries redirects standard output."""
_OUT_OF_MEMORY = ("out of memory", "bfcarena", "failed to allocate", "bad_alloc", "bad allocation")


_SPINS_A_MOMENT_SINCE = (1, 31)
"""The first ONNX Runtime known to stop spinning after a given time; others burn 50 ms after every run."""
_SPIN_MICROSECONDS = "200"
_USUAL_GROWTH = (0, 0, -1, -1)
"""Arena options: no limit, growth by powers of two, the runtime's default sizes of first and spare chunks."""


class Interrupted(ConceptWriterError):
    """A run was stopped because its `Interrupt` was set."""


class Interrupt:
    """Stops the running graph when another thread calls `set()`, at the latest after the current node."""

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


def run_once(model: bytes, feeds: Mapping[str, Array]) -> Array:
    """The first output of a small graph that is not a file, on the CPU."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    found: Array = session.run(None, dict(feeds))[0]
    return found


def available_providers() -> tuple[str, ...]:
    """Execution providers of the installed ONNX Runtime."""
    return tuple(onnxruntime.get_available_providers())


def runtime_version() -> str:
    """Version of the installed ONNX Runtime."""
    return str(onnxruntime.__version__)


@functools.cache
def find_cuda_libraries() -> str:
    """Load CUDA and cuDNN from NVIDIA's Python packages, once; returns ONNX Runtime's message about failures.

    Without this ONNX Runtime only looks where the system's linker looks.
    """
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.suppress(RuntimeError, AttributeError, OSError):
        onnxruntime.preload_dlls()
    return output.getvalue().strip()


class Graph:
    """One loaded ONNX file.

    Opening raises BundleError when ONNX Runtime cannot load it, DeviceOutOfMemory and MemoryError.
    """

    def __init__(
        self,
        path: Path,
        *,
        providers: Sequence[str] = ("CPUExecutionProvider",),
        threads: int = 1,
        prepacked: PrepackedCache | None = None,
    ) -> None:
        """`prepacked` caches a big graph's weights in the layout of this machine's processor (CPU only)."""
        self.path = path
        self._provider = providers[0]
        if self._provider == CUDA:
            with _ONE_AT_A_TIME:
                find_cuda_libraries()
        self._session = _open_prepacked(path, providers, threads, prepacked) or _open(
            path, providers, threads
        )
        given = self._session.get_inputs()
        self.inputs: dict[str, list[Any]] = {node.name: node.shape for node in given}
        self.input_types = {node.name: _NUMPY_TYPES.get(node.type, np.float32) for node in given}
        self.output_sizes: dict[str, list[Any]] = {
            node.name: node.shape for node in self._session.get_outputs()
        }
        self.outputs: list[str] = list(self.output_sizes)
        self.providers: list[str] = self._session.get_providers()
        self.device = "cuda" if CUDA in self.providers else "cpu"
        self._binds = self.device != "cpu"

    def require(self, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        """Raises BundleError unless the graph has these inputs and outputs."""
        missing = [name for name in inputs if name not in self.inputs]
        missing += [name for name in outputs if name not in self.output_sizes]
        if missing:
            raise BundleError(
                f"{self.path} lacks {', '.join(missing)}: it is not the right graph for its role."
            )

    def require_size(self, output: str, axis: int, size: int) -> None:
        """Raises BundleError when the graph fixes another size for an axis of an output."""
        found = self.output_sizes[output][axis]
        if isinstance(found, int) and found != size:
            raise BundleError(f"{self.path}: {output} has size {found}; the model needs {size}.")

    def run(self, feeds: Mapping[str, Array], interrupt: Interrupt | None = None) -> dict[str, Array]:
        """Outputs by name.

        Raises Interrupted when `interrupt` is set before or during the run, and DeviceOutOfMemory or
        MemoryError.
        """
        options = _begin(interrupt)
        try:
            found = self._session.run(None, dict(feeds), options)
        except Exception as error:
            _explain(error, self.device, interrupt)
            raise
        return dict(zip(self.outputs, found, strict=True))

    def run_resident(
        self, feeds: Mapping[str, Tensor], resident: Collection[str], interrupt: Interrupt | None = None
    ) -> dict[str, Tensor]:
        """As `run`, but on a GPU the outputs named in `resident` stay there, to be fed to the next run.

        On the CPU everything is an array: binding gains nothing there.
        """
        return self._run_bound(feeds, resident, interrupt) if self._binds else self.run(feeds, interrupt)

    def place(self, array: Array) -> Tensor:
        """The array on the graph's device: unchanged, or copied to the GPU once for many runs."""
        if not self._binds or array.size == 0:
            return array
        return onnxruntime.OrtValue.ortvalue_from_numpy(array, self.device, 0)

    def sizes(self, name: str, axes: Sequence[int]) -> tuple[int, ...]:
        """Sizes of axes of an input; raises BundleError unless the graph fixes them."""
        fixed = self.fixed_sizes(name)
        if missing := [axis for axis in axes if axis not in fixed]:
            raise BundleError(f"{self.path}: {name} must fix the size of axis {missing[0]}.")
        return tuple(fixed[axis] for axis in axes)

    def fixed_sizes(self, name: str) -> dict[int, int]:
        """Sizes of the axes of an input that the graph fixes, by axis."""
        if name not in self.inputs:
            raise BundleError(f"{self.path} has no input {name!r}: it is not the right graph for its role.")
        return {axis: size for axis, size in enumerate(self.inputs[name]) if isinstance(size, int)}

    def _run_bound(
        self, feeds: Mapping[str, Tensor], resident: Collection[str], interrupt: Interrupt | None
    ) -> dict[str, Tensor]:
        options = _begin(interrupt)
        binding = self._session.io_binding()
        for name, tensor in feeds.items():
            if isinstance(tensor, onnxruntime.OrtValue):
                binding.bind_ortvalue_input(name, tensor)
            else:
                binding.bind_cpu_input(name, np.ascontiguousarray(tensor))
        for name in self.outputs:
            binding.bind_output(name, self.device if name in resident else "cpu")
        try:
            binding.synchronize_inputs()
            self._session.run_with_iobinding(binding, options)
            binding.synchronize_outputs()
        except Exception as error:
            _explain(error, self.device, interrupt)
            raise
        values = dict(zip(self.outputs, binding.get_outputs(), strict=True))
        return {name: value if name in resident else value.numpy() for name, value in values.items()}


def empty_past(graph: Graph, rows: int) -> tuple[Array, Array]:
    """`past_key` and `past_value` of length 0: (rows, layers, heads, 0, head_dim) of the graph's type."""
    sizes = graph.fixed_sizes("past_key")
    try:
        shape = (rows, sizes[1], sizes[2], 0, sizes[4])
    except KeyError as error:
        raise BundleError(f"{graph.path}: past_key must fix layers, heads and head size.") from error
    kind = graph.input_types["past_key"]
    return np.zeros(shape, kind), np.zeros(shape, kind)


def _options(threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads must sleep, not spin: between steps the writer needs the machine. But spinning briefly
    # bridges the gaps between the nodes of a run: at SONAR's size a tenth to a quarter of its time.
    spins = _version_numbers(runtime_version()) >= _SPINS_A_MOMENT_SINCE
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spins else "0")
    if spins:
        options.add_session_config_entry("session.intra_op.spin_duration_us", _SPIN_MICROSECONDS)
    return options


def _version_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())


@functools.cache
def _has_shared_arena() -> bool:
    """Set up the memory that all sessions on the CPU share, once; False where this runtime cannot.

    An arena keeps the memory that its largest run needed. With an arena for each session, a tenth of the
    memory of an engine with codec, concept model and voice (585 MB, now 530) was only ever used by one of
    them, though their runs never overlap. It must grow by powers of two: growing by the requested size, which
    suits a single session, caused so much fragmentation here that memory rose.
    """
    try:
        kind, where = onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, onnxruntime.OrtMemType.DEFAULT
        place = onnxruntime.OrtMemoryInfo("Cpu", kind, 0, where)
        onnxruntime.create_and_register_allocator(place, onnxruntime.OrtArenaCfg(*_USUAL_GROWTH))
    except (AttributeError, TypeError, RuntimeError, ValueError):
        return False
    return True


def _open(path: Path, providers: Sequence[str], threads: int, options: Any = None) -> Any:
    wanted = [(name, provider_options(name)) for name in providers]
    options = options or _options(threads)
    if tuple(providers) == ("CPUExecutionProvider",) and _has_shared_arena():
        options.add_session_config_entry("session.use_env_allocators", "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=wanted)
    except Exception as error:  # ONNX Runtime has no common base class for its load errors
        _explain(error, "cuda" if CUDA in providers else "cpu", None)
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise BundleError(f"{path} cannot be loaded ({reason}). Install the model again.") from error


def _open_prepacked(
    path: Path, providers: Sequence[str], threads: int, cache: PrepackedCache | None
) -> Any | None:
    """A session over the prepacked copy, made now if necessary; None where there is none and can be none."""
    if cache is None or providers[0] != "CPUExecutionProvider":
        return None
    entry = cache.entry_for(path, runtime_version())
    if entry is None:
        return None
    for attempt in ("found", "made"):
        if attempt == "made" and not _make(entry, path, providers, threads):
            return None
        if entry.is_sound():
            options = _options(threads)
            # The copy is already optimised.
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
            # Planning which buffers a thousand nodes may share took half the loading time; without the plan
            # the arena reuses freed buffers, and a run takes equally long (within the noise of 5 %).
            options.enable_mem_reuse = False
            with contextlib.suppress(BundleError):
                return _open(entry.graph, providers, threads, options)
            entry.discard()
    entry.give_up()
    return None


def _make(entry: PrepackedGraph, path: Path, providers: Sequence[str], threads: int) -> bool:
    """Have ONNX Runtime write the optimised graph and its packed weights; False when that fails."""
    with _ONE_AT_A_TIME, entry.draft() as draft:
        if draft is None:
            return False
        options = _options(threads)
        options.optimized_model_filepath = os.fspath(draft.graph)
        for key, value in {
            "session.save_external_prepacked_constant_initializers": "1",
            "session.optimized_model_external_initializers_file_name": draft.weights.name,
            "session.optimized_model_external_initializers_min_size_in_bytes": "1024",
        }.items():
            options.add_session_config_entry(key, value)
        try:
            session = _open(path, providers, threads, options)
        except (BundleError, MemoryError):
            return False  # a full disk, or a graph that cannot be loaded: opening it directly will tell
        del session  # its files must be closed, and its weights freed, before the copy is opened
        _release_memory()
        return draft.publish()


def _release_memory() -> None:
    """Return freed memory to the system: glibc keeps hundreds of megabytes after unpacking weights once."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _begin(interrupt: Interrupt | None) -> Any:
    if interrupt is None:
        return None
    interrupt.check()
    return interrupt.run_options


def _explain(error: Exception, device: str, interrupt: Interrupt | None) -> None:
    """Raise the matching exception for a failed run, if its cause is known."""
    if interrupt is not None:
        interrupt.check()  # an interrupted run also raises: that is no failure
    text = str(error).lower()
    if any(sign in text for sign in _OUT_OF_MEMORY):
        if device == "cpu":
            raise MemoryError(str(error)) from error
        raise DeviceOutOfMemory("The GPU does not have enough free memory for this model.") from error

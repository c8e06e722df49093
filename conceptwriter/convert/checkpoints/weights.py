"""The tensors of a checkpoint by name, each read only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.tensors import Array, ArrayTensor, Tensor

_NAMED_AT_MOST = 3


class Weights:
    """Named tensors in one or more files. A context manager: leaving it closes the files."""

    def __init__(
        self, path: Path, tensors: Mapping[str, Tensor], close: Callable[[], None] = lambda: None
    ) -> None:
        self.path = path
        """The file or folder they came from, for messages."""
        self.tensors = dict(tensors)
        self.close = close
        """Close the files. May be called twice."""

    def names(self) -> list[str]:
        """All names, in the order of the file."""
        return list(self.tensors)

    def __contains__(self, name: object) -> bool:
        return name in self.tensors

    def shape(self, name: str) -> tuple[int, ...]:
        """Raises CheckpointProblem when there is no such tensor."""
        return self._tensor(name).shape

    def kind(self, name: str) -> str:
        """Its stored type: float32, float16, bfloat16, int64 and so on."""
        return self._tensor(name).kind

    def get(self, name: str, dtype: npt.DTypeLike = np.float32) -> npt.NDArray[np.float32]:
        """A new C-contiguous array of the whole tensor; it is not cached here.

        The array has the default `dtype` unless another is given.
        """
        tensor = self._tensor(name)
        return self._converted(tensor.read(0, tensor.shape[0] if tensor.shape else 1), dtype)

    def rows(
        self, name: str, first: int, last: int, dtype: npt.DTypeLike = np.float32
    ) -> npt.NDArray[np.float32]:
        """Only rows first <= i < last of the first axis, so that a large table can be read in parts."""
        return self._converted(self._tensor(name).read(first, last), dtype)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def require(self, shapes: Mapping[str, tuple[int, ...]], what: str) -> None:
        """Raise CheckpointProblem unless every tensor exists with its shape; `what` names the model."""
        missing = [name for name in shapes if name not in self.tensors]
        if missing:
            more = f" and {len(missing) - _NAMED_AT_MOST} more" if len(missing) > _NAMED_AT_MOST else ""
            listed = ", ".join(missing[:_NAMED_AT_MOST])
            raise CheckpointProblem(f"{self.path} is not complete for {what}: {listed}{more} missing.")
        for name, shape in shapes.items():
            if self.shape(name) != shape:
                raise CheckpointProblem(
                    f"{self.path} does not fit {what}: {name} has the shape {self.shape(name)}, not {shape}."
                )

    def _tensor(self, name: str) -> Tensor:
        try:
            return self.tensors[name]
        except KeyError:
            raise CheckpointProblem(f"{self.path} has no tensor called {name}.") from None

    @staticmethod
    def _converted(array: Array, dtype: npt.DTypeLike) -> npt.NDArray[np.float32]:
        return np.ascontiguousarray(array, dtype).reshape(array.shape)


def weights_of_arrays(arrays: Mapping[str, Array], path: Path = Path("arrays in memory")) -> Weights:
    """The same interface over arrays that are in memory."""
    return Weights(path, {name: ArrayTensor(array) for name, array in arrays.items()})

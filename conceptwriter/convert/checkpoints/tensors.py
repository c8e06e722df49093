"""A lazily read tensor: its shape is known, its numbers are read from the file on request.

Reading goes through the file and never through a memory map: it uses only the memory of the requested tensor,
and a file truncated meanwhile gives an error instead of a bus error.
"""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.checkpoints.errors import CheckpointProblem

Array = npt.NDArray[np.generic]

KINDS: Mapping[str, np.dtype[Any]] = MappingProxyType(
    {
        "float64": np.dtype("<f8"),
        "float32": np.dtype("<f4"),
        "float16": np.dtype("<f2"),
        "bfloat16": np.dtype("<u2"),
        "int64": np.dtype("<i8"),
        "int32": np.dtype("<i4"),
        "int16": np.dtype("<i2"),
        "int8": np.dtype("i1"),
        "uint8": np.dtype("u1"),
        "bool": np.dtype("?"),
    }
)
"""Readable number types, and how each is stored in the file (bfloat16: its 16 bits)."""


class Tensor(Protocol):
    """A tensor that can be read, completely or by rows."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def kind(self) -> str:
        """A key of KINDS."""
        ...

    def read(self, first: int, last: int) -> Array:
        """Rows first <= i < last along the first axis (all of a scalar), as a new array.

        bfloat16 is widened to float32, everything else is returned as stored. Raises CheckpointProblem.
        """
        ...


class FileBytes:
    """The bytes of one file, read from anywhere by any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._stream = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise CheckpointProblem(f"{path} cannot be opened ({error.strerror or error}).") from error
        self._lock = threading.Lock()
        weakref.finalize(self, self._stream.close)

    def read(self, offset: int, length: int, what: str) -> bytearray:
        """`length` bytes from `offset`; raises CheckpointProblem, naming `what`, when they are not there."""
        found = bytearray(length)
        view = memoryview(found)
        done = 0
        try:
            with self._lock:
                self._stream.seek(offset)
                while done < length and (step := self._stream.readinto(view[done:])):
                    done += step
        except (OSError, ValueError) as error:
            raise CheckpointProblem(f"{self.path}: {what} cannot be read ({error}).") from error
        if done < length:
            raise CheckpointProblem(
                f"{self.path} ends in the middle of {what}: the file is cut short. Download it again."
            )
        return found

    def close(self) -> None:
        """Close the file; reading afterwards raises CheckpointProblem."""
        self._stream.close()


@dataclass(frozen=True, slots=True)
class FileTensor:
    """A tensor inside a file: a strided view of a block of numbers.

    The view must lie within `count` numbers: see `checked`.
    """

    file: FileBytes
    name: str
    kind: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    """In numbers, not bytes; none is negative."""
    start: int
    """Offset of the first number in the file, in bytes."""
    big_endian: bool = False

    def read(self, first: int, last: int) -> Array:
        """See Tensor."""
        shape, begin = self.shape, 0
        if shape:
            first, last = max(0, first), min(last, shape[0])
            shape, begin = (max(0, last - first), *shape[1:]), first * self.strides[0]
        dtype = KINDS[self.kind]
        if self.big_endian:
            dtype = dtype.newbyteorder(">")
        reach = 0 if 0 in shape else 1 + _farthest(shape, self.strides)
        raw = self.file.read(self.start + begin * dtype.itemsize, reach * dtype.itemsize, self.name)
        numbers = np.frombuffer(raw, dtype)
        if self.strides == packed_strides(shape) or 0 in shape:
            found = numbers.reshape(shape)
        else:
            steps = tuple(stride * dtype.itemsize for stride in self.strides)
            found = np.ascontiguousarray(np.lib.stride_tricks.as_strided(numbers, shape, steps))
        if self.big_endian:
            found = found.astype(KINDS[self.kind])
        return _widened(found) if self.kind == "bfloat16" else found


def checked(tensor: FileTensor, count: int) -> FileTensor:
    """The same tensor if its view stays within its `count` numbers; raises CheckpointProblem otherwise."""
    begin = f"{tensor.file.path}: {tensor.name}"
    sound = len(tensor.shape) == len(tensor.strides) and all(size >= 0 for size in tensor.shape)
    if not sound or any(stride < 0 for stride in tensor.strides):
        raise CheckpointProblem(f"{begin} has an impossible shape. Download the file again.")
    needed = 0 if 0 in tensor.shape else 1 + _farthest(tensor.shape, tensor.strides)
    if needed > count:
        raise CheckpointProblem(
            f"{begin} reaches beyond its data ({needed} numbers of {count}). Download the file again."
        )
    if math.prod(tensor.shape) > 16 * max(needed, 1) and math.prod(tensor.shape) > 1 << 20:
        raise CheckpointProblem(f"{begin} repeats its numbers without end; such a file is not read.")
    return tensor


def packed_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Strides, in numbers, of an array that lies row by row without gaps."""
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))


@dataclass(frozen=True, slots=True)
class ArrayTensor:
    """A tensor already in memory."""

    array: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """As the array's."""
        return self.array.shape

    @property
    def kind(self) -> str:
        """As the array's."""
        return self.array.dtype.name

    def read(self, first: int, last: int) -> Array:
        """See Tensor."""
        return self.array[first:last].copy() if self.array.shape else self.array.copy()


@dataclass(frozen=True, slots=True)
class FirstRowsReordered:
    """Another tensor with its first rows permuted: row i is that tensor's row order[i]."""

    tensor: Tensor
    order: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """As the other's."""
        return self.tensor.shape

    @property
    def kind(self) -> str:
        """As the other's."""
        return self.tensor.kind

    def read(self, first: int, last: int) -> Array:
        """See Tensor."""
        found = self.tensor.read(first, last)
        if first < len(self.order):
            head = self.tensor.read(0, len(self.order))[list(self.order)]
            touched = head[first:last]
            found[: len(touched)] = touched
        return found


def _farthest(shape: tuple[int, ...], strides: tuple[int, ...]) -> int:
    return sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))


def _widened(bits: Array) -> Array:
    """bfloat16 is the upper half of a float32."""
    wide: Array = (bits.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return wide

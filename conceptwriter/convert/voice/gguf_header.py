"""The header of a GGUF file: its keys, and the location of each tensor.

Such files are untrusted. So every count and length is checked against the bytes that are there, and nothing
is allocated on the file's word alone: memory and time are bounded by its size.
The format is that of the ggml library (`docs/gguf.md` there), versions 2 and 3, little-endian.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

_MAGIC: Final = b"GGUF"
_VERSIONS: Final = (2, 3)
_TEXT, _LIST, _BOOL = 8, 9, 7
_NUMBERS: Final[dict[int, np.dtype[Any]]] = {
    0: np.dtype("<u1"), 1: np.dtype("<i1"), 2: np.dtype("<u2"), 3: np.dtype("<i2"), 4: np.dtype("<u4"),
    5: np.dtype("<i4"), 6: np.dtype("<f4"), 7: np.dtype("<u1"), 10: np.dtype("<u8"), 11: np.dtype("<i8"),
    12: np.dtype("<f8"),
}  # fmt: skip
"""Types of values by their number in the file."""
_SMALLEST_KEY: Final = 8 + 4 + 1
_SMALLEST_TENSOR: Final = 8 + 4 + 4 + 8
_MOST: Final = 1 << 16
"""Maximum number of keys, and of tensors; a model of 512 layers has some 6,000 tensors."""
_LONGEST_LIST: Final = 1 << 22
"""Maximum items of a list; the largest vocabularies have a quarter of a million."""
_LONGEST_NAME: Final = 1 << 10
_MOST_AXES: Final = 4
_ALIGNMENT: Final = 32
_LARGEST_ALIGNMENT: Final = 1 << 16


class DamagedHeader(ValueError):
    """A clause to be shown to the user: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class UnreadableText:
    """The value of a key that is not UTF-8: an error only when the value is needed."""

    why: str


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """Where a tensor is in the file, and how it is stored."""

    kind: GGMLQuantizationType
    shape: tuple[int, ...]
    """In NumPy's order: a matrix is (out, in)."""
    start: int
    """Its first byte in the file."""
    length: int
    """Bytes, checked to be in the file."""


@dataclass(frozen=True, slots=True)
class Header:
    """Lists of numbers are arrays; lists of texts are lists."""

    keys: dict[str, Any]
    tensors: dict[str, TensorPlace]


def read_header(data: bytes | mmap.mmap) -> Header:
    """The header of a whole file. Raises DamagedHeader."""
    file = _Bytes(data)
    if file.take(4, "its mark") != _MAGIC:
        raise DamagedHeader("it does not begin with the mark of such files")
    version = file.whole(4, "its version")
    if version & 0xFFFF == 0:
        raise DamagedHeader("it is a big-endian file, made for another kind of computer")
    if version not in _VERSIONS:
        raise DamagedHeader(f"it has version {version} of the format; known are 2 and 3")
    tensor_count, key_count = file.whole(8, "its counts"), file.whole(8, "its counts")
    _check_count(key_count, _SMALLEST_KEY, file.left, "keys")
    _check_count(tensor_count, _SMALLEST_TENSOR, file.left - key_count * _SMALLEST_KEY, "tensors")
    keys = _named(key_count, lambda: (file.name("key"), _value(file, file.whole(4, "the type of a key"))))
    promised = _named(tensor_count, lambda: _tensor(file))
    return Header(keys, _placed(promised, file.place, len(data), keys.get("general.alignment", _ALIGNMENT)))


def _check_count(count: int, smallest: int, left: int, what: str) -> None:
    if count > _MOST or count * smallest > left:
        raise DamagedHeader(f"it promises {count} {what}, more than it can contain")


def _named(count: int, read: Callable[[], tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(count):
        name, value = read()
        if name in found:
            raise DamagedHeader(f"it has {name} twice")
        found[name] = value
    return found


class _Bytes:
    """Reads forward from a position, never past the end."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = data
        self.place = 0

    @property
    def left(self) -> int:
        return len(self._data) - self.place

    def take(self, count: int, what: str) -> bytes:
        if count > self.left:
            raise DamagedHeader(f"{what} would end behind the end of the file")
        self.place += count
        return self._data[self.place - count : self.place]

    def whole(self, size: int, what: str) -> int:
        return int.from_bytes(self.take(size, what), "little")

    def text(self, what: str) -> bytes:
        return self.take(self.whole(8, what), what)

    def name(self, what: str) -> str:
        """A key's or a tensor's name."""
        length = self.whole(8, f"the name of a {what}")
        if length > _LONGEST_NAME:
            raise DamagedHeader(f"the name of a {what} has {length} bytes")
        try:
            return self.take(length, f"the name of a {what}").decode()
        except UnicodeDecodeError as error:
            raise DamagedHeader(f"the name of a {what} is no text") from error


# Keys


def _value(file: _Bytes, kind: int) -> Any:
    if kind == _LIST:
        return _list(file)
    if kind == _TEXT:
        return _readable([file.text("a text")], lambda texts: texts[0].decode())
    if kind in _NUMBERS:
        return _numbers(file, kind, 1)[0].item()
    raise DamagedHeader(f"it has a key of the unknown type {kind}")


def _list(file: _Bytes) -> Any:
    kind, count = file.whole(4, "the type of a list"), file.whole(8, "the length of a list")
    if kind == _LIST:
        raise DamagedHeader("it has a list of lists, which no known model needs")
    if kind != _TEXT and kind not in _NUMBERS:
        raise DamagedHeader(f"it has a list of the unknown type {kind}")
    smallest = 8 if kind == _TEXT else _NUMBERS[kind].itemsize
    if count > _LONGEST_LIST or count * smallest > file.left:
        raise DamagedHeader(f"it has a list that promises {count} items, more than it can contain")
    if kind == _TEXT:
        texts = [file.text("a text of a list") for _ in range(count)]
        return _readable(texts, lambda texts: [text.decode() for text in texts])
    return _numbers(file, kind, count)


def _numbers(file: _Bytes, kind: int, count: int) -> npt.NDArray[Any]:
    """A byte other than 0 is true, as in C."""
    stored = _NUMBERS[kind]
    found: npt.NDArray[Any] = np.frombuffer(file.take(count * stored.itemsize, "a number"), stored)
    return found != 0 if kind == _BOOL else found


def _readable(texts: list[bytes], decoded: Callable[[list[bytes]], Any]) -> Any:
    try:
        return decoded(texts)
    except UnicodeDecodeError as error:
        return UnreadableText(str(error))


# Tensors


def _tensor(file: _Bytes) -> tuple[str, tuple[int, tuple[int, ...], int]]:
    """Its type number, its shape, and its offset after the header."""
    name = file.name("tensor")
    axes = file.whole(4, f"the shape of {name}")
    if axes > _MOST_AXES:
        raise DamagedHeader(f"{name} has {axes} axes")
    sizes = struct.unpack(f"<{axes}Q", file.take(8 * axes, f"the shape of {name}"))
    kind, start = file.whole(4, f"the kind of {name}"), file.whole(8, f"the place of {name}")
    return name, (kind, tuple(reversed(sizes)), start)


def _placed(
    promised: dict[str, tuple[int, tuple[int, ...], int]], end: int, size: int, alignment: Any
) -> dict[str, TensorPlace]:
    """Checks each tensor against the `size` of the file, whose header ends at `end`."""
    whole = isinstance(alignment, int) and not isinstance(alignment, bool)
    if not whole or not 0 < alignment <= _LARGEST_ALIGNMENT or alignment & (alignment - 1):
        raise DamagedHeader(f"its weights would begin at multiples of {alignment!r}"[:_LONGEST_NAME])
    first = end + -end % alignment
    return {name: _place(name, *entry, first=first, size=size) for name, entry in promised.items()}


def _place(name: str, kind: int, shape: tuple[int, ...], start: int, *, first: int, size: int) -> TensorPlace:
    try:
        known = GGMLQuantizationType(kind)
        block, block_bytes = GGML_QUANT_SIZES[known]
    except (ValueError, KeyError) as error:
        raise DamagedHeader(f"{name} is stored in a way that is not known here ({kind})") from error
    if shape and shape[-1] % block:
        raise DamagedHeader(f"a row of {name} has {shape[-1]} weights, which is no multiple of {block}")
    length = math.prod(shape) // block * block_bytes
    if first + start + length > size:
        raise DamagedHeader(f"{name} would end behind the end of the file")
    return TensorPlace(known, shape, first + start, length)

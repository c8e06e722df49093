"""`.safetensors` files: eight bytes of length, a JSON table, the numbers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.tensors import (
    KINDS,
    FileBytes,
    FileTensor,
    Tensor,
    checked,
    packed_strides,
)
from conceptwriter.convert.checkpoints.weights import Weights

_KINDS = MappingProxyType(
    {
        "F64": "float64",
        "F32": "float32",
        "F16": "float16",
        "BF16": "bfloat16",
        "I64": "int64",
        "I32": "int32",
        "I16": "int16",
        "I8": "int8",
        "U8": "uint8",
        "BOOL": "bool",
    }
)
_LARGEST_TABLE = 100 << 20
"""As the format's own readers."""


def open_safetensors(path: Path) -> Weights:
    """The tensors of one file. Raises CheckpointProblem."""
    file = FileBytes(path)
    try:
        length = int.from_bytes(file.read(0, 8, "the length of its table"), "little")
        if not 2 <= length <= min(_LARGEST_TABLE, file.size - 8):
            raise CheckpointProblem(f"{path} is cut short or no safetensors file. Download it again.")
        table = _table(bytes(file.read(8, length, "its table")), path)
        tensors: dict[str, Tensor] = {
            name: _located(file, name, entry, 8 + length)
            for name, entry in table.items()
            if name != "__metadata__"
        }
    except BaseException:
        file.close()
        raise
    return Weights(path, tensors, file.close)


def _table(text: bytes, path: Path) -> dict[str, Any]:
    try:
        table = json.loads(text)
    except ValueError as error:
        raise CheckpointProblem(f"{path} has a damaged table of contents. Download it again.") from error
    if not isinstance(table, dict):
        raise CheckpointProblem(f"{path} has a damaged table of contents. Download it again.")
    return table


def _located(file: FileBytes, name: str, entry: Any, base: int) -> FileTensor:
    try:
        shape = tuple(int(size) for size in entry["shape"])
        first, last = (int(number) for number in entry["data_offsets"])
        dtype = str(entry["dtype"])
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointProblem(f"{file.path}: the entry of {name} is damaged. Download it again.") from error
    if dtype not in _KINDS:
        raise CheckpointProblem(
            f"{file.path}: {name} is stored as {dtype}, not read here. Get float32, float16 or bfloat16."
        )
    kind = _KINDS[dtype]
    if base + last > file.size or first < 0:
        raise CheckpointProblem(f"{file.path} ends before {name}: the file is cut short. Download it again.")
    if min((0, *shape)) < 0 or last - first != math.prod(shape) * KINDS[kind].itemsize:
        raise CheckpointProblem(f"{file.path}: the size of {name} does not fit its shape. Download it again.")
    view = FileTensor(file, name, kind, shape, packed_strides(shape), base + first)
    return checked(view, math.prod(shape))

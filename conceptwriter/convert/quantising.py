"""Weights as integers with scales, and how many levels this machine multiplies correctly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
BLOCK = 32
"""Weights that share a scale in blockwise quantisation."""
_SMALLEST_SCALE = 1e-12
_SMALLEST_OF_A_BLOCK = 1e-30
"""A block of smaller weights becomes zeros: dividing by its scale would overflow."""
_ROWS_AT_A_TIME = 8192


@dataclass(frozen=True, slots=True, eq=False)
class QuantisedRows:
    """A matrix (rows, columns) as int8 with one float32 scale per row."""

    values: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]
    """(rows,)"""


def quantise_rows(matrix: Array, levels: int) -> QuantisedRows:
    """Symmetric, round to nearest; a few thousand rows at a time, for matrices of a gigabyte."""
    values = np.empty(matrix.shape, np.int8)
    scales = np.empty(matrix.shape[0], np.float32)
    for rows in _stretches(matrix.shape[0]):
        part = matrix[rows].astype(np.float32, copy=False)
        largest = np.maximum(part.max(axis=1), -part.min(axis=1))
        scales[rows] = np.maximum(largest / levels, _SMALLEST_SCALE)
        values[rows] = np.rint(part / scales[rows, None])
    return QuantisedRows(values, scales)


@dataclass(frozen=True, slots=True, eq=False)
class QuantisedBlocks:
    """A matrix (rows, columns) as the runtime's MatMulNBits takes it."""

    values: npt.NDArray[np.uint8]
    """(rows, blocks, bytes of a block); of four bits, the first of two is the low half."""
    scales: npt.NDArray[np.float32]
    """(rows, blocks)"""


def quantise_blocks(matrix: Array, bits: int) -> QuantisedBlocks:
    """Each `BLOCK` columns of a row share a scale; the zero point is the middle.

    The largest value of a block, with its sign, maps to the lowest level, which has no positive counterpart:
    so no level is wasted. A partial last block is padded with zeros.
    """
    rows, columns = matrix.shape
    count, middle = -(-columns // BLOCK), 1 << bits - 1
    values = np.empty((rows, count, BLOCK * bits // 8), np.uint8)
    scales = np.empty((rows, count), np.float32)
    for some in _stretches(rows):
        part = matrix[some].astype(np.float32, copy=False)
        if columns % BLOCK:
            part = np.pad(part, ((0, 0), (0, count * BLOCK - columns)))
        blocks = part.reshape(-1, count, BLOCK)
        most, least = blocks.max(axis=2), blocks.min(axis=2)
        largest = np.where(most > -least, most, least)
        scale = -largest / middle
        scale[np.abs(scale) < _SMALLEST_OF_A_BLOCK] = 0
        scales[some] = scale
        inverse = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale != 0)
        whole = np.clip(np.rint(blocks * inverse[..., None]) + middle, 0, 2 * middle - 1).astype(np.uint8)
        values[some] = whole if bits == 8 else whole[..., 0::2] | whole[..., 1::2] << 4
    return QuantisedBlocks(values, scales)


def _stretches(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _ROWS_AT_A_TIME):
        yield slice(start, min(start + _ROWS_AT_A_TIME, rows))

"""A checksum in every row that is not cache, so that no flipped bit is taken for text.

CRC-32 detects every change of up to 32 adjacent bits, and misses any other with odds of one in four billion.
It guards against broken disks and cables, not against forgery. The canonical form of a row is its values in
the order of the columns, separated by NUL, which none of our values contain. A node's checksum also covers
its renditions, so that a missing one is noticed; the number of nodes is in `meta`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zlib import crc32


def rendition_checksum(
    node: int, language: str, text: str, origin: str, state: str, source_fingerprint: str | None
) -> int:
    """The checksum of one row of `renditions`."""
    return crc32(f"{node}\0{language}\0{text}\0{origin}\0{state}\0{source_fingerprint}".encode())


NO_RENDITIONS = 0


def with_rendition(gathered: int, checksum: int) -> int:
    """The combined value for a node's renditions with one more added.

    The value has their number and a mix of their checksums, independent of order. It starts with
    NO_RENDITIONS.
    """
    return (gathered ^ checksum) + (1 << 32)


def node_checksum(row: Sequence[Any], renditions: int) -> int:
    """The checksum of a row of `nodes` (its first ten columns) and of its renditions' combined value."""
    a, b, c, d, e, f, g, h, i, j = row[:10]
    return crc32(f"{a}\0{b}\0{c}\0{d}\0{e}\0{f}\0{g}\0{h}\0{i}\0{j}\0{renditions}".encode())


def step_checksum(serial: int, label: str, time: float, operation: bytes) -> int:
    """The checksum of one row of `history`."""
    return crc32(operation, row_checksum((serial, label, time)))


def row_checksum(values: Iterable[object]) -> int:
    """The checksum of a row of any other table."""
    return crc32("\0".join(map(str, values)).encode())

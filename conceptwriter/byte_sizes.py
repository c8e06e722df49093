"""Formatting a number of bytes."""

from __future__ import annotations


def in_bytes(count: float, decimals: int = 1) -> str:
    """A human-readable number of bytes, in powers of ten as disks and download pages use them: 1.2 GB."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.{decimals}f} {unit}"
    return f"{count:.0f} bytes"

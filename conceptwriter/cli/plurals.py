"""Numbers with their noun: "1 text", "2 texts", "1,204 words"."""

from __future__ import annotations


def counted(number: int, one: str, several: str = "") -> str:
    """`number` with thousands separators, and the noun in the right form (default plural: one + s)."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"

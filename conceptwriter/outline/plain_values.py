"""Validating plain data from a file before it becomes part of a document.

A value of the wrong type that gets in here fails much later and far away, where the cause cannot be seen.
"""

from __future__ import annotations

import math
from typing import Any

MOST_ID = 1 << 40
"""No document uses as many ids; a larger one is damage, and would overflow in computations."""

SHORT = 1000
"""Maximum characters of a name, a label or a code, as opposed to a text."""


def whole_number(value: Any, what: str, least: int = 0, most: int = MOST_ID) -> int:
    """The value, a whole number within its bounds. Raises ValueError."""
    if type(value) is not int:
        raise ValueError(f"{what} is {shown(value)} but should be a whole number")
    if not least <= value <= most:
        raise ValueError(f"{what} is {shown(value)}, which is out of range")
    return value


def number(value: Any, what: str, *, finite: bool = True) -> float:
    """The value, a number. Raises ValueError."""
    if type(value) not in (int, float) or (finite and not math.isfinite(value)):
        raise ValueError(f"{what} is {shown(value)} but should be a number")
    return float(value)


def truth(value: Any, what: str) -> bool:
    """The value, true or false. Raises ValueError."""
    if type(value) is not bool:
        raise ValueError(f"{what} is {shown(value)} but should be true or false")
    return value


def text(value: Any, what: str, most: int | None = None) -> str:
    """The value, a text, at most `most` characters long. Raises ValueError."""
    if type(value) is not str:
        raise ValueError(f"{what} is {shown(value)} but should be text")
    if most is not None and len(value) > most:
        raise ValueError(f"{what} is {len(value)} characters long, which is out of range")
    return value


def name(value: Any, what: str) -> str:
    """The value, a short text. Raises ValueError."""
    return text(value, what, SHORT)


def optional_name(value: Any, what: str) -> str | None:
    """None, or like `name`."""
    return None if value is None else name(value, what)


def mapping(value: Any, what: str) -> dict[str, Any]:
    """The value, a mapping from names to anything. Raises ValueError."""
    if type(value) is not dict:
        raise ValueError(f"{what} is {shown(value)} but should be a table of names")
    return value


def texts_by_name(value: Any, what: str) -> dict[str, str]:
    """The value, a mapping from names to texts. Raises ValueError."""
    found = mapping(value, what)
    for key, entry in found.items():
        text(key, what)
        text(entry, f"{what} {key!r}")
    return found


def sequence(value: Any, what: str, length: int | None = None) -> list[Any]:
    """The value, a list (of this length). Raises ValueError."""
    if type(value) is not list or (length is not None and len(value) != length):
        raise ValueError(f"{what} is {shown(value)} but should be a list")
    return value


def shown(value: Any) -> str:
    """A value for a message, limited to one line."""
    if isinstance(value, bytes | str) and len(value) > 40:
        return f"{value[:40]!r}…"
    if isinstance(value, dict | list | tuple):
        return f"a {'table' if isinstance(value, dict) else 'list'} of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 80:  # Python refuses to print thousands of digits
        return f"a number of {value.bit_length()} bits"
    return repr(value)

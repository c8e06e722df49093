"""What a document from an XLIFF file stores in its nodes' attributes.

On the **document root**: ``xliff``, the client's file as it came, which an export fills in;
``xliff_encoding``, the codec of its bytes. On a **paragraph** and on a **concept**: ``xliff_place``, the
number of the unit, or of the unit and of the part in it (``12`` and ``12:3``).
"""

from __future__ import annotations

from collections.abc import Mapping

SKELETON = "xliff"
ENCODING = "xliff_encoding"
PLACE = "xliff_place"


def place(unit: int, part: int | None = None) -> str:
    """The value of ``xliff_place``."""
    return str(unit) if part is None else f"{unit}:{part}"


def place_of(attributes: Mapping[str, str]) -> tuple[int, int] | None:
    """The unit and the part that a concept came from; None if it did not come from the file."""
    unit, _, part = attributes.get(PLACE, "").partition(":")
    if not (unit.isdecimal() and part.isdecimal() and unit.isascii() and part.isascii()):
        return None
    return (int(unit), int(part)) if len(unit) < 10 and len(part) < 10 else None

"""What a document from an OpenDocument text stores in its nodes' attributes.

On the **document root**: ``odt`` (or ``fodt``, for a flat file), the file as it came, in base 64, which an
export fills in. On a **paragraph** or **section**: ``odt_place``, the number of its paragraph in the file,
from 0.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping

ZIPPED = "odt"
FLAT = "fodt"
PLACE = "odt_place"
MOST_KEPT = 32 * 1024 * 1024
"""Bytes; a larger file is read, but not kept to be given back."""


def kept(data: bytes, *, is_flat: bool) -> dict[str, str]:
    """The attributes that keep a file."""
    if len(data) > MOST_KEPT:
        return {}
    return {FLAT if is_flat else ZIPPED: b64encode(data).decode("ascii")}


def file_of(attributes: Mapping[str, str]) -> bytes:
    """The kept file."""
    return b64decode(attributes.get(ZIPPED) or attributes[FLAT])


def place_of(attributes: Mapping[str, str]) -> int | None:
    """The number of the paragraph; None for one that did not come from the file."""
    number = attributes.get(PLACE, "")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None

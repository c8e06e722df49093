"""What a document from a Word file stores in its nodes' attributes.

On the **document root**: ``docx``, the file as it came, in base 64, which an export fills in; ``docx_whole``,
``1`` if its notes, headers and footers were read too. On a **paragraph** or **section**: ``docx_place``, the
number of its paragraph in the file, from 0.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping

SKELETON = "docx"
WHOLE = "docx_whole"
PLACE = "docx_place"
MOST_KEPT = 32 * 1024 * 1024
"""Bytes; a larger file is read, but not kept to be given back."""


def kept(data: bytes) -> dict[str, str]:
    """The attributes that keep a file."""
    return {SKELETON: b64encode(data).decode("ascii"), WHOLE: "1"} if len(data) <= MOST_KEPT else {}


def file_of(attributes: Mapping[str, str]) -> bytes:
    """The kept file."""
    return b64decode(attributes[SKELETON])


def place_of(attributes: Mapping[str, str]) -> int | None:
    """The number of the paragraph; None for one that did not come from the file."""
    number = attributes.get(PLACE, "")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None

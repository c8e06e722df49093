"""What a document from a PO file stores in its nodes' attributes.

On the **document root**: ``po``, the file as it came, which an export fills in; ``po_encoding``, the codec of
its bytes; ``po_language``, the FLORES-200 code of its translations, if it has any. On a **concept**:
``po_place``, the number of the entry and the keyword (``12:msgstr[0]``).
"""

from __future__ import annotations

from collections.abc import Mapping

SKELETON = "po"
ENCODING = "po_encoding"
LANGUAGE = "po_language"
PLACE = "po_place"


def place(entry: int, keyword: str) -> str:
    """The value of ``po_place``."""
    return f"{entry}:{keyword}"


def place_of(attributes: Mapping[str, str]) -> tuple[int, str] | None:
    """The entry and the keyword; None for a concept that did not come from the file."""
    number, _, keyword = attributes.get(PLACE, "").partition(":")
    return (int(number), keyword) if number.isdecimal() and number.isascii() and len(number) < 10 else None

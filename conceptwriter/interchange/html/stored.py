"""What a document from an HTML page stores in its nodes' attributes.

On the **document root**: ``html``, the page as it came, which an export fills in; ``html_encoding``, the
codec of its bytes. On a **paragraph** or **section**: ``html_place``, the number of its text in the page.
"""

from __future__ import annotations

from collections.abc import Mapping

SKELETON = "html"
ENCODING = "html_encoding"
PLACE = "html_place"


def place_of(attributes: Mapping[str, str]) -> int | None:
    """The number of the text; None for one that did not come from the page."""
    number = attributes.get(PLACE, "")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None

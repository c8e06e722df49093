"""What a document from a subtitle file stores in its nodes' attributes.

On the **document root**: ``subtitles``, the file as it came, which an export fills in, with its byte order
mark if it has one; ``subtitles_encoding``, the codec of its bytes where that is not UTF-8. On a **concept**:
``cue``, the number of its cue, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping

SKELETON = "subtitles"
ENCODING = "subtitles_encoding"
CUE = "cue"


def cue_of(attributes: Mapping[str, str]) -> int | None:
    """The number of the cue; None for a concept that did not come from the file."""
    number = attributes.get(CUE, "")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None

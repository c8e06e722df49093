"""What is checked: a text and its source."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """A text and its source, both as written."""

    source: str
    """Empty: the text is itself a source."""
    source_language: str
    """FLORES-200, as is `language`."""
    text: str
    language: str
    is_human: bool = False
    """A person wrote, edited or approved it: it may be as long as it wants and end as it likes."""

"""Limits on the size of a file, so that no import exhausts the memory, with the reason for the user.

A document needs about a kilobyte of memory per sentence while it is built. A text of usual sentences takes
less than twenty times its size; a file of very short lines would take hundreds of times.
"""

from __future__ import annotations

from conceptwriter.interchange.errors import UnreadableFile

MOST_LINES = 1_000_000
MOST_NODES = 1_000_000


def check_line_count(text: str, name: str) -> None:
    """Raise UnreadableFile, with advice, if the text has more lines than can be imported at once."""
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise UnreadableFile(
            f"{name} has {lines:,} lines, more than the {MOST_LINES:,} that a document can hold. Split "
            "it and import the parts."
        )


class NodeCount:
    """Counts the nodes of a document being built; too many raise UnreadableFile."""

    def __init__(self, most: int = MOST_NODES) -> None:
        self._most = most
        self._found = 0

    def add(self, nodes: int) -> None:
        """Add this many. Raises UnreadableFile, with advice."""
        self._found += nodes
        if self._found > self._most:
            raise UnreadableFile(
                f"The text has more than {self._most:,} sentences and paragraphs, more than a document "
                "can hold. Split it and import the parts."
            )

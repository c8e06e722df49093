"""How much a file may hold, so that no import takes all the memory there is: a limit, and its reason.

A document costs about a kilobyte of memory for each of its sentences while it is made. A text of usual
sentences comes to less than twenty times its size; a file of nothing but short lines would come to hundreds.
"""

from __future__ import annotations

from conceptwriter.interchange.errors import UnreadableFile

MOST_LINES = 1_000_000
MOST_NODES = 1_000_000


def check_line_count(text: str, name: str) -> None:
    """Raise UnreadableFile, with what to do, if the text has more lines than are taken in at once."""
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise UnreadableFile(
            f"{name} has {lines:,} lines, more than the {MOST_LINES:,} that a document can hold. Split "
            "it and import the parts."
        )


class NodeCount:
    """Counts the nodes of a document that is being made; too many are an UnreadableFile."""

    def __init__(self, most: int = MOST_NODES) -> None:
        self._most = most
        self._found = 0

    def add(self, nodes: int) -> None:
        """So many more. Raises UnreadableFile, with what to do."""
        self._found += nodes
        if self._found > self._most:
            raise UnreadableFile(
                f"The text has more than {self._most:,} sentences and paragraphs, more than a document "
                "can hold. Split it and import the parts."
            )

"""The description of a file format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conceptwriter.interchange.assembly import SourceText
from conceptwriter.interchange.blocks import Block

Reader = Callable[[str], SourceText]
Writer = Callable[[Iterable[Block], dict[str, str]], str]
"""From the blocks and the attributes of the document root to the text of a file."""


@dataclass(frozen=True, slots=True)
class Format:
    """One file format. A new one is a module that creates one of these, listed in registry.py."""

    name: str
    """As given on the command line."""
    label: str
    """As shown in the window."""
    extensions: tuple[str, ...]
    """Lower case, with the dot; the first is that of new files."""
    read: Reader | None = None
    write: Writer | None = None

    @property
    def can_import(self) -> bool:
        """Whether documents can be made from it."""
        return self.read is not None

    @property
    def can_export(self) -> bool:
        """Whether documents can be written to it."""
        return self.write is not None

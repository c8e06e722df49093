"""The description of a file format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conceptwriter.interchange.assembly import SourceText
from conceptwriter.interchange.blocks import Block
from conceptwriter.interchange.errors import UnwritableFile
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.outline import Document, Draft


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file for a reader that makes the whole document."""

    content: bytes | str
    """As it lies on the disk; a text where it came without bytes, as from a clipboard."""
    name: str
    """For messages."""
    title: str = ""
    """Of the document, if the file has none."""
    language: str | None = None
    """FLORES-200 code of the language it is written in, if the user named one."""


@dataclass(frozen=True, slots=True)
class Export:
    """The text of a file, and what a reader will miss in it."""

    text: str
    warnings: tuple[str, ...] = ()
    data: bytes | None = None
    """The bytes of the file; None: the text as UTF-8."""

    @property
    def content(self) -> bytes:
        """The bytes to write. Raises UnwritableFile for an unpaired surrogate."""
        if self.data is not None:
            return self.data
        try:
            return self.text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UnwritableFile(
                f"Nothing was written: character {error.start} of the text is an unpaired surrogate. "
                "Delete it and try again."
            ) from None


Reader = Callable[[str], SourceText]
Writer = Callable[[Iterable[Block], dict[str, str]], str]
"""From the blocks and the attributes of the document root to the text of a file."""

TreeReader = Callable[[SourceFile], Draft]
"""The whole document, with renditions, states and notes; its root names the languages."""

TreeWriter = Callable[[Document, ExportOptions], Export]


@dataclass(frozen=True, slots=True)
class Format:
    """One file format. A new one is a module that creates one of these, listed in registry.py.

    A format of running text has `read` and `write`; one that holds several languages, states or notes, or
    that is no text, has `read_tree` and `write_tree`.
    """

    name: str
    """As given on the command line."""
    label: str
    """As shown in the window."""
    extensions: tuple[str, ...]
    """Lower case, with the dot; the first is that of new files."""
    read: Reader | None = None
    write: Writer | None = None
    read_tree: TreeReader | None = None
    write_tree: TreeWriter | None = None
    keeps: str = ""
    """Attribute of the root of documents made of its files: it keeps the file, to be given back."""
    is_kept: Callable[[str], bool] = lambda _: True
    """Whether what the attribute keeps is of this format, where several use the same."""

    def made(self, document: Document) -> bool:
        """Whether a document came from a file of this format that it keeps."""
        kept = document.root.attributes.get(self.keeps) if self.keeps else None
        return kept is not None and self.is_kept(kept)

    @property
    def can_import(self) -> bool:
        """Whether documents can be made from it."""
        return self.read is not None or self.read_tree is not None

    @property
    def can_export(self) -> bool:
        """Whether documents can be written to it."""
        return self.write is not None or self.write_tree is not None

    @property
    def has_running_text(self) -> bool:
        """Whether it is read as one text in one language."""
        return self.read is not None

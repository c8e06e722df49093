"""What can go wrong with a translation memory, in messages for its owner."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class TranslationMemoryError(ConceptWriterError):
    """A memory or an exchange file could not be read or written."""


class NotAMemory(TranslationMemoryError):
    """The file is something else; it was not changed."""


class NewerMemory(TranslationMemoryError):
    """The file was written by a newer ConceptWriter; it was not changed."""


class DamagedMemory(TranslationMemoryError):
    """Parts of the file cannot be read; it was not changed."""


class MemoryBusy(TranslationMemoryError):
    """Another process is writing to the memory, and did not finish in time."""

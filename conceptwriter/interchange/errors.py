"""What can go wrong between a document and a file of another format."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class InterchangeError(ConceptWriterError):
    """Base of all errors of import and export."""


class UnknownFormat(InterchangeError):
    """An unknown format name or file extension, or a format that cannot do what was asked."""


class UnreadableFile(InterchangeError):
    """A file that is missing, empty, too large, binary or not decodable; the message names file and place."""


class UnwritableFile(InterchangeError):
    """A file that could not be written; any previous file is unchanged."""

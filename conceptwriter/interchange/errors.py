"""What can go wrong between a document and a file of another format."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class InterchangeError(ConceptWriterError):
    """Base of all errors of import and export."""


class UnknownFormat(InterchangeError):
    """A format name or file extension that no format answers to, or that cannot do what was asked."""


class UnreadableFile(InterchangeError):
    """A file that is missing, empty, too large, binary or not decodable; the message names file and place."""


class UnwritableFile(InterchangeError):
    """A file that could not be written; what was there before is untouched."""

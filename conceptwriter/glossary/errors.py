"""What can go wrong with a glossary, in messages for its owner."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class GlossaryError(ConceptWriterError):
    """A glossary could not be read or written; the message names the file and the line."""

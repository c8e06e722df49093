"""Errors about bundles."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class BundleError(ConceptWriterError):
    """A bundle that cannot be used; the message names the file and says what to do."""

"""Errors of the outline package; their messages are written for the user."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class EditError(ConceptWriterError):
    """An edit that is not possible here; the document is unchanged."""


class LockedError(EditError):
    """An edit of a node that is locked, or is below a locked one."""

"""Errors of the outline room; their messages are written for the person at the keyboard."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class EditError(ConceptWriterError):
    """An edit that cannot be done here; the document is exactly as it was before."""


class LockedError(EditError):
    """An edit of a node that is locked, or lies under a locked one."""

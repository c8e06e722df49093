"""Errors about checkpoints."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class CheckpointProblem(ConceptWriterError):
    """A checkpoint cannot be read or is not the expected model; the message names file and key."""

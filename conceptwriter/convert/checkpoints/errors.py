"""What can be wrong with a checkpoint."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class CheckpointProblem(ConceptWriterError):
    """A checkpoint that cannot be read or is not the model it should be; the message names file and key."""

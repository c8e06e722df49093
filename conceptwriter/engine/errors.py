"""What can go wrong with a request to the engine."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class EngineError(ConceptWriterError):
    """The engine could not answer a request."""


class EngineCrashed(EngineError):
    """The model process ended while a request was with it."""


class EngineClosed(EngineError):
    """A request to an engine that was already closed."""

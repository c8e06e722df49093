"""The base class of every error whose message is meant for a person, and the one that all rooms share."""

from __future__ import annotations


class ConceptWriterError(Exception):
    """Something went wrong that the writer can understand and act on.

    The message names the file, line or node and says what to do. Every room derives its own errors from this
    class; the window and the command line show the message and never a traceback.
    """


class JobCancelled(ConceptWriterError):
    """The work was cancelled before it had a result."""

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)

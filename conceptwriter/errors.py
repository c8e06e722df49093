"""The base class of all errors with a message for the user, and the error that all packages share."""

from __future__ import annotations


class ConceptWriterError(Exception):
    """Something went wrong that the writer can understand and act on.

    The message names the file, line or node and says what to do. Every package derives its own errors from
    this class; the window and the command line show the message and never a traceback.
    """


class JobCancelled(ConceptWriterError):
    """The work was cancelled before it had a result."""

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)

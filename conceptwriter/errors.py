"""The one base class of every error whose message is meant for a person."""

from __future__ import annotations


class ConceptWriterError(Exception):
    """Something went wrong that the writer can understand and act on.

    The message names the file, line or node and says what to do. Every room derives its own errors from this
    class; the window and the command line show the message and never a traceback.
    """

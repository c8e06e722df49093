"""What can go wrong when words are checked."""

from __future__ import annotations

from conceptwriter.errors import ConceptWriterError


class SpellingError(ConceptWriterError):
    """Base of the errors of spell checking."""


class DictionaryError(SpellingError):
    """A dictionary cannot be used; the message names its file. It is not tried again."""


class SpellingFailed(SpellingError):
    """The process that checks could not be started, or ended; the next words start another one."""

"""What can go wrong when the writer asks for something; messages say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.engine import CodecStatus


class AssistantError(ConceptWriterError):
    """The assistant cannot do what it was asked for here."""


class NothingToGoOn(AssistantError):
    """There is no text from which anything could be proposed, expanded, summarised or rewritten."""


class LanguageNotCovered(AssistantError):
    """The loaded codec does not know a language that is needed."""

    def __init__(self, message: str, language: str = "", codec: CodecStatus | None = None) -> None:
        """`language` and `codec` are told where another codec would help."""
        super().__init__(message)
        self.language, self.codec = language, codec


class NoConceptModel(AssistantError):
    """Only a codec is loaded, and the request needs an LCM."""


class ModelsChanged(AssistantError):
    """Other models were chosen while a request was under way."""


class StaleProposal(AssistantError):
    """A proposal whose place or text is gone, so that it can no longer be taken."""


class WishOutOfRange(AssistantError):
    """A setting has a value that no model could work with."""


class UnknownVariant(AssistantError):
    """A variant of the concept model is asked for that the bundle does not have."""


class SettingDoesNotCount(AssistantError):
    """A setting is asked for that means nothing to the chosen variant or kind of request."""

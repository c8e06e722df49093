"""What can go wrong with a writer's request; messages say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from conceptwriter.engine import CodecStatus


class AssistantError(ConceptWriterError):
    """The assistant cannot do this here."""


class NothingToGoOn(AssistantError):
    """There is no text from which anything could be proposed, expanded, summarised or rewritten."""


class LanguageNotCovered(AssistantError):
    """The loaded codec does not support a language that is needed."""

    def __init__(self, message: str, language: str = "", codec: CodecStatus | None = None) -> None:
        """`language` and `codec` are given where another codec would help."""
        super().__init__(message)
        self.language, self.codec = language, codec


class NoConceptModel(AssistantError):
    """Only a codec is loaded, and the request needs an LCM."""


class ModelsChanged(AssistantError):
    """Other models were chosen while a request was running."""


class StaleProposal(AssistantError):
    """A proposal whose place or text no longer exists, so that it cannot be accepted."""


class WishOutOfRange(AssistantError):
    """A setting has a value that no model can work with."""


class UnknownVariant(AssistantError):
    """The requested variant of the concept model is not in the bundle."""


class SettingDoesNotCount(AssistantError):
    """A requested setting has no meaning for the chosen variant or kind of request."""

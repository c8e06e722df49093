"""What the window needs of an assistant: only its type, so that nothing is loaded and tests can fake it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.assistant import AssistantSettings, Meanings, TranslationResult, Wording
    from conceptwriter.assistant.terms import TermSource
    from conceptwriter.assistant.translation_plan import TranslateRequest
    from conceptwriter.job import Job
    from conceptwriter.outline import Document, NodeId, ProposalSet


class AssistantLike(Protocol):
    """`conceptwriter.assistant.Assistant` (which documents each method), or a substitute in tests."""

    def propose(
        self,
        document: Document,
        at: NodeId,
        n: int,
        *,
        reroll: int,
        settings: AssistantSettings,
        wish: str,
    ) -> Job[ProposalSet]: ...

    def continue_paragraph(
        self, document: Document, node: NodeId, *, reroll: int, settings: AssistantSettings, wish: str
    ) -> Job[ProposalSet]: ...

    def expand(
        self, document: Document, node: NodeId, *, reroll: int, settings: AssistantSettings, wish: str
    ) -> Job[ProposalSet]: ...

    def summarise(
        self, document: Document, branch: NodeId, *, reroll: int, settings: AssistantSettings
    ) -> Job[ProposalSet]: ...

    def rewrite(
        self, document: Document, concept: NodeId, n: int, *, reroll: int, settings: AssistantSettings
    ) -> Job[ProposalSet]: ...

    def translate_planned(self, request: TranslateRequest) -> Job[TranslationResult]: ...

    def translate_again(
        self,
        document: Document,
        node: NodeId,
        to: str,
        *,
        reroll: int,
        settings: AssistantSettings,
        terms: TermSource,
    ) -> Job[ProposalSet]: ...

    def meanings(self, texts: Sequence[tuple[str, str]], *, in_background: bool = False) -> Job[Meanings]: ...

    def catch_up(self, document: Document, wordings: Sequence[Wording]) -> Job[int]: ...

    def close(self, reason: str = "") -> None: ...

"""What proposals are asked of, and where they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conceptwriter.gui.jobs.models import AssistantLike
    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.job import Job
    from conceptwriter.outline import Document, NodeId, ProposalSet


class CardHost(Protocol):
    """Where cards are shown: under a row of the text or the outline."""

    def show_card(self, node: NodeId, card: ProposalCard) -> None: ...

    def take_card_away(self, card: ProposalCard) -> None: ...

    def marks_changed(self, node: NodeId) -> None: ...


def requested(
    assistant: AssistantLike,
    document: Document,
    kind: str,
    anchor: NodeId,
    candidates: int,
    language: Callable[[], str],
    options: Mapping[str, Any],
) -> Job[ProposalSet]:
    """The job that works out proposals of this kind for a node; `language`: of a translation.

    Raises ConceptWriterError where there is nothing to ask for.
    """
    if kind == "summarise":
        return assistant.summarise(document, anchor, **options)
    if kind == "continue":
        return assistant.continue_paragraph(document, anchor, **options)
    if kind == "expand":
        return assistant.expand(document, anchor, **options)
    if kind == "rewrite":
        return assistant.rewrite(document, anchor, candidates, **options)
    if kind == "translate":
        return assistant.translate_again(document, anchor, language(), **options)
    return assistant.propose(document, anchor, candidates, **options)

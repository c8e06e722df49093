"""What proposals are asked for, and where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from conceptwriter.assistant import AssistantSettings
    from conceptwriter.gui.jobs.assistant_like import AssistantLike
    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.job import Job
    from conceptwriter.outline import Document, NodeId, ProposalSet

ONE_BLOCK = frozenset({"expand", "continue", "summarise"})
"""Kinds whose offers are long and few: no room is kept for five of them."""


class CardHost(Protocol):
    """Where cards are shown: under a row of the text or the outline."""

    def show_card(self, node: NodeId, card: ProposalCard) -> None: ...

    def take_card_away(self, card: ProposalCard) -> None: ...

    def marks_changed(self, node: NodeId) -> None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Offers of a kind for a node. `language` is that of a translation (FLORES-200)."""

    kind: str
    anchor: NodeId
    candidates: int
    settings: AssistantSettings
    language: str
    reroll: int = 0
    wish: str = ""

    @property
    def expected(self) -> int:
        """How many offers will come."""
        return 1 if self.kind in ONE_BLOCK else self.candidates

    def ask(self, assistant: AssistantLike, document: Document) -> Job[ProposalSet]:
        """The job that works them out. Raises ConceptWriterError where there is nothing to go on."""
        anchor, reroll, settings, wish = self.anchor, self.reroll, self.settings, self.wish
        match self.kind:
            case "summarise":
                return assistant.summarise(document, anchor, reroll=reroll, settings=settings)
            case "continue":
                return assistant.continue_paragraph(
                    document, anchor, reroll=reroll, settings=settings, wish=wish
                )
            case "expand":
                return assistant.expand(document, anchor, reroll=reroll, settings=settings, wish=wish)
            case "rewrite":
                return assistant.rewrite(document, anchor, self.candidates, reroll=reroll, settings=settings)
            case "translate":
                return assistant.translate_again(
                    document, anchor, self.language, reroll=reroll, settings=settings
                )
        return assistant.propose(
            document, anchor, self.candidates, reroll=reroll, settings=settings, wish=wish
        )

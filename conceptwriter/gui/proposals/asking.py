"""What proposals are requested for, and where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from conceptwriter.assistant.terms import TermSource, no_terms
from conceptwriter.outline.proposal_kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.assistant import AssistantSettings
    from conceptwriter.gui.jobs.assistant_like import AssistantLike
    from conceptwriter.gui.proposals.card import ProposalCard
    from conceptwriter.job import Job
    from conceptwriter.outline import Document, NodeId, ProposalSet


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
    terms: TermSource = no_terms
    """Those that a translation is to use."""

    @property
    def expected(self) -> int:
        """How many offers are expected."""
        return 1 if kind_of(self.kind).one_block else self.candidates

    def ask(self, assistant: AssistantLike, document: Document) -> Job[ProposalSet]:
        """The job that computes them. Raises ConceptWriterError if there is nothing to work from."""
        return ASKED.get(self.kind, _propose)(assistant, document, self)


def _propose(assistant: AssistantLike, document: Document, it: Wanted) -> Job[ProposalSet]:
    return assistant.propose(
        document, it.anchor, it.candidates, reroll=it.reroll, settings=it.settings, wish=it.wish
    )


def _continue(assistant: AssistantLike, document: Document, it: Wanted) -> Job[ProposalSet]:
    return assistant.continue_paragraph(
        document, it.anchor, reroll=it.reroll, settings=it.settings, wish=it.wish
    )


def _expand(assistant: AssistantLike, document: Document, it: Wanted) -> Job[ProposalSet]:
    return assistant.expand(document, it.anchor, reroll=it.reroll, settings=it.settings, wish=it.wish)


def _summarise(assistant: AssistantLike, document: Document, it: Wanted) -> Job[ProposalSet]:
    return assistant.summarise(document, it.anchor, reroll=it.reroll, settings=it.settings)


def _rewrite(assistant: AssistantLike, document: Document, it: Wanted) -> Job[ProposalSet]:
    return assistant.rewrite(document, it.anchor, it.candidates, reroll=it.reroll, settings=it.settings)


def _translate(assistant: AssistantLike, document: Document, it: Wanted) -> Job[ProposalSet]:
    return assistant.translate_again(
        document, it.anchor, it.language, reroll=it.reroll, settings=it.settings, terms=it.terms
    )


ASKED: dict[str, Callable[[AssistantLike, Document, Wanted], Job[ProposalSet]]] = {
    "propose": _propose,
    "continue": _continue,
    "expand": _expand,
    "summarise": _summarise,
    "rewrite": _rewrite,
    "translate": _translate,
}
"""The assistant's method for each kind."""

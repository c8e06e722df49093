"""The kinds of proposals, one record each: their names and what accepting one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.model import Kind, NodeId, Origin
from conceptwriter.outline.proposals import LICENCE
from conceptwriter.outline.renditions import set_rendition
from conceptwriter.outline.taking import set_summary, take_drafts
from conceptwriter.outline.translated_by import TranslatedBy
from conceptwriter.outline.wording import replace_text
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.proposals import Proposal


@dataclass(frozen=True, slots=True)
class ProposalKind:
    """One kind of request, and of the sets that answer it."""

    name: str
    """The name stored with the document: it never changes."""
    title: str
    """The title of its card; marked for translation ("Proposals")."""
    waiting: str
    """The text of its card while it is pending; marked for translation ("Proposals")."""
    take: Callable[[Document, NodeId, Proposal], Operation]
    """Builds the operation that accepts a proposal at the node it was made for. Raises EditError."""
    by_voice: bool = False
    """A voice writes it if one is installed."""
    words_only: bool = False
    """Only the wording varies: the concept model's settings do not apply."""
    one_block: bool = False
    """Its proposals are long and few: no space is reserved for several of them."""
    positioned: bool = False
    """It may be asked for at another position than after its node, and is inserted there."""
    of_branch: bool = False
    """It is about a paragraph or section as a whole: asked at a concept, it is about the concept's parent."""

    def anchor(self, document: Document, node: NodeId) -> NodeId:
        """The node that a request made at `node` is for."""
        here = document.node(node)
        if self.of_branch and here.kind is Kind.CONCEPT and here.parent is not None:
            return here.parent
        return node


def _insert_concepts(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    return take_drafts(document, anchor, [proposal.as_draft(Kind.CONCEPT)])


def _insert_section(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    return take_drafts(document, anchor, [proposal.as_draft(Kind.SECTION)])


def _insert_paragraph(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """The sentences go into the paragraph itself if it has none yet."""
    here = document.node(anchor)
    if proposal.draft is not None and here.kind is Kind.PARAGRAPH and not here.children:
        return take_drafts(document, anchor, proposal.draft.children, "Take paragraph")
    return _insert_concepts(document, anchor, proposal)


def _replace(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    return replace_text(document, anchor, proposal.text, proposal.language)


def _set_translation(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """Replaces even the writer's own text, as the writer chose to accept it."""
    language, text = proposal.language, proposal.text
    if not proposal.writer:
        chance = proposal.score if proposal.calibrated else None
        return set_rendition(document, anchor, language, text, force=True, confidence=chance)
    licence = next((reason.text for reason in proposal.reasons if reason.flag == LICENCE), "")
    by = TranslatedBy(proposal.writer, licence)
    return set_rendition(document, anchor, language, text, origin=Origin.MACHINE_FROM_TEXT, force=True, by=by)


def _summarise(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """Sets the summary of a paragraph, and inserts a first paragraph for a section."""
    if document.node(anchor).kind is Kind.PARAGRAPH:
        return set_summary(document, anchor, proposal)
    return _insert_concepts(document, anchor, proposal)


KINDS: dict[str, ProposalKind] = {
    kind.name: kind
    for kind in (
        ProposalKind(
            "propose",
            QT_TRANSLATE_NOOP("Proposals", "What could come next"),
            QT_TRANSLATE_NOOP("Proposals", "Proposing..."),
            _insert_concepts,
            by_voice=True,
            positioned=True,
        ),
        ProposalKind(
            "plan",
            QT_TRANSLATE_NOOP("Proposals", "Headings that could come next"),
            QT_TRANSLATE_NOOP("Proposals", "Working..."),
            _insert_section,
        ),
        ProposalKind(
            "continue",
            QT_TRANSLATE_NOOP("Proposals", "The next paragraph"),
            QT_TRANSLATE_NOOP("Proposals", "Writing a paragraph..."),
            _insert_paragraph,
            by_voice=True,
            one_block=True,
        ),
        ProposalKind(
            "expand",
            QT_TRANSLATE_NOOP("Proposals", "Expanded into a paragraph"),
            QT_TRANSLATE_NOOP("Proposals", "Writing a paragraph..."),
            _insert_paragraph,
            by_voice=True,
            one_block=True,
        ),
        ProposalKind(
            "summarise",
            QT_TRANSLATE_NOOP("Proposals", "Summary"),
            QT_TRANSLATE_NOOP("Proposals", "Summarising..."),
            _summarise,
            words_only=True,
            one_block=True,
            of_branch=True,
        ),
        ProposalKind(
            "rewrite",
            QT_TRANSLATE_NOOP("Proposals", "In other words"),
            QT_TRANSLATE_NOOP("Proposals", "Rewriting..."),
            _replace,
            words_only=True,
        ),
        ProposalKind(
            "translate",
            QT_TRANSLATE_NOOP("Proposals", "Other translations"),
            QT_TRANSLATE_NOOP("Proposals", "Translating again..."),
            _set_translation,
        ),
    )
}
"""By name."""


def kind_of(name: str) -> ProposalKind:
    """The record of a kind; an unknown one, from another version of the program, inserts concepts."""
    known = KINDS.get(name)
    return ProposalKind(name, name, "Working...", _insert_concepts) if known is None else known


def take_proposal(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """Accept one proposal in the way its kind requires. Raises EditError."""
    return kind_of(proposal.kind).take(document, anchor, proposal)

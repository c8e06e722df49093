"""The kinds of proposals, one record each: what they are called and what taking one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.renditions import set_rendition
from conceptwriter.outline.taking import set_summary, take_drafts
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
    """As it is stored with the document: it never changes."""
    title: str
    """What its card is headed with; marked for translation ("Proposals")."""
    waiting: str
    """What its card says while it waits; marked for translation ("Proposals")."""
    take: Callable[[Document, NodeId, Proposal], Operation]
    """The operation by which one is taken at the node it was made for. Raises EditError."""
    by_voice: bool = False
    """A voice writes it where there is one."""
    words_only: bool = False
    """Only the wording varies: the settings of the concept model do not count."""
    one_block: bool = False
    """Its proposals are long and few: no room is kept for several of them."""


def _insert_concepts(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    return take_drafts(document, anchor, [proposal.as_draft(Kind.CONCEPT)])


def _insert_section(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    return take_drafts(document, anchor, [proposal.as_draft(Kind.SECTION)])


def _insert_paragraph(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """The sentences go into the paragraph itself where it has none yet."""
    here = document.node(anchor)
    if proposal.draft is not None and here.kind is Kind.PARAGRAPH and not here.children:
        return take_drafts(document, anchor, proposal.draft.children, "Take paragraph")
    return _insert_concepts(document, anchor, proposal)


def _replace(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    return replace_text(document, anchor, proposal.text, proposal.language)


def _set_translation(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """Also in the place of a person's, who has chosen so by taking it."""
    return set_rendition(document, anchor, proposal.language, proposal.text, force=True)


def _summarise(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """The summary of a paragraph, and a first paragraph for a section."""
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
    """The record of a kind; one that another version of the program made inserts concepts."""
    known = KINDS.get(name)
    return ProposalKind(name, name, "Working...", _insert_concepts) if known is None else known


def take_proposal(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
    """Take one proposal in the way its kind asks for. Raises EditError."""
    return kind_of(proposal.kind).take(document, anchor, proposal)

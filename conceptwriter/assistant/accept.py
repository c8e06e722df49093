"""Accepting what the assistant offers: one operation each, refused or marked stale when the text changed."""

from __future__ import annotations

from conceptwriter.assistant.errors import StaleProposal
from conceptwriter.assistant.places import Position, branch_fingerprint
from conceptwriter.outline import (
    Document,
    Draft,
    Kind,
    NodeId,
    Operation,
    Proposal,
    ProposalSet,
    edits,
)
from conceptwriter.outline.proposal_kinds import kind_of


def store_proposals(document: Document, proposals: ProposalSet) -> bool:
    """Store a set with the document (and in its file); False when its node is deleted or in the trash."""
    if proposals.anchor not in document or document.in_trash(proposals.anchor):
        return False
    document.proposals.put(proposals)
    return True


def staleness(document: Document, proposals: ProposalSet) -> str:
    """Why the set is out of date, as a message; "" when it is not."""
    if proposals.anchor not in document or document.in_trash(proposals.anchor):
        return "The text this was made for no longer exists."
    if proposals.source_fingerprint != document.source_fingerprint(proposals.anchor):
        return "Made from an older version of this text."
    branch = proposals.settings.branch_fingerprint
    if branch and branch != branch_fingerprint(document, proposals.anchor):
        return "Made from an older version of this branch."
    return ""


def accept(document: Document, proposals: ProposalSet, index: int) -> Operation:
    """The operation that accepts one proposal: a single undo step.

    Raises StaleProposal when its node no longer exists or there is no such proposal, and EditError
    (LockedError) when the outline does not allow it. A set made for an older version of the text can still be
    accepted: `staleness` reports it.
    """
    if proposals.anchor not in document or document.in_trash(proposals.anchor):
        raise StaleProposal(
            "The text this proposal was made for no longer exists. Ask for new proposals somewhere else."
        )
    if not 0 <= index < len(proposals.proposals):
        count = len(proposals.proposals)
        raise StaleProposal(f"There is no proposal {index + 1}; there are {count}. Choose one of them.")
    proposal = proposals.proposals[index]
    position = Position(proposals.settings.position or Position.CONTINUE)
    if kind_of(proposal.kind).positioned and position is not Position.CONTINUE:
        return _take_at(document, proposals.anchor, position, proposal)
    return edits.take_proposal(document, proposals.anchor, proposal)


def _take_at(document: Document, anchor: NodeId, position: Position, proposal: Proposal) -> Operation:
    concept = proposal.as_draft(Kind.CONCEPT)
    here = document.node(anchor)
    if position is Position.NEW_PARAGRAPH:
        paragraph = Draft(Kind.PARAGRAPH, children=[concept])
        return edits.take_drafts(document, anchor, [paragraph])
    if here.kind is Kind.SECTION:
        return edits.take_drafts(document, anchor, [concept])
    parent, place = (
        (anchor, 0) if here.kind is Kind.PARAGRAPH else (here.parent, document.index_in_parent(anchor))
    )
    assert parent is not None, "only sections can be at the top level"
    return edits.add_subtree(document, parent, place, concept, label="Take proposal")

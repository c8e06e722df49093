"""The document as plain data: nodes, renditions, operations, history, search, statistics.

No Qt, no models, no files.

Read a document through `Document`; change it by passing `Document.apply` (or `storage.Project.perform`) an
operation from one of the builders in `conceptwriter.outline.edits`.
"""

from __future__ import annotations

from conceptwriter.outline.changes import Change, Insert, Move, Operation, Remove, SetField, SetRendition
from conceptwriter.outline.document import Document
from conceptwriter.outline.errors import EditError, LockedError
from conceptwriter.outline.history import History, Step
from conceptwriter.outline.model import (
    Caret,
    Draft,
    Kind,
    Node,
    NodeData,
    NodeId,
    Origin,
    Rendition,
    State,
    fingerprint,
)
from conceptwriter.outline.notice import Cause, ChangeNotice
from conceptwriter.outline.proposals import Proposal, ProposalSet, ProposalShelf, Reason
from conceptwriter.outline.tree import ROOT, TRASH

__all__ = [
    "ROOT",
    "TRASH",
    "Caret",
    "Cause",
    "Change",
    "ChangeNotice",
    "Document",
    "Draft",
    "EditError",
    "History",
    "Insert",
    "Kind",
    "LockedError",
    "Move",
    "Node",
    "NodeData",
    "NodeId",
    "Operation",
    "Origin",
    "Proposal",
    "ProposalSet",
    "ProposalShelf",
    "Reason",
    "Remove",
    "Rendition",
    "SetField",
    "SetRendition",
    "State",
    "Step",
    "fingerprint",
]

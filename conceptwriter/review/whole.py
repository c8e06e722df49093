"""All remarks on a document or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.tree import ROOT
from conceptwriter.review.consistency import Consistency
from conceptwriter.review.within_node import Check, pairs_of, remarks_within, with_dismissals

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId
    from conceptwriter.review.remark import ReviewRemark


def review(document: Document, top: NodeId, check: Check, *, sources: bool = False) -> list[ReviewRemark]:
    """The remarks on everything from `top` down, in reading order; compared is the whole document."""
    between = remarks_between(document)
    found: list[ReviewRemark] = []
    for node in document.subtree(top):
        found += remarks_within(document, node, check, sources=sources)
        found += between.get(node, ())
    return found


def remarks_between(document: Document) -> dict[NodeId, list[ReviewRemark]]:
    """The remarks that need more than one node, by node."""
    consistency = Consistency()
    for node in document.subtree(ROOT):
        for _, pair in pairs_of(document, node):
            consistency.add(node, pair)
    found: dict[NodeId, list[ReviewRemark]] = {}
    for remark in consistency.remarks():
        if remark is not None:
            found.setdefault(remark.node, []).append(remark)
    return {
        node: [
            dismissable
            for language in dict.fromkeys(remark.language for remark in remarks)
            for dismissable in with_dismissals(
                document, node, language, [one for one in remarks if one.language == language]
            )
        ]
        for node, remarks in found.items()
    }

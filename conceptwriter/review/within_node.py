"""The remarks on one node: what its texts lack, what a translation reported, and what the checks find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from conceptwriter.outline.dismissals import dismissals_on
from conceptwriter.outline.model import Kind
from conceptwriter.outline.remarks import remarks_on
from conceptwriter.outline.translatable import is_verbatim, needs_translation
from conceptwriter.review.pair import Pair
from conceptwriter.review.remark import EMPTY, MISSING, STALE, ReviewRemark, may_be_dismissed

if TYPE_CHECKING:
    from conceptwriter.assistant.findings import Finding
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

Check = Callable[[Pair], Sequence["Finding"]]
"""The findings on a pair: `PairChecker.check`, or what is known of them so far."""


def remarks_within(
    document: Document, node: NodeId, check: Check, *, sources: bool = False
) -> list[ReviewRemark]:
    """All remarks on a node but those that need other nodes; of each flag at most one in each language.

    `sources`: also on the writer's own text, and where there is none.
    """
    here = document.node(node)
    if is_verbatim(here):
        return []
    if not document.source_text(node).strip():
        is_lacking = sources and here.kind is Kind.CONCEPT
        return [ReviewRemark(node, here.source_language, EMPTY, "has no text")] if is_lacking else []
    found = list(remarks_on_lack(document, node))
    for code, pair in pairs_of(document, node, sources=sources):
        reasons = {finding.flag.value: finding.reason for finding in check(pair)}
        for flag, reason in remarks_on(document, node, code, with_dismissed=True):
            reasons.setdefault(flag, reason)
        found += with_dismissals(
            document, node, code, [ReviewRemark(node, code, flag, reason) for flag, reason in reasons.items()]
        )
    return found


def with_dismissals(
    document: Document, node: NodeId, language: str, remarks: Sequence[ReviewRemark]
) -> list[ReviewRemark]:
    """The remarks on one text, each with the reason that it was dismissed for, if it was."""
    dismissed = dismissals_on(document, node, language) if remarks else {}
    return [
        remark._replace(dismissed=dismissed.get(remark.flag)) if may_be_dismissed(remark.flag) else remark
        for remark in remarks
    ]


def pairs_of(document: Document, node: NodeId, *, sources: bool = False) -> Iterator[tuple[str, Pair]]:
    """What there is to check in a node, by language; of an outdated translation only the text itself."""
    here = document.node(node)
    if is_verbatim(here):
        return
    source, source_language = document.source_text(node), here.source_language
    if not source.strip():
        return
    for code, rendition in here.renditions.items():
        if not rendition.text.strip():
            continue
        if code == source_language or document.is_stale(node, code):
            if sources:
                yield code, Pair("", source_language, rendition.text, code)
        else:
            yield code, Pair(source, source_language, rendition.text, code, rendition.is_human)


def remarks_on_lack(document: Document, node: NodeId) -> Iterator[ReviewRemark]:
    """Outdated translations, and the missing one: only in the language it is shown in."""
    here = document.node(node)
    if is_verbatim(here) or not document.source_text(node).strip():
        return
    wanted = document.effective_language(node)
    if wanted not in here.renditions and needs_translation(document, node, wanted):
        is_asked = here.kind is not Kind.PARAGRAPH or document.is_translated(node)
        if is_asked:
            yield ReviewRemark(node, wanted, MISSING, f"not yet translated into {wanted}")
    for code in here.renditions:
        if document.is_stale(node, code):
            yield ReviewRemark(node, code, STALE, "outdated: its source has changed")

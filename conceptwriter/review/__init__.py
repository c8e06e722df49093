"""Quality checks of a document's translations, whoever made them: what is listed, dismissed and exported.

    checker = PairChecker(glossaries)
    for remark in review(document, ROOT, checker.check):
        remark.node, remark.language, remark.flag, remark.reason, remark.dismissed

The window and the command `check` list the same. No Qt and no models.
"""

from __future__ import annotations

from conceptwriter.review.consistency import Consistency
from conceptwriter.review.pair import Pair, PairChecker
from conceptwriter.review.remark import EMPTY, FLAGS, MISSING, STALE, ReviewRemark, may_be_dismissed
from conceptwriter.review.whole import review
from conceptwriter.review.within_node import pairs_of, remarks_within

__all__ = [
    "EMPTY",
    "FLAGS",
    "MISSING",
    "STALE",
    "Consistency",
    "Pair",
    "PairChecker",
    "ReviewRemark",
    "may_be_dismissed",
    "pairs_of",
    "remarks_within",
    "review",
]

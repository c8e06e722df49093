"""Quality checks of a document's translations, whoever made them: what is listed, dismissed and exported.

    checker = PairChecker(glossaries)
    for remark in review(document, ROOT, checker.check):
        remark.node, remark.language, remark.flag, remark.reason, remark.dismissed

The window and the command `check` list the same. No Qt and no models. `PairChecker` is in `checker`, and is
loaded only where pairs are checked: for a window that is another process (`process`).
"""

from __future__ import annotations

from conceptwriter.review.consistency import Consistency
from conceptwriter.review.pair import Pair
from conceptwriter.review.remark import EMPTY, FLAGS, MISSING, STALE, ReviewRemark, may_be_dismissed
from conceptwriter.review.whole import review
from conceptwriter.review.within_node import pairs_of, remarks_on_lack, remarks_within

__all__ = [
    "EMPTY",
    "FLAGS",
    "MISSING",
    "STALE",
    "Consistency",
    "Pair",
    "ReviewRemark",
    "may_be_dismissed",
    "pairs_of",
    "remarks_on_lack",
    "remarks_within",
    "review",
]

"""What stands for "usable" where no person has judged: nearness to a person's translation.

A translation counts as usable if its chrF++ with the nearest accepted translation is at least `USABLE`, and
no number and no name was lost. The threshold was set by reading 104 translations of the starter model beside
source and reference (54 from French into English, 50 from English into German): from 60 points on, 44 of 54
needed no edit or that of one word; between 50 and 60, 5 of 17; below 50, 16 of 33, nearly all of them right
in other words than the reference's. So what is called usable mostly is, and what is not may be a good
translation that is worded differently.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from conceptwriter.assistant.confidence import LOST
from conceptwriter.evaluation.bootstrap import chrf_plus_plus

USABLE = 60.0
"""chrF++, 0 to 100."""


def likeness(outputs: Sequence[str], accepted: Sequence[Sequence[str]]) -> list[float]:
    """chrF++ of each output with the nearest of its accepted texts, 0 to 100."""
    if not outputs:
        return []
    metric = chrf_plus_plus()
    return [metric.score(row) for row in metric.statistics(outputs, accepted)]


def are_usable(
    outputs: Sequence[str], accepted: Sequence[Sequence[str]], flags: Sequence[Collection[str]]
) -> list[bool]:
    """Whether each output counts as usable; `flags`: the names of its findings."""
    found = likeness(outputs, accepted)
    return [near >= USABLE and LOST.isdisjoint(has) for near, has in zip(found, flags, strict=True)]

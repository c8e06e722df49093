"""Each epoch's arrangement of the documents: which paragraphs get a plan, and what it is made from.

What a writer asks for is *plan -> expand*: a heading or a sentence that says what the paragraph is about, and
the paragraph after it (Large Concept Models, section 4.3, plan concepts). Text with headings has few of
them, so plans are made from what is there. Vectors are embedded once; an arrangement is two arrays of
indices and kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from conceptwriter.evaluation.held_out.embedded import EmbeddedDocuments
from conceptwriter.lcm.contract import ItemKind

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PlanChances:
    """How often a paragraph of at least two sentences gets a plan. The rest get none."""

    first_sentence: float = 0.2
    """Its first sentence becomes the plan. It is moved, not repeated: a model that reads what it is to say
    next learns to copy its plan, which is what a writer who asks for more does not want."""
    summary: float = 0.3
    """Where the document has a human summary: its sentence nearest to the paragraph."""


@dataclass(frozen=True, slots=True)
class EpochArrangement:
    """Documents as items, for one epoch; see :class:`EmbeddedDocuments` for the fields."""

    order: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]


class Arranger:
    """Knows the paragraphs, and draws an arrangement for every epoch."""

    def __init__(self, data: EmbeddedDocuments, chances: PlanChances) -> None:
        self.data = data
        self.chances = chances
        self.paragraphs, self.plans = _paragraphs(data)

    def epoch(self, seed: int, epoch: int) -> EpochArrangement:
        """The arrangement of an epoch: the same for the same seed and number."""
        draw = np.random.default_rng([seed, epoch])
        chance = draw.random(len(self.paragraphs))
        moved = chance < self.chances.first_sentence
        planned = ~moved & (chance < self.chances.first_sentence + self.chances.summary) & (self.plans >= 0)
        kinds = self.data.kinds.copy()
        kinds[self.paragraphs[moved]] = ItemKind.PLAN
        places = self.paragraphs[planned]
        return EpochArrangement(
            order=np.insert(self.data.order, places, self.plans[planned]),
            kinds=np.insert(kinds, places, np.uint8(ItemKind.PLAN)),
            starts=self.data.starts + np.searchsorted(places, self.data.starts, side="left"),
        )


def _paragraphs(data: EmbeddedDocuments) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Items that begin a paragraph of two sentences or more, and the row of its nearest summary or -1."""
    spoken = data.kinds == ItemKind.CONCEPT
    before = np.concatenate([[False], spoken[:-1]])
    after = np.concatenate([spoken[1:], [False]])
    first = np.flatnonzero(spoken & ~before & after).astype(np.int64)
    last = np.flatnonzero(spoken & ~after & before).astype(np.int64)
    document = np.searchsorted(data.starts, first, side="right") - 1
    plans = np.full(len(first), -1, dtype=np.int64)
    for number in np.flatnonzero(np.diff(data.summary_starts)[document]):
        where = document[number]
        rows = data.summaries[data.summary_starts[where] : data.summary_starts[where + 1]]
        said = data.vectors[data.order[first[number] : last[number] + 1]].astype(np.float32).mean(axis=0)
        plans[number] = rows[int((data.vectors[rows].astype(np.float32) @ said).argmax())]
    return first, plans

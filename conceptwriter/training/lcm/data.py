"""Batches of windows of documents: an LCM's input, and what follows each item."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from conceptwriter.evaluation.held_out.embedded import DocumentItem, EmbeddedDocuments, items_of
from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.lcm.arrangement import Arranger, EpochArrangement, PlanChances
from conceptwriter.training.lcm.document_embedding import embed, token_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "DocumentItem",
    "EmbeddedDocuments",
    "PlanChances",
    "Windows",
    "embed",
    "items_of",
    "token_matrix",
    "windows",
]

FEWEST_ITEMS = 4
"""A stretch is not moved so far that fewer items are left."""


@dataclass(frozen=True, slots=True)
class Windows:
    """A batch of stretches of documents, padded with breaks."""

    vectors: Tensor
    """(b, t, d) raw; zero for breaks, ends and padding."""
    kinds: Tensor
    """(b, t)"""
    is_sentence: Tensor
    """(b, t) true where the item is a sentence."""
    next_is_concept: Tensor
    """(b, t) true where a sentence follows."""
    ends: Tensor
    """(b, t) 1 where something else than a sentence follows: the paragraph ends."""
    document_ends: Tensor
    """(b, t) 1 where the document's end follows."""
    targets: Tensor
    """(b, t, d) raw vector of the sentence that follows; zero where none does."""
    items: NDArray[np.int64]
    """(b, t) row of each item in the embedded documents; -1 for padding."""
    target_items: NDArray[np.int64]
    """(b, t) row of the sentence that follows; -1 where none does."""
    fragility: Tensor | None = None
    """(b, t) of the sentence that follows, if known."""

    def rows(self) -> Tensor:
        """Places (r,) where a sentence follows, counted through (b, t)."""
        return self.next_is_concept.flatten().nonzero()[:, 0]

    def to(self, device: torch.device | str) -> Windows:
        """The same batch with its tensors on a device."""
        return replace(
            self,
            vectors=self.vectors.to(device),
            kinds=self.kinds.to(device),
            is_sentence=self.is_sentence.to(device),
            next_is_concept=self.next_is_concept.to(device),
            ends=self.ends.to(device),
            document_ends=self.document_ends.to(device),
            targets=self.targets.to(device),
            fragility=None if self.fragility is None else self.fragility.to(device),
        )


def windows(
    data: EmbeddedDocuments,
    longest: int,
    rows: int,
    seed: int,
    skip: int = 0,
    stride: int = 1,
    chances: PlanChances | None = None,
) -> Iterator[Windows]:
    """Endless seeded batches of stretches of at most ``longest`` items, starting anywhere in a document.

    Args:
        data: the embedded documents; should they hold fewer stretches than ``rows``, batches are smaller.
        longest: items of a stretch.
        rows: stretches of a batch.
        seed: decides the arrangement of each epoch and the order.
        skip: batches that a run has already used; they are not built.
        stride: only every stride-th batch from there on, where several processes share them.
        chances: how often paragraphs get plans.
    """
    arranger = Arranger(data, chances or PlanChances())
    count = 0
    epoch = 0
    while True:
        arrangement = arranger.epoch(seed, epoch)
        draw = random.Random(seed * 7919 + epoch)
        stretches = _stretches(arrangement, longest)
        draw.shuffle(stretches)
        shift = draw.randrange(longest)
        together = min(rows, len(stretches))
        for position in range(0, len(stretches) - together + 1, together):
            if count >= skip and (count - skip) % stride == 0:
                chosen = stretches[position : position + together]
                yield _batch(data, arrangement, [_moved(stretch, longest, shift) for stretch in chosen])
            count += 1
        epoch += 1


def _stretches(arrangement: EpochArrangement, longest: int) -> list[tuple[int, int]]:
    """Where stretches begin, and where their document ends."""
    bounds = arrangement.starts.tolist()
    return [(begin, stop) for start, stop in pairwise(bounds) for begin in range(start, stop - 2, longest)]


def _moved(stretch: tuple[int, int], longest: int, shift: int) -> tuple[int, int, int]:
    """Begin, end, and end of the document, begun later by the epoch's shift where the document allows."""
    begin, stop = stretch
    moved = begin + shift if begin + shift + FEWEST_ITEMS < stop else begin
    return moved, min(moved + longest, stop), stop


def _batch(
    data: EmbeddedDocuments, arrangement: EpochArrangement, chosen: list[tuple[int, int, int]]
) -> Windows:
    begins, ends, stops = (np.array(column)[:, None] for column in zip(*chosen, strict=True))
    places = begins + np.arange(int((ends - begins).max()))
    present = places < ends
    followed = present & (places + 1 < stops)
    here = np.where(present, places, 0)
    after = np.where(followed, places + 1, 0)
    kinds = np.where(present, arrangement.kinds[here], ItemKind.BREAK).astype(np.int64)
    next_kinds = np.where(followed, arrangement.kinds[after], ItemKind.END)
    next_is_concept = followed & (next_kinds == ItemKind.CONCEPT)
    items = np.where(present, arrangement.order[here], -1)
    target_items = np.where(next_is_concept, arrangement.order[after], -1)
    # Row 0 is the zero vector, used for padding and positions without a following sentence.
    fragility = data.fragility[np.maximum(target_items, 0)] if len(data.fragility) else None
    return Windows(
        vectors=torch.from_numpy(data.vectors[np.maximum(items, 0)].astype(np.float32)),
        kinds=torch.from_numpy(kinds),
        is_sentence=torch.from_numpy(present & (kinds == ItemKind.CONCEPT)),
        next_is_concept=torch.from_numpy(next_is_concept),
        ends=torch.from_numpy((next_kinds != ItemKind.CONCEPT).astype(np.float32)),
        document_ends=torch.from_numpy((next_kinds == ItemKind.END).astype(np.float32)),
        targets=torch.from_numpy(data.vectors[np.maximum(target_items, 0)].astype(np.float32)),
        items=items,
        target_items=target_items,
        fragility=None if fragility is None else torch.from_numpy(fragility.astype(np.float32)),
    )

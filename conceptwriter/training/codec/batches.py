"""Length-bucketed batches of a pack, the same for the same seed and step, so that a run resumes exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from conceptwriter.codec.pieces import END, PAD
from conceptwriter.training.codec.teacher import TeacherVectors
from conceptwriter.training.packing import IntArray, Pack

FIRST_LANGUAGE_PIECE = 4
"""Id of the first language tag (see :mod:`conceptwriter.training.tokenizer`)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences ``first`` and, for pairs, their translations ``second`` row by row.

    Both are (n, t) ids ``[tag] pieces [end]`` padded with 0, which serve as encoder input and, shifted by
    one, as decoder input and target.
    """

    first: Tensor
    second: Tensor | None
    read: tuple[Tensor, Tensor] | None = None
    """What the encoder reads in place of ``first`` and ``second`` where they are translated: the same texts,
    with some words in the other language."""
    meaning: Tensor | None = None
    """A teacher's vectors (n, d) of ``first``, for pairs (2n, d) with those of ``second`` below; zeros where
    it has none. None without a teacher."""


def framed(pack: Pack, indices: IntArray) -> Tensor:
    """The sentences as one padded matrix (n, t) of ids with tag and end token."""
    begins = pack.offsets[indices]
    lengths = pack.offsets[indices + 1] - begins
    matrix = np.full((len(indices), int(lengths.max()) + 2), PAD, dtype=np.int64)
    # All pieces at once: row and column of each, and its place in the flat array.
    rows = np.repeat(np.arange(len(indices)), lengths)
    columns = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    matrix[:, 0] = FIRST_LANGUAGE_PIECE + pack.languages[indices].astype(np.int64)
    matrix[rows, columns + 1] = pack.tokens[np.repeat(begins, lengths) + columns]
    matrix[np.arange(len(indices)), lengths + 1] = END
    return torch.from_numpy(matrix)


def cut_by_cost(costs: IntArray, budget: int) -> list[slice]:
    """Cut rows sorted by length into runs whose padded size (rows x longest) stays within the budget."""
    cuts: list[slice] = []
    start = 0
    for stop in range(1, len(costs) + 1):
        if stop == len(costs) or (stop + 1 - start) * int(costs[stop]) > budget:
            cuts.append(slice(start, stop))
            start = stop
    return cuts


@dataclass(frozen=True, slots=True)
class Sampling:
    """How often each language, or pair of languages, is drawn (temperature sampling).

    A group with n rows is drawn in proportion to n ** ``exponent`` (Conneau & Lample 2019, section 3.1, use
    0.5): 1 follows the corpus, lower values favour small languages.
    """

    exponent: float = 0.7
    without_pivot: float = 0.4
    """Factor on the share of pairs without the first language, most of which a corpus has only a few of."""
    faint: tuple[str, ...] = ()
    """Languages, by code, that a short run cannot teach anyway: they get a share of ``faint_share``."""
    faint_share: float = 0.1
    most_repeats: float = 8.0
    """Maximum draws of a row per epoch: more would be memorised."""

    def repeats(self, pack: Pack, rows: IntArray) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """How often to draw each row (n, 1 or 2) of sentence indices in one epoch of about n rows."""
        if len(rows) == 0:
            return np.zeros(0)
        languages = np.sort(pack.languages[rows].astype(np.int64), axis=1)
        groups = languages[:, 0] * len(pack.language_codes) + languages[:, -1]
        _, group, counts = np.unique(groups, return_inverse=True, return_counts=True)
        shares = counts.astype(np.float64) ** self.exponent
        low, high = np.zeros(len(counts), dtype=np.int64), np.zeros(len(counts), dtype=np.int64)
        low[group], high[group] = languages[:, 0], languages[:, -1]
        if rows.shape[1] == 2:
            shares = np.where(low == 0, shares, shares * self.without_pivot)
        is_faint = np.array([code in self.faint for code in pack.language_codes], dtype=bool)
        shares = np.where(is_faint[low] | is_faint[high], shares * self.faint_share, shares)
        wanted = shares / shares.sum() * len(rows)
        result: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = np.minimum(
            wanted / counts, self.most_repeats
        )[group]
        return result


class BatchPlan:
    """An endless, seeded sequence of batches: pairs and singles mixed by a fixed share.

    Args:
        pack: the packed corpus.
        budget: padded positions of one batch, on the decoding side.
        pair_share: share of the batches that are pairs.
        hint_share: share of these that are read with hints, if the pack has such.
        seed: everything that is drawn depends on it and on the epoch only.
        sampling: how often each language comes.
        teacher: what the sentences mean.
    """

    def __init__(
        self,
        pack: Pack,
        budget: int,
        pair_share: float,
        seed: int,
        sampling: Sampling | None = None,
        teacher: TeacherVectors | None = None,
        hint_share: float = 0.6,
    ) -> None:
        self.pack = pack
        self.sampling = sampling or Sampling()
        self.budget = budget
        self.pair_share = pair_share
        self.hint_share = hint_share if len(pack.hinted) else 0.0
        self.seed = seed
        self.teacher = teacher
        self._lengths = pack.lengths() + 2

    def _epoch(self, kind: str, epoch: int) -> list[IntArray]:
        """The index arrays of one pass over the pairs or the singles, shuffled, bucketed by length."""
        every = {"pairs": self.pack.pairs, "singles": self.pack.singles[:, None], "hinted": self.pack.hinted}
        rows = every[kind]
        draw = np.random.default_rng([self.seed, epoch, ("singles", "pairs", "hinted").index(kind)])
        repeats = self.sampling.repeats(self.pack, rows[:, -2:])
        # The integer part of a repeat always, the fraction at random: right on average over epochs.
        copies = np.floor(repeats + draw.random(len(rows))).astype(np.int64)
        rows = rows.repeat(copies, axis=0)
        rows = rows[draw.permutation(len(rows))]
        batches: list[IntArray] = []
        pool = max(20_000, 2 * self.budget)
        for begin in range(0, len(rows), pool):
            part = rows[begin : begin + pool]
            costs = self._lengths[part].max(axis=1)
            order = np.argsort(costs, kind="stable")
            part, costs = part[order], costs[order] * part.shape[1]
            batches.extend(part[cut] for cut in cut_by_cost(costs, self.budget))
        return [batches[i] for i in draw.permutation(len(batches))]

    def _endless(self, kind: str) -> Iterator[IntArray]:
        epoch = 0
        while True:
            yield from self._epoch(kind, epoch)
            epoch += 1

    def batches(self, skip: int = 0, every: int = 1) -> Iterator[Batch]:
        """Every stride-th batch from number ``skip`` on; the others are skipped unbuilt."""
        pairs, singles, hinted = (self._endless(kind) for kind in ("pairs", "singles", "hinted"))
        number = pair = 0
        while True:
            is_pair = len(self.pack.singles) == 0 or (
                len(self.pack.pairs) > 0
                and int((number + 1) * self.pair_share) > int(number * self.pair_share)
            )
            is_hinted = is_pair and int((pair + 1) * self.hint_share) > int(pair * self.hint_share)
            pair += is_pair
            rows = next(hinted if is_hinted else pairs if is_pair else singles)
            if number >= skip and (number - skip) % every == 0:
                yield self._batch(rows, is_pair=is_pair)
            number += 1

    def _batch(self, rows: IntArray, *, is_pair: bool) -> Batch:
        if rows.shape[1] == 4:
            first, second, *texts = (framed(self.pack, rows[:, column]) for column in range(4))
            return Batch(texts[0], texts[1], read=(first, second))
        second_text = framed(self.pack, rows[:, 1]) if is_pair else None
        return Batch(framed(self.pack, rows[:, 0]), second_text, meaning=self._meaning(rows))

    def _meaning(self, rows: IntArray) -> Tensor | None:
        if self.teacher is None:
            return None
        if rows.shape[1] == 1:
            return torch.from_numpy(self.teacher.of(rows[:, 0]))
        return torch.from_numpy(np.concatenate(self.teacher.of_pairs(rows)))

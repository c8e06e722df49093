"""Sequences of ids of various lengths as the tables that a graph reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from conceptwriter.codec.pieces import PAD

_TOKENS_AT_ONCE = 1024


def batches_by_length(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """Indices in batches of similar length, longest first, so that little of a batch is padding."""
    batches: list[list[int]] = []
    for index in sorted(range(len(ids)), key=lambda i: -len(ids[i])):
        if batches and (len(batches[-1]) + 1) * len(ids[batches[-1][0]]) <= _TOKENS_AT_ONCE:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def padded(ids: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """(n, longest) int64, PAD where a sequence has ended."""
    table = np.full((len(ids), max(map(len, ids))), PAD, np.int64)
    for row, sequence in enumerate(ids):
        table[row, : len(sequence)] = sequence
    return table

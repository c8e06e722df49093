"""The most likely next tokens of each row, requesting more of them when too many are forbidden.

A search never sees a whole vocabulary: at SONAR's size sorting 40 rows of 256 206 scores in NumPy takes
longer than the model's own step. It requests a few more choices than it needs, and many more in the rare case
that forbidden tokens (tags, repeated n-grams) used those up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Float32 = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]
FORBIDDEN = np.float32(-np.inf)
_SPARE = 8
"""Choices requested beyond the number needed: a forbidden piece is rarely among the most likely."""
_FACTOR = 8
"""Factor by which the request grows when that was not enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Candidates for the next token of each row, best first; (rows, count) each. Score -inf: forbidden."""

    tokens: Indices
    scores: Float32
    """Log-probabilities."""

    @property
    def count(self) -> int:
        """Choices per row."""
        return int(self.tokens.shape[1])

    def of(self, first: int, rows: int) -> Choices:
        """Those of some rows only."""
        return Choices(self.tokens[first : first + rows], self.scores[first : first + rows])


class Stepper(Protocol):
    """Decoder state of some rows, each an unfinished text."""

    size: int
    """Maximum number of choices."""

    def step(self, tokens: Indices, count: int) -> Choices:
        """Feed the newest token of each row, (rows,), and choose the most likely next ones.

        Returns `count` of them, fewer only where the vocabulary has no more.
        """

    def again(self, count: int) -> Choices:
        """Repeat the last step with another count; nothing is fed, no row advances."""

    def keep(self, rows: Indices) -> None:
        """Replace the rows with these of the current ones; a row may be taken several times."""


def log_softmax(logits: Float32) -> Float32:
    """Over the last axis, stable."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    normed: Float32 = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return normed


def most_likely(scores: Float32, count: int) -> Choices:
    """The `count` best of (rows, vocabulary); of equal ones the smaller token first."""
    size = scores.shape[1]
    if count < size:
        tokens = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    else:
        tokens = np.broadcast_to(np.arange(size), scores.shape)
    values = np.take_along_axis(scores, tokens, axis=1)
    order = np.lexsort((tokens, -values), axis=1)
    return Choices(
        np.take_along_axis(tokens, order, axis=1).astype(np.int64), np.take_along_axis(values, order, axis=1)
    )


def allowed_choices(
    stepper: Stepper, newest: Indices, needed: int, never: Bools, banned: Sequence[Sequence[int]]
) -> Choices:
    """One step; each row has at least `needed` choices that are not forbidden, unless there are no more.

    never: (vocabulary,) tokens that no row may take; banned: further tokens, for each row.
    """
    count = min(stepper.size, needed + max(map(len, banned), default=0) + _SPARE)
    found = _forbid(stepper.step(newest, count), never, banned)
    while (np.isfinite(found.scores).sum(axis=1) < needed).any() and found.count >= count < stepper.size:
        count = min(stepper.size, count * _FACTOR)
        found = _forbid(stepper.again(count), never, banned)
    return found


def score_of(stepper: Stepper, found: Choices, token: int) -> Float32:
    """(rows,) log-probability of one token at the last step, however unlikely; -inf if there is none."""
    while not (found.tokens == token).any(axis=1).all() and found.count < stepper.size:
        more = stepper.again(min(stepper.size, found.count * _FACTOR))
        if more.count <= found.count:
            break  # a cut head has fewer choices than the vocabulary
        found = more
    scores: Float32 = np.where(found.tokens == token, found.scores, FORBIDDEN).max(axis=1)
    return scores


def repeated(tokens: tuple[int, ...], size: int) -> list[int]:
    """Tokens that would make an n-gram of this size appear a second time."""
    if size < 1 or len(tokens) < size:
        return []
    tail = tokens[len(tokens) - size + 1 :]
    return [tokens[i + size - 1] for i in range(len(tokens) - size + 1) if tokens[i : i + size - 1] == tail]


def _forbid(found: Choices, never: Bools, banned: Sequence[Sequence[int]]) -> Choices:
    forbidden = never[found.tokens]
    for row, tokens in enumerate(banned):
        if tokens:
            forbidden[row] |= np.isin(found.tokens[row], tokens)
    return Choices(found.tokens, np.where(forbidden, FORBIDDEN, found.scores))

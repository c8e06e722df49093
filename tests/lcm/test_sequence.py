"""Fitting a document into the context."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.lcm import ItemKind, LcmError
from conceptwriter.lcm.sequence import checked, fitted


@settings(max_examples=100, deadline=None)
@given(kinds=st.lists(st.sampled_from(list(ItemKind)), min_size=1, max_size=120), maximum=st.integers(2, 40))
def test_what_is_kept(kinds: list[ItemKind], maximum: int) -> None:
    sequence = np.array(kinds, np.int64)
    kept = fitted(sequence, maximum)
    assert 1 <= len(kept) <= maximum
    assert (np.diff(kept) > 0).all()
    assert kept[-1] == len(kinds) - 1
    if len(kinds) <= maximum:
        assert len(kept) == len(kinds)
    else:
        jumps = np.flatnonzero(np.diff(kept) > 1)
        front = kept[: jumps[-1] + 1] if len(jumps) else kept[:0]
        assert (sequence[front] == ItemKind.PLAN).all()


def test_the_cut_moves_rarely() -> None:
    """Writing on at the end keeps the start of the sequence, so that the model's state can be used again."""
    cuts = [int(fitted(np.zeros(length, np.int64), 32)[0]) for length in range(33, 133)]
    assert len(set(cuts)) <= 100 // 8 + 1
    assert cuts == sorted(cuts)


def test_headings_above_stay_in_front() -> None:
    kinds = np.array([ItemKind.PLAN, ItemKind.CONCEPT, ItemKind.PLAN, *[ItemKind.CONCEPT] * 60])
    kept = fitted(kinds, 16)
    assert list(kept[:2]) == [0, 2]
    assert kept[2] > 40


def test_breaks_and_ends_lose_their_vector() -> None:
    vectors, kinds = checked(np.ones((4, 4)), np.array([1, 2, 0, 3]), 4)
    assert vectors.dtype == np.float32
    assert kinds.dtype == np.int64
    np.testing.assert_array_equal(vectors[:, 0], [1, 0, 1, 0])


@pytest.mark.parametrize(
    ("vectors", "kinds"),
    [
        (np.ones((0, 4)), np.zeros(0)),
        (np.ones((2, 5)), np.zeros(2)),
        (np.ones((2, 4)), np.zeros(3)),
        (np.ones(4), np.zeros(1)),
        (np.full((1, 4), np.inf), np.zeros(1)),
        (np.ones((1, 4)), np.array([4])),
    ],
)
def test_what_is_no_sequence_is_refused(vectors: np.ndarray, kinds: np.ndarray) -> None:
    with pytest.raises(LcmError):
        checked(vectors, kinds, 4)

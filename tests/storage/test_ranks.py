"""Where new siblings get their ranks in the file: in order, each its own, and the others keep theirs."""

from __future__ import annotations

from itertools import product

import pytest

from conceptwriter.storage.journal import new_ranks
from conceptwriter.storage.rows import RANK_GAP


def placed_among(kept: dict[int, int], runs: tuple[int, ...]) -> tuple[list[int], dict[int, int], set[int]]:
    """Children in order, their new ranks, and which are new: `runs[i]` new ones before the i-th kept."""
    fresh = iter(range(100, 200))
    children: list[int] = []
    new: set[int] = set()
    for run, child in zip(runs, (*kept, None), strict=True):
        added = [next(fresh) for _ in range(run)]
        new.update(added)
        children += added if child is None else [*added, child]
    return children, new_ranks(children, kept, new), new


@pytest.mark.parametrize("ranks", [(), (0,), (7,), (0, 1), (0, 2), (0, 3), (5, 9, 10), (-4, 0, 5), (0, 1024)])
def test_every_child_has_a_rank_of_its_own_in_the_order_asked_for(ranks: tuple[int, ...]) -> None:
    kept = dict(enumerate(ranks))
    for runs in product(range(5), repeat=len(ranks) + 1):
        children, fresh, new = placed_among(kept, runs)
        result = [{**kept, **fresh}[child] for child in children]
        assert result == sorted(set(result)), (ranks, runs)
        room = all(run < high - low for run, low, high in zip(runs[1:], ranks, ranks[1:], strict=False))
        assert set(fresh) == (new if room else set(children)), "as few as possible"


def test_new_ones_at_the_ends_leave_room_for_others() -> None:
    kept = {1: 50, 2: 60}
    _, fresh, _ = placed_among(kept, (2, 0, 2))
    assert list(fresh.values()) == [50 - 2 * RANK_GAP, 50 - RANK_GAP, 60 + RANK_GAP, 60 + 2 * RANK_GAP]
    assert new_ranks([7, 8], {}, {7, 8}) == {7: 0, 8: RANK_GAP}


def test_new_ones_in_the_middle_are_at_equal_distances() -> None:
    _, fresh, _ = placed_among({1: 0, 2: 100}, (0, 3, 0))
    assert list(fresh.values()) == [25, 50, 75]


@pytest.mark.parametrize("ranks", [{1: 5, 2: 4}, {1: 5, 2: 5}])
def test_ranks_that_contradict_the_order_are_given_again(ranks: dict[int, int]) -> None:
    assert new_ranks([1, 2], ranks, set()) == {1: 0, 2: RANK_GAP}


def test_a_child_that_moved_here_does_not_keep_the_rank_it_had_elsewhere() -> None:
    assert new_ranks([1, 2, 3], {1: 0, 2: 99999, 3: 10}, {2}) == {2: 5}
    assert new_ranks([1, 2], {1: 0}, set()) == {2: RANK_GAP}, "nor does one that has none lack one"

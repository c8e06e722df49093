from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.lcm.data import EmbeddedDocuments, PlanChances, Windows, windows
from tests.training.lcm.conftest import documents_of, unit_vectors

PLAN, SAID, BREAK, END = ItemKind.PLAN, ItemKind.CONCEPT, ItemKind.BREAK, ItemKind.END


@pytest.fixture(scope="module")
def stories() -> EmbeddedDocuments:
    """Ten documents whose rows count up, of different lengths, with summaries."""
    sequences: list[list[tuple[ItemKind, int]]] = []
    summaries: list[list[int]] = []
    row = 1
    for number in range(10):
        items: list[tuple[ItemKind, int]] = [(PLAN, row)]
        row += 1
        for paragraph in range(3):
            for _ in range(2 + number % 3 + paragraph):
                items.append((SAID, row))
                row += 1
            items.append((BREAK, 0))
        sequences.append([*items[:-1], (END, 0)])
        summaries.append([row])
        row += 1
    return documents_of(unit_vectors(row - 1, seed=6), sequences, summaries)


def same(first: Windows, second: Windows) -> bool:
    return np.array_equal(first.items, second.items) and all(
        torch.equal(getattr(first, name), getattr(second, name))
        for name in ("vectors", "kinds", "next_is_concept", "ends", "document_ends", "targets")
    )


@settings(max_examples=25, deadline=None)
@given(longest=st.integers(4, 30), rows=st.integers(1, 8), seed=st.integers(0, 1000))
def test_windows_know_what_follows(longest: int, rows: int, seed: int) -> None:
    data = documents_of(
        unit_vectors(12, seed=1),
        [
            [(PLAN, 1), (SAID, 2), (SAID, 3), (BREAK, 0), (SAID, 4), (SAID, 5), (END, 0)],
            [(SAID, 6), (SAID, 7), (BREAK, 0), (SAID, 8), (SAID, 9), (SAID, 10), (END, 0)],
        ],
        [[], []],
    )
    order, kinds = data.order.tolist(), data.kinds.tolist()
    batches = windows(data, longest, rows, seed, chances=PlanChances(0, 0))
    for batch in islice(batches, 4):
        assert batch.kinds.shape[1] <= longest
        for row, column in np.ndindex(*batch.items.shape):
            item = int(batch.items[row, column])
            if item < 0:
                assert not batch.is_sentence[row, column]
                assert not batch.next_is_concept[row, column]
                assert not batch.vectors[row, column].any()
                continue
            if item == 0:  # a break or an end: told apart by what the row shows before it
                continue
            place = order.index(item)
            following = kinds[place + 1]
            assert batch.kinds[row, column] == kinds[place]
            assert batch.is_sentence[row, column] == (kinds[place] == SAID)
            assert batch.next_is_concept[row, column] == (following == SAID)
            assert batch.ends[row, column] == (following != SAID)
            assert batch.document_ends[row, column] == (following == END)
            assert np.allclose(batch.vectors[row, column], data.vectors[item], atol=1e-3)
            target = order[place + 1] if following == SAID else -1
            assert batch.target_items[row, column] == target
            assert np.allclose(batch.targets[row, column], data.vectors[max(target, 0)], atol=1e-3)


def test_a_run_continues_where_it_stopped(stories: EmbeddedDocuments) -> None:
    """Over several epochs and arrangements; skipping builds nothing but gives the same."""
    chances = PlanChances(0.4, 0.4)
    whole = list(islice(windows(stories, 8, 4, seed=3, chances=chances), 24))
    for skip in (1, 7, 20):
        rest = islice(windows(stories, 8, 4, seed=3, skip=skip, chances=chances), 4)
        assert all(same(one, other) for one, other in zip(whole[skip:], rest, strict=False))
    other = islice(windows(stories, 8, 4, seed=4, chances=chances), 24)
    assert not all(same(one, another) for one, another in zip(whole, other, strict=True))


def test_processes_share_the_batches(stories: EmbeddedDocuments) -> None:
    whole = list(islice(windows(stories, 8, 4, seed=3), 12))
    for first in range(3):
        mine = islice(windows(stories, 8, 4, seed=3, skip=first, stride=3), 4)
        assert all(same(one, other) for one, other in zip(whole[first::3], mine, strict=True))


def test_over_epochs_every_sentence_is_to_be_predicted(stories: EmbeddedDocuments) -> None:
    targets = {
        int(row)
        for batch in islice(windows(stories, 8, 4, seed=3, chances=PlanChances(0, 0)), 120)
        for row in batch.target_items[batch.next_is_concept.numpy()]
    }
    assert targets == set(stories.order[stories.kinds == SAID].tolist())


def test_plans_are_read_and_never_predicted(stories: EmbeddedDocuments) -> None:
    summaries = set(stories.summaries.tolist())
    read: set[int] = set()
    for batch in islice(windows(stories, 40, 4, seed=3, chances=PlanChances(0.2, 0.8)), 40):
        planned = (batch.kinds == PLAN).numpy()
        read |= set(batch.items[planned].tolist())
        assert not summaries & set(batch.target_items.flatten().tolist())
        assert not batch.is_sentence[batch.kinds == PLAN].any()
    assert summaries <= read


def test_few_documents_make_smaller_batches(stories: EmbeddedDocuments) -> None:
    batch = next(windows(stories, 96, 64, seed=1))
    assert len(batch.kinds) == 10
    assert batch.kinds.shape[1] <= 96


def test_fragility_of_what_follows_is_given_when_known(stories: EmbeddedDocuments) -> None:
    assert next(windows(stories, 8, 4, seed=1)).fragility is None
    stories.fragility = (np.arange(len(stories.vectors)) / 100).astype(np.float32)
    try:
        batch = next(windows(stories, 8, 4, seed=1))
        assert batch.fragility is not None
        asked = batch.next_is_concept.numpy()
        assert np.allclose(batch.fragility.numpy()[asked], batch.target_items[asked] / 100)
    finally:
        stories.fragility = np.zeros(0, np.float32)


def test_rows_are_the_places_that_a_sentence_follows(stories: EmbeddedDocuments) -> None:
    batch = next(windows(stories, 8, 4, seed=1))
    rows = batch.rows()
    assert batch.next_is_concept.flatten()[rows].all()
    assert len(rows) == int(batch.next_is_concept.sum())
    assert same(batch.to("cpu"), batch)

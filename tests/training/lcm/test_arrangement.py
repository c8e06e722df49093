from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.lcm.contract import ItemKind
from conceptwriter.training.lcm.arrangement import Arranger, PlanChances
from conceptwriter.training.lcm.data import EmbeddedDocuments
from tests.training.lcm.conftest import documents_of, unit_vectors

PLAN, SAID, BREAK, END = ItemKind.PLAN, ItemKind.CONCEPT, ItemKind.BREAK, ItemKind.END
NEAR_SECOND, NEAR_FIRST = 10, 11


@pytest.fixture(scope="module")
def documents() -> EmbeddedDocuments:
    """Two documents of two paragraphs and one of a single sentence; the first has a summary of two."""
    vectors = unit_vectors(12, seed=1)
    vectors[NEAR_SECOND - 1] = vectors[[3, 4]].mean(axis=0)
    vectors[NEAR_FIRST - 1] = vectors[[1, 2]].mean(axis=0)
    sequences = [
        [(PLAN, 1), (SAID, 2), (SAID, 3), (BREAK, 0), (SAID, 4), (SAID, 5), (END, 0)],
        [(SAID, 6), (SAID, 7), (BREAK, 0), (SAID, 8), (END, 0)],
        [(SAID, 9), (END, 0)],
    ]
    return documents_of(vectors, sequences, [[NEAR_SECOND, NEAR_FIRST], [], []])


def test_without_chances_documents_are_as_they_were_written(documents: EmbeddedDocuments) -> None:
    arranged = Arranger(documents, PlanChances(0, 0)).epoch(1, 0)
    for name in ("order", "kinds", "starts"):
        assert np.array_equal(getattr(arranged, name), getattr(documents, name))


def test_the_first_sentence_becomes_the_plan_of_its_paragraph(documents: EmbeddedDocuments) -> None:
    arranged = Arranger(documents, PlanChances(1, 0)).epoch(1, 0)
    assert arranged.order.tolist() == documents.order.tolist()
    assert arranged.kinds.tolist() == [
        *[PLAN, PLAN, SAID, BREAK, PLAN, SAID, END],
        # The last paragraph has one sentence only: nothing would be left to expand it to.
        *[PLAN, SAID, BREAK, SAID, END],
        *[SAID, END],
    ]


def test_the_nearest_summary_sentence_precedes_its_paragraph(documents: EmbeddedDocuments) -> None:
    arranged = Arranger(documents, PlanChances(0, 1)).epoch(1, 0)
    assert arranged.order.tolist() == [
        *[1, NEAR_FIRST, 2, 3, 0, NEAR_SECOND, 4, 5, 0],
        *[6, 7, 0, 8, 0],
        *[9, 0],
    ]
    assert arranged.kinds.tolist()[:9] == [PLAN, PLAN, SAID, SAID, BREAK, PLAN, SAID, SAID, END]
    assert arranged.starts.tolist() == [0, 9, 14, 16]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), epoch=st.integers(0, 50), first=st.floats(0, 1), summary=st.floats(0, 1))
def test_nothing_is_lost_or_changes_places(seed: int, epoch: int, first: float, summary: float) -> None:
    data = documents_of(
        unit_vectors(12, seed=1),
        [
            [(PLAN, 1), (SAID, 2), (SAID, 3), (BREAK, 0), (SAID, 4), (SAID, 5), (END, 0)],
            [(SAID, 6), (SAID, 7), (BREAK, 0), (SAID, 8), (END, 0)],
        ],
        [[10, 11], [12]],
    )
    arranged = Arranger(data, PlanChances(first, summary)).epoch(seed, epoch)
    kept = arranged.order < 10
    assert arranged.order[kept].tolist() == data.order.tolist()
    assert (arranged.kinds[~kept] == PLAN).all()
    assert (arranged.kinds[arranged.starts[1:] - 1] == END).all()
    changed = arranged.kinds[kept] != data.kinds
    assert set(np.flatnonzero(changed)) <= {1, 4, 7}


def test_epochs_differ_and_come_back(documents: EmbeddedDocuments) -> None:
    arranger = Arranger(documents, PlanChances(0.4, 0.4))

    def drawn(arranger: Arranger, seed: int) -> list[tuple[list[int], list[int]]]:
        epochs = (arranger.epoch(seed, number) for number in range(20))
        return [(arranged.kinds.tolist(), arranged.order.tolist()) for arranged in epochs]

    first = drawn(arranger, 1)
    assert first == drawn(Arranger(documents, PlanChances(0.4, 0.4)), 1)
    assert len({str(epoch) for epoch in first}) > 5
    assert first != drawn(arranger, 2)


def test_chances_are_kept() -> None:
    sequences = [
        [(PLAN, 1), *([(SAID, 2), (SAID, 3), (BREAK, 0)] * 400)[:-1], (END, 0)],
    ]
    data = documents_of(unit_vectors(5, seed=1), sequences, [[4, 5]])
    arranged = Arranger(data, PlanChances(0.2, 0.3)).epoch(1, 0)
    moved = int((arranged.kinds[arranged.order == 2] == PLAN).sum())
    inserted = len(arranged.order) - len(data.order)
    assert moved == pytest.approx(80, abs=30)
    assert inserted == pytest.approx(120, abs=35)

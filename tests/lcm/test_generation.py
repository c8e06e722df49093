"""Writing on freely: when it stops, and what it feeds back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.lcm import ItemKind, LcmError, Sampled, SampleSettings
from conceptwriter.lcm.generation import Stop, StopRules, write_on

Array = npt.NDArray[Any]
D = 5
START = np.eye(2, D, dtype=np.float32)
KINDS = np.array([ItemKind.PLAN, ItemKind.CONCEPT])


class Script:
    """Says what is written in it: after each concept a vector, and whether paragraph and document end."""

    def __init__(self, vectors: Array, ends: dict[int, float] | None = None, document_end: int = 99) -> None:
        self.vectors = vectors
        self.ends = ends or {}
        self.document_end = document_end
        self.seeds: list[int] = []

    def prepare(self, vectors: Array, kinds: Array) -> list[tuple[Array, int]]:
        return list(zip(vectors, (int(kind) for kind in kinds), strict=True))

    def extend(self, state: list[tuple[Array, int]], vector: Array, kind: int) -> list[tuple[Array, int]]:
        return [*state, (vector, int(kind))]

    def sample(
        self, state: list[tuple[Array, int]], n: int, settings: SampleSettings | None = None, seed: int = 0
    ) -> Sampled:
        self.seeds.append(seed)
        said = sum(kind == ItemKind.CONCEPT for _, kind in state) - 1
        end = self.ends.get(said, 0.0) if state[-1][1] == ItemKind.CONCEPT else 1.0
        vectors = np.tile(self.vectors[said % len(self.vectors)], (n, 1)).astype(np.float32)
        vectors[1:] += 10
        return Sampled(vectors, np.full(n, 1 / n, np.float32), end, float(said >= self.document_end))


DIFFERENT = np.eye(D)[[2, 3, 4, 0]]


def test_up_to_the_maximum() -> None:
    script = Script(DIFFERENT)
    found = write_on(script, START, KINDS, StopRules(maximum=3), seed=0)
    assert found.stopped is Stop.MAXIMUM
    np.testing.assert_array_equal(found.vectors, DIFFERENT[:3])
    assert found.kinds.tolist() == [ItemKind.CONCEPT] * 3
    assert script.seeds[:3] == [0, 1, 2]


def test_paragraphs_are_broken_once_each() -> None:
    found = write_on(Script(DIFFERENT, {2: 0.9}), START, KINDS, StopRules(maximum=4))
    assert found.kinds.tolist() == [0, 0, ItemKind.BREAK, 0, 0]
    assert not found.vectors[2].any()
    np.testing.assert_array_equal(found.concepts, DIFFERENT)


def test_one_paragraph() -> None:
    found = write_on(Script(DIFFERENT, {2: 0.9}), START, KINDS, StopRules(maximum=4, one_paragraph=True))
    assert found.stopped is Stop.PARAGRAPH
    assert found.kinds.tolist() == [0, 0]


def test_a_paragraph_has_a_longest() -> None:
    found = write_on(Script(DIFFERENT), START, KINDS, StopRules(maximum=4, longest_paragraph=2))
    assert found.kinds.tolist() == [0, 0, 2, 0, 0]


def test_the_document_ends_with_an_end() -> None:
    found = write_on(Script(DIFFERENT, document_end=2), START, KINDS)
    assert found.stopped is Stop.DOCUMENT
    assert found.kinds.tolist() == [0, 0, ItemKind.END]
    assert not found.vectors[2].any()


def test_nothing_ends_before_the_minimum() -> None:
    eager = Script(DIFFERENT, dict.fromkeys(range(4), 1.0), document_end=0)
    found = write_on(eager, START, KINDS, StopRules(maximum=4, minimum=3))
    assert found.kinds.tolist() == [0, 0, 0, ItemKind.END]


def test_repetition_stops_and_is_left_out() -> None:
    close = np.array([[0, 0, 1, 0, 0], [0, 0, 3, 0.3, 0]])
    found = write_on(Script(close), START, KINDS)
    assert found.stopped is Stop.REPETITION
    np.testing.assert_array_equal(found.vectors, close[:1])
    again = write_on(Script(close), START, KINDS, StopRules(maximum=4, repetition=None))
    assert again.stopped is Stop.MAXIMUM


def test_the_last_sentence_before_counts_as_repeated() -> None:
    found = write_on(Script(START[1:] * 2), START, KINDS)
    assert found.stopped is Stop.REPETITION
    assert len(found.vectors) == 0
    assert found.vectors.shape == (0, D)
    assert write_on(Script(START[:1]), START[:1], KINDS[:1], StopRules(maximum=1)).stopped is Stop.MAXIMUM


def test_likeness_is_that_of_raw_vectors() -> None:
    """Around a common centre two sentences are far apart; raw, as they are compared, they are alike."""
    centre = np.full(D, 10.0)
    found = write_on(Script(centre + np.eye(D)), np.ones((1, D)), KINDS[:1], StopRules(repetition=0.9))
    assert found.stopped is Stop.REPETITION
    assert len(found.vectors) == 1


def test_choosing_and_correcting() -> None:
    seen: list[int] = []

    def choose(sampled: Sampled, number: int) -> npt.NDArray[np.float32] | None:
        seen.append(number)
        return sampled.vectors[2] - 9 if number < 2 else None

    found = write_on(Script(DIFFERENT), START, KINDS, StopRules(repetition=None), draws=3, choose=choose)
    assert found.stopped is Stop.NOTHING
    assert seen == [0, 1, 2]
    np.testing.assert_array_equal(found.vectors, DIFFERENT[:2] + 1)


def test_it_can_be_stopped() -> None:
    script = Script(DIFFERENT)

    def check() -> None:
        if len(script.seeds) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_on(script, START, KINDS, check=check)


@pytest.mark.parametrize(
    "wrong", [{"maximum": 0}, {"minimum": 40}, {"minimum": -1}, {"longest_paragraph": 0}]
)
def test_impossible_rules_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(LcmError):
        StopRules(**wrong)  # type: ignore[arg-type]

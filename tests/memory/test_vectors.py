from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.memory import Encoder, Memory, Scope, TranslationMemoryError
from conceptwriter.memory import vectors as vectors_module
from conceptwriter.memory.vector_index import index_files
from tests.memory.units import GERMAN, unit

ENCODER = Encoder("toy", "1")


def filled(memory: Memory, number: int, dimension: int = 8) -> npt.NDArray[np.float32]:
    """So many units with random vectors (number, dimension); every second one into French."""
    draw = np.random.default_rng(1)
    matrix = draw.normal(size=(number, dimension)).astype(np.float32)
    memory.add(unit(f"Text {at}.", target_language=(GERMAN, "fra_Latn")[at % 2]) for at in range(number))
    memory.vectors.put(ENCODER, {at + 1: matrix[at] for at in range(number)})
    return matrix


def test_the_nearest_by_cosine(memory: Memory) -> None:
    matrix = filled(memory, 50)
    wanted = matrix[7] + 0.1 * matrix[8]
    cosines = matrix @ wanted / np.linalg.norm(matrix, axis=1) / np.linalg.norm(wanted)
    near = memory.vectors.nearest(ENCODER, 3 * wanted, limit=5)
    assert [one.id - 1 for one in near] == list(np.argsort(-cosines)[:5])
    assert near[0].cosine == pytest.approx(float(cosines.max()), abs=1e-5)


def test_into_one_language_only(memory: Memory) -> None:
    matrix = filled(memory, 50)
    near = memory.vectors.nearest(ENCODER, matrix[7], target_language=GERMAN, limit=25)
    assert {one.id % 2 for one in near} == {1}
    assert len(near) == 25
    assert memory.vectors.nearest(ENCODER, matrix[7], target_language="zul_Latn") == []


def test_what_has_no_vector_yet(memory: Memory) -> None:
    filled(memory, 3)
    memory.add([unit("New.")])
    assert memory.vectors.missing(ENCODER, 10) == [(4, "New.", "eng_Latn")]
    assert len(memory.vectors.missing(Encoder("toy", "2"), 10)) == 4
    assert memory.vectors.counts() == [("toy", "1", 3)]


def test_encoders_are_kept_apart(memory: Memory) -> None:
    matrix = filled(memory, 3)
    other = Encoder("toy", "2")
    assert memory.vectors.nearest(other, matrix[0]) == []
    memory.vectors.put(other, {2: np.ones(3, np.float32)})
    assert [one.id for one in memory.vectors.nearest(other, np.ones(3, np.float32))] == [2]


def test_a_vector_can_be_replaced_and_goes_with_its_unit(memory: Memory) -> None:
    matrix = filled(memory, 10)
    assert memory.vectors.nearest(ENCODER, matrix[0], limit=1)[0].id == 1
    memory.vectors.put(ENCODER, {1: -matrix[0]})
    assert memory.vectors.nearest(ENCODER, -matrix[0], limit=1)[0].id == 1
    memory.forget(Scope(ids=(1,)))
    assert memory.vectors.nearest(ENCODER, -matrix[0], limit=1)[0].id != 1
    memory.vectors.put(ENCODER, {1: matrix[0]})  # a unit that is gone
    assert memory.vectors.counts() == [("toy", "1", 9)]


@pytest.mark.parametrize(
    "wrong", [np.zeros(8), np.full(8, np.nan), np.full(8, np.inf), np.ones(7), np.ones((2, 8))]
)
def test_wrong_vectors_are_refused(memory: Memory, wrong: npt.NDArray[np.float64]) -> None:
    filled(memory, 3)
    vector = wrong.astype(np.float32)
    with pytest.raises(TranslationMemoryError, match=r"numbers|zero or not finite"):
        memory.vectors.put(ENCODER, {1: vector})
    with pytest.raises(TranslationMemoryError, match=r"numbers|zero or not finite"):
        memory.vectors.nearest(ENCODER, vector)
    memory.vectors.put(ENCODER, {})


def test_another_process_adds_vectors(memory: Memory) -> None:
    matrix = filled(memory, 5)
    with Memory(memory.path) as other:
        other.add([unit("New.")])
        wanted = -matrix.mean(axis=0)
        memory.vectors.nearest(ENCODER, wanted)
        other.vectors.put(ENCODER, {6: wanted})
    assert memory.vectors.nearest(ENCODER, wanted, limit=1)[0].id == 6


def test_the_index_finds_the_same_and_what_is_newer(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "MOST_COMPARED", 100)
    matrix = filled(memory, 300)
    plain = [memory.vectors.nearest(ENCODER, matrix[at], limit=5) for at in range(0, 300, 30)]
    path = memory.vectors.make_index(ENCODER)
    assert path is not None
    assert index_files(memory.path) == [path]
    indexed = [memory.vectors.nearest(ENCODER, matrix[at], limit=5) for at in range(0, 300, 30)]
    assert [one.id for near in indexed for one in near] == [one.id for near in plain for one in near]
    memory.add([unit("New.")])
    memory.vectors.put(ENCODER, {301: -matrix[0]})
    assert memory.vectors.nearest(ENCODER, -matrix[0], limit=1)[0].id == 301
    memory.forget(Scope(ids=(31,)))
    assert memory.vectors.nearest(ENCODER, matrix[30], limit=1)[0].id != 31
    again = memory.vectors.make_index(ENCODER)
    assert index_files(memory.path) == [again]
    assert again != path


def test_few_vectors_need_no_index_and_a_damaged_one_is_not_used(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = filled(memory, 50)
    assert memory.vectors.make_index(ENCODER) is None
    assert memory.vectors.make_index(Encoder("none", "1")) is None
    damaged: Path = memory.path.with_name(f"{memory.path.name}.1.50.usearch")
    damaged.write_bytes(b"nothing of the kind" * 50)
    assert memory.vectors.nearest(ENCODER, matrix[3], limit=1)[0].id == 4

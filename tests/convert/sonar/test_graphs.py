"""The graphs of SONAR against float32 computed with NumPy, and against what Meta's own package answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.convert.checkpoints import SonarWeights
from conceptwriter.convert.graph_file import GraphFile
from conceptwriter.convert.products import PRECISIONS, Products
from conceptwriter.convert.sonar import reference as sonar_reference
from conceptwriter.convert.sonar.files import opened
from conceptwriter.convert.sonar.graphs import same_table
from conceptwriter.runtime.saturation import SAFE_LEVELS
from conceptwriter.runtime.sessions import Graph
from tests.convert.toy_sonar import ANSWERS, SOURCES, Stepping, padded, write_files

Towers = tuple[SonarWeights, SonarWeights]
IDS = [[847, 40, 300, 77, 512, 3], [850, 9, 3], [900, 44, 45, 46, 47, 48, 49, 50, 3]]
TEXT = [3, 847, 40, 300, 77, 512]
LEAST_COSINE = {"float32": 0.999999, "float16": 0.99999, "int8": 0.9995, "int4": 0.98}
WORST_MEAN_SCORE = {"float32": 1e-5, "float16": 1e-2, "int8": 0.1, "int4": 0.6}


def vectors_of(folder: Path, ids: list[list[int]]) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = Graph(folder / "encoder.onnx").run({"input_ids": padded(ids)})["vectors"]
    return found


def cosines(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[Any]:
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return np.asarray(np.sum(left * right, axis=1) / lengths)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_vectors_are_those_of_float32(written: dict[str, Path], towers: Towers, precision: str) -> None:
    expected = sonar_reference.encode(towers[0], IDS)
    found = vectors_of(written[precision], IDS)
    assert found.dtype == np.float32
    assert cosines(found, expected).min() > LEAST_COSINE[precision]


def test_vectors_are_those_of_the_original(written: dict[str, Path]) -> None:
    with np.load(ANSWERS) as answers:
        ids, expected = answers["source_ids"], answers["vectors"]
    found = Graph(written["float32"] / "encoder.onnx").run({"input_ids": ids})["vectors"]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_vector_does_not_depend_on_its_batch(written: dict[str, Path], precision: str) -> None:
    together = vectors_of(written[precision], IDS)
    for row, ids in enumerate(IDS):
        alone = vectors_of(written[precision], [ids])[0]
        worst = 2e-3 if precision == "float16" else 1e-6  # half a unit in the last place of half precision
        assert np.abs(alone - together[row]).max() <= worst


@pytest.mark.parametrize("precision", PRECISIONS)
def test_scores_are_those_of_float32(written: dict[str, Path], towers: Towers, precision: str) -> None:
    vectors = sonar_reference.encode(towers[0], IDS[:1])
    exact, inexact = Stepping(written["float32"], vectors), Stepping(written[precision], vectors)
    best = sonar_reference.most_likely(towers[1], vectors, [TEXT])[0]
    for place, token in enumerate(TEXT):
        choices, scores = exact.step([token], count=1006)
        assert choices[0, 0] == best[place]
        assert np.all(np.diff(scores[0]) <= 0)
        assert np.exp(scores[0].astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)
        others, other_scores = inexact.step([token], count=1006)
        expected = np.empty(1006)
        expected[choices[0]] = scores[0]
        assert np.abs(other_scores[0] - expected[others[0]]).mean() < WORST_MEAN_SCORE[precision]


def test_scores_are_those_of_the_original(written: dict[str, Path]) -> None:
    with np.load(ANSWERS) as answers:
        ids, logits, vectors = answers["target_ids"], answers["logits"], answers["vectors"]
    expected = logits - np.log(np.exp(logits).sum(axis=2, keepdims=True))
    steps = Stepping(written["float32"], vectors[: len(ids)])
    for place in range(ids.shape[1]):
        choices, scores = steps.step(list(ids[:, place]), count=7)
        wanted = np.take_along_axis(expected[:, place], choices, axis=1)
        np.testing.assert_allclose(scores, wanted, rtol=1e-4, atol=1e-4)
        assert np.array_equal(choices[:, 0], expected[:, place].argmax(axis=1))


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_rows_continue_from_the_rows_they_name(
    written: dict[str, Path], towers: Towers, precision: str
) -> None:
    vectors = sonar_reference.encode(towers[0], IDS)
    steps = Stepping(written[precision], vectors)
    steps.step([3, 3, 3])
    steps.step([847, 850, 900])
    choices, scores = steps.step([41, 42, 43, 44], rows=[2, 0, 2, 1])
    for row, text in enumerate(([3, 900, 41], [3, 847, 42], [3, 900, 43], [3, 850, 44])):
        alone = Stepping(written[precision], vectors[[2, 0, 2, 1]][row : row + 1])
        for token in text:
            expected = alone.step([token])
        np.testing.assert_array_equal(choices[row], expected[0][0])
        np.testing.assert_allclose(scores[row], expected[1][0], rtol=0, atol=1e-5)


def test_a_cut_head_chooses_among_the_kept_as_the_whole_one_does(
    written: dict[str, Path], towers: Towers, tmp_path: Path
) -> None:
    cut = write_files(tmp_path / "cut", "float32", ["rus_Cyrl"])
    quantised = write_files(tmp_path / "cut8", "int8", ["rus_Cyrl"])
    vectors = sonar_reference.encode(towers[0], IDS[:1])
    whole, some, other = (Stepping(folder, vectors) for folder in (written["float32"], cut, quantised))
    for token in TEXT:
        kept, scores = some.step([token], count=400)
        every, all_scores = whole.step([token], count=1006)
        of_kept = np.isin(every[0], kept[0])
        assert 400 <= of_kept.sum() < 1006
        np.testing.assert_array_equal(kept[0], every[0][of_kept][:400])
        shift = scores[0] - all_scores[0][of_kept][:400]
        assert np.ptp(shift) < 1e-4
        assert shift[0] >= 0
        assert set(other.step([token], count=300)[0][0]) <= set(every[0])


def test_a_smaller_head_makes_a_smaller_file(written: dict[str, Path], tmp_path: Path) -> None:
    cut = write_files(tmp_path / "cut8", "int8", ["rus_Cyrl"])
    name = "decoder_step.onnx.data"
    assert (cut / name).stat().st_size < (written["int8"] / name).stat().st_size


def test_embeddings_are_shared_when_they_are_the_same(towers: Towers) -> None:
    encoder, decoder = towers
    names = ("encoder_frontend.embed.weight", "decoder_frontend.embed.weight")
    assert not same_table(encoder, decoder)
    with opened(SOURCES) as (_, again):
        encoder.tensors[names[0]] = again.tensors[names[1]]
        assert same_table(encoder, decoder)


@pytest.mark.parametrize("through_relu", [False, True])
def test_rows_of_zeros_stay_zeros_in_int8(tmp_path: Path, through_relu: bool) -> None:
    weights = np.random.default_rng(0).standard_normal((3, 8)).astype(np.float32)
    with GraphFile(tmp_path / "zeros.onnx") as graph:
        rows = graph.input("rows", np.float32, ["m", 8])
        product = Products(graph, "int8", SAFE_LEVELS).linear(rows, weights, through_relu=through_relu)
        graph.output("product", product, np.float32, ["m", 3])
    given = np.stack([np.zeros(8), np.full(8, -1.0), np.arange(8.0)]).astype(np.float32)
    found = Graph(tmp_path / "zeros.onnx").run({"rows": given})["product"]
    expected = np.maximum(given, 0) @ weights.T if through_relu else given @ weights.T
    np.testing.assert_allclose(found, expected, rtol=0, atol=0.2)
    assert not found[0].any()
    assert through_relu == (not found[1].any())

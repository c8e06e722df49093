"""The decoding step that chooses in its graph, on a toy graph with a past that shows every mistake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.choices import Choices, Indices, Stepper
from conceptwriter.codec.search import SearchRules, search
from conceptwriter.codec.stepper import ChoosingStepper, bytes_a_position, present_of
from conceptwriter.runtime.device import CUDA
from conceptwriter.runtime.sessions import Graph, Interrupt, Interrupted, available_providers
from tests.runtime.toy_graphs import write_chooser

VOCABULARY, END, TAG = 23, 3, 5
RULES = SearchRules(
    (END, TAG), END, np.arange(VOCABULARY) < 3, length_offset=1, score_prompt=True, force_end=True
)
CONDITION = {"condition": np.random.default_rng(4).normal(0, 2, (6, 2, 6)).astype(np.float32)}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return Graph(write_chooser(tmp_path_factory.mktemp("graph") / "decoder_step.onnx", VOCABULARY))


@pytest.fixture
def bound(graph: Graph) -> Graph:
    """The same graph run with values bound to a device, as on a GPU; the device is the CPU's memory."""
    copy = Graph(graph.path)
    copy._binds = True
    return copy


class Replay:
    """Runs every row anew from its first token: slow, and without anything to mistake."""

    size = VOCABULARY

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._condition = CONDITION["condition"]
        self._fed: list[list[int]] = [[] for _ in self._condition]

    def step(self, tokens: Indices, count: int) -> Choices:
        self._fed = [[*fed, int(token)] for fed, token in zip(self._fed, tokens, strict=True)]
        return self.again(count)

    def again(self, count: int) -> Choices:
        found = [self._row(row, count) for row in range(len(self._fed))]
        return Choices(
            np.concatenate([choices.tokens for choices in found]),
            np.concatenate([choices.scores for choices in found]),
        )

    def keep(self, rows: Indices) -> None:
        self._fed = [self._fed[int(row)] for row in rows]
        self._condition = self._condition[rows]

    def _row(self, row: int, count: int) -> Choices:
        stepper = ChoosingStepper(self._graph, {"condition": self._condition[row : row + 1]}, self.size)
        for token in self._fed[row]:
            found = stepper.step(np.array([token]), count)
        return found


@pytest.mark.parametrize(
    "options", [DecodeOptions(beam_size=1), DecodeOptions(beam_size=4), DecodeOptions(sample=True)]
)
@pytest.mark.parametrize("kind", ["graph", "bound"])
def test_rows_and_past_are_kept_in_order(
    graph: Graph, options: DecodeOptions, kind: str, request: pytest.FixtureRequest
) -> None:
    options = replace(options, maximum_tokens=12, no_repeat_ngram=2)
    stepper = ChoosingStepper(request.getfixturevalue(kind), CONDITION, VOCABULARY)
    found = search(stepper, 6, RULES, options)
    wanted = search(Replay(graph), 6, RULES, options)
    assert [hypothesis.tokens for hypothesis in found] == [hypothesis.tokens for hypothesis in wanted]
    assert [hypothesis.rank(1.0, 1) for hypothesis in found] == pytest.approx(
        [hypothesis.rank(1.0, 1) for hypothesis in wanted], abs=1e-4
    )
    assert len({hypothesis.tokens for hypothesis in found}) > 2


@pytest.mark.parametrize("kind", ["graph", "bound"])
def test_asking_again_changes_nothing(kind: str, request: pytest.FixtureRequest) -> None:
    def walk(asks: int) -> Choices:
        stepper: Stepper = ChoosingStepper(request.getfixturevalue(kind), CONDITION, VOCABULARY)
        stepper.step(np.full(6, END), 2)
        stepper.keep(np.array([5, 5, 0]))
        first = stepper.step(np.array([7, 8, 9]), 4)
        for _ in range(asks):
            more = stepper.again(9)
            np.testing.assert_array_equal(more.tokens[:, :4], first.tokens)
        stepper.keep(np.array([2, 0]))
        stepper.keep(np.array([1, 0, 0]))
        return stepper.step(np.array([10, 11, 12]), VOCABULARY)

    once, twice = walk(0), walk(2)
    np.testing.assert_array_equal(once.tokens, twice.tokens)
    np.testing.assert_array_equal(once.scores, twice.scores)
    assert once.tokens.shape == (3, VOCABULARY)


def test_no_more_is_asked_for_than_there_is(graph: Graph, tmp_path: Path) -> None:
    assert ChoosingStepper(graph, CONDITION, VOCABULARY).step(np.full(6, END), 10**6).count == VOCABULARY
    cut = Graph(write_chooser(tmp_path / "cut.onnx", VOCABULARY, kept=9))
    stepper = ChoosingStepper(cut, CONDITION, VOCABULARY)
    assert set(stepper.step(np.full(6, END), VOCABULARY).tokens.ravel().tolist()) == set(range(14, 23))
    options = DecodeOptions(beam_size=3, maximum_tokens=4)
    found = search(ChoosingStepper(cut, CONDITION, VOCABULARY), 6, RULES, options)
    assert all(set(hypothesis.tokens) <= set(range(14, 23)) for hypothesis in found)
    assert all(hypothesis.prompt == 0 for hypothesis in found)  # the tag is none of the nine


def test_bound_values_stay_where_they_are(bound: Graph) -> None:
    stepper = ChoosingStepper(bound, CONDITION, VOCABULARY)
    stepper.step(np.full(6, END), 1)
    assert {type(value).__name__ for value in stepper._past.values()} == {"OrtValue"}
    assert {name.replace("past", "present", 1) for name in stepper._past} == set(present_of(bound))


def test_a_bound_run_can_be_stopped(bound: Graph) -> None:
    interrupt = Interrupt()
    stepper = ChoosingStepper(bound, CONDITION, VOCABULARY, interrupt)
    stepper.step(np.full(6, END), 1)
    interrupt.set()
    with pytest.raises(Interrupted):
        stepper.step(np.full(6, TAG), 1)


def test_the_size_of_the_past_is_known_beforehand(graph: Graph) -> None:
    assert bytes_a_position(graph) == 2 * 2 * 6 * 4  # key and value of two layers, six float32 each


def test_a_step_without_fixed_sizes_is_named(graph: Graph) -> None:
    with pytest.raises(BundleError, match="past_key_0 must fix the size of axis 2"):
        graph.sizes("past_key_0", (1, 2))


@pytest.mark.skipif(CUDA not in available_providers(), reason="needs ONNX Runtime with CUDA and a GPU")
def test_on_a_gpu_the_texts_are_the_same(graph: Graph) -> None:
    on_gpu = Graph(graph.path, providers=(CUDA, "CPUExecutionProvider"))
    if on_gpu.device != "cuda":
        pytest.skip("ONNX Runtime has CUDA, but it did not start here")
    options = DecodeOptions(beam_size=4, maximum_tokens=12)
    found = search(ChoosingStepper(on_gpu, CONDITION, VOCABULARY), 6, RULES, options)
    wanted = search(ChoosingStepper(graph, CONDITION, VOCABULARY), 6, RULES, options)
    assert [hypothesis.tokens for hypothesis in found] == [hypothesis.tokens for hypothesis in wanted]

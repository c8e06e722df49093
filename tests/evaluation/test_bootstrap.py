from __future__ import annotations

import numpy as np
import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.evaluation.bootstrap import (
    FEWEST_GROUPS,
    bleu,
    chrf,
    chrf_plus_plus,
    corpus_figure,
    difference_figure,
    mean_difference_figure,
    mean_figure,
    median_figure,
    ratio_figure,
)

OUTPUTS = ["The boats came in at dawn.", "Nobody is waiting here.", "The bell rang.", "He read it."]
REFERENCES = [
    ["The boats came in at dawn.", "At dawn the boats came in."],
    ["Nobody was waiting."],
    ["A bell was ringing.", "The bell rang."],
    ["He opened the letter."],
]


@pytest.mark.parametrize("metric", [bleu(), chrf(), chrf_plus_plus()])
def test_corpus_scores_are_those_of_sacrebleu(metric: object) -> None:
    streams = [[texts[k] if k < len(texts) else None for texts in REFERENCES] for k in range(2)]
    found = metric.figure(OUTPUTS, REFERENCES)  # type: ignore[attr-defined]
    expected = metric.metric.corpus_score(OUTPUTS, streams).score  # type: ignore[attr-defined]
    assert found.value == pytest.approx(expected)
    assert found.low <= found.value <= found.high
    assert found.items == 4


def test_a_further_reference_counts() -> None:
    one = chrf().figure(OUTPUTS[2:3], [["A bell was ringing."]])
    two = chrf().figure(OUTPUTS[2:3], [["A bell was ringing.", "The bell rang."]])
    assert two.value == pytest.approx(100)
    assert one.value < 50


def test_chrf_plus_plus_counts_words() -> None:
    expected = sacrebleu.corpus_chrf(["a b"], [["b a"]], word_order=2).score
    assert chrf_plus_plus().figure(["a b"], [["b a"]]).value == pytest.approx(expected)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30), st.integers(0, 9))
def test_an_interval_lies_within_the_values(values: list[float], seed: int) -> None:
    found = mean_figure(values, seed=seed, resamples=50)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found == mean_figure(values, seed=seed, resamples=50)


def test_the_interval_of_a_mean_is_the_known_one() -> None:
    values = np.random.default_rng(3).standard_normal(2000)
    found = mean_figure(values)
    error = 1.96 * values.std() / np.sqrt(len(values))
    assert found.high - found.low == pytest.approx(2 * error, rel=0.1)


def test_items_of_one_document_are_drawn_together() -> None:
    values = np.repeat(np.random.default_rng(3).standard_normal(20), 50)
    groups = np.repeat(np.arange(20), 50)
    alone, together = mean_figure(values), mean_figure(values, groups=groups)
    assert together.value == alone.value
    assert together.high - together.low > 4 * (alone.high - alone.low)


def test_too_few_documents_are_no_groups() -> None:
    values = [0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    few = [0] * 3 + [1] * 3
    assert FEWEST_GROUPS > 2
    assert mean_figure(values, groups=few) == mean_figure(values)


def test_no_error_among_few_is_not_certainty() -> None:
    found = mean_figure(np.zeros(100, dtype=bool))
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(0.0362, abs=1e-3)
    assert mean_figure(np.ones(100, dtype=bool)).low == pytest.approx(1 - 0.0362, abs=1e-3)


def test_a_ratio_weighs_items_by_what_they_have() -> None:
    assert ratio_figure([1, 0, 3], [1, 2, 3]).value == pytest.approx(4 / 6)


def test_paired_differences_are_narrow() -> None:
    draw = np.random.default_rng(5)
    base = draw.standard_normal(200) * 10
    better = base + 1 + 0.01 * draw.standard_normal(200)
    found = mean_difference_figure(better, base)
    assert 0.99 < found.low <= found.value <= found.high < 1.01
    same = difference_figure(base[:, None], base[:, None], lambda sums: float(sums[0]))
    assert (same.low, same.high) == (0, 0)


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        mean_figure([])
    with pytest.raises(ValueError, match="differ in shape"):
        difference_figure([[1.0]], [[1.0], [2.0]], float)
    with pytest.raises(ValueError, match="2 groups for 1"):
        corpus_figure([[1.0]], lambda sums: float(sums[0]), groups=[1, 2])


def test_a_median_does_not_mind_one_long_wait() -> None:
    found = median_figure([1.0, 1.1, 0.9, 1.0, 60.0])
    assert found.value == 1.0
    assert 0.9 <= found.low <= 1.0 <= found.high <= 60
    with pytest.raises(ValueError, match="at least one item"):
        median_figure([])

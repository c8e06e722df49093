"""Drawing from residual codebooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.lcm import LcmError
from conceptwriter.lcm.residual import DrawSettings, draw_entries, draw_levels, from_residual, probabilities

Array = npt.NDArray[Any]
BOOKS = np.random.default_rng(2).standard_normal((3, 8, 5)).astype(np.float16)


def logits_of_level(total: Array, level: int) -> Array:
    """Level 0 wants entry 1, level 1 entry 3, level 2 entry 5; the sum so far is looked at."""
    assert total.dtype == np.float32
    wanted = np.full((len(total), 8), -20.0)
    wanted[:, 1 + 2 * level] = 20
    wanted += total.sum(axis=1, keepdims=True)
    return wanted


def test_levels_add_up() -> None:
    found, scores = draw_levels(logits_of_level, BOOKS, 4, DrawSettings(), np.random.default_rng(0))
    np.testing.assert_allclose(
        found, np.tile(BOOKS[[0, 1, 2], [1, 3, 5]].astype(np.float32).sum(0), (4, 1)), rtol=1e-5
    )
    np.testing.assert_allclose(scores, 1.0, atol=1e-5)


def test_each_level_sees_the_sum_before_it() -> None:
    seen: list[Array] = []

    def watched(total: Array, level: int) -> Array:
        seen.append(total.copy())
        return logits_of_level(total, level)

    draw_levels(watched, BOOKS, 1, DrawSettings(), np.random.default_rng(0))
    np.testing.assert_array_equal(seen[0], 0)
    np.testing.assert_allclose(seen[1][0], BOOKS[0, 1])
    np.testing.assert_allclose(seen[2][0], BOOKS[0, 1].astype(np.float32) + BOOKS[1, 3].astype(np.float32))


def test_scores_are_the_mean_probability() -> None:
    def halves(total: Array, level: int) -> Array:
        return np.where(np.arange(8) < 2, 0.0, -np.inf) * np.ones((len(total), 1))

    _, scores = draw_levels(halves, BOOKS, 5, DrawSettings(temperature=0.1), np.random.default_rng(0))
    np.testing.assert_allclose(scores, 0.5)


def test_draws_follow_the_probabilities() -> None:
    logits = np.tile(np.log([0.1, 0.2, 0.7]), (30_000, 1))
    drawn = draw_entries(logits, DrawSettings(), np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(drawn) / len(drawn), [0.1, 0.2, 0.7], atol=0.01)
    hot = draw_entries(logits, DrawSettings(temperature=2), np.random.default_rng(0))
    wanted = np.sqrt([0.1, 0.2, 0.7])
    np.testing.assert_allclose(np.bincount(hot) / len(hot), wanted / wanted.sum(), atol=0.01)


def test_without_temperature_the_most_likely_is_taken() -> None:
    logits = np.random.default_rng(0).standard_normal((50, 9))
    found = draw_entries(logits, DrawSettings(temperature=0), np.random.default_rng(0))
    np.testing.assert_array_equal(found, logits.argmax(axis=1))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 999), top_k=st.integers(0, 12), top_p=st.floats(0.01, 1.0))
def test_only_the_most_likely_are_drawn(seed: int, top_k: int, top_p: float) -> None:
    logits = np.random.default_rng(seed).standard_normal((1, 10)) * 2
    drawn = draw_entries(
        np.tile(logits, (200, 1)), DrawSettings(1.0, top_k, top_p), np.random.default_rng(seed)
    )
    order = np.argsort(-logits[0])
    allowed = order[: top_k or 10]
    shares = probabilities(logits[:, allowed])[0]
    nucleus = allowed[: int((shares.cumsum() - shares < top_p).sum())]
    assert set(drawn) <= set(nucleus)
    assert order[0] in nucleus


def test_continuous_draws_by_distance() -> None:
    wanted = BOOKS[1, 4].astype(np.float32)
    near = from_residual(lambda total, level: np.tile(wanted, (len(total), 1)), BOOKS, beta=2.0)
    found = near(np.zeros((1, 5), np.float32), 1)
    distances = ((BOOKS[1].astype(np.float64) - wanted) ** 2).sum(axis=1)
    np.testing.assert_allclose(found[0], -2.0 * distances, atol=1e-5)
    assert found[0].argmax() == 4


def test_a_seed_determines_everything() -> None:
    def flat(total: Array, level: int) -> Array:
        return np.zeros((len(total), 8))

    one, same, other = (
        draw_levels(flat, BOOKS, 6, DrawSettings(), np.random.default_rng(seed))[0] for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_it_can_be_stopped_between_levels() -> None:
    asked: list[int] = []

    def check() -> None:
        if len(asked) == 2:
            raise KeyboardInterrupt

    def flat(total: Array, level: int) -> Array:
        asked.append(level)
        return np.zeros((len(total), 8))

    with pytest.raises(KeyboardInterrupt):
        draw_levels(flat, BOOKS, 1, DrawSettings(), np.random.default_rng(0), check)
    assert asked == [0, 1]


@pytest.mark.parametrize("wrong", [{"temperature": -1}, {"top_k": -1}, {"top_p": 0}, {"top_p": 1.1}])
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(LcmError):
        DrawSettings(**wrong)  # type: ignore[arg-type]

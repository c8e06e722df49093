"""What is fitted tells probabilities that come true, and the same ones each time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.assistant.confidence import logistic
from conceptwriter.evaluation.confidence.fitting import FEW_USABLE, fit, unlikely_below
from conceptwriter.evaluation.reliability import bins_of, calibration_error


def made_up(
    count: int, slope: float, intercept: float, seed: int = 1
) -> tuple[list[dict[str, float]], list[bool], list[float]]:
    """Texts whose probability of being usable is known: one feature tells it, another says nothing."""
    draw = np.random.default_rng(seed)
    telling, noise = draw.normal(3.0, 2.0, count), draw.normal(size=count)
    chances = [logistic(slope * (value - 3.0) / 2.0 + intercept) for value in telling]
    features = [{"telling": float(a), "noise": float(b)} for a, b in zip(telling, noise, strict=True)]
    return features, [bool(draw.random() < chance) for chance in chances], chances


@settings(max_examples=15, deadline=None)
@given(st.floats(-2.5, 2.5), st.floats(-1.5, 1.5), st.integers(0, 1000))
def test_known_probabilities_are_recovered(slope: float, intercept: float, seed: int) -> None:
    features, usable, chances = made_up(4000, slope, intercept, seed)
    told = fit(features, usable).chances(features)
    assert float(np.abs(told - chances).mean()) < 0.05


@settings(max_examples=15, deadline=None)
@given(st.floats(0.5, 3.0), st.integers(0, 1000))
def test_more_of_what_tells_is_never_less_likely(slope: float, seed: int) -> None:
    features, usable, _ = made_up(600, slope, -0.5, seed)
    fitted = fit(features, usable)
    told = fitted.chances([{"telling": value, "noise": 0.0} for value in np.linspace(-20, 30, 60)])
    assert list(told) == sorted(told)
    assert told.min() >= 0
    assert told.max() <= 1


def test_it_is_calibrated_on_what_it_was_not_fitted_on() -> None:
    fitted = fit(*made_up(3000, 2.0, -1.0, seed=1)[:2])
    features, usable, _ = made_up(3000, 2.0, -1.0, seed=2)
    assert calibration_error(bins_of(fitted.chances(features), usable, 10)) < 0.04


def test_the_same_texts_give_the_same_numbers() -> None:
    first, second = (fit(*made_up(500, 1.0, 0.0)[:2]) for _ in range(2))
    assert (first.intercept, first.weights) == (second.intercept, second.weights)


def test_texts_that_are_told_apart_for_sure_still_get_finite_weights() -> None:
    features = [{"telling": float(number)} for number in range(100)]
    fitted = fit(features, [number >= 50 for number in range(100)])
    told = fitted.chances(features)
    assert 0 < told[0] < 0.1
    assert 0.9 < told[-1] < 1
    assert abs(fitted.weights["telling"].weight) < 100


def test_a_feature_that_never_varies_is_left_out() -> None:
    features = [{"telling": float(number), "same": 1.0} for number in range(100)]
    assert fit(features, [number % 3 == 0 for number in range(100)]).weights.keys() == {"telling"}


@pytest.mark.parametrize("usable", [[], [True, True], [False]])
def test_both_kinds_of_texts_are_needed(usable: list[bool]) -> None:
    with pytest.raises(ValueError, match="usable"):
        fit([{"telling": 0.0} for _ in usable], usable)


def test_below_the_threshold_hardly_any_text_is_usable() -> None:
    chances = [number / 1000 for number in range(1000)]
    usable = [number % 10 < number // 100 for number in range(1000)]
    threshold = unlikely_below(chances, usable)
    below = [good for chance, good in zip(chances, usable, strict=True) if chance < threshold]
    assert sum(below) / len(below) <= FEW_USABLE
    assert threshold == pytest.approx(0.25)


def test_where_even_the_least_likely_are_usable_nothing_is_unlikely() -> None:
    assert unlikely_below([0.01, 0.5, 0.9], [True, True, True]) == 0
    assert unlikely_below([], []) == 0

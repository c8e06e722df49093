"""The robust normaliser: the right quantiles, and a floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.lcm import LcmError
from conceptwriter.lcm.normaliser import Normaliser, fit

DRAW = np.random.default_rng(5)


def test_gaussian_data_gets_its_deviation() -> None:
    deviations = np.array([0.5, 1.0, 3.0, 10.0])
    found = fit(DRAW.standard_normal((40_000, 4)) * deviations + [1, 0, -2, 7])
    np.testing.assert_allclose(found.scale, deviations, rtol=0.04)
    np.testing.assert_allclose(found.centre, [1, 0, -2, 7], atol=0.2)


def test_heavy_tails_do_not_blow_up_the_scale() -> None:
    """Quantiles 0.25 % to 0.75 %, asked for by mistake, make the scale of such data four times larger."""
    found = fit(DRAW.standard_t(4, (40_000, 3)))
    np.testing.assert_allclose(found.scale, 0.7413 * 2 * 0.7407, rtol=0.04)  # quartiles of t(4): +-0.7407


def test_outliers_change_little() -> None:
    values = DRAW.standard_normal((1000, 2))
    spoilt = values.copy()
    spoilt[:20] = 1e6
    np.testing.assert_allclose(fit(spoilt).scale, fit(values).scale, rtol=0.1)


def test_near_constant_dimensions_get_a_floor() -> None:
    values = DRAW.standard_normal((5000, 8))
    values[:, 3] *= 1e-7
    values[:, 5] = 2.0
    found = fit(values)
    assert found.scale[3] == pytest.approx(0.1 * np.median(found.scale), rel=0.3)
    assert found.scale[5] == found.scale[3] > 0
    assert np.abs(found.normalise(values + 1e-3)).max() < 10


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(8, 40), dimension=st.integers(1, 9))
def test_there_and_back(seed: int, rows: int, dimension: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.standard_normal((rows, dimension)) * draw.uniform(0.1, 10, dimension)
    found = fit(values)
    back = found.denormalise(found.normalise(values))
    assert back.dtype == np.float32
    np.testing.assert_allclose(back, values, atol=1e-4)


@pytest.mark.parametrize(
    "values", [np.zeros((7, 3)), np.zeros((20, 3)), np.zeros(20), np.full((20, 3), np.nan)]
)
def test_unusable_vectors_are_refused(values: np.ndarray) -> None:
    with pytest.raises(LcmError, match="normaliser"):
        fit(values)


@pytest.mark.parametrize(
    ("centre", "scale"), [([0, 0], [1, 0]), ([0, 0], [1]), ([0, np.nan], [1, 1]), ([[0]], [[1]])]
)
def test_impossible_numbers_are_refused(centre: list[float], scale: list[float]) -> None:
    with pytest.raises(LcmError):
        Normaliser(np.array(centre, np.float32), np.array(scale, np.float32))

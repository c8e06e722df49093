"""Weights as whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as np_strategies

from conceptwriter.convert.quantising import (
    BLOCK,
    quantise_blocks,
    quantise_rows,
)
from conceptwriter.runtime.saturation import ALL_LEVELS, SAFE_LEVELS

matrices = np_strategies.arrays(
    np.float32,
    st.tuples(st.integers(1, 6), st.integers(1, 70)),
    elements=st.floats(-100, 100, width=32),
)


@settings(max_examples=60, deadline=None)
@given(matrices, st.sampled_from([ALL_LEVELS, SAFE_LEVELS]))
def test_no_weight_is_off_by_more_than_half_a_level(matrix: npt.NDArray[Any], levels: int) -> None:
    stored = quantise_rows(matrix, levels)
    assert np.abs(stored.values).max() <= levels
    error = np.abs(stored.values * stored.scales[:, None] - matrix)
    assert np.all(error <= stored.scales[:, None] * 0.501 + 1e-30)


@settings(max_examples=60, deadline=None)
@given(matrices, st.sampled_from([4, 8]))
def test_no_weight_of_a_block_is_off_by_more_than_a_level(matrix: npt.NDArray[Any], bits: int) -> None:
    stored = quantise_blocks(matrix, bits)
    whole = stored.values
    if bits == 4:
        whole = np.stack([whole & 15, whole >> 4], axis=-1).reshape(*whole.shape[:2], BLOCK)
    restored = (whole.astype(np.float32) - (1 << bits - 1)) * stored.scales[..., None]
    error = np.abs(restored.reshape(len(matrix), -1)[:, : matrix.shape[1]] - matrix)
    level = np.repeat(np.abs(stored.scales), BLOCK, axis=1)[:, : matrix.shape[1]]
    assert np.all(error <= level * 1.001 + 1e-30)


def test_large_matrices_are_taken_in_stretches() -> None:
    matrix = np.random.default_rng(0).standard_normal((20_000, 2)).astype(np.float32)
    stored = quantise_rows(matrix, ALL_LEVELS)
    for row in (0, 8191, 8192, 19_999):
        alone = quantise_rows(matrix[row : row + 1], ALL_LEVELS)
        np.testing.assert_array_equal(stored.values[row], alone.values[0])
        assert stored.scales[row] == alone.scales[0]

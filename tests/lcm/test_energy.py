"""Temperature without likelihood, on distributions whose probabilities are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from conceptwriter.lcm import LcmError
from conceptwriter.lcm.energy import POOL, sample_energy

COMMON = 0.75
"""Probability of the more common of two modes."""


def two_modes(noise: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(n, 2): at -1 with probability 3/4, else at 1, with a little of the other noise around each."""
    place = np.where(noise[:, 0] < COMMON - 0.5, -1, 1)
    found: npt.NDArray[np.float32] = (place[:, None] + 0.1 * noise[:, 1:]).astype(np.float32)
    return found


def drawn(n: int, temperature: float, seed: int = 0) -> npt.NDArray[np.float32]:
    return sample_energy(two_modes, n, 3, temperature, np.random.default_rng(seed))


def share_of_common(temperature: float) -> float:
    return float((drawn(1500, temperature)[:, 0] < 0).mean())


def test_temperature_1_is_the_model() -> None:
    assert share_of_common(1.0) == pytest.approx(COMMON, abs=0.03)
    asked: list[int] = []

    def counted(noise: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        asked.append(len(noise))
        return two_modes(noise)

    sample_energy(counted, 5, 3, 1.0, np.random.default_rng(0))
    assert asked == [5], "one row for each vector"


def test_half_squares_the_probabilities() -> None:
    """Whether a sample coincides with another is up to its mode here, both being as narrow."""
    squared = COMMON**2 / (COMMON**2 + (1 - COMMON) ** 2)
    assert share_of_common(0.5) == pytest.approx(squared, abs=0.04)
    assert COMMON + 0.03 < share_of_common(0.7) < squared


def test_the_lowest_temperature_takes_the_common_mode_and_nothing_between_the_two() -> None:
    found = drawn(400, 0.0)[:, 0]
    assert (found < 0).mean() > 0.99
    assert (np.abs(np.abs(found) - 1) < 0.06).all()
    np.testing.assert_array_equal(drawn(4, 0.0), drawn(4, 1 / POOL))


@pytest.mark.parametrize("temperature", [1.0, 0.6, 0.0])
def test_a_seed_and_a_place_determine_a_vector(temperature: float) -> None:
    np.testing.assert_array_equal(drawn(6, temperature), drawn(6, temperature))
    np.testing.assert_array_equal(drawn(6, temperature)[:2], drawn(2, temperature))
    assert not np.array_equal(drawn(6, temperature), drawn(6, temperature, seed=1))


@pytest.mark.parametrize("temperature", [-0.1, 1.1, float("nan")])
def test_other_temperatures_are_refused(temperature: float) -> None:
    with pytest.raises(LcmError, match="between 0 and 1"):
        drawn(1, temperature)

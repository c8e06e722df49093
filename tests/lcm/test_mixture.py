"""Drawing from the heads."""

from __future__ import annotations

import numpy as np
import pytest

from conceptwriter.lcm import LcmError, SampleSettings
from conceptwriter.lcm.mixture import Prediction, draw, of_length

WEIGHTS = np.log(np.array([0.2, 0.5, 0.3], np.float32))
HEADS = np.random.default_rng(0).standard_normal((3, 64)).astype(np.float32)
PREDICTION = Prediction(HEADS, WEIGHTS, 0.0)


def test_the_first_answer_is_the_heads_by_weight() -> None:
    found = draw(PREDICTION, 3, SampleSettings(), 7, 0.9)
    np.testing.assert_array_equal(found.vectors, HEADS[[1, 2, 0]])
    np.testing.assert_allclose(found.scores, [0.5, 0.3, 0.2], rtol=1e-5)
    assert found.end_probability == 0.5


def test_more_than_the_heads_come_with_noise_and_their_length() -> None:
    found = draw(PREDICTION, 7, SampleSettings(temperature=0.3), 7, 0.9)
    np.testing.assert_array_equal(found.vectors[:3], HEADS[[1, 2, 0]])
    assert len(np.unique(found.vectors, axis=0)) == 7
    np.testing.assert_allclose(
        np.linalg.norm(found.vectors, axis=1), np.linalg.norm(HEADS[[1, 2, 0, 1, 2, 0, 1]], axis=1), rtol=1e-5
    )
    cosine = (found.vectors[3] @ HEADS[1]) / np.linalg.norm(HEADS[1]) ** 2
    assert 0.8 < cosine < 0.999


def test_a_reroll_is_another_answer_and_repeatable() -> None:
    def vectors(reroll: int, seed: int = 7) -> np.ndarray:
        return draw(PREDICTION, 3, SampleSettings(temperature=0.5, reroll=reroll), seed, 0.9).vectors

    np.testing.assert_array_equal(vectors(1), vectors(1))
    assert not np.array_equal(vectors(1), vectors(2))
    assert not np.array_equal(vectors(1), vectors(1, seed=8))


def test_without_temperature_a_reroll_changes_nothing() -> None:
    found = draw(PREDICTION, 3, SampleSettings(temperature=0, reroll=4), 7, 0.9)
    np.testing.assert_array_equal(found.vectors, HEADS[[1, 2, 0]])


def test_rerolls_prefer_heavy_heads() -> None:
    first = [
        draw(PREDICTION, 1, SampleSettings(temperature=1, reroll=r), 0, 0.0).scores[0].round(1)
        for r in range(1, 600)
    ]
    shares = [np.mean(np.isclose(first, share)) for share in (0.2, 0.3, 0.5)]
    np.testing.assert_allclose(shares, [0.2, 0.3, 0.5], atol=0.06)


@pytest.mark.parametrize(
    ("n", "settings"),
    [(0, SampleSettings()), (1, SampleSettings(temperature=-1)), (1, SampleSettings(reroll=-1))],
)
def test_impossible_wishes_are_refused(n: int, settings: SampleSettings) -> None:
    with pytest.raises(LcmError):
        draw(PREDICTION, n, settings, 0, 0.9)


def test_vectors_are_brought_to_the_length_of_real_ones() -> None:
    drawn = draw(PREDICTION, 3, SampleSettings(), 7, 0.9)
    scaled = of_length(drawn, 2.0)
    assert np.allclose(np.linalg.norm(scaled.vectors, axis=1), 2.0, atol=1e-5)
    directions = drawn.vectors / np.linalg.norm(drawn.vectors, axis=1, keepdims=True)
    assert np.allclose(scaled.vectors / 2.0, directions, atol=1e-5)
    assert of_length(drawn, 0.0) is drawn

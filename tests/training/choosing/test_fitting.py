"""What is fitted chooses as the examples do, is read again as it was, and says chances that come true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from conceptwriter.assistant.choosing import read_chooser
from conceptwriter.training.choosing.fitting import Choice, FitRecipe, accuracy, fit, reliability


def choices(count: int, *, gain: float) -> list[Choice]:
    """Places where the true sentence has more of one feature, and another says nothing."""
    chance = np.random.default_rng(1)
    found: list[Choice] = []
    for _ in range(count):
        useful, noise = chance.normal(size=9), chance.normal(size=9)
        useful[0] += gain
        found.append(Choice({"useful": useful.tolist(), "noise": noise.tolist()}))
    return found


def test_the_feature_that_tells_gets_the_weight() -> None:
    fitted = fit(choices(300, gain=2.0), ["useful", "noise"], FitRecipe())
    assert fitted.weights[0] > 5 * abs(fitted.weights[1])
    assert accuracy(fitted, choices(300, gain=2.0)) > 0.6
    assert accuracy(fitted, choices(300, gain=0.0)) < 0.35


def test_chances_come_true() -> None:
    fitted = fit(choices(400, gain=2.0), ["useful", "noise"], FitRecipe())
    error, bins = reliability(fitted, choices(400, gain=2.0), bins=4)
    assert error < 0.06
    assert [each.predicted for each in bins] == sorted(each.predicted for each in bins)
    assert bins[-1].true > bins[0].true + 0.2


def test_what_was_fitted_scores_the_same_where_it_is_used(tmp_path: Path) -> None:
    places = choices(50, gain=1.0)
    fitted = fit(places, ["useful", "noise"], FitRecipe())
    fitted.save(tmp_path / "weights.json", "some-voice")
    chooser = read_chooser(tmp_path / "weights.json")
    features = {name: np.array(values, np.float32) for name, values in places[0].features.items()}
    scores = chooser.scores(features)
    assert np.allclose(scores, fitted.scores(places[0]), atol=1e-3)
    assert np.allclose(chooser.merits(scores), fitted.chances(fitted.scores(places[0])), atol=1e-3)
    assert chooser.voice == "some-voice"


def test_a_feature_that_a_place_does_not_have_changes_nothing(tmp_path: Path) -> None:
    fitted = fit(choices(50, gain=1.0), ["useful", "noise"], FitRecipe())
    without = Choice({"noise": [1.0, 2.0]})
    useful = float(fitted.means[0])
    assert np.allclose(
        fitted.scores(without), fitted.scores(Choice({"noise": [1.0, 2.0], "useful": [useful, useful]}))
    )


def test_there_must_be_places() -> None:
    with pytest.raises(ValueError, match="no place"):
        fit([], ["useful"], FitRecipe())

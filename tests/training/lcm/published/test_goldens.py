"""Our two towers against fairseq2's own layers and the DDIM scheduler of diffusers.

The values come from `tools/reference/make_lcm_goldens.py`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from conceptwriter.convert.lcm.config import TWO_TOWER_TOY
from conceptwriter.lcm.schedule import NoiseSchedule, alpha_bars, inference_steps
from conceptwriter.training.lcm.published.generation import RECOMMENDED, draw_normalised
from conceptwriter.training.lcm.published.model import PublishedTwoTower, load_arrays
from conceptwriter.training.lcm.published.stand_in import stand_in_weights

Goldens = dict[str, npt.NDArray[Any]]
LENGTHS = (7, 4, 1)


class Noise:
    """A source of randomness that gives what it was given."""

    def __init__(self, noise: npt.NDArray[Any]) -> None:
        self.noise = noise

    def standard_normal(self, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        assert shape == self.noise.shape
        return self.noise.astype(np.float64)


@pytest.fixture(scope="module")
def goldens() -> Goldens:
    with np.load(Path(__file__).with_name("goldens.npz")) as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def model(goldens: Goldens) -> PublishedTwoTower:
    weights = stand_in_weights(TWO_TOWER_TOY)
    total = sum(float(np.abs(array).sum(dtype=np.float64)) for array in weights.values())
    assert total == pytest.approx(float(goldens["checksum"]), rel=1e-9), "the stand-in weights are others"
    found = PublishedTwoTower(TWO_TOWER_TOY)
    load_arrays(found, weights)
    return found.eval()


def assert_alike(found: torch.Tensor | npt.NDArray[Any], wanted: npt.NDArray[Any]) -> None:
    """Within 1e-4 of the size of what is wanted."""
    difference = np.abs(np.asarray(found) - wanted).max()
    assert difference <= 1e-4 * np.abs(wanted).max()


def tensor(goldens: Goldens, name: str) -> torch.Tensor:
    return torch.from_numpy(goldens[name])


@torch.no_grad()
def test_reading_a_ragged_batch(model: PublishedTwoTower, goldens: Goldens) -> None:
    hidden, _ = model.read(tensor(goldens, "vectors"))
    for row, length in enumerate(LENGTHS):
        assert_alike(hidden[row, :length], goldens["hidden"][row, :length])


@torch.no_grad()
def test_reading_on_is_reading_at_once(model: PublishedTwoTower, goldens: Goldens) -> None:
    """Concept after concept with our cache, as with fairseq2's."""
    vectors = tensor(goldens, "vectors")[:1, :7]
    past, found = None, []
    for place in range(7):
        hidden, past = model.read(vectors[:, place : place + 1], past)
        found.append(hidden[0])
    assert_alike(torch.cat(found), goldens["hidden_in_parts"])
    assert_alike(goldens["hidden_in_parts"], goldens["hidden"][0, :7])


@torch.no_grad()
def test_teacher_forced(model: PublishedTwoTower, goldens: Goldens) -> None:
    found = model.teacher_forced(*(tensor(goldens, name) for name in ("vectors", "noisy", "steps")))
    for row, length in enumerate(LENGTHS):
        assert_alike(found[row, :length], goldens["teacher_forced"][row, :length])


@torch.no_grad()
@pytest.mark.parametrize(("name", "use"), [("with_context", True), ("without_context", False)])
def test_single_denoising_calls(model: PublishedTwoTower, goldens: Goldens, name: str, use: bool) -> None:
    hidden = tensor(goldens, "hidden")[0, :7]
    rows, steps = tensor(goldens, "rows"), tensor(goldens, "row_steps")
    assert_alike(model.denoise(rows, steps, hidden, torch.full((4,), use)), goldens[name])


@torch.no_grad()
def test_rows_with_and_without_context_share_a_batch(model: PublishedTwoTower, goldens: Goldens) -> None:
    hidden = tensor(goldens, "hidden")[0, :7]
    rows, steps = tensor(goldens, "rows"), tensor(goldens, "row_steps")
    found = model.denoise(rows, steps, hidden, torch.tensor([True, False, True, False]))
    assert_alike(found[0::2], goldens["with_context"][0::2])
    assert_alike(found[1::2], goldens["without_context"][1::2])


def test_the_noise_schedule(goldens: Goldens) -> None:
    bars = alpha_bars(NoiseSchedule())
    np.testing.assert_allclose(bars, goldens["alpha_bars"], rtol=1e-3, atol=1e-6)
    assert inference_steps(100, 20).tolist() == goldens["visited"].tolist()


def test_a_whole_guided_drawing(model: PublishedTwoTower, goldens: Goldens) -> None:
    hidden = tensor(goldens, "hidden")[0, :7]
    settings = replace(RECOMMENDED, steps=20)
    found = draw_normalised(model, hidden, 3, settings, Noise(goldens["noise"]))  # type: ignore[arg-type]
    assert_alike(found, goldens["drawn"])
    one_step = replace(settings, steps=1)
    plain, guided = (
        draw_normalised(model, hidden, 3, replace(one_step, guide_pure_noise=also), Noise(goldens["noise"]))  # type: ignore[arg-type]
        for also in (False, True)
    )
    assert np.abs(guided - plain).max() > 1e-2

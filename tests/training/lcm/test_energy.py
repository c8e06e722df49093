"""The energy score, and that a model trained with it draws a distribution rather than its mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from conceptwriter.lcm.contract import ItemKind, SampleSettings
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.config import EnergyConfig
from conceptwriter.training.lcm.data import PlanChances, windows
from conceptwriter.training.lcm.energy import EnergyLcm, energy_score
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.torch_lcm import TorchLcm
from conceptwriter.training.lcm.variant import Teacher
from tests.training.lcm.conftest import documents_of, unit_vectors


def mean_score(samples: Tensor, truth: Tensor, exponent: float = 1.0) -> float:
    return float(energy_score(samples, truth, exponent)[0].mean())


def test_it_is_the_formula() -> None:
    samples = torch.tensor([[[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]]])
    score, spread = energy_score(samples, torch.zeros(1, 2))
    apart = (5 + 1 + 18**0.5) / 3
    assert spread.item() == pytest.approx(apart)
    assert score.item() == pytest.approx((0 + 5 + 1) / 3 - apart / 2, abs=1e-5)
    rooted, _ = energy_score(samples, torch.zeros(1, 2), 0.5)
    pairs = (5**0.5 + 1 + 18**0.25) / 3
    assert rooted.item() == pytest.approx((5**0.5 + 1) / 3 - pairs / 2, abs=1e-3)


def test_the_estimate_is_unbiased() -> None:
    """Two samples give the same expectation as sixteen; with the zero distances to itself they would not."""
    draw = torch.Generator().manual_seed(1)
    truth = torch.randn(40_000, 3, generator=draw)
    samples = torch.randn(40_000, 16, 3, generator=draw)
    two, many = mean_score(samples[:, :2], truth), mean_score(samples, truth)
    assert two == pytest.approx(many, abs=0.02)
    # Of Gaussian vectors of three dimensions, two are 4 / sqrt(pi) apart on average.
    assert many == pytest.approx(2 / np.pi**0.5, abs=0.02)


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.5])
def test_the_true_distribution_scores_best(exponent: float) -> None:
    draw = torch.Generator().manual_seed(2)

    def modes(shape: tuple[int, ...], first: float = 0.5) -> Tensor:
        """Two points, 2 apart."""
        place = torch.where(torch.rand(shape, generator=draw) < first, -1.0, 1.0)
        return torch.stack([place, torch.zeros(shape)], dim=-1)

    truth = modes((20_000,))
    scores = {
        "true": mean_score(modes((20_000, 4)), truth, exponent),
        "one mode": mean_score(modes((20_000, 4), first=1.0), truth, exponent),
        "lopsided": mean_score(modes((20_000, 4), first=0.8), truth, exponent),
        "mean": mean_score(torch.zeros(20_000, 4, 2), truth, exponent),
        "too wide": mean_score(1.5 * modes((20_000, 4)), truth, exponent),
    }
    assert min(scores, key=lambda name: scores[name]) == "true", scores


@pytest.mark.parametrize("exponent", [0.5, 1.0])
def test_samples_that_are_the_same_have_a_gradient(exponent: float) -> None:
    samples = torch.zeros(2, 4, 3, requires_grad=True)
    energy_score(samples, torch.zeros(2, 3), exponent)[0].sum().backward()  # type: ignore[no-untyped-call]
    assert samples.grad is not None
    assert torch.isfinite(samples.grad).all()


def test_both_of_two_continuations_are_drawn(codec: CodecModel) -> None:
    """After the same beginning, one of two sentences follows: one prediction could only be between them."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    vectors = unit_vectors(4, seed=4)
    items = [[(ItemKind.PLAN, 1), (ItemKind.CONCEPT, row), (ItemKind.END, 0)] for row in (2, 3) * 12]
    data = documents_of(vectors, items, [[] for _ in items])
    toy = FAMILY["energy"].toy
    assert isinstance(toy, EnergyConfig)
    model = EnergyLcm(replace(toy, layers=1, context_noise=0.02))
    model.fit_statistics(unit_vectors(200, seed=5))
    first, second = model.context.normaliser(torch.from_numpy(vectors[1:3]))
    apart = float((first - second).norm()) / toy.dimension**0.5
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.0)
    steps, energies, spreads = 150, [], []
    falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    batches = windows(data, 9, 24, seed=1, chances=PlanChances(0, 0))
    for step, batch in zip(range(steps), batches, strict=False):
        loss, parts = model(batch, Teacher(data, codec), torch.Generator().manual_seed(step))
        energies.append(parts["energy"])
        spreads.append(parts["spread"])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        falling.step()
    # Whatever always draws the same scores at least half the distance of the two; the truth, a quarter.
    reached = float(np.mean(energies[-20:]))
    assert reached < 0.3 * apart < 0.5 * apart < energies[0]
    assert np.mean(spreads[-20:]) == pytest.approx(0.5 * apart, rel=0.15), "half of the pairs are of both"

    lcm = TorchLcm(model)
    state = lcm.prepare(vectors[:1], np.array([ItemKind.PLAN]))
    drawn = lcm.sample(state, 200, seed=1).vectors
    distances = np.linalg.norm(drawn[:, None] - vectors[None, 1:3], axis=2)
    whole = float(np.linalg.norm(vectors[1] - vectors[2]))
    assert (distances.min(axis=1) < 0.25 * whole).mean() > 0.9, "near one of the two, not between"
    assert 0.35 < (distances.argmin(axis=1) == 0).mean() < 0.65, "both as often as they follow"
    cold = lcm.sample(state, 200, SampleSettings(temperature=0.1), seed=1).vectors
    colder = np.linalg.norm(cold[:, None] - vectors[None, 1:3], axis=2)
    assert colder.min(axis=1).mean() < distances.min(axis=1).mean()

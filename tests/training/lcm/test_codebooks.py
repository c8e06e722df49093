from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.codebooks import k_means, nearest, quantised, residual_codebooks
from conceptwriter.training.lcm.config import QuantContinuousConfig
from conceptwriter.training.lcm.data import EmbeddedDocuments, windows
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm
from conceptwriter.training.lcm.variant import Teacher
from tests.training.lcm.conftest import DIMENSION


def cloud(rows: int = 600, seed: int = 1) -> torch.Tensor:
    return torch.randn((rows, DIMENSION), generator=torch.Generator().manual_seed(seed))


def generator(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_k_means_finds_separate_heaps() -> None:
    centres = cloud(6, seed=3) * 10
    heaps = (centres[:, None] + cloud(240, seed=4).view(6, 40, DIMENSION) * 0.1).reshape(-1, DIMENSION)
    found = k_means(heaps, 6, rounds=12, draw=generator())
    _, distance = nearest(centres, found)
    assert distance.max() < 0.05


def test_the_nearest_centroid_is_the_nearest() -> None:
    vectors, centroids = cloud(50), cloud(7, seed=2)
    index, distance = nearest(vectors, centroids)
    exact = torch.cdist(vectors, centroids).square().min(dim=1)
    assert torch.equal(index, exact.indices)
    assert torch.allclose(distance, exact.values, atol=1e-3)


def test_every_level_leaves_less_over() -> None:
    vectors = cloud()
    books = residual_codebooks(vectors, levels=5, entries=16, rounds=6, draw=generator())
    _, sums = quantised(vectors, books)
    errors = (vectors[:, None] - sums).square().mean(dim=(0, 2))
    assert errors.shape == (6,)
    assert (errors.diff() < -0.03).all()
    others = cloud(300, seed=8)
    unseen = (others[:, None] - quantised(others, books)[1]).square().mean(dim=(0, 2))
    assert (unseen.diff() < 0).all()


def test_sums_are_the_named_units() -> None:
    vectors = cloud(40)
    books = residual_codebooks(vectors, levels=3, entries=8, rounds=3, draw=generator())
    codes, sums = quantised(vectors, books)
    units = torch.stack([books[level][codes[:, level]] for level in range(3)])
    assert torch.allclose(sums[:, 3], units.sum(dim=0), atol=1e-5)
    assert not sums[:, 0].any()


@settings(max_examples=20, deadline=None)
@given(rows=st.integers(1, 12), entries=st.integers(1, 20))
def test_fewer_vectors_than_units_is_no_problem(rows: int, entries: int) -> None:
    vectors = cloud(rows)
    books = residual_codebooks(vectors, levels=2, entries=entries, rounds=2, draw=generator())
    assert books.shape == (2, entries, DIMENSION)
    assert books.isfinite().all()
    if entries >= rows:
        assert (quantised(vectors, books)[1][:, 1] - vectors).abs().max() < 0.01


def test_codebooks_are_what_a_bundle_stores() -> None:
    """Rounded to half precision before training, so that nothing changes on the way into a bundle."""
    model = build("quant", FAMILY["quant"].toy)
    model.fit_statistics(cloud().numpy())
    assert isinstance(model, QuantLcm)
    stored = model.arrays()["codebooks"]
    assert stored.dtype == np.float16
    assert np.array_equal(stored.astype(np.float32), model.codebooks.numpy())


def test_fitting_again_gives_the_same_codebooks() -> None:
    first, second = build("quant", FAMILY["quant"].toy), build("quant", FAMILY["quant"].toy)
    for model in (first, second):
        model.fit_statistics(cloud().numpy())
    assert np.array_equal(first.arrays()["codebooks"], second.arrays()["codebooks"])


def test_only_beta_learns_from_the_choice_of_units(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    """The continuous variant predicts by least squares; how sharply units are drawn is another question."""
    toy = FAMILY["quant_continuous"].toy
    assert isinstance(toy, QuantContinuousConfig)
    torch.manual_seed(1)
    model = QuantContinuousLcm(toy)
    model.fit_statistics(rounds.sentences())
    batch = next(windows(rounds, 9, 4, seed=1))
    _, parts = model(batch, Teacher(rounds, codec), generator())
    before = {name: value.clone() for name, value in model.state_dict().items()}
    optimiser = torch.optim.SGD([model.log_beta], lr=1.0)
    for _ in range(8):
        optimiser.zero_grad()
        loss, after = model(batch, Teacher(rounds, codec), generator())
        loss.backward()
        optimiser.step()
    assert after["units"] < parts["units"]
    assert after["squared"] == parts["squared"]
    assert model.beta() != before["log_beta"].exp().item()

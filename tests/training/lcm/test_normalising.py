from __future__ import annotations

import numpy as np
import torch

from conceptwriter.lcm.normaliser import Normaliser as NumpyNormaliser
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.normalising import TorchNormaliser
from tests.training.lcm.conftest import DIMENSION


def test_the_program_and_the_model_normalise_alike() -> None:
    draw = np.random.default_rng(1)
    centre = draw.standard_normal(DIMENSION).astype(np.float32)
    scale = draw.uniform(0.5, 2, DIMENSION).astype(np.float32)
    vectors = draw.standard_normal((5, DIMENSION)).astype(np.float32)
    ours, theirs = TorchNormaliser(DIMENSION), NumpyNormaliser(centre, scale)
    assert torch.equal(ours(torch.from_numpy(vectors)), torch.from_numpy(vectors))
    ours.set(centre, scale)
    assert np.allclose(ours(torch.from_numpy(vectors)).numpy(), theirs.normalise(vectors), atol=1e-6)
    assert np.allclose(ours.back(ours(torch.from_numpy(vectors))).numpy(), vectors, atol=1e-5)
    assert np.array_equal(ours.arrays()["scale"], scale)


def test_statistics_are_the_median_and_the_middle_half() -> None:
    """Research 1.10, B1: quantiles of 0.25 and 0.75 per cent were fitted, which outliers decide."""
    draw = np.random.default_rng(1)
    vectors = draw.standard_normal((4000, DIMENSION)) * 0.5 + 2
    vectors[:400] *= 50
    model = build("base", FAMILY["base"].toy)
    model.fit_statistics(vectors.astype(np.float16))
    assert np.allclose(model.context.normaliser.centre.numpy(), 2, atol=0.2)
    assert np.allclose(model.context.normaliser.scale.numpy(), 0.5, atol=0.15)


def test_a_dimension_that_never_changes_does_not_explode() -> None:
    vectors = np.random.default_rng(1).standard_normal((500, DIMENSION)).astype(np.float32)
    vectors[:, 3] = 0.7
    model = build("two_tower", FAMILY["two_tower"].toy)
    model.fit_statistics(vectors)
    assert model.context.normaliser(torch.from_numpy(vectors)).abs().max() < 12


def test_statistics_are_kept_in_the_checkpoint() -> None:
    vectors = np.random.default_rng(1).standard_normal((500, DIMENSION)).astype(np.float32)
    for variant in ("one_tower", "quant"):
        model, other = build(variant, FAMILY[variant].toy), build(variant, FAMILY[variant].toy)
        model.fit_statistics(vectors)
        other.load_state_dict(model.state_dict())
        for name, values in model.arrays().items():
            assert np.array_equal(values, other.arrays()[name])
            assert values.any()

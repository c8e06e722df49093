"""From files as they are published to the modules, and to vectors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from conceptwriter.convert.checkpoints import CheckpointProblem
from conceptwriter.lcm import LcmError
from conceptwriter.training.lcm.published.generation import RECOMMENDED, draw_next, without_guidance
from conceptwriter.training.lcm.published.loading import load_two_tower
from conceptwriter.training.lcm.published.stand_in import stand_in_weights
from tests.published_toy import save_toy_checkpoint, toy_config

VECTORS = 0.012 * np.random.default_rng(3).standard_normal((4, 16)).astype(np.float32)
FEW = replace(RECOMMENDED, steps=4)


def test_half_precision_after_a_prefix(tmp_path: Path) -> None:
    model = load_two_tower(save_toy_checkpoint(tmp_path / "model.pt"))
    assert model.config == replace(toy_config(), longest=4096)
    assert not model.training
    for name, array in stand_in_weights(toy_config()).items():
        stored = model.state_dict()[name]
        assert stored.dtype == torch.float32
        np.testing.assert_array_equal(stored.numpy(), array.astype(np.float16).astype(np.float32))


def test_safetensors_and_half_precision_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file({name: torch.from_numpy(a) for name, a in stand_in_weights(toy_config()).items()}, path)
    whole = load_two_tower(path)
    half = load_two_tower(path, dtype=torch.bfloat16)
    assert half.denoiser.final_proj.fc.weight.dtype == torch.bfloat16
    wanted, found = (draw_next(m, VECTORS, 2, FEW, np.random.default_rng(1)) for m in (whole, half))
    assert wanted.shape == found.shape == (2, 16)
    np.testing.assert_allclose(found, wanted, atol=0.15 * np.abs(wanted).max())


def test_drawing_is_settled_by_the_seed_and_guidance_counts(tmp_path: Path) -> None:
    model = load_two_tower(save_toy_checkpoint(tmp_path / "model.pt"))
    one, same, plain = (
        draw_next(model, VECTORS, 2, settings, np.random.default_rng(1))
        for settings in (FEW, FEW, without_guidance(FEW))
    )
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - plain).max() > 1e-4
    with pytest.raises(LcmError):
        draw_next(model, VECTORS, 1, replace(FEW, steps=0))


@pytest.mark.parametrize("lost", ["sonar_normalizer.scale", "denoiser.layers.0.modulator.fc.bias"])
def test_what_is_missing_is_named(tmp_path: Path, lost: str) -> None:
    path = save_toy_checkpoint(tmp_path / "model.pt", without=lost)
    with pytest.raises(CheckpointProblem, match=lost.replace(".", r"\.")):
        load_two_tower(path)


def test_heads_of_another_number_are_another_model(tmp_path: Path) -> None:
    path = save_toy_checkpoint(tmp_path / "model.pt")
    assert load_two_tower(path, heads=4).config.head_size == 32
    with pytest.raises(CheckpointProblem, match="heads"):
        load_two_tower(path, heads=3)

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from conceptwriter.lcm.schedule import alpha_bars, signal_to_noise
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.blocks import Reading
from conceptwriter.training.lcm.config import DiffusionConfig, TwoTowerConfig
from conceptwriter.training.lcm.data import EmbeddedDocuments, windows
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.noising import DiffusionLcm, Noising, dropped_rows, noise_model
from conceptwriter.training.lcm.two_tower import Denoiser, TwoTowerLcm
from conceptwriter.training.lcm.variant import Teacher
from tests.training.lcm.conftest import DIMENSION, unit_vectors

TOWERS = ("one_tower", "two_tower")


def toy(variant: str) -> DiffusionConfig:
    config = FAMILY[variant].toy
    assert isinstance(config, DiffusionConfig)
    return config


def model_of(variant: str) -> DiffusionLcm:
    """A new model, its gates opened: new ones look at nothing."""
    torch.manual_seed(1)
    model = build(variant, FAMILY[variant].toy)
    assert isinstance(model, DiffusionLcm)
    if isinstance(model, TwoTowerLcm):
        for layer in model.denoiser.blocks():
            torch.nn.init.normal_(layer.modulator.weight, std=0.3)
            torch.nn.init.normal_(layer.modulator.bias, std=0.3)
    return model


def read(model: DiffusionLcm, vectors: Tensor) -> Reading:
    kinds = torch.zeros(vectors.shape[:2], dtype=torch.int64)
    return model.read(vectors, kinds, *model.empty_past(len(vectors)))


def document(seed: int, items: int = 6) -> Tensor:
    return torch.from_numpy(unit_vectors(items, seed))[None]


@settings(max_examples=30, deadline=None)
@given(documents=st.integers(1, 5), rows=st.integers(1, 20), share=st.floats(0, 0.9), seed=st.integers(0, 99))
def test_the_first_row_is_never_dropped(documents: int, rows: int, share: float, seed: int) -> None:
    dropped = dropped_rows(documents, rows, share, torch.Generator().manual_seed(seed))
    assert dropped.shape == (documents, rows)
    assert not dropped[:, 0].any()
    assert (dropped.sum(dim=1) == int((rows - 1) * share)).all()


def test_other_rows_are_dropped_alike() -> None:
    counts = dropped_rows(3000, 11, 0.2, torch.Generator().manual_seed(1)).float().mean(dim=0)
    assert counts[0] == 0
    assert torch.allclose(counts[1:], torch.full((10,), 0.2), atol=0.03)


@pytest.mark.parametrize("variant", TOWERS)
def test_a_row_without_context_says_the_same_whatever_was_read(variant: str) -> None:
    model = model_of(variant)
    noisy, steps = torch.randn(4, DIMENSION), torch.tensor([19, 19, 3, 3])
    use_context = torch.tensor([1.0, 0.0, 1.0, 0.0])
    first = model.denoise(noisy, steps, read(model, document(2)), use_context)
    second = model.denoise(noisy, steps, read(model, document(3)), use_context)
    without = use_context == 0
    assert torch.allclose(first[without], second[without], atol=1e-6)
    assert not torch.allclose(first[~without], second[~without], atol=1e-4)


@pytest.mark.parametrize("variant", TOWERS)
def test_candidates_do_not_see_each_other(variant: str) -> None:
    model = model_of(variant)
    reading = read(model, document(2))
    noisy = torch.randn(3, DIMENSION)
    together = model.denoise(noisy, torch.full((3,), 7), reading, torch.ones(3))
    alone = model.denoise(noisy[1:2], torch.full((1,), 7), reading, torch.ones(1))
    assert torch.allclose(together[1], alone[0], atol=1e-5)


@pytest.mark.parametrize("variant", TOWERS)
def test_training_sees_what_sampling_sees(variant: str) -> None:
    """A row of training after item 2 is the head graph's answer when only items 0 to 2 were read."""
    model = model_of(variant)
    vectors = document(2)
    noisy, steps = torch.randn(1, 4, DIMENSION), torch.tensor([[19, 11, 5, 0]])
    after = torch.tensor([2, 2, 5, 0])
    whole = model.predict(noisy, steps, read(model, vectors), after, torch.ones(1, 4, dtype=torch.bool))[0]
    for row, last in enumerate(after.tolist()):
        cut = read(model, vectors[:, : last + 1])
        one = model.denoise(noisy[0, row : row + 1], steps[0, row : row + 1], cut, torch.ones(1))
        assert torch.allclose(one[0], whole[row], atol=1e-5)


@pytest.mark.parametrize("variant", TOWERS)
def test_the_noise_level_is_seen(variant: str) -> None:
    model = model_of(variant)
    noisy = torch.randn(1, DIMENSION).expand(2, DIMENSION)
    found = model.denoise(noisy, torch.tensor([0, 19]), read(model, document(2)), torch.ones(2))
    assert not torch.allclose(found[0], found[1], atol=1e-3)


def test_the_denoiser_looks_at_the_zero_vector_first() -> None:
    """Keys and values of what it looks at begin with those of the zero vector, which is always seen."""
    config = FAMILY["two_tower"].toy
    assert isinstance(config, TwoTowerConfig)
    model = model_of("two_tower")
    assert isinstance(model, TwoTowerLcm)
    seen: list[Tensor] = []
    layer = model.denoiser.blocks()[0]
    layer.key_value.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    states = torch.randn(1, 5, config.width)
    noisy, steps = torch.randn(1, 2, DIMENSION), torch.zeros(1, 2, dtype=torch.int64)
    after, never = torch.tensor([4, 2]), torch.zeros(1, 2, dtype=torch.bool)
    hidden = model.denoiser(noisy, steps, states, after, never)
    assert not seen[0][:, 0].any()
    assert torch.equal(seen[0][:, 1:], states)
    nothing = model.denoiser(noisy, steps, states[:, :0], after, never)
    assert torch.allclose(hidden, nothing, atol=1e-6)


def test_a_new_denoiser_is_the_identity_between_its_outer_maps() -> None:
    """AdaLN-Zero: all gates are shut."""
    config = FAMILY["two_tower"].toy
    assert isinstance(config, TwoTowerConfig)
    denoiser = Denoiser(config)
    noisy, steps = torch.randn(2, 3, DIMENSION), torch.randint(20, (2, 3))
    after, always = torch.tensor([0, 2, 3]), torch.ones(2, 3, dtype=torch.bool)
    found = denoiser(noisy, steps, torch.randn(2, 4, config.width), after, always)
    assert torch.allclose(found, denoiser.output_proj(denoiser.norm(denoiser.input_proj(noisy))), atol=1e-6)


def test_looked_up_modulations_are_the_computed_ones() -> None:
    model = model_of("two_tower")
    assert isinstance(model, TwoTowerLcm)
    noisy, steps = torch.randn(1, 30, DIMENSION), torch.randint(20, (1, 30))
    states, after = torch.randn(1, 4, 32), torch.full((30,), 3)
    always = torch.ones(1, 30, dtype=torch.bool)
    many = model.denoiser(noisy, steps, states, after, always)
    few = model.denoiser(noisy[:, :5], steps[:, :5], states, after[:5], always[:, :5])
    assert torch.allclose(many[:, :5], few, atol=1e-5)


def test_the_newest_item_counts_most_at_first() -> None:
    """Nothing in a noisy vector tells which item is the newest: the attention does."""
    model = model_of("two_tower")
    assert isinstance(model, TwoTowerLcm)
    states = torch.randn(40, 9, 32, requires_grad=True)
    noisy, steps = torch.randn(40, 1, DIMENSION), torch.full((40, 1), 19)
    found = model.denoiser(noisy, steps, states, torch.tensor([7]), torch.ones(40, 1, dtype=torch.bool))
    found.square().sum().backward()
    assert states.grad is not None
    strength = states.grad.norm(dim=2).mean(dim=0)
    assert strength[8] == 0
    assert strength.argmax() == 7
    assert strength[7] > 2 * strength[0]


@pytest.mark.parametrize("target", ["x0", "epsilon", "v"])
@pytest.mark.parametrize("schedule", ["cosine", "quadratic", "sigmoid"])
def test_clean_vectors_can_be_computed_from_every_target(schedule: str, target: str) -> None:
    noising = Noising(replace(toy("two_tower"), schedule=schedule, target=target))
    x0, epsilon = torch.randn(19, DIMENSION), torch.randn(19, DIMENSION)
    steps = torch.arange(19)
    noisy, wanted = noising.noisy(x0, epsilon, steps), noising.target(x0, epsilon, steps)
    signal, noise = noising.signal[:19, None], noising.noise[:19, None]
    found = {
        "x0": wanted,
        "epsilon": (noisy - noise * wanted) / signal,
        "v": signal * noisy - noise * wanted,
    }[target]
    assert torch.allclose(found, x0, atol=2e-3)
    assert noising.signal[19] == 0
    assert torch.equal(noising.noisy(x0[:1], epsilon[:1], torch.tensor([19])), epsilon[:1])


@pytest.mark.parametrize("target", ["x0", "epsilon", "v"])
def test_weights_have_mean_one_and_clamp_the_signal_to_noise_ratio(target: str) -> None:
    config = replace(toy("one_tower"), weighting="clamp_snr", target=target)
    noising = Noising(config)
    steps = torch.arange(19)
    weights = noising.weights(steps, None)
    assert weights.mean().item() == pytest.approx(1)
    # An error of the target is so many times an error of x0.
    snr = torch.from_numpy(signal_to_noise(alpha_bars(noise_model(config).schedule)))[:19].float()
    factor = {"x0": torch.ones(19), "epsilon": snr, "v": snr + 1}[target]
    on_x0 = weights * factor
    assert torch.allclose(on_x0 / on_x0[0], snr.clamp(0, 5) / 5, atol=1e-3)


def test_without_weighting_all_levels_count_alike() -> None:
    weights = Noising(toy("one_tower")).weights(torch.arange(20), None)
    assert torch.equal(weights, torch.ones(20))


def test_fragile_sentences_weigh_less() -> None:
    noising = Noising(toy("one_tower"))
    fragility = torch.tensor([0.0, 0.5, 1.0, 0.875])
    weights = noising.weights(torch.zeros(4, dtype=torch.int64), fragility)
    assert weights.mean().item() == pytest.approx(1)
    assert weights[0] > weights[1] > weights[3] > weights[2]
    expected = (-4.0 * fragility + 3.5).sigmoid()
    assert torch.allclose(weights / weights[3], expected / 0.5, atol=1e-5)


def test_fragility_in_the_data_changes_the_loss(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    fragile = replace(rounds, fragility=np.linspace(0, 1, len(rounds.vectors)).astype(np.float32))
    model = model_of("two_tower")

    def loss(data: EmbeddedDocuments) -> float:
        batch = next(windows(data, 9, 4, seed=1))
        _, parts = model(batch, Teacher(data, codec), torch.Generator().manual_seed(1))
        return float(parts["denoising"])

    alike = replace(rounds, fragility=np.full(len(rounds.vectors), 0.3, dtype=np.float32))
    assert loss(fragile) != loss(rounds)
    assert loss(alike) == pytest.approx(loss(rounds), rel=1e-5)


def test_levels_are_drawn_uniformly_or_from_beta() -> None:
    draw = torch.Generator().manual_seed(1)
    uniform = Noising(toy("one_tower")).drawn_steps((50, 400), draw)
    assert uniform.min() == 0
    assert uniform.max() == 19
    assert uniform.float().mean() == pytest.approx(9.5, abs=0.15)
    beta = Noising(replace(toy("one_tower"), step_sampling="beta")).drawn_steps((50, 400), draw)
    assert beta.max() == 19
    # The mean of Beta(a, 1) is a / (a + 1).
    assert (beta.float().mean() + 0.5) / 20 == pytest.approx(0.8 / 1.8, abs=0.01)


def test_each_place_of_a_document_has_a_level_of_its_own() -> None:
    steps = Noising(toy("one_tower")).drawn_steps((4, 12), torch.Generator().manual_seed(1))
    assert all(len(row.unique()) > 4 for row in steps)


@pytest.mark.parametrize("variant", TOWERS)
def test_half_precision_stays_half_precision(variant: str) -> None:
    """Research 1.10, B4: noise was always float32, and half-precision models failed on it."""
    model = model_of(variant).to(torch.bfloat16)
    reading = read(model, document(2).to(torch.bfloat16))
    found = model.denoise(torch.randn(2, DIMENSION), torch.tensor([19, 3]), reading, torch.ones(2))
    assert found.dtype == torch.bfloat16
    exact = model_of(variant)
    same = exact.denoise(
        torch.zeros(2, DIMENSION), torch.tensor([19, 3]), read(exact, document(2)), torch.ones(2)
    )
    low = model.denoise(torch.zeros(2, DIMENSION), torch.tensor([19, 3]), reading, torch.ones(2))
    assert torch.allclose(low.float(), same, atol=0.1)

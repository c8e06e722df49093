"""Every variant learns a small corpus by heart, and then predicts and draws what it has learned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from conceptwriter.lcm.contract import ItemKind, SampleSettings
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.lcm.data import EmbeddedDocuments, windows
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.torch_lcm import TorchLcm
from conceptwriter.training.lcm.variant import LcmVariant, Teacher
from tests.training.lcm.conftest import DIMENSION, SPOKEN

Learned = Callable[[str], LcmVariant]


def cosines(vectors: NDArray[np.float32], others: NDArray[np.float16]) -> NDArray[np.float64]:
    """(n, m) cosines of (n, d) with (m, d)."""
    first, second = vectors.astype(np.float64), others.astype(np.float64)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second /= np.linalg.norm(second, axis=1, keepdims=True)
    result: NDArray[np.float64] = first @ second.T
    return result


@pytest.mark.parametrize("variant", FAMILY)
def test_what_follows_is_drawn(learned: Learned, rounds: EmbeddedDocuments, variant: str) -> None:
    lcm = TorchLcm(learned(variant))
    quantised, tower = variant.startswith("quant"), variant.endswith("tower")
    settings = SampleSettings(temperature=0.0 if quantised else None, guidance=1.0 if tower else None)
    sentences = rounds.vectors[1 : SPOKEN + 1]
    state = lcm.prepare(rounds.vectors[[SPOKEN + 1]], np.array([ItemKind.PLAN]))
    for number in range(SPOKEN):
        drawn = lcm.sample(state, 3, settings, seed=2).vectors
        assert cosines(drawn[:1], sentences)[0].argmax() == number
        assert cosines(drawn[:1], sentences)[0, number] > 0.85
        state = lcm.extend(state, sentences[number], ItemKind.CONCEPT)
        if number == 2:
            state = lcm.extend(state, rounds.vectors[0], ItemKind.BREAK)


def test_the_direction_points_to_what_follows(learned: Learned, rounds: EmbeddedDocuments) -> None:
    lcm = TorchLcm(learned("token"))
    sentences = rounds.vectors[1 : SPOKEN + 1]
    state = lcm.prepare(rounds.vectors[[SPOKEN + 1]], np.array([ItemKind.PLAN]))
    for number in range(SPOKEN):
        direction = lcm.sample(state, 1).direction
        assert direction is not None
        assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-5)
        assert (sentences.astype(np.float32) @ direction).argmax() == number
        state = lcm.extend(state, sentences[number], ItemKind.CONCEPT)
        if number == 2:
            state = lcm.extend(state, rounds.vectors[0], ItemKind.BREAK)


@pytest.mark.parametrize("variant", FAMILY)
def test_ends_are_known(learned: Learned, rounds: EmbeddedDocuments, variant: str) -> None:
    lcm = TorchLcm(learned(variant))
    kinds = rounds.kinds[: rounds.starts[1] - 1].astype(np.int64)
    vectors = rounds.vectors[rounds.order[: len(kinds)]]
    found = [
        lcm.sample(lcm.prepare(vectors[:length], kinds[:length]), 1)
        for length in range(2, len(kinds) + 1)
        if kinds[length - 1] == ItemKind.CONCEPT
    ]
    assert [sampled.end_probability > 0.5 for sampled in found] == [False, False, True] * 2
    assert [sampled.document_end_probability > 0.5 for sampled in found] == [False] * 5 + [True]


@pytest.mark.parametrize("variant", FAMILY)
def test_the_same_seed_gives_the_same_loss_and_another_seed_another(
    rounds: EmbeddedDocuments, codec: CodecModel, variant: str
) -> None:
    torch.manual_seed(1)
    model = build(variant, FAMILY[variant].toy)
    model.fit_statistics(rounds.sentences())
    batch = next(windows(rounds, 12, 4, seed=1))

    def loss(seed: int) -> float:
        found, _ = model(batch, Teacher(rounds, codec), torch.Generator().manual_seed(seed))
        return float(found.detach())

    assert loss(5) == loss(5)
    assert loss(5) != loss(6)


@pytest.mark.parametrize("variant", FAMILY)
def test_every_parameter_learns(rounds: EmbeddedDocuments, codec: CodecModel, variant: str) -> None:
    """A parameter that no loss reaches is a mistake in the wiring."""
    torch.manual_seed(1)
    model = build(variant, FAMILY[variant].toy)
    model.fit_statistics(rounds.sentences())
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "modulator" in name:  # zero gates keep the gradient from what is behind them
                parameter.normal_(std=0.02)
    loss, _ = model(next(windows(rounds, 14, 8, seed=1)), Teacher(rounds, codec), torch.Generator())
    loss.backward()
    without = [name for name, parameter in model.named_parameters() if parameter.grad is None]
    assert not without
    still = [name for name, parameter in model.named_parameters() if not parameter.grad.any()]  # type: ignore[union-attr]
    # Softmax does not see a bias that all keys share.
    assert all("bias" in name for name in still), still


def test_the_codec_stays_as_it_is(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    model = build("token", FAMILY["token"].toy)
    batch = next(windows(rounds, 12, 4, seed=1))
    before = {name: value.clone() for name, value in codec.state_dict().items()}
    model(batch, Teacher(rounds, codec), torch.Generator())[0].backward()
    assert all(parameter.grad is None for parameter in codec.parameters())
    assert all(torch.equal(before[name], value) for name, value in codec.state_dict().items())


def test_bfloat16_training_gives_about_the_same_loss(rounds: EmbeddedDocuments, codec: CodecModel) -> None:
    batch = next(windows(rounds, 12, 4, seed=1))
    for variant in FAMILY:
        torch.manual_seed(1)
        model = build(variant, FAMILY[variant].toy)
        model.fit_statistics(rounds.sentences())
        exact = model(batch, Teacher(rounds, codec), torch.Generator().manual_seed(1))[0]
        with torch.autocast("cpu", torch.bfloat16):
            low = model(batch, Teacher(rounds, codec), torch.Generator().manual_seed(1))[0]
        assert low.dtype == torch.float32
        assert low.item() == pytest.approx(exact.item(), rel=0.03)


def test_guidance_makes_a_difference(learned: Learned, rounds: EmbeddedDocuments) -> None:
    for variant in ("one_tower", "two_tower"):
        lcm = TorchLcm(learned(variant))
        state = lcm.prepare(rounds.vectors[[SPOKEN + 1, 1]], np.array([ItemKind.PLAN, ItemKind.CONCEPT]))
        plain = lcm.sample(state, 2, SampleSettings(guidance=1.0), seed=3).vectors
        guided = lcm.sample(state, 2, SampleSettings(guidance=3.0), seed=3).vectors
        assert plain.shape == (2, DIMENSION)
        assert not np.allclose(plain, guided, atol=1e-3)

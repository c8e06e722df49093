from __future__ import annotations

import numpy as np
import pytest
import torch

from conceptwriter.lcm.contract import ItemKind, LcmError, SampleSettings
from conceptwriter.lcm.generation import Predictor
from conceptwriter.lcm.state import SequenceState
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.noising import DiffusionLcm
from conceptwriter.training.lcm.torch_lcm import TorchLcm, described
from tests.training.lcm.conftest import DIMENSION, unit_vectors

KINDS = np.array([ItemKind.PLAN, ItemKind.CONCEPT, ItemKind.CONCEPT, ItemKind.BREAK, ItemKind.CONCEPT])


def lcm_of(variant: str) -> TorchLcm:
    torch.manual_seed(1)
    model = build(variant, FAMILY[variant].toy)
    model.fit_statistics(unit_vectors(200, seed=5))
    return TorchLcm(model)


@pytest.mark.parametrize("variant", FAMILY)
def test_extending_is_preparing_the_longer_sequence(variant: str) -> None:
    lcm = lcm_of(variant)
    predictor: Predictor[SequenceState] = lcm
    vectors = unit_vectors(5, seed=2)
    state = predictor.prepare(vectors[:2], KINDS[:2])
    for number in (2, 3, 4):
        state = predictor.extend(state, vectors[number], int(KINDS[number]))
    whole = lcm.prepare(vectors, KINDS)
    first, second = lcm.sample(state, 3, seed=7), lcm.sample(whole, 3, seed=7)
    assert first.vectors.shape == (3, DIMENSION)
    assert np.allclose(first.vectors, second.vectors, atol=1e-4)
    assert np.allclose(first.scores, second.scores, atol=1e-4)
    assert first.end_probability == pytest.approx(second.end_probability, abs=1e-5)


@pytest.mark.parametrize("variant", FAMILY)
def test_a_seed_gives_one_answer_and_a_reroll_another(variant: str) -> None:
    lcm = lcm_of(variant)
    state = lcm.prepare(unit_vectors(5, seed=2), KINDS)
    first = lcm.sample(state, 4, seed=0).vectors
    assert np.array_equal(first, lcm.sample(state, 4, seed=0).vectors)
    again = lcm.sample(state, 4, SampleSettings(reroll=1, temperature=1.0), seed=0)
    assert not np.allclose(first, again.vectors, atol=1e-3)
    assert again.scores.min() >= 0


@pytest.mark.parametrize("variant", FAMILY)
def test_half_precision_models_are_sampled_too(variant: str) -> None:
    lcm = lcm_of(variant)
    low = TorchLcm(lcm.model.to(torch.bfloat16))
    sampled = low.sample(low.prepare(unit_vectors(5, seed=2), KINDS), 2, seed=1)
    assert sampled.vectors.dtype == np.float32
    assert np.isfinite(sampled.vectors).all()


def test_a_sequence_beyond_the_context_is_cut() -> None:
    lcm = lcm_of("one_tower")
    longest = lcm.part.maximum_context
    vectors = unit_vectors(longest + 9, seed=2)
    state = lcm.prepare(vectors, np.zeros(longest + 9, np.int64))
    assert len(state.kinds) <= longest
    while len(state.kinds) < longest:
        state = lcm.extend(state, vectors[0], ItemKind.CONCEPT)
    state = lcm.extend(state, vectors[1], ItemKind.CONCEPT)
    assert len(state.kinds) <= longest
    assert np.isfinite(lcm.sample(state, 1).vectors).all()


@pytest.mark.parametrize("steps", [1, 3, 7, 20])
def test_exactly_the_wanted_steps_are_made(steps: int) -> None:
    lcm = lcm_of("two_tower")
    assert isinstance(lcm.model, DiffusionLcm)
    made: list[int] = []
    whole = lcm.model.denoise

    def counted(noisy: torch.Tensor, step: torch.Tensor, *rest: object) -> torch.Tensor:
        made.append(int(step[0]))
        return whole(noisy, step, *rest)  # type: ignore[arg-type]

    lcm.model.denoise = counted  # type: ignore[method-assign,assignment]
    lcm.sample(lcm.prepare(unit_vectors(5, seed=2), KINDS), 2, SampleSettings(steps=steps))
    assert len(made) == steps
    assert made[0] == 19
    assert sorted(set(made), reverse=True) == made


def test_what_does_not_count_is_reported() -> None:
    """Research 1.10, B15: settings were accepted and silently ignored."""
    lcm = lcm_of("two_tower")
    state = lcm.prepare(unit_vectors(5, seed=2), KINDS)
    assert lcm.sample(state, 1, SampleSettings(temperature=0.5, top_k=3, steps=2)).ignored == (
        "temperature",
        "top_k",
    )


def test_impossible_wishes_are_errors() -> None:
    lcm = lcm_of("two_tower")
    state = lcm.prepare(unit_vectors(5, seed=2), KINDS)
    with pytest.raises(LcmError, match="21"):
        lcm.sample(state, 1, SampleSettings(steps=21))
    with pytest.raises(LcmError, match="At least one"):
        lcm.sample(state, 0)
    with pytest.raises(LcmError, match="at least one item"):
        lcm.prepare(np.zeros((0, DIMENSION)), np.zeros(0))


def test_a_model_describes_how_it_is_sampled() -> None:
    part = described(build("one_tower", FAMILY["one_tower"].toy.as_dict() | {"target": "v", "guidance": 4.0}))
    assert part.diffusion is not None
    assert (part.diffusion.target, part.diffusion.guidance, part.diffusion.training_steps) == ("v", 4.0, 20)
    assert part.quant is None
    continuous = described(build("quant_continuous", FAMILY["quant_continuous"].toy))
    assert continuous.quant is not None
    assert continuous.quant.beta == pytest.approx(0.05)
    assert described(build("base", FAMILY["base"].toy)).diffusion is None


def test_vectors_are_brought_to_the_wanted_length() -> None:
    model = lcm_of("base").model
    lcm = TorchLcm(model, described(model, vector_length=4.0))
    drawn = lcm.sample(lcm.prepare(unit_vectors(5, seed=2), KINDS), 2).vectors
    assert np.allclose(np.linalg.norm(drawn, axis=1), 4, atol=1e-4)

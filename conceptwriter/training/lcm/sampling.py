"""Sampling of next concepts from a PyTorch model, and its description in a manifest.

There is one pair of functions per sampling method.

The samplers are the program's own, with the PyTorch network as their callable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from torch import Tensor

from conceptwriter.bundles.lcm_part import DiffusionPart, LcmPart, QuantPart
from conceptwriter.lcm.contract import FloatArray, SampleSettings
from conceptwriter.lcm.diffusion import DiffusionSettings, sample_diffusion
from conceptwriter.lcm.energy import sample_energy
from conceptwriter.lcm.heads import generator
from conceptwriter.lcm.mixture import draw as draw_mixture
from conceptwriter.lcm.normaliser import Normaliser
from conceptwriter.lcm.residual import DrawSettings, draw_levels, from_residual
from conceptwriter.lcm.state import SequenceState
from conceptwriter.training.lcm.blocks import Reading
from conceptwriter.training.lcm.energy import EnergyLcm
from conceptwriter.training.lcm.noising import DiffusionLcm, noise_model
from conceptwriter.training.lcm.quant import QuantContinuousLcm, QuantLcm, ResidualLcm
from conceptwriter.training.lcm.variant import LcmVariant, MixtureLcm

if TYPE_CHECKING:
    from numpy.typing import NDArray

Used = Mapping[str, float]
"""Names and values of the settings used."""
Drawing = Callable[[Any, LcmPart, SequenceState, int, Used, int], tuple[FloatArray, FloatArray]]
"""From a model, its manifest part, a state, a count, the settings and a seed: vectors (n, d) and scores
(n,), best first. The same arguments give the same vectors."""
Described = Callable[[Any], dict[str, Any]]
"""From a model: the fields of `LcmPart` that its configuration, or what it has learned, decides."""


def describe_mixture(model: MixtureLcm) -> dict[str, Any]:  # noqa: ARG001 - the signature of `Described`
    """Empty: its residual scale is measured on export."""
    return {}


def describe_diffusion(model: DiffusionLcm) -> dict[str, Any]:
    """The noise it was trained with and the recommended sampling settings."""
    config = model.noising.config
    schedule = noise_model(config).schedule
    part = DiffusionPart(
        schedule=schedule.name,
        schedule_numbers=schedule.numbers,
        training_steps=schedule.training_steps,
        zero_terminal_snr=schedule.zero_terminal_snr,
        target=noise_model(config).target,
        steps=config.inference_steps,
        guidance=config.guidance,
        guidance_rescale=config.guidance_rescale,
        initial_noise=config.initial_noise,
        epsilon_scaling=config.epsilon_scaling,
    )
    return {"diffusion": part}


def describe_quantised(model: ResidualLcm) -> dict[str, Any]:
    """Its sampling settings, with the learned beta."""
    beta = model.beta() if isinstance(model, QuantContinuousLcm) else 1.0
    part = QuantPart(beta=beta, top_k=model.config.top_k, top_p=model.config.top_p)
    return {"quant": part, "temperature": model.config.temperature}


def describe_energy(model: EnergyLcm) -> dict[str, Any]:
    """Its recommended temperature."""
    return {"temperature": model.config.temperature}


def draw_alternatives(
    model: MixtureLcm,  # noqa: ARG001 - the signature of `Drawing`
    part: LcmPart,
    state: SequenceState,
    n: int,
    used: Used,
    seed: int,
) -> tuple[FloatArray, FloatArray]:
    """From the alternatives in the state."""
    settings = SampleSettings(temperature=used["temperature"], reroll=int(used["reroll"]))
    sampled = draw_mixture(state.prediction, n, settings, seed, part.residual_scale)
    return sampled.vectors, sampled.scores


def draw_by_denoising(
    model: DiffusionLcm,
    part: LcmPart,  # noqa: ARG001 - the signature of `Drawing`
    state: SequenceState,
    n: int,
    used: Used,
    seed: int,
) -> tuple[FloatArray, FloatArray]:
    """From noise, step by step."""
    hidden = tensor_for(model, state.hidden[None])
    nothing = hidden[..., 0]
    reading = Reading(
        hidden, nothing, nothing, tensor_for(model, state.past_key), tensor_for(model, state.past_value)
    )

    def denoise(noisy: NDArray[Any], step: NDArray[np.int64], use_context: NDArray[Any]) -> NDArray[Any]:
        found = model.denoise(
            tensor_for(model, noisy), tensor_for(model, step), reading, tensor_for(model, use_context)
        )
        return array(found)

    settings = DiffusionSettings(
        steps=int(used["steps"]),
        guidance=used["guidance"],
        guidance_rescale=used["guidance_rescale"],
        initial_noise=used["initial_noise"],
        epsilon_scaling=used["epsilon_scaling"],
        eta=used["eta"],
    )
    undone = noise_model(model.noising.config)
    found = sample_diffusion(
        denoise, undone, settings, n, model.context.config.dimension, generator(seed, used)
    )
    return _normaliser(model).denormalise(found), np.full(n, 1 / n, np.float32)


def draw_units(
    model: ResidualLcm, part: LcmPart, state: SequenceState, n: int, used: Used, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Unit by unit from the codebooks."""
    hidden = tensor_for(model, state.hidden[-1:].repeat(n, axis=0))
    network = model.logits if isinstance(model, QuantLcm) else cast("QuantContinuousLcm", model).residual

    def level_of(total: FloatArray, level: int) -> NDArray[Any]:
        levels = torch.full((n,), level, device=hidden.device)
        return array(network(hidden, tensor_for(model, total), levels))

    books = model.arrays()["codebooks"]
    discrete = isinstance(model, QuantLcm)
    assert part.quant is not None  # `describe_quantised` gives every quantised model one
    logits_of = level_of if discrete else from_residual(level_of, books, part.quant.beta)
    settings = DrawSettings(used["temperature"], int(used["top_k"]), used["top_p"])
    found, scores = draw_levels(logits_of, books, n, settings, generator(seed, used))
    best_first = np.argsort(-scores, kind="stable")
    return _normaliser(model).denormalise(found[best_first]), scores[best_first]


def draw_from_noise(
    model: EnergyLcm,
    part: LcmPart,  # noqa: ARG001 - the signature of `Drawing`
    state: SequenceState,
    n: int,
    used: Used,
    seed: int,
) -> tuple[FloatArray, FloatArray]:
    """From noise, in one pass."""
    hidden = tensor_for(model, state.hidden[-1:])

    def generate(noise: FloatArray) -> NDArray[Any]:
        return array(model.generate(tensor_for(model, noise), hidden))

    found = sample_energy(generate, n, model.config.noise, used["temperature"], generator(seed, used))
    return _normaliser(model).denormalise(found), np.full(n, 1 / n, np.float32)


def tensor_for(model: LcmVariant, values: NDArray[Any]) -> Tensor:
    """On the model's device; floats in its precision."""
    weight = next(model.context.parameters())
    tensor = torch.from_numpy(np.ascontiguousarray(values)).to(weight.device)
    return tensor.to(weight.dtype) if tensor.is_floating_point() else tensor


def array(tensor: Tensor) -> FloatArray:
    """float32 on the CPU, whatever its device and type."""
    result: FloatArray = tensor.detach().float().cpu().numpy()
    return result


def _normaliser(model: LcmVariant) -> Normaliser:
    arrays = model.context.normaliser.arrays()
    return Normaliser(arrays["centre"], arrays["scale"])

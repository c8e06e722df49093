"""Sampling from a diffusion model: DDIM and DDPM with classifier-free guidance.

Works on any callable that denoises, so that ONNX graphs and PyTorch modules are sampled by the same code
(Song et al. 2021, equation 12; Ho and Salimans 2022; Lin et al. 2024; Large Concept Models, section 2.3.3).
All vectors here are in the normalised space.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import FloatArray, LcmError
from conceptwriter.lcm.schedule import NoiseSchedule, alpha_bars, inference_steps

Target = Literal["x0", "epsilon", "v"]
Denoise = Callable[[npt.NDArray[Any], npt.NDArray[np.int64], npt.NDArray[Any]], npt.NDArray[Any]]
"""(noisy (m, d), training step (m,), use_context (m,) of 1 or 0) -> prediction (m, d) of the target."""
Wide = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DiffusionSettings:
    """How a vector is denoised; the names are those of `SampleSettings`, plus settings only a bundle has."""

    steps: int = 20
    """Exactly this many steps are made."""
    guidance: float = 1.5
    """epsilon = e_u + guidance * (e_c - e_u); 1 means no guidance and costs half."""
    guidance_rescale: float = 0.7
    """0: guided noise unchanged; 1: rescaled to the deviation of the unguided."""
    initial_noise: float = 1.0
    """Deviation of the noise at the start."""
    epsilon_scaling: float = 1.0
    """Divides the noise a step keeps (Ning et al. 2024)."""
    eta: float = 0.0
    """0: DDIM, 1: DDPM."""
    guide_pure_noise: bool = True
    """Whether a step without any signal is guided as well. The published sampler of two-tower LCMs uses only
    the conditional prediction there, and its weights are used as their authors tuned them."""

    def __post_init__(self) -> None:
        if not self.guidance >= 0:
            raise LcmError("Guidance must not be negative.")
        if not 0 <= self.guidance_rescale <= 1 or not 0 <= self.eta <= 1:
            raise LcmError("Guidance rescale and eta lie between 0 and 1.")
        if not self.initial_noise > 0 or not self.epsilon_scaling > 0:
            raise LcmError("Initial noise and epsilon scaling must be above 0.")


@dataclass(frozen=True, slots=True)
class NoiseModel:
    """The noise a network was trained to remove, and its target."""

    schedule: NoiseSchedule
    target: Target
    """What the network predicts: the vector, the noise, or v = sqrt(a) epsilon - sqrt(1 - a) x0."""


def sample_diffusion(
    denoise: Denoise,
    model: NoiseModel,
    settings: DiffusionSettings,
    n: int,
    dimension: int,
    draw: np.random.Generator,
    *,
    dtype: npt.DTypeLike = np.float32,
    check: Callable[[], None] = lambda: None,
) -> FloatArray:
    """`n` vectors (n, dimension), float32, of the normalised space.

    A guided step calls `denoise` once with 2n rows: n with context, then n without. `dtype` is the
    network's type: it gets its noise in that type. `check` is called before every step and may raise to stop.
    Raises LcmError for a number of steps the schedule does not have.
    """
    bars = alpha_bars(model.schedule)
    steps = inference_steps(model.schedule.training_steps, settings.steps)
    x = draw.standard_normal((n, dimension)) * settings.initial_noise
    for place, step in enumerate(steps):
        check()
        bar = float(bars[step])
        before = float(bars[steps[place + 1]]) if place + 1 < len(steps) else 1.0
        x0, epsilon = _guided(denoise, model.target, settings, x, int(step), bar, dtype)
        x = _step_back(x0, epsilon / settings.epsilon_scaling, bar, before, settings.eta, draw)
    return x.astype(np.float32)


def _guided(
    denoise: Denoise,
    target: Target,
    settings: DiffusionSettings,
    x: Wide,
    step: int,
    bar: float,
    dtype: npt.DTypeLike,
) -> tuple[Wide, Wide]:
    """x0 and epsilon of one step.

    Guidance is on epsilon, except at SNR 0: there x is pure noise, epsilon is x whatever the network
    predicts, and only x0 can be guided. (Guiding epsilon there would do nothing, so the step that decides the
    gist of the sentence would not be guided: `guide_pure_noise` says whether it should be.)
    """
    n = len(x)
    if settings.guidance == 1 or (bar == 0 and not settings.guide_pure_noise):
        return _x0_and_epsilon(target, _run(denoise, x, step, np.ones(n), dtype), x, bar)
    both = np.concatenate([x, x])
    prediction = _run(denoise, both, step, np.repeat([1.0, 0.0], n), dtype)
    x0, epsilon = _x0_and_epsilon(target, prediction, both, bar)
    if bar > 0 or target == "epsilon":
        guided = _rescaled_guidance(epsilon[:n], epsilon[n:], settings)
        return _x0_and_epsilon("epsilon", guided, x, bar)
    return _rescaled_guidance(x0[:n], x0[n:], settings), x


def _run(denoise: Denoise, x: Wide, step: int, use_context: Wide, dtype: npt.DTypeLike) -> Wide:
    found = denoise(x.astype(dtype), np.full(len(x), step, np.int64), use_context.astype(dtype))
    return np.asarray(found, np.float64)


def _x0_and_epsilon(target: Target, prediction: Wide, x: Wide, bar: float) -> tuple[Wide, Wide]:
    """x0 and epsilon from the network's prediction.

    At SNR 0 epsilon is x; a network that predicts only epsilon says nothing about x0 there, so x0 is the mean
    of all vectors: 0.
    """
    signal, noise = bar**0.5, (1 - bar) ** 0.5
    if target == "x0":
        return prediction, (x - signal * prediction) / noise
    if target == "v":
        return signal * x - noise * prediction, signal * prediction + noise * x
    if bar == 0:
        return np.zeros_like(x), prediction
    return (x - noise * prediction) / signal, prediction


def _rescaled_guidance(with_context: Wide, without: Wide, settings: DiffusionSettings) -> Wide:
    """Lin et al. 2024, equations 15 and 16; deviations are over the dimensions of a vector."""
    guided: Wide = without + settings.guidance * (with_context - without)
    wanted = with_context.std(axis=1, keepdims=True)
    factor = wanted / np.maximum(guided.std(axis=1, keepdims=True), 1e-12)
    rescaled: Wide = guided * (settings.guidance_rescale * factor + 1 - settings.guidance_rescale)
    return rescaled


def _step_back(
    x0: Wide, epsilon: Wide, bar: float, before: float, eta: float, draw: np.random.Generator
) -> Wide:
    """From alpha_bar `bar` to the larger `before`; 1 is no noise at all."""
    deviation = eta * ((1 - before) / (1 - bar)) ** 0.5 * max(0.0, 1 - bar / before) ** 0.5
    x = before**0.5 * x0 + max(0.0, 1 - before - deviation**2) ** 0.5 * epsilon
    if deviation > 0:
        x = x + deviation * draw.standard_normal(x0.shape)
    return np.asarray(x, np.float64)

"""The sampler, on networks whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.lcm import LcmError
from conceptwriter.lcm.diffusion import DiffusionSettings, NoiseModel, Target, sample_diffusion
from conceptwriter.lcm.schedule import NoiseSchedule, alpha_bars, inference_steps

Array = npt.NDArray[Any]
D = 6
PLAIN = DiffusionSettings(steps=10, guidance=1.0, guidance_rescale=0.0)
SCHEDULES = [NoiseSchedule(), NoiseSchedule("quadratic"), NoiseSchedule("sigmoid", (1.5, -1))]
TARGETS: list[Target] = ["x0", "epsilon", "v"]


class Gaussian:
    """The best network there can be where every dimension of the data is N(mean, deviation).

    Without context the mean is 0.
    """

    def __init__(self, schedule: NoiseSchedule, target: Target, mean: Array, deviation: float) -> None:
        self.bars = alpha_bars(schedule)
        self.target = target
        self.mean = mean
        self.variance = deviation**2
        self.calls: list[tuple[Array, Array, Array]] = []

    def __call__(self, noisy: Array, step: Array, use_context: Array) -> Array:
        self.calls.append((noisy, step, use_context))
        bar = self.bars[step][:, None]
        mean = self.mean * use_context[:, None]
        gain = np.sqrt(bar) * self.variance / (bar * self.variance + 1 - bar)
        x0 = mean + gain * (noisy - np.sqrt(bar) * mean)
        epsilon = (noisy - np.sqrt(bar) * x0) / np.sqrt(1 - bar)
        v = np.sqrt(bar) * epsilon - np.sqrt(1 - bar) * x0
        predictions: dict[Target, Array] = {"x0": x0, "epsilon": epsilon, "v": v}
        return predictions[self.target].astype(noisy.dtype)


def draw(
    network: Gaussian,
    schedule: NoiseSchedule,
    wanted: DiffusionSettings,
    n: int = 3,
    seed: int = 1,
    dtype: npt.DTypeLike = np.float32,
) -> Array:
    model = NoiseModel(schedule, network.target)
    return sample_diffusion(network, model, wanted, n, D, np.random.default_rng(seed), dtype=dtype)


@pytest.mark.parametrize(
    ("target", "schedule"),
    [
        *((target, schedule) for target in ("x0", "v") for schedule in SCHEDULES),
        # A network that predicts epsilon knows nothing at SNR 0, so it gets a schedule that ends just before.
        ("epsilon", replace(SCHEDULES[0], zero_terminal_snr=False)),
    ],
)
@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
def test_samples_have_the_distribution_of_the_data(
    target: Target, schedule: NoiseSchedule, eta: float
) -> None:
    mean = np.linspace(-2, 2, D)
    network = Gaussian(schedule, target, mean, 0.5)
    found = draw(network, schedule, replace(PLAIN, steps=100, eta=eta), n=1000)
    np.testing.assert_allclose(found.mean(axis=0), mean, atol=0.1)
    np.testing.assert_allclose(found.std(axis=0), 0.5, atol=0.06)


@pytest.mark.parametrize("steps", [1, 7, 30, 40, 100])
def test_as_many_steps_as_asked_for(steps: int) -> None:
    network = Gaussian(NoiseSchedule(), "x0", np.ones(D), 0.5)
    draw(network, NoiseSchedule(), replace(PLAIN, steps=steps))
    visited = [int(step[0]) for _, step, _ in network.calls]
    assert visited == inference_steps(100, steps).tolist()
    assert len(visited) == steps


def test_candidates_share_a_batch_and_guidance_doubles_it() -> None:
    network = Gaussian(NoiseSchedule(), "x0", np.ones(D), 0.5)
    draw(network, NoiseSchedule(), PLAIN, n=5)
    assert all(len(noisy) == 5 and use.tolist() == [1] * 5 for noisy, _, use in network.calls)
    network.calls.clear()
    draw(network, NoiseSchedule(), replace(PLAIN, guidance=2.0), n=5)
    for noisy, step, use in network.calls:
        np.testing.assert_array_equal(noisy[:5], noisy[5:])
        assert use.tolist() == [1] * 5 + [0] * 5
        assert len(set(step.tolist())) == 1


@pytest.mark.parametrize("target", TARGETS)
def test_guidance_is_on_epsilon(target: Target) -> None:
    """One step from the middle: epsilon = e_u + s (e_c - e_u), and x0 from that."""
    schedule = NoiseSchedule("quadratic", zero_terminal_snr=False)
    bar = alpha_bars(schedule)[99]
    conditional, unconditional = np.full(D, 0.3), np.full(D, -0.2)  # epsilons

    def network(noisy: Array, step: Array, use_context: Array) -> Array:
        assert (step == 99).all()
        epsilon = np.where(use_context[:, None] > 0, conditional, unconditional)
        x0 = (noisy - np.sqrt(1 - bar) * epsilon) / np.sqrt(bar)
        v = np.sqrt(bar) * epsilon - np.sqrt(1 - bar) * x0
        predictions: dict[Target, Array] = {"x0": x0, "epsilon": epsilon, "v": v}
        return predictions[target]

    found = sample_diffusion(
        network,
        NoiseModel(schedule, target),
        DiffusionSettings(1, guidance=3.0, guidance_rescale=0.0),
        2,
        D,
        np.random.default_rng(3),
        dtype=np.float64,
    )
    start = np.random.default_rng(3).standard_normal((2, D))
    guided = -0.2 + 3.0 * 0.5
    np.testing.assert_allclose(found, (start - np.sqrt(1 - bar) * guided) / np.sqrt(bar), rtol=1e-4)


@pytest.mark.parametrize("target", ["x0", "v"])
def test_the_first_step_is_guided_too(target: Target) -> None:
    """At SNR 0 epsilon is x for every network: there x0 is guided, not left as the context alone says."""
    schedule = NoiseSchedule()
    mean = np.arange(D, dtype=np.float64)
    network = Gaussian(schedule, target, mean, 1e-3)
    found = draw(network, schedule, DiffusionSettings(1, guidance=3.0, guidance_rescale=0.0))
    np.testing.assert_allclose(found, np.tile(3 * mean, (3, 1)), atol=0.01)
    rescaled = draw(network, schedule, DiffusionSettings(1, guidance=3.0, guidance_rescale=1.0))
    np.testing.assert_allclose(rescaled, np.tile(mean, (3, 1)), atol=0.01)


def test_pure_noise_may_go_unguided() -> None:
    """As the published sampler does: the first step takes what the context says, all others are guided."""
    schedule = NoiseSchedule()
    mean = np.arange(D, dtype=np.float64)
    network = Gaussian(schedule, "x0", mean, 1e-3)
    published = DiffusionSettings(4, guidance=3.0, guidance_rescale=0.0, guide_pure_noise=False)
    draw(network, schedule, published, n=5)
    assert [len(noisy) for noisy, _, _ in network.calls] == [5, 10, 10, 10]
    assert network.calls[0][2].tolist() == [1] * 5
    found = draw(network, schedule, replace(published, steps=1))
    np.testing.assert_allclose(found, np.tile(mean, (3, 1)), atol=0.01)


def test_rescaling_gives_guided_noise_its_deviation_back() -> None:
    schedule = NoiseSchedule("quadratic", zero_terminal_snr=False)
    bar = alpha_bars(schedule)[99]
    conditional, unconditional = np.linspace(-1, 1, D), np.linspace(0.5, -0.4, D)

    def network(noisy: Array, step: Array, use_context: Array) -> Array:
        return np.where(use_context[:, None] > 0, conditional, unconditional)

    def epsilon(rescale: float) -> Array:
        wanted = DiffusionSettings(1, guidance=2.5, guidance_rescale=rescale)
        start = np.random.default_rng(3).standard_normal((1, D))
        found = sample_diffusion(
            network, NoiseModel(schedule, "epsilon"), wanted, 1, D, np.random.default_rng(3), dtype=np.float64
        )
        noise: Array = (start - np.sqrt(bar) * found) / np.sqrt(1 - bar)
        first: Array = noise[0]
        return first

    plain = unconditional + 2.5 * (conditional - unconditional)
    np.testing.assert_allclose(epsilon(0.0), plain, rtol=1e-3)
    assert epsilon(1.0).std() == pytest.approx(conditional.std(), rel=1e-3)
    np.testing.assert_allclose(epsilon(0.7), 0.7 * epsilon(1.0) + 0.3 * plain, rtol=1e-3)


def test_a_network_of_epsilon_survives_snr_0() -> None:
    network = Gaussian(NoiseSchedule(), "epsilon", np.ones(D), 0.5)
    for guidance in (1.0, 2.0):
        found = draw(network, NoiseSchedule(), replace(PLAIN, guidance=guidance))
        assert np.isfinite(found).all()


def test_initial_noise_and_epsilon_scaling_count() -> None:
    schedule = NoiseSchedule()
    network = Gaussian(schedule, "x0", np.ones(D), 1.0)
    plain = draw(network, schedule, PLAIN, n=500)
    cautious = draw(network, schedule, replace(PLAIN, initial_noise=0.6), n=500)
    assert cautious.std() < 0.75 * plain.std()
    network.calls.clear()
    draw(network, schedule, replace(PLAIN, initial_noise=0.6))
    np.testing.assert_allclose(
        network.calls[0][0], 0.6 * np.random.default_rng(1).standard_normal((3, D)), rtol=1e-5
    )
    assert np.abs(draw(network, schedule, replace(PLAIN, epsilon_scaling=1.01), n=500) - plain).max() > 1e-3


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_network_gets_its_own_type(dtype: npt.DTypeLike) -> None:
    """Noise that was always float32 broke half precision models."""
    network = Gaussian(NoiseSchedule(), "x0", np.ones(D), 0.5)
    found = draw(network, NoiseSchedule(), replace(PLAIN, guidance=2.0, eta=1.0), dtype=dtype)
    assert found.dtype == np.float32
    assert all(noisy.dtype == use.dtype == np.dtype(dtype) for noisy, _, use in network.calls)
    assert all(step.dtype == np.int64 for _, step, _ in network.calls)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**63), eta=st.sampled_from([0.0, 1.0]))
def test_a_seed_determines_everything(seed: int, eta: float) -> None:
    network = Gaussian(NoiseSchedule(), "v", np.ones(D), 0.5)
    wanted = replace(PLAIN, steps=4, eta=eta)
    one, same, other = (draw(network, NoiseSchedule(), wanted, seed=s) for s in (seed, seed, seed + 1))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_it_can_be_stopped_between_steps() -> None:
    network = Gaussian(NoiseSchedule(), "x0", np.ones(D), 0.5)

    def check() -> None:
        if len(network.calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample_diffusion(
            network, NoiseModel(NoiseSchedule(), "x0"), PLAIN, 2, D, np.random.default_rng(0), check=check
        )
    assert len(network.calls) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"guidance": -1},
        {"guidance": float("nan")},
        {"guidance_rescale": 1.5},
        {"eta": -0.1},
        {"initial_noise": 0},
        {"epsilon_scaling": 0},
    ],
)
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(LcmError):
        DiffusionSettings(**wrong)  # type: ignore[arg-type]

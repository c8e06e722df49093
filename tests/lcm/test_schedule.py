"""Noise schedules and the steps sampled from them, against published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.lcm import LcmError
from conceptwriter.lcm.schedule import NoiseSchedule, alpha_bars, inference_steps, signal_to_noise

ALL = [
    NoiseSchedule(),
    NoiseSchedule("linear"),
    NoiseSchedule("quadratic"),
    NoiseSchedule("quadratic", (0.001, 0.0012)),
    NoiseSchedule("quadratic", (0.02, 0.022)),
    NoiseSchedule("sigmoid", (1.5, -1)),
    NoiseSchedule("sigmoid", (1.5, -2)),
    NoiseSchedule("sigmoid", (0.8, -1)),
    NoiseSchedule("sigmoid", (3.5, 0)),
]


def test_cosine_of_100_steps() -> None:
    """The values that the reference implementation has with zero terminal SNR."""
    found = alpha_bars(NoiseSchedule())[[0, 25, 50, 75, 98, 99]]
    np.testing.assert_allclose(found, [0.99937, 0.8355, 0.4781, 0.1333, 0.00023, 0], atol=6e-5)


@pytest.mark.parametrize("schedule", ALL)
def test_noise_grows_until_nothing_else_is_left(schedule: NoiseSchedule) -> None:
    bars = alpha_bars(schedule)
    assert bars.shape == (100,)
    assert (np.diff(bars) < 0).all()
    assert 0.9 < bars[0] < 1
    assert bars[-1] == 0
    assert signal_to_noise(bars)[-1] == 0


@pytest.mark.parametrize("schedule", ALL)
def test_rescaling_keeps_the_first_step(schedule: NoiseSchedule) -> None:
    plain = alpha_bars(NoiseSchedule(schedule.name, schedule.numbers, zero_terminal_snr=False))
    assert plain[-1] > 0
    assert alpha_bars(schedule)[0] == pytest.approx(plain[0], rel=1e-12)


def test_betas_are_what_the_names_say() -> None:
    linear = alpha_bars(NoiseSchedule("linear", (0.1, 0.3), 3, zero_terminal_snr=False))
    np.testing.assert_allclose(linear, [0.9, 0.9 * 0.8, 0.9 * 0.8 * 0.7])
    quadratic = alpha_bars(NoiseSchedule("quadratic", (0.01, 0.09), 3, zero_terminal_snr=False))
    np.testing.assert_allclose(quadratic, [0.99, 0.99 * 0.96, 0.99 * 0.96 * 0.91])
    sigmoid = alpha_bars(NoiseSchedule("sigmoid", (1.5, -1), 4, zero_terminal_snr=False))
    assert sigmoid[1] == pytest.approx(1 / (1 + np.exp(1)))  # logit(1/2) = 0, so only the shift is left


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        ({"name": "exponential"}, "exponential"),
        ({"training_steps": 1}, "at least 2"),
        ({"name": "quadratic", "numbers": (0.1,)}, "takes 2 numbers"),
        ({"name": "cosine", "numbers": (0.1, 0.2)}, "takes 0 numbers"),
    ],
)
def test_what_is_no_schedule_is_refused(schedule: dict[str, object], says: str) -> None:
    with pytest.raises(LcmError, match=says):
        NoiseSchedule(**schedule)  # type: ignore[arg-type]
    with pytest.raises(LcmError, match="noise must grow"):
        alpha_bars(NoiseSchedule("linear", (-0.1, 0.2)))


@given(
    training=st.integers(2, 1200),
    share=st.floats(0, 1),
    spacing=st.sampled_from(["trailing", "linspace", "leading"]),
)
def test_exactly_as_many_steps_as_asked_for(training: int, share: float, spacing: str) -> None:
    """A stride cut to whole numbers gave 50 steps for 40 and 34 for 30."""
    wanted = 1 + round(share * (training - 1))
    steps = inference_steps(training, wanted, spacing)  # type: ignore[arg-type]
    assert len(steps) == wanted
    assert (np.diff(steps) < 0).all()
    assert steps[-1] >= 0
    assert steps[0] <= training - 1
    if spacing != "leading":
        assert steps[0] == training - 1
    if spacing != "trailing" and wanted > 1:
        assert steps[-1] == 0


@pytest.mark.parametrize("wanted", [10, 20, 25, 30, 40, 50, 100])
def test_trailing_steps_are_even(wanted: int) -> None:
    gaps = np.diff(inference_steps(100, wanted))
    assert gaps.max() - gaps.min() <= 1


def test_known_steps() -> None:
    assert inference_steps(100, 4).tolist() == [99, 74, 49, 24]
    assert inference_steps(100, 5, "linspace").tolist() == [99, 74, 50, 25, 0]
    assert inference_steps(100, 4, "leading").tolist() == [75, 50, 25, 0]
    assert inference_steps(100, 40)[:5].tolist() == [99, 97, 94, 92, 89]


@pytest.mark.parametrize("wanted", [0, -1, 101])
def test_impossible_numbers_of_steps_are_refused(wanted: int) -> None:
    with pytest.raises(LcmError, match="1 to 100"):
        inference_steps(100, wanted)

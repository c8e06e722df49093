"""Noise schedules of the diffusion variants and the steps visited in sampling.

`alpha_bars[t]` is the share of signal left in the variance at training step t:
x_t = sqrt(alpha_bar) x_0 + sqrt(1 - alpha_bar) epsilon (Ho et al. 2020; Large Concept Models, section 2.3.3).
Pure NumPy, for training as well as for sampling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from conceptwriter.lcm.contract import LcmError

ScheduleName = Literal["cosine", "quadratic", "sigmoid", "linear"]
Spacing = Literal["trailing", "linspace", "leading"]
Table = npt.NDArray[np.float64]

_USUAL_NUMBERS: dict[str, tuple[float, ...]] = {
    "cosine": (),
    "quadratic": (1e-4, 0.02),
    "linear": (1e-4, 0.02),
    "sigmoid": (1.5, 0.0),
}
_LARGEST_BETA = 0.999


@dataclass(frozen=True, slots=True)
class NoiseSchedule:
    """The noise level of each training step."""

    name: ScheduleName = "cosine"
    """cosine: `squaredcos_cap_v2` of Nichol and Dhariwal; quadratic and linear: betas; sigmoid: the paper's
    sigmoid(shift - scale * logit(t))."""
    numbers: tuple[float, ...] = ()
    """quadratic, linear: first and last beta; sigmoid: scale and shift. Empty takes the defaults,
    (1e-4, 0.02) and (1.5, 0). The paper's: quadratic-1 (0.001, 0.0012), quadratic-2 (0.02, 0.022), sigmoid
    (3.5, 0)."""
    training_steps: int = 100
    """Steps are counted 0 to training_steps - 1; more is noisier."""
    zero_terminal_snr: bool = True
    """The last step is pure noise (Lin et al. 2024, algorithm 1), like the start of sampling."""

    def __post_init__(self) -> None:
        if self.name not in _USUAL_NUMBERS:
            raise LcmError(f"A noise schedule is one of {', '.join(_USUAL_NUMBERS)}, not {self.name!r}.")
        if self.training_steps < 2:
            raise LcmError("A noise schedule needs at least 2 training steps.")
        if self.numbers and len(self.numbers) != len(_USUAL_NUMBERS[self.name]):
            raise LcmError(f"The schedule {self.name} takes {len(_USUAL_NUMBERS[self.name])} numbers.")


def alpha_bars(schedule: NoiseSchedule) -> Table:
    """(training_steps,) float64, falling, in [0, 1)."""
    steps = schedule.training_steps
    numbers = schedule.numbers or _USUAL_NUMBERS[schedule.name]
    if schedule.name == "cosine":
        bars = _from_betas(_cosine_betas(steps))
    elif schedule.name == "linear":
        bars = _from_betas(np.linspace(numbers[0], numbers[1], steps))
    elif schedule.name == "quadratic":
        bars = _from_betas(np.linspace(numbers[0] ** 0.5, numbers[1] ** 0.5, steps) ** 2)
    else:
        bars = _sigmoid(steps, *numbers)
    if not (bars > 0).all() or not (bars < 1).all() or not (np.diff(bars) < 0).all():
        raise LcmError(f"The numbers {numbers} make no noise schedule of {steps} steps: noise must grow.")
    return _with_zero_terminal_snr(bars) if schedule.zero_terminal_snr else bars


def signal_to_noise(bars: Table) -> Table:
    """SNR = alpha_bar / (1 - alpha_bar) of every step."""
    return bars / (1 - bars)


def inference_steps(training_steps: int, steps: int, spacing: Spacing = "trailing") -> npt.NDArray[np.int64]:
    """The training steps to visit, falling: exactly `steps` different ones.

    trailing begins at the last training step, linspace also ends at step 0, leading ends at step 0 and begins
    below the last (Lin et al. 2024, table 2). Rounding is exact, in integers: truncating a fractional stride
    would give 50 steps where 40 are wanted. A single step of linspace is the last, pure noise.
    """
    if not 1 <= steps <= training_steps:
        raise LcmError(f"This model makes 1 to {training_steps} denoising steps, not {steps}.")
    rest = np.arange(steps, 0, -1, dtype=np.int64)
    if spacing == "trailing":
        return (2 * training_steps * rest + steps) // (2 * steps) - 1
    if spacing == "linspace":
        if steps == 1:
            return np.array([training_steps - 1], np.int64)
        gaps = steps - 1
        return (2 * (training_steps - 1) * (rest - 1) + gaps) // (2 * gaps)
    return (training_steps * (rest - 1)) // steps


def _cosine_betas(steps: int) -> Table:
    def bar(t: Table) -> Table:
        found: Table = np.cos((t + 0.008) / 1.008 * np.pi / 2) ** 2
        return found

    times = np.arange(steps + 1) / steps
    return np.minimum(1 - bar(times[1:]) / bar(times[:-1]), _LARGEST_BETA)


def _from_betas(betas: Table) -> Table:
    return np.asarray(np.cumprod(1 - betas), np.float64)


def _sigmoid(steps: int, scale: float, shift: float) -> Table:
    """Times are 1/T .. 1; logit(1) is infinite, so the last is taken half a step earlier."""
    times = np.arange(1, steps + 1) / steps
    times[-1] = 1 - 0.5 / steps
    return np.asarray(1 / (1 + np.exp(scale * np.log(times / (1 - times)) - shift)), np.float64)


def _with_zero_terminal_snr(bars: Table) -> Table:
    """Shift sqrt(alpha_bar) so that the last is 0, and scale it so that the first stays."""
    roots = np.sqrt(bars)
    return np.asarray(((roots - roots[-1]) * roots[0] / (roots[0] - roots[-1])) ** 2, np.float64)

"""What every training run shares: its settings, two optimisers, a schedule, a clock and a log."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class RunConfig:
    """How long and how fast any model is trained."""

    steps: int = 1_000_000
    """Updates in all."""
    parts: int = 1
    """Batches whose gradients are averaged for one update. The processes of a run share them, so any number
    of processes that divides it learns the same."""
    matrix_rate: float = 3e-3
    """Learning rate of Muon."""
    other_rate: float = 2e-3
    """Learning rate of AdamW."""
    warm_up: int = 200
    """Updates over which the rate rises."""
    finish_share: float = 0.0
    """Part of ``steps`` over which the rate falls to zero at the end."""
    finish: int | None = None
    """Let the rate decay from now on over this many updates, then end."""
    minutes: float | None = None
    """Time for the whole run, all calls together; the rate falls over its last quarter."""
    tokens: int | None = None
    """What the whole run learns from, as its log counts it; the rate falls over its last quarter."""
    chunk: float | None = None
    """Minutes of this call: it saves and ends in time, and the next call continues."""
    save_every: int = 200
    log_every: int = 50
    largest_gradient: float = 1.0
    seed: int = 1
    threads: int = 2
    """CPU threads of one process."""
    device: str = "auto"
    """``auto`` (CUDA where there is one), ``cpu``, ``cuda`` or ``cuda:1``."""
    low_precision: bool = True
    """Whether products are computed in bfloat16."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Warm-up, constant, then, once a finish is set, linear to zero: a run may be ended at any time.

    (Warm-up, stable, decay: Hu et al. 2024, section 4.)
    """

    warm_up: int = 300
    finish_from: int | None = None
    finish_steps: int = 0

    def factor(self, step: int) -> float:
        """Multiplier of the learning rate at a step counted from 0."""
        factor = min(1.0, (step + 1) / self.warm_up)
        if self.finish_from is not None:
            factor *= max(0.0, 1 - max(0, step - self.finish_from) / max(1, self.finish_steps))
        return factor

    def last(self, steps: int) -> int:
        """The step before which the run ends."""
        return steps if self.finish_from is None else self.finish_from + self.finish_steps


class Clock:
    """The time of a run and of this call.

    Args:
        minutes: of the whole run; None: no such limit.
        chunk: minutes of this call; None: no such limit.
        spent: seconds trained by earlier calls.
        now: the seconds of a steady clock.
    """

    FALL = 0.25
    """Share of the whole time over which the rate falls to zero."""

    def __init__(
        self,
        minutes: float | None = None,
        chunk: float | None = None,
        spent: float = 0.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = None if minutes is None else minutes * 60
        self._chunk = None if chunk is None else chunk * 60
        self._spent = spent
        self._now = now
        self._begin = now()
        self._last: float | None = None
        self._step = self._save = 0.0

    def seconds(self) -> float:
        """Trained so far, all calls together."""
        return self._spent + self._now() - self._begin

    def step_done(self) -> None:
        """Record a step's duration, to stop before a limit; the first includes start-up."""
        now = self._now()
        if self._last is not None:
            self._step = max(0.9 * self._step, now - self._last)
        self._last = now

    def save_done(self) -> None:
        """Likewise for a save."""
        now = self._now()
        if self._last is not None:
            self._save = max(self._save, now - self._last)
        self._last = now

    def factor(self) -> float:
        """Multiplier of the learning rate: 1, then falling to 0 over the last quarter of the whole time."""
        if self._total is None:
            return 1.0
        return min(1.0, max(0.0, 1 - self.seconds() / self._total) / self.FALL)

    def is_over(self) -> bool:
        """Whether the whole time has no room for another step."""
        return self._total is not None and self.seconds() + self._step > self._total

    def must_stop(self) -> bool:
        """Whether this call has no room for another step and a save."""
        here = self._now() - self._begin
        return self._chunk is not None and here + 2 * self._step + 1.5 * self._save > self._chunk

    def left(self) -> float | None:
        """Seconds left of the whole run, None without a limit."""
        return None if self._total is None else max(0.0, self._total - self.seconds())


class TokenBudget:
    """What a run may still learn from, counted as :class:`TrainingLog` counts it.

    Args:
        total: of the whole run; None: no such limit.
        spent: by earlier calls.
    """

    def __init__(self, total: int | None = None, spent: int = 0) -> None:
        self._total = total
        self.spent = spent

    def add(self, tokens: int) -> None:
        """Count those of a step."""
        self.spent += tokens

    def factor(self) -> float:
        """Multiplier of the learning rate: 1, then falling to 0 over the last quarter."""
        if self._total is None:
            return 1.0
        return min(1.0, max(0.0, 1 - self.spent / self._total) / Clock.FALL)

    def is_over(self) -> bool:
        """Whether all is spent."""
        return self._total is not None and self.spent >= self._total

    def steps_left(self, steps: int) -> float | None:
        """How many more there will be after this number, None without a limit."""
        if self._total is None:
            return None
        return max(0.0, self._total - self.spent) * steps / max(1, self.spent)


class Optimisers:
    """Muon (Jordan 2024) for the matrices inside the network, AdamW for embeddings, norms and biases."""

    def __init__(self, model: nn.Module, matrix_rate: float, other_rate: float) -> None:
        matrices: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        embeddings = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
        for parameter in model.parameters():
            if parameter.requires_grad:
                is_matrix = parameter.ndim == 2 and id(parameter) not in embeddings
                (matrices if is_matrix else others).append(parameter)
        self._parts: list[tuple[torch.optim.Optimizer, float]] = [
            (torch.optim.AdamW(others, lr=other_rate, betas=(0.9, 0.98), weight_decay=0.0), other_rate)
        ]
        if matrices:
            muon = torch.optim.Muon(
                matrices, lr=matrix_rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"
            )
            self._parts.append((muon, matrix_rate))

    def step(self, factor: float) -> None:
        """One update with all rates multiplied by ``factor``; gradients are cleared."""
        for optimiser, rate in self._parts:
            for group in optimiser.param_groups:
                group["lr"] = rate * factor
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        """For a checkpoint."""
        return [optimiser.state_dict() for optimiser, _ in self._parts]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        """From a checkpoint."""
        for (optimiser, _), state in zip(self._parts, states, strict=True):
            optimiser.load_state_dict(state)


@dataclass
class TrainingLog:
    """Running means, printed with the time left and appended as JSON lines."""

    path: Path
    every: int = 50
    _sums: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _tokens: int = 0
    _steps: int = 0
    _since: float = field(default_factory=time.monotonic)

    def forget_after(self, step: int) -> None:
        """Drop lines that a killed run wrote after its last checkpoint: they will be written again."""
        if not self.path.exists():
            return
        lines = self.path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if json.loads(line)["step"] <= step]
        if len(kept) < len(lines):
            self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def add(
        self, step: int, parts: dict[str, float], tokens: int, seconds_left: Callable[[float], float | None]
    ) -> None:
        """Count one step; write a line at intervals.

        Args:
            step: its number from 0.
            parts: of the loss.
            tokens: learned from in it.
            seconds_left: from the seconds per step, how long the run will continue, if known.
        """
        for name, value in parts.items():
            self._sums[name].append(value)
        self._tokens += tokens
        self._steps += 1
        if (step + 1) % self.every:
            return
        now = time.monotonic()
        passed = max(now - self._since, 1e-9)
        line: dict[str, float] = {"step": step + 1, "tokens_per_second": round(self._tokens / passed)}
        line |= {name: round(sum(values) / len(values), 4) for name, values in sorted(self._sums.items())}
        left = seconds_left(passed / self._steps)
        self._sums.clear()
        self._tokens, self._steps, self._since = 0, 0, now
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
        print(_readable(line, left), flush=True)


def _readable(line: dict[str, float], left: float | None) -> str:
    """``step 400  12 000 tokens/s  gradient 0.81  tokens 2.3  about 0:12:30 left``."""
    parts = [f"step {line['step']}", f"{line['tokens_per_second']:,} tokens/s"]
    parts += [
        f"{name} {value:g}" for name, value in line.items() if name not in {"step", "tokens_per_second"}
    ]
    if left is not None:
        whole = round(left)
        parts.append(f"about {whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02} left")
    return "  ".join(parts)


def clip(parameters: Iterable[nn.Parameter], largest: float) -> Tensor:
    """Clip the gradient norm; returns the norm before."""
    return nn.utils.clip_grad_norm_(parameters, largest)

"""What every training run shares: two optimisers, a schedule, checkpoints that resume exactly, and a log."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Schedule:
    """Warm-up, constant, then, once a finish is set, linear to zero: a run may end when its owner likes."""

    warm_up: int = 300
    finish_from: int | None = None
    finish_steps: int = 0

    def factor(self, step: int) -> float:
        """Multiplier of the learning rate at a step counted from 0."""
        factor = min(1.0, (step + 1) / self.warm_up)
        if self.finish_from is not None:
            factor *= max(0.0, 1 - max(0, step - self.finish_from) / self.finish_steps)
        return factor


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
class Log:
    """Running means, printed and appended as JSON lines."""

    path: Path
    every: int = 50
    _sums: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _tokens: int = 0
    _since: float = field(default_factory=time.monotonic)

    def add(self, step: int, parts: dict[str, float], tokens: int) -> None:
        """Count one step; every so many steps write a line."""
        for name, value in parts.items():
            self._sums[name].append(value)
        self._tokens += tokens
        if (step + 1) % self.every == 0:
            now = time.monotonic()
            line: dict[str, float] = {
                "step": step + 1,
                "tokens_per_second": round(self._tokens / (now - self._since)),
            }
            line |= {name: round(sum(values) / len(values), 4) for name, values in sorted(self._sums.items())}
            self._sums.clear()
            self._tokens, self._since = 0, now
            with self.path.open("a") as stream:
                stream.write(json.dumps(line) + "\n")
            print(line, flush=True)


def save_checkpoint(path: Path, **content: Any) -> None:
    """Write beside and replace, so that a kill never leaves half a checkpoint."""
    beside = path.with_suffix(".part")
    torch.save(content, beside)
    beside.replace(path)


def clip(parameters: Iterable[nn.Parameter], largest: float) -> Tensor:
    """Clip the gradient norm; returns the norm before."""
    return nn.utils.clip_grad_norm_(parameters, largest)

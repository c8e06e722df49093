"""The training loop of the codec and every LCM variant, in one process or several.

An update averages the gradients of ``parts`` batches, numbered from the start of the run. Random draws for a
batch depend only on the seed and its number, so a run resumes exactly, and processes that share the parts of
an update learn the same as one process would.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.checkpointing import Checkpoint, save_checkpoint
from conceptwriter.training.loss_plot import plot_losses
from conceptwriter.training.processes import Processes, processes
from conceptwriter.training.run import Clock, Optimisers, RunConfig, Schedule, TokenBudget, TrainingLog, clip
from conceptwriter.training.stop_signal import StopSignal

LOG_FILE = "log.jsonl"
PLOT_FILE = "losses.svg"
BATCHES_AHEAD = 3

Loss = Callable[[Any, int, torch.Generator], tuple[Tensor, dict[str, float]]]


class TrainingError(ConceptWriterError):
    """A run that cannot continue; the message says what to do."""


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """What to train."""

    variant: str
    """Its name in checkpoints."""
    shape: dict[str, Any]
    model: nn.Module
    loss: Loss
    """From a batch, the step and this batch's random numbers: the loss and its parts for the log."""
    batches: Callable[[int, int], Iterator[Any]]
    """From a first number and a stride: endless, every stride-th batch, each a dataclass of tensors."""
    tokens: Callable[[Any], int]
    """Number of items a batch trains on, for the log."""


class Objective(nn.Module):
    """Model and loss as one module, so that averaging gradients sees the whole pass."""

    def __init__(self, model: nn.Module, loss: Loss) -> None:
        super().__init__()
        self.model = model
        self._loss = loss

    def forward(self, batch: Any, step: int, draw: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        return self._loss(batch, step, draw)


def train_job(folder: Path, job: TrainingJob, config: RunConfig, stored: Checkpoint | None = None) -> bool:
    """Train until the planned end or a stop request; returns whether the end was reached.

    Args:
        folder: receives checkpoints, ``log.jsonl`` and ``losses.svg``.
        job: its model holds the weights to begin with.
        config: how long and how fast.
        stored: the checkpoint the weights came from, with its optimisers, if the run is resumed.

    Raises:
        TrainingError: the loss is no longer finite, or the processes do not divide the parts.
        DeviceError: the requested device is not available.
    """
    torch.set_num_threads(config.threads)
    with processes(config.device) as those, StopSignal() as stop:
        if config.parts % those.count:
            raise TrainingError(
                f"{those.count} processes cannot share {config.parts} batches an update. "
                f"Give --parts a multiple of {those.count}."
            )
        return _Training(folder, job, config, stored, those).run(stop)


class _Training:
    """One call of :func:`train_job`."""

    def __init__(
        self, folder: Path, job: TrainingJob, config: RunConfig, stored: Checkpoint | None, those: Processes
    ) -> None:
        self._folder, self._job, self._config, self._those = folder, job, config, those
        self._clock = Clock(config.minutes, config.chunk, stored.seconds if stored else 0.0)
        self._budget = TokenBudget(config.tokens, stored.tokens if stored else 0)
        self._model = job.model.to(those.device).train()
        self._optimisers = Optimisers(self._model, config.matrix_rate, config.other_rate)
        if stored is not None:
            self._resume_optimisers(stored, folder)
        self._step = stored.step if stored else 0
        self._saved = (self._step, stored.finished) if stored else (-1, False)
        self._position = stored.position if stored else 0
        self._schedule = self._planned(stored)
        self._last = self._schedule.last(config.steps)
        objective: nn.Module = Objective(self._model, job.loss)
        if those.count > 1:
            # Pairs and singles, plans and sentences use different parts of a model.
            objective = DistributedDataParallel(objective, find_unused_parameters=True)
        self._objective = objective
        self._log = TrainingLog(folder / LOG_FILE, config.log_every)

    def _resume_optimisers(self, stored: Checkpoint, folder: Path) -> None:
        try:
            self._optimisers.load_state_dict(stored.optimisers)
        except ValueError as error:
            raise TrainingError(
                f"The run in {folder} trains other weights than this command would: give the same arguments "
                f"as before, or begin another run from it ({error})."
            ) from error

    def _planned(self, stored: Checkpoint | None) -> Schedule:
        config = self._config
        begun, over = stored.finish if stored else (None, 0)
        if begun is None and config.finish is not None:
            begun, over = self._step, config.finish
        if begun is None and config.finish_share > 0:
            falling = int(config.steps * config.finish_share)
            return Schedule(config.warm_up, config.steps - falling, falling)
        return Schedule(config.warm_up, begun, over)

    def run(self, stop: StopSignal) -> bool:
        """Update until an end; returns whether it was the planned one."""
        those, is_over = self._those, self._step >= self._last
        if those.is_first:
            self._log.forget_after(self._step)
        with closing(self._stream()) as batches:
            while not is_over:
                must_stop, factor = those.agree(
                    stop.is_set or self._clock.must_stop() or self._is_used_up(),
                    min(self._clock.factor(), self._budget.factor()),
                )
                if must_stop:
                    break
                self._update(batches, self._schedule.factor(self._step) * factor)
                is_over = self._step >= self._last
                if self._step % self._config.save_every == 0 and not is_over:
                    self._save(finished=False)
        # Every process must come to the same answer, whatever its own clock says.
        is_over, _ = those.agree(is_over or self._is_used_up(), 1.0)
        if self._saved != (self._step, is_over):
            self._save(finished=is_over)
        if those.is_first and not is_over:
            print(
                f"saved and stopped after step {self._step}; run the same command again to continue",
                flush=True,
            )
        return is_over

    def _is_used_up(self) -> bool:
        return self._clock.is_over() or self._budget.is_over()

    def _update(self, batches: Iterator[Any], factor: float) -> None:
        config, those = self._config, self._those
        here = config.parts // those.count
        tokens = 0
        found: dict[str, list[float]] = {}
        for turn in range(here):
            number = self._position + those.rank + turn * those.count
            batch = next(batches)
            draw = torch.Generator(those.device).manual_seed(config.seed * 1_000_003 + number)
            with self._averaging(turn + 1 == here):
                with self._precision():
                    loss, parts = self._objective(batch, self._step, draw)
                (loss / here).backward()
            tokens += self._job.tokens(batch)
            for name, value in parts.items():
                found.setdefault(name, []).append(value)
        # Pairs and singles have different figures: not every part has every figure.
        means = {name: sum(values) / len(values) for name, values in found.items()}
        means["gradient"] = float(clip(self._model.parameters(), config.largest_gradient))
        if not math.isfinite(means["gradient"]):
            raise TrainingError(
                f"The loss has no finite gradient at step {self._step}. The last checkpoint, of step "
                f"{self._saved[0]}, is intact: continue from it with lower --matrix-rate and --other-rate."
            )
        self._optimisers.step(factor)
        self._position += config.parts
        self._budget.add(tokens * those.count)
        if those.is_first:
            self._log.add(self._step, means, tokens * those.count, self._seconds_left)
        self._step += 1
        self._clock.step_done()

    def _averaging(self, is_last: bool) -> AbstractContextManager[Any]:
        """Gradients of several processes are averaged once per update, with its last part."""
        if isinstance(self._objective, DistributedDataParallel) and not is_last:
            return self._objective.no_sync()
        return nullcontext()

    def _precision(self) -> AbstractContextManager[Any]:
        if not self._config.low_precision:
            return nullcontext()
        return torch.autocast(self._those.device.type, torch.bfloat16)

    def _seconds_left(self, a_step: float) -> float:
        steps = self._budget.steps_left(self._step + 1)
        limits = [(self._last - self._step - 1) * a_step, self._clock.left()]
        limits.append(None if steps is None else steps * a_step)
        return min(limit for limit in limits if limit is not None)

    def _stream(self) -> Generator[Any]:
        those = self._those
        batches = self._job.batches(self._position + those.rank, those.count)
        yield from batches if those.device.type == "cpu" else fetched_ahead(batches, those.device)

    def _save(self, *, finished: bool) -> None:
        if self._those.is_first:
            schedule = self._schedule
            # A decay planned by steps is planned again by the next call; a requested one is kept.
            asked = self._config.finish_share == 0
            checkpoint = Checkpoint(
                variant=self._job.variant,
                shape=self._job.shape,
                model=self._model.state_dict(),
                step=self._step,
                position=self._position,
                seconds=self._clock.seconds(),
                tokens=self._budget.spent,
                finish=(schedule.finish_from, schedule.finish_steps) if asked else (None, 0),
                finished=finished,
                optimisers=self._optimisers.state_dict(),
            )
            save_checkpoint(self._folder, checkpoint)
            plot_losses(self._folder / LOG_FILE, self._folder / PLOT_FILE)
        self._saved = (self._step, finished)
        self._those.wait()
        self._clock.save_done()


def fetched_ahead(batches: Iterator[Any], device: torch.device) -> Generator[Any]:
    """The same endless batches on the device, the next few being built by another thread."""

    def fetch() -> Any:
        return moved(next(batches), device)

    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(fetch) for _ in range(BATCHES_AHEAD))
        while True:
            yield waiting.popleft().result()
            waiting.append(pool.submit(fetch))


def moved(batch: Any, device: torch.device) -> Any:
    """The same dataclass with its tensors on the device; other fields stay."""
    if not is_dataclass(batch) or isinstance(batch, type):
        return batch
    tensors = {
        part.name: value
        for part in fields(batch)
        if isinstance(value := getattr(batch, part.name), Tensor) and value.device != device
    }
    if device.type == "cuda":
        tensors = {name: tensor.pin_memory() for name, tensor in tensors.items()}
    return replace(batch, **{name: t.to(device, non_blocking=True) for name, t in tensors.items()})

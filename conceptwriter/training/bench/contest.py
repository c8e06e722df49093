"""Contenders measured in turns: in each round, each does the same piece of work.

Memory is the limit: a full-size model in float32 takes three gigabytes per part, so contenders are divided
into groups that fit, and the first of them (the program's own) is in every group. Results are always compared
with the first contender's in the same group.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import psutil

from conceptwriter.training.bench.workers import ContenderAnswer, ContenderFailed, Worker

QUIET = 0.15
"""A sample counts when all other processes together took less than this of one core."""
_SPARE_BYTES = 2_000_000_000
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to measure. `unavailable` says why it cannot be, for the table."""

    name: str
    command: tuple[str, ...] = ()
    bytes_needed: dict[str, int] = field(default_factory=dict)
    """Memory a part takes: "encoder", "decoder"."""
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class ContestTask:
    """One piece of work, as requested from contenders."""

    name: str
    do: str
    given: dict[str, int]


@dataclass(frozen=True, slots=True)
class Timing:
    """A contender's time for a task."""

    seconds: float
    """The median of the quiet samples; without one, the shortest of all: an upper bound."""
    processor: float
    """Median seconds of all its threads together, hardly affected by other processes."""
    quiet: int
    """How many samples were quiet."""
    samples: int

    @property
    def noisy(self) -> bool:
        """Whether other processes disturbed every sample."""
        return self.quiet == 0


@dataclass(frozen=True, slots=True)
class Result:
    """Of one contender and task; exactly one of `timing` and `problem` is set."""

    contender: str
    task: str
    timing: Timing | None
    baseline: Timing | None = None
    """The first contender's time in the same rounds."""
    problem: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times longer than the first contender."""
        if self.timing is None or self.baseline is None:
            return None
        return self.timing.seconds / self.baseline.seconds

    @property
    def processor_ratio(self) -> float | None:
        """By processor time: robust against other processes, unfair to contenders that spin while waiting."""
        if self.timing is None or self.baseline is None:
            return None
        return self.timing.processor / max(self.baseline.processor, 1e-9)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    rounds: int = 7
    at_least: float = 0.3
    """Seconds of work per sample."""
    patience: float = 60.0
    """Seconds a contender may take for one task in all rounds."""


def timing_of(answers: Sequence[ContenderAnswer]) -> Timing:
    """From a contender's answers, each with `seconds` and `processor`; there must be one."""
    quiet = [median(answer.values["seconds"]) for answer in answers if answer.others < QUIET]
    shortest = min(min(answer.values["seconds"]) for answer in answers)
    processor = median(median(answer.values["processor"]) for answer in answers)
    return Timing(median(quiet) if quiet else shortest, processor, len(quiet), len(answers))


def compete(
    contenders: Sequence[Contender], part: str, tasks: Sequence[ContestTask], effort: Effort, note: Note
) -> list[Result]:
    """All tasks by all contenders; the others are compared with the first."""
    found: list[Result] = []
    for group in _groups(contenders, part):
        found += _compete_together(group, part, tasks, effort, note)
    for contender in contenders:
        if contender.unavailable:
            found += [
                Result(contender.name, task.name, None, problem=contender.unavailable) for task in tasks
            ]
    seen: set[tuple[str, str]] = set()
    first = [result for result in found if not _seen(seen, result)]
    order = [contender.name for contender in contenders]
    return sorted(first, key=lambda result: order.index(result.contender))


def _seen(seen: set[tuple[str, str]], result: Result) -> bool:
    """The first contender is measured in every group; its first results are shown."""
    key = (result.contender, result.task)
    known = key in seen
    seen.add(key)
    return known


def _groups(contenders: Sequence[Contender], part: str) -> list[list[Contender]]:
    ours, *others = [contender for contender in contenders if not contender.unavailable]
    groups: list[list[Contender]] = []
    limit = psutil.virtual_memory().available - _SPARE_BYTES - ours.bytes_needed.get(part, 0)
    taken = 0
    for other in others:
        needed = other.bytes_needed.get(part, 0)
        if not groups or taken + needed > limit:
            groups.append([ours])
            taken = 0
        groups[-1].append(other)
        taken += needed
    return groups or [[ours]]


def _compete_together(
    group: Sequence[Contender], part: str, tasks: Sequence[ContestTask], effort: Effort, note: Note
) -> list[Result]:
    found: list[Result] = []
    with contextlib.ExitStack() as stack:
        workers: dict[str, Worker] = {}
        for contender in group:
            note(f"  loading the {part}: {contender.name} ...")
            try:
                _require_memory(contender.bytes_needed.get(part, 0))
                worker = stack.enter_context(Worker(contender.command))
                worker.ask("load", part=part)
                workers[contender.name] = worker
            except ContenderFailed as error:
                found += [Result(contender.name, task.name, None, problem=str(error)) for task in tasks]
        for task in tasks:
            results = _in_turns(workers, task, effort)
            note(f"  {task.name}: {', '.join(_in_short(one) for one in results)}")
            found += results
    return found


def _in_short(result: Result) -> str:
    """Progress output: the whole takes long, and may be stopped before its table is written."""
    if result.timing is None:
        return f"{result.contender} {result.problem}"
    return f"{result.contender} {1000 * result.timing.seconds:.1f} ms"


def _require_memory(needed: int) -> None:
    """Check memory: the machine must not swap, or kill other programs, for a comparison."""
    free = psutil.virtual_memory().available
    if needed and free < needed:
        raise ContenderFailed(
            f"not measured: needs {needed / 1e9:.1f} GB of free memory, {free / 1e9:.1f} are there"
        )


def _in_turns(workers: dict[str, Worker], task: ContestTask, effort: Effort) -> list[Result]:
    samples: dict[str, list[ContenderAnswer]] = {name: [] for name in workers}
    spent = dict.fromkeys(workers, 0.0)
    problems: dict[str, str] = {}
    for number in range(1 + effort.rounds):
        for name, worker in workers.items():
            if name in problems or (samples[name] and spent[name] > effort.patience):
                continue
            started = time.perf_counter()
            given: dict[str, Any] = {**task.given, "at_least": effort.at_least}
            try:
                answer = worker.ask(task.do, **given)
            except ContenderFailed as error:
                problems[name] = str(error)
                continue
            spent[name] += (time.perf_counter() - started) if number > 0 else 0.0
            if number > 0:  # the first round only warms up: weights are read from disk, code is warmed up
                samples[name].append(answer)
    timings = {name: timing_of(taken) for name, taken in samples.items() if taken and name not in problems}
    baseline = timings.get(next(iter(workers), ""))
    return [Result(name, task.name, timings.get(name), baseline, problems.get(name, "")) for name in workers]

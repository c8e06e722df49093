"""How long the codec takes to start, with and without its packed copy, and how much memory it then holds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from conceptwriter.training.bench.workers import Worker, runtime_command


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a process that opens the codec and encodes a sentence; seconds and bytes."""

    opened: float
    """Opening the codec as the program does, which may encode before its decoder is there; from within the
    process."""
    encoded: float
    """The same and the first encoding."""
    whole: float
    """The same from the start of the process: Python and its packages included."""
    peak: int
    resident: int
    """After a first encoding and a first short text: mapped files included."""


@dataclass(frozen=True, slots=True)
class Starts:
    """The first start, which writes the packed copy, and the median of the next ones."""

    first: Start
    second: Start


def measure_starts(bundle: Path, cache: Path, threads: int, again: int = 3) -> Starts:
    """`cache` must be empty; later starts find the files in the system's cache. Raises ContenderFailed."""
    first, *later = (_start(bundle, cache, threads) for _ in range(1 + again))
    second = Start(
        median(start.opened for start in later),
        median(start.encoded for start in later),
        median(start.whole for start in later),
        max(start.peak for start in later),
        max(start.resident for start in later),
    )
    return Starts(first, second)


def _start(bundle: Path, cache: Path, threads: int) -> Start:
    began = time.perf_counter()
    with Worker(runtime_command(threads, codec=bundle, cache=cache)) as worker:
        values = worker.ask("open").values
        answered = time.perf_counter() - began
        return Start(
            values["opened"],
            values["encoded"],
            answered - (values["used"] - values["encoded"]),
            values["peak"],
            worker.resident_bytes(),
        )

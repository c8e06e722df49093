"""The arguments that every training command takes: how long, how fast, on which device."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict

from conceptwriter.errors import ConceptWriterError
from conceptwriter.training.run import RunConfig

_HELP = {
    "steps": "updates in all",
    "parts": "batches whose gradients make one update; processes started by torchrun share them",
    "matrix_rate": "learning rate of matrices (Muon)",
    "other_rate": "learning rate of all else (AdamW)",
    "warm_up": "updates over which the rate rises",
    "finish_share": "part of --steps over which the rate falls to zero at the end",
    "finish": "let the rate fall to zero over this many updates from now on, then end",
    "minutes": "time for the whole run, all calls together; the rate falls over its last quarter",
    "tokens": "pieces of a codec, or sentences of an LCM, to learn from in all; the rate falls over the last "
    "quarter",
    "chunk": "save and end this call within this many minutes; run the same command again to continue",
    "save_every": "updates between two checkpoints",
    "log_every": "updates between two lines of the log",
    "seed": "of everything that is drawn",
    "threads": "CPU threads",
    "device": "auto, cpu or cuda",
}
_KINDS: dict[str, Callable[[str], int | float | str]] = {
    "matrix_rate": float,
    "other_rate": float,
    "finish_share": float,
    "minutes": float,
    "chunk": float,
    "device": str,
}


_POSITIVE = (
    "steps", "parts", "warm_up", "save_every", "log_every", "threads", "minutes", "tokens", "chunk",
    "finish",
)  # fmt: skip


def add_run_arguments(parser: argparse.ArgumentParser, standard: RunConfig) -> None:
    """Add them, with the values of ``standard`` as defaults."""
    group = parser.add_argument_group("the run")
    for name, text in _HELP.items():
        value = getattr(standard, name)
        shown = "" if value is None else f" (default: {value})"
        group.add_argument(
            f"--{name.replace('_', '-')}", type=_KINDS.get(name, int), default=value, help=f"{text}{shown}"
        )
    group.add_argument("--full-precision", action="store_true", help="no bfloat16")


def run_config(arguments: argparse.Namespace, standard: RunConfig) -> RunConfig:
    """What was given on the command line. Raises ConceptWriterError for numbers that cannot be."""
    given = asdict(standard) | {name: getattr(arguments, name) for name in _HELP}
    given["low_precision"] = not arguments.full_precision
    for name in _POSITIVE:
        if given[name] is not None and given[name] <= 0:
            raise ConceptWriterError(f"--{name.replace('_', '-')} must be more than 0.")
    if not 0 <= given["finish_share"] <= 1:
        raise ConceptWriterError("--finish-share is a part of the run, between 0 and 1.")
    return RunConfig(**given)


def guarded(command: Callable[[], None]) -> int:
    """Run a training command; 0 when done, 1 with a sentence on standard error when it cannot be."""
    try:
        command()
    except (ConceptWriterError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the last checkpoint is intact", file=sys.stderr)
        return 130
    return 0

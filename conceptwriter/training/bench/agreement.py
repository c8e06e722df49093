"""How near the quantised codec stays to its float32 graphs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from conceptwriter.training.bench.contest import Contender
from conceptwriter.training.bench.workers import Worker

_ROWS, _TOKENS, _STEPS = 32, 20, 24


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the same made-up sentences."""

    least_cosine: float
    mean_cosine: float
    top1: float
    """Share of steps at which both think the same piece most likely, 0 to 1."""
    steps: int


def agreement(ours: Contender, float32: Contender) -> Agreement:
    """Encode and decode the same with both, one after the other. Raises ContenderFailed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        vectors = [_vectors(one, folder / f"vectors{n}.npy") for n, one in enumerate((float32, ours))]
        choices = [_choices(one, folder, n) for n, one in enumerate((float32, ours))]
    cosines = _cosines(*vectors)
    same = choices[0] == choices[1]
    return Agreement(float(cosines.min()), float(cosines.mean()), float(same.mean()), same.size)


def _vectors(contender: Contender, file: Path) -> npt.NDArray[np.float32]:
    with Worker(contender.command) as worker:
        worker.ask("load", part="encoder")
        worker.ask("vectors", rows=_ROWS, tokens=_TOKENS, file=str(file))
    found: npt.NDArray[np.float32] = np.load(file)
    return found


def _choices(contender: Contender, folder: Path, number: int) -> npt.NDArray[np.int64]:
    file = folder / f"choices{number}.npy"
    with Worker(contender.command) as worker:
        worker.ask("load", part="decoder")
        worker.ask(
            "forced",
            vectors_file=str(folder / "vectors0.npy"),
            rows=_ROWS,
            tokens=_STEPS,
            file=str(file),
        )
    found: npt.NDArray[np.int64] = np.load(file)
    return found


def _cosines(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    product = (left.astype(np.float64) * right).sum(axis=1)
    lengths = np.linalg.norm(left.astype(np.float64), axis=1) * np.linalg.norm(right, axis=1)
    return np.asarray(product / np.maximum(lengths, 1e-30))

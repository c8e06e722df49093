"""Checks that converted graphs predict the same as a plain computation from the checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.convert.errors import CheckFailed
from conceptwriter.convert.lcm.graphs import Model
from conceptwriter.convert.lcm.reference import PlainLcm
from conceptwriter.lcm.schedule import NoiseSchedule, alpha_bars
from conceptwriter.runtime.device import default_threads
from conceptwriter.runtime.sessions import Graph, empty_past

Array = npt.NDArray[Any]
CONCEPTS = 12
"""Of the random context."""
SHARES_OF_STEPS = (0.99, 0.8, 0.6, 0.4, 0.2, 0.02)
"""Positions in the noise schedule at which predictions are compared."""
FLOORS = {"float32": 0.9999, "float16": 0.999, "int8": 0.98, "int4": 0.9}
"""Lowest cosine, over all rows, between the predictions of graphs and checkpoint."""
_MOST_MIXED = 1e-5


def check_graphs(
    model: Model, context: Path, head: Path, precision: str, floor: float | None = None
) -> dict[str, float]:
    """Compare the graphs with the checkpoint; returns the figures of the check.

    Raises CheckFailed when the graphs predict something else, or when their prediction for one row depends on
    the others.
    """
    vectors, noisy, steps, use = _question(model)
    found, alone = _answers(context, head, vectors, noisy, steps, use)
    plain = PlainLcm(model)
    wanted = plain.denoise(plain.read(vectors), noisy, steps, use.astype(np.bool_))
    lengths = np.linalg.norm(found, axis=1) * np.linalg.norm(wanted, axis=1)
    cosines = (found * wanted).sum(axis=1) / np.maximum(lengths, 1e-12)
    error = np.linalg.norm(found - wanted, axis=1) / np.maximum(np.linalg.norm(wanted, axis=1), 1e-12)
    mixed = float(np.abs(found[0] - alone).max() / max(float(np.abs(alone).max()), 1e-12))
    figures = {
        "lowest cosine": float(cosines.min()),
        "mean cosine": float(cosines.mean()),
        "largest relative error": float(error.max()),
        "change by other rows": mixed,
    }
    wanted_floor = FLOORS[precision] if floor is None else floor
    if not figures["lowest cosine"] >= wanted_floor:
        raise CheckFailed(
            f"The converted LCM predicts something else than its checkpoint: the cosine is "
            f"{figures['lowest cosine']:.4f}, and at least {wanted_floor} is needed. Convert it with "
            f"another precision."
        )
    if precision in {"float32", "int8"} and not mixed <= _MOST_MIXED:
        raise CheckFailed(
            f"What the converted LCM predicts for one candidate depends on the others (by {mixed:.1e}): this "
            f"version of ONNX Runtime computes {precision} in another way. Convert it with another precision."
        )
    return figures


def _question(model: Model) -> tuple[Array, Array, Array, Array]:
    """Raw concepts, noisy rows as in training, their steps, and which of them see the context."""
    draw = np.random.default_rng(5)
    dimension, count = model.config.dimension, len(SHARES_OF_STEPS)
    normalised = draw.standard_normal((CONCEPTS, dimension))
    vectors = (normalised * model.scale + model.centre).astype(np.float32)
    steps = np.array([int(share * model.config.training_steps) for share in SHARES_OF_STEPS], np.int64)
    bars = alpha_bars(NoiseSchedule(training_steps=model.config.training_steps))[steps, None]
    clean, noise = draw.standard_normal((2, count, dimension))
    noisy = (np.sqrt(bars) * clean + np.sqrt(1 - bars) * noise).astype(np.float32)
    use = np.repeat([1, 0], count).astype(np.float32)
    return vectors, np.concatenate([noisy, noisy]), np.concatenate([steps, steps]), use


def _answers(
    context: Path, head: Path, vectors: Array, noisy: Array, steps: Array, use: Array
) -> tuple[Array, Array]:
    """The graphs' predictions for all rows at once, and for the first alone; one graph is open at a time."""
    reading = Graph(context, threads=default_threads())
    key, value = empty_past(reading, 1)
    read = reading.run({"vectors": vectors[None], "past_key": key, "past_value": value})
    del reading
    looked_at = {name: read[name] for name in ("context_key", "context_value")}
    drawing = Graph(head, threads=default_threads())

    def predict(rows: slice) -> Array:
        feeds = {"noisy": noisy[rows], "step": steps[rows], "use_context": use[rows]}
        return drawing.run({**feeds, **looked_at})["prediction"]

    return predict(slice(None)), predict(slice(1))[0]

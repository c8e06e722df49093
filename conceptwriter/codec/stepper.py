"""The decoder as a search sees it: one step for all rows, rows chosen anew between steps."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.sessions import Graph, Interrupt, empty_past

Array = npt.NDArray[Any]
Float32 = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


class Stepper(Protocol):
    """Decoder state of some rows, each a text begun."""

    def step(self, tokens: Indices) -> Float32:
        """Feed the newest token of each row, (rows,); logits of the next one, (rows, vocabulary)."""

    def keep(self, rows: Indices) -> None:
        """Replace the rows by these of the present ones; a row may be taken several times."""


class CachedStepper:
    """Runs `decoder_step.onnx` with its key/value cache."""

    def __init__(self, graph: Graph, condition: dict[str, Array], interrupt: Interrupt | None = None) -> None:
        rows = next(iter(condition.values())).shape[0]
        self._graph = graph
        self._condition = condition
        self._interrupt = interrupt
        self._past_key, self._past_value = empty_past(graph, rows)

    def step(self, tokens: Indices) -> Float32:
        """See `Stepper`. Raises Interrupted."""
        feeds = {
            "token": np.ascontiguousarray(tokens, np.int64)[:, None],
            "past_key": self._past_key,
            "past_value": self._past_value,
            **self._condition,
        }
        found = self._graph.run(feeds, self._interrupt)
        self._past_key, self._past_value = found["present_key"], found["present_value"]
        logits: Float32 = found["logits"]
        return logits

    def keep(self, rows: Indices) -> None:
        """See `Stepper`."""
        if len(rows) == self._past_key.shape[0] and np.array_equal(rows, np.arange(len(rows))):
            return  # greedy decoding and settled beams: nothing to copy
        self._condition = {name: tensor[rows] for name, tensor in self._condition.items()}
        self._past_key = self._past_key[rows]
        self._past_value = self._past_value[rows]

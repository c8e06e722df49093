"""The two kinds of decoding step as a search sees them: one returns logits, one selects in the graph."""

from __future__ import annotations

import numpy as np

from conceptwriter.codec.choices import (
    FORBIDDEN,
    Array,
    Bools,
    Choices,
    Float32,
    Indices,
    log_softmax,
    most_likely,
)
from conceptwriter.runtime.sessions import Graph, Interrupt, Tensor, empty_past


class CachedStepper:
    """Runs a `decoder_step.onnx` that returns logits; key/value cache and rows are kept here, in NumPy.

    Forbidden tokens are left out before probabilities are normalised, so that these add up to 1 without them.
    """

    def __init__(
        self, graph: Graph, condition: dict[str, Array], never: Bools, interrupt: Interrupt | None = None
    ) -> None:
        rows = next(iter(condition.values())).shape[0]
        self.size = len(never)
        self._graph = graph
        self._condition = condition
        self._never = never
        self._interrupt = interrupt
        self._sentences = np.arange(rows)
        """Which of the first rows each row descends from: rows of one sentence share their condition."""
        self._past_key, self._past_value = empty_past(graph, rows)
        self._scores: Float32 = np.zeros((rows, 0), np.float32)

    def step(self, tokens: Indices, count: int) -> Choices:
        """See `Stepper`. Raises Interrupted."""
        feeds = {
            "token": np.ascontiguousarray(tokens, np.int64)[:, None],
            "past_key": self._past_key,
            "past_value": self._past_value,
            **self._condition,
        }
        found = self._graph.run(feeds, self._interrupt)
        self._past_key, self._past_value = found["present_key"], found["present_value"]
        self._scores = log_softmax(np.where(self._never, FORBIDDEN, found["logits"]))
        return most_likely(self._scores, count)

    def again(self, count: int) -> Choices:
        """See `Stepper`."""
        return most_likely(self._scores, count)

    def keep(self, rows: Indices) -> None:
        """See `Stepper`."""
        if _all_in_order(rows, self._past_key.shape[0]):
            return  # greedy decoding and unchanged beams: nothing to copy
        sentences = self._sentences[rows]
        if not np.array_equal(sentences, self._sentences):
            self._condition = {name: tensor[rows] for name, tensor in self._condition.items()}
            self._sentences = sentences
        self._past_key = self._past_key[rows]
        self._past_value = self._past_value[rows]


class ChoosingStepper:
    """Runs a `decoder_step.onnx` that sorts its choices and gathers the rows of its past itself.

    The past is only passed from one run to the next: on a GPU it never leaves the device. The past before the
    newest step is kept until the next one, so that `again` can repeat it: no more than a run holds anyway.
    """

    def __init__(
        self, graph: Graph, condition: dict[str, Array], size: int, interrupt: Interrupt | None = None
    ) -> None:
        rows = next(iter(condition.values())).shape[0]
        self.size = size
        self._graph = graph
        self._condition = {
            name: np.asarray(tensor, graph.input_types[name]) for name, tensor in condition.items()
        }
        self._placed: dict[str, Tensor] = {}
        self._interrupt = interrupt
        self._past: dict[str, Tensor] = {
            name: graph.place(empty) for name, empty in empty_layers(graph, rows).items()
        }
        self._rows = np.arange(rows, dtype=np.int64)
        self._position = 0
        self._fed: dict[str, Tensor] = {}

    def step(self, tokens: Indices, count: int) -> Choices:
        """See `Stepper`. Raises Interrupted."""
        if not self._placed:
            self._placed = {name: self._graph.place(tensor) for name, tensor in self._condition.items()}
        self._fed = {
            "token": np.ascontiguousarray(tokens, np.int64)[:, None],
            "rows": self._rows,
            "position": np.array([self._position], np.int64),
            **self._placed,
            **self._past,
        }
        found = self._run(count)
        self._past = {name: found[name.replace("past", "present", 1)] for name in self._past}
        self._position += 1
        self._rows = np.arange(len(tokens), dtype=np.int64)
        return _as_choices(found)

    def again(self, count: int) -> Choices:
        """See `Stepper`. Raises Interrupted."""
        return _as_choices(self._run(count))

    def keep(self, rows: Indices) -> None:
        """See `Stepper`. Only recorded here: the next step gathers."""
        if not _all_in_order(rows, len(self._rows)):
            self._condition = {name: tensor[rows] for name, tensor in self._condition.items()}
            self._placed = {}
        self._rows = self._rows[rows]

    def _run(self, count: int) -> dict[str, Tensor]:
        feeds = {**self._fed, "count": np.array([min(count, self.size)], np.int64)}
        return self._graph.run_resident(feeds, present_of(self._graph), self._interrupt)


def past_of(graph: Graph) -> list[str]:
    """Names of the inputs that hold the past, one key and one value per layer."""
    return [name for name in graph.inputs if name.startswith(("past_key_", "past_value_"))]


def present_of(graph: Graph) -> list[str]:
    """Names of the outputs that become the past of the next step."""
    return [name.replace("past", "present", 1) for name in past_of(graph)]


def empty_layers(graph: Graph, rows: int) -> dict[str, Array]:
    """A past of length 0 for each layer: (rows, heads, 0, head size), in the type of the graph."""
    found: dict[str, Array] = {}
    for name in past_of(graph):
        heads, width = graph.sizes(name, (1, 3))
        found[name] = np.zeros((rows, heads, 0, width), graph.input_types[name])
    return found


def bytes_a_position(graph: Graph) -> int:
    """Bytes per token in the past of one row."""
    return sum(
        int(np.prod(graph.sizes(name, (1, 3)))) * np.dtype(graph.input_types[name]).itemsize
        for name in past_of(graph)
    )


def _as_choices(found: dict[str, Tensor]) -> Choices:
    return Choices(np.asarray(found["choices"], np.int64), np.asarray(found["scores"], np.float32))


def _all_in_order(rows: Indices, count: int) -> bool:
    return len(rows) == count and bool(np.array_equal(rows, np.arange(count)))

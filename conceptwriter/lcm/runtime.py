"""The Large Concept Model at run time: a state that grows with the document, and draws from its heads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import LcmPart, Manifest
from conceptwriter.bundles.sessions import Graph, Interrupt, empty_past
from conceptwriter.lcm.contract import FloatArray, Sampled, SampleSettings
from conceptwriter.lcm.mixture import Prediction, draw, of_length
from conceptwriter.lcm.sequence import Kinds, checked, fitted

_REMEMBERED_STATES = 4


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The model after reading a sequence. Never changed: extending makes a new one."""

    vectors: FloatArray
    """(t, d)"""
    kinds: Kinds
    """(t,)"""
    past_key: npt.NDArray[np.float32]
    """(1, layers, heads, t, head_dim)"""
    past_value: npt.NDArray[np.float32]
    prediction: Prediction
    """What follows the last item."""


class Lcm:
    """Next concepts after a sequence. Remembers the last states, so that nothing is read twice."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        providers: Sequence[str] = ("CPUExecutionProvider",),
        threads: int = 1,
    ) -> None:
        if manifest.lcm is None:
            raise BundleError(f"The bundle {manifest.name} in {folder} holds no LCM.")
        self.part: LcmPart = manifest.lcm
        self.dimension = manifest.dimension
        self._graph = Graph(folder / self.part.graph, providers=providers, threads=threads)
        cache = ["past_key", "past_value"]
        grown = ["present_key", "present_value"]
        self._graph.require(["vectors", "kinds", *cache], ["candidates", "weights", "end", *grown])
        self._graph.require_size("candidates", 3, self.dimension)
        self._states: OrderedDict[bytes, State] = OrderedDict()

    def prepare(
        self,
        vectors: npt.NDArray[Any],
        kinds: npt.NDArray[Any],
        interrupt: Interrupt | None = None,
    ) -> State:
        """The state after a sequence, from the longest beginning of it that is remembered.

        vectors (t, dimension), kinds (t,) of `Kind`; a sequence beyond the context is cut (see `fitted`).
        Raises LcmError, Interrupted.
        """
        items, what = checked(vectors, kinds, self.dimension)
        kept = fitted(what, self.part.maximum_context)
        items, what = items[kept], what[kept]
        base, shared = self._longest_shared(items, what)
        if base is not None and shared == len(what) == len(base.kinds):
            return self._remember(base)
        # The last item is read again when a longer state is cut back: its prediction was not kept.
        shared = min(shared, len(what) - 1)
        if base is None or shared == 0:
            past_key, past_value = empty_past(self._graph, 1)
        else:
            past_key, past_value = base.past_key[:, :, :, :shared], base.past_value[:, :, :, :shared]
        return self._remember(self._read(items, what, past_key, past_value, interrupt))

    def extend(
        self, state: State, vector: npt.NDArray[Any], kind: int, interrupt: Interrupt | None = None
    ) -> State:
        """The state after one more item, (dimension,). Raises LcmError, Interrupted."""
        vectors = np.concatenate([state.vectors, np.asarray(vector, np.float32)[None]])
        return self.prepare(vectors, np.append(state.kinds, kind), interrupt)

    def sample(self, state: State, n: int, settings: SampleSettings | None = None, seed: int = 0) -> Sampled:
        """`n` next concepts, best first. The same arguments give the same vectors."""
        sampled = draw(state.prediction, n, settings or SampleSettings(), seed, self.part.residual_scale)
        return of_length(sampled, self.part.vector_length)

    def _read(
        self,
        items: FloatArray,
        what: Kinds,
        past_key: npt.NDArray[np.float32],
        past_value: npt.NDArray[np.float32],
        interrupt: Interrupt | None,
    ) -> State:
        start = past_key.shape[3]
        found = self._graph.run(
            {
                "vectors": items[None, start:],
                "kinds": what[None, start:],
                "past_key": np.ascontiguousarray(past_key),
                "past_value": np.ascontiguousarray(past_value),
            },
            interrupt,
        )
        prediction = Prediction(
            found["candidates"][0, -1], found["weights"][0, -1], float(found["end"][0, -1])
        )
        return State(items, what, found["present_key"], found["present_value"], prediction)

    def _longest_shared(self, items: FloatArray, what: Kinds) -> tuple[State | None, int]:
        best: State | None = None
        longest = 0
        for state in self._states.values():
            length = min(len(state.kinds), len(what))
            same = (state.kinds[:length] == what[:length]) & (state.vectors[:length] == items[:length]).all(
                axis=1
            )
            shared = length if same.all() else int(same.argmin())
            whole = shared == len(what) == len(state.kinds)
            if shared > longest or (shared == longest and whole):
                best, longest = state, shared
        return best, longest

    def _remember(self, state: State) -> State:
        key = state.vectors.tobytes() + state.kinds.tobytes()
        self._states[key] = state
        self._states.move_to_end(key)
        while len(self._states) > _REMEMBERED_STATES:
            self._states.popitem(last=False)
        return state

"""The Large Concept Model at run time: a state that grows with the document, and sampling from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.lcm_part import LcmPart
from conceptwriter.bundles.manifest import Manifest
from conceptwriter.lcm.answering import answered
from conceptwriter.lcm.contract import FloatArray, ItemKind, LcmError, Sampled, SampleSettings
from conceptwriter.lcm.heads import HeadSource
from conceptwriter.lcm.mixture import Prediction
from conceptwriter.lcm.sentences import sentences_of
from conceptwriter.lcm.sequence import Kinds, checked, fitted
from conceptwriter.lcm.state import SequenceState
from conceptwriter.lcm.variants import settings_used, spec_of
from conceptwriter.runtime.prepacked import PrepackedCache
from conceptwriter.runtime.saturation import refuse_faulty_products
from conceptwriter.runtime.sessions import Graph, Interrupt, empty_past

__all__ = ["Lcm", "SequenceState", "lcm_part"]


def lcm_part(manifest: Manifest, folder: Path, variant: str | None = None) -> LcmPart:
    """The LCM of a bundle with this name; None is the default. Raises BundleError naming those there are."""
    parts = manifest.all_lcms
    if not parts:
        raise BundleError(f"The model {manifest.name} in {folder} has no concept model.")
    if variant is None:
        return parts[0]
    for part in parts:
        if part.name == variant:
            return part
    names = ", ".join(part.name for part in parts)
    raise BundleError(f"The model {manifest.name} has no variant {variant!r}; it has {names}.")


class Lcm:
    """Next concepts after a sequence, from any variant.

    Caches the last states, so that nothing is read twice. Not safe to use from two threads at once.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        variant: str | None = None,
        providers: Sequence[str] = ("CPUExecutionProvider",),
        threads: int = 1,
        remembered_states: int = 4,
        prepacked: PrepackedCache | None = None,
    ) -> None:
        """Open one of the bundle's LCMs: `variant` is its name, None the default.

        With 0 remembered states every sequence is read from its beginning. Raises BundleError.
        """
        self.part = lcm_part(manifest, folder, variant)
        refuse_faulty_products(manifest, folder)
        self.dimension = manifest.dimension
        spec = spec_of(self.part)
        self._graph = Graph(
            folder / self.part.graph, providers=providers, threads=threads, prepacked=prepacked
        )
        cache = ["past_key", "past_value"]
        self._only_sentences = self.part.reads == "sentences"
        extra = [] if self._only_sentences else ["end"]
        self._graph.require(["vectors", *cache], [*extra, "present_key", "present_value"])
        self._head = spec.open_head(
            HeadSource(folder, self.part, self.dimension, self._graph, providers, threads, prepacked)
        )
        self._remembered = remembered_states
        self._states: OrderedDict[bytes, SequenceState] = OrderedDict()

    def prepare(
        self,
        vectors: npt.NDArray[Any],
        kinds: npt.NDArray[Any],
        interrupt: Interrupt | None = None,
    ) -> SequenceState:
        """The state after a sequence, starting from its longest cached prefix.

        vectors (t, dimension), kinds (t,) of `ItemKind`; a sequence beyond the context is cut (see `fitted`).
        For an LCM that reads sentences, breaks and ends are removed first. Raises LcmError, Interrupted.
        """
        items, what = checked(vectors, kinds, self.dimension)
        if self._only_sentences:
            items, what = sentences_of(items, what)
        kept = fitted(what, self.part.maximum_context)
        items, what = items[kept], what[kept]
        base, shared = self._longest_shared(items, what)
        if not self._has_document_end and (what == ItemKind.END).any():
            raise LcmError(f"The concept model {self.part.name!r} was trained without document ends.")
        if base is not None and shared == len(what) == len(base.kinds):
            return self._remember(base)
        # The last item is read again when a longer state is truncated: its prediction was not kept.
        shared = min(shared, len(what) - 1)
        before = base if shared else None
        return self._remember(self._read(items, what, before, shared, interrupt))

    def extend(
        self, state: SequenceState, vector: npt.NDArray[Any], kind: int, interrupt: Interrupt | None = None
    ) -> SequenceState:
        """The state after one more item, (dimension,). Raises LcmError, Interrupted."""
        vectors = np.concatenate([state.vectors, np.asarray(vector, np.float32)[None]])
        return self.prepare(vectors, np.append(state.kinds, kind), interrupt)

    def settings_used(self, settings: SampleSettings) -> dict[str, float]:
        """The settings this variant uses, with the values that `sample` will use."""
        return settings_used(self.part, settings)

    def sample(
        self,
        state: SequenceState,
        n: int,
        settings: SampleSettings | None = None,
        seed: int = 0,
        interrupt: Interrupt | None = None,
    ) -> Sampled:
        """`n` next concepts, best first. The same arguments give the same vectors; 0 is an ordinary seed.

        Raises LcmError for settings out of range, Interrupted between two steps of a head graph.
        """
        if n < 1:
            raise LcmError("At least one next concept must be requested.")
        wanted = settings or SampleSettings()
        drawn = self._head.draw(state, n, self.settings_used(wanted), seed, interrupt)
        sampled = answered(self.part, state.prediction, drawn.vectors, drawn.scores, wanted)
        if drawn.end_share is not None:
            sampled = replace(sampled, document_end_probability=drawn.end_share)
        return sampled

    @property
    def _has_document_end(self) -> bool:
        return "document_end" in self._graph.output_sizes

    def _read(
        self,
        items: FloatArray,
        what: Kinds,
        before: SequenceState | None,
        start: int,
        interrupt: Interrupt | None,
    ) -> SequenceState:
        """Read the items from `start` on; `before` is a state that begins with those before."""
        if before is None:
            past_key, past_value = empty_past(self._graph, 1)
        else:
            past_key, past_value = before.past_key[:, :, :, :start], before.past_value[:, :, :, :start]
        feeds = {
            "vectors": items[None, start:],
            "past_key": np.ascontiguousarray(past_key),
            "past_value": np.ascontiguousarray(past_value),
        }
        if "kinds" in self._graph.inputs:
            feeds["kinds"] = what[None, start:]
        found = self._graph.run(feeds, interrupt)
        d = self.dimension
        prediction = Prediction(
            candidates=found["candidates"][0, -1] if "candidates" in found else np.zeros((0, d), np.float32),
            weights=found["weights"][0, -1] if "weights" in found else np.zeros(0, np.float32),
            end=float(found["end"][0, -1]) if "end" in found else -np.inf,
            document_end=float(found["document_end"][0, -1]) if "document_end" in found else -np.inf,
            direction=found["direction"][0, -1] if "direction" in found else None,
        )
        new = found["hidden"][0] if "hidden" in found else np.zeros((len(what) - start, 0), np.float32)
        hidden = new if before is None else np.concatenate([before.hidden[:start], new])
        looked_at = [
            _grown(found.get(name), None if before is None else getattr(before, name), start)
            for name in ("context_key", "context_value")
        ]
        return SequenceState(
            items, what, found["present_key"], found["present_value"], prediction, hidden, *looked_at
        )

    def _longest_shared(self, items: FloatArray, what: Kinds) -> tuple[SequenceState | None, int]:
        best: SequenceState | None = None
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

    def _remember(self, state: SequenceState) -> SequenceState:
        key = state.vectors.tobytes() + state.kinds.tobytes()
        self._states[key] = state
        self._states.move_to_end(key)
        while len(self._states) > self._remembered:
            self._states.popitem(last=False)
        return state


def _grown(
    new: npt.NDArray[Any] | None, before: npt.NDArray[Any] | None, start: int
) -> npt.NDArray[Any] | None:
    """(1, t, ...) of new items after the first `start` previous ones; None where there is none."""
    if new is None or before is None:
        return new
    return np.concatenate([before[:, :start], new], axis=1)

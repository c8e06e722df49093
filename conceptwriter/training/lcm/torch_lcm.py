"""A PyTorch model of the family used like the running program's :class:`conceptwriter.lcm.runtime.Lcm`.

For figures during training, and to hold exported graphs against the model they came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from conceptwriter.bundles.lcm_part import CodecName, LcmPart
from conceptwriter.lcm.answering import answered
from conceptwriter.lcm.contract import FloatArray, LcmError, Sampled, SampleSettings
from conceptwriter.lcm.mixture import USUAL_TEMPERATURE, Prediction
from conceptwriter.lcm.sequence import Kinds, checked, fitted
from conceptwriter.lcm.state import SequenceState
from conceptwriter.lcm.variants import settings_used
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.sampling import array, tensor_for
from conceptwriter.training.lcm.variant import LcmVariant, MixtureLcm

if TYPE_CHECKING:
    from numpy.typing import NDArray


def described(model: LcmVariant, residual_scale: float = 0.5, vector_length: float = 0.0) -> LcmPart:
    """A model's manifest part without files: the sampling settings."""
    said: dict[str, Any] = {"temperature": USUAL_TEMPERATURE, **FAMILY[model.name].describe(model)}
    return LcmPart(
        graph="",
        head="",
        arrays="",
        codec=CodecName("", ""),
        residual_scale=residual_scale,
        maximum_context=model.context.config.longest,
        vector_length=vector_length,
        variant=model.name,
        **said,
    )


class TorchLcm:
    """Next concepts after a sequence, from a model of any variant.

    Args:
        model: of any device and precision.
        part: settings as of a bundle; by default those of the model's configuration.
    """

    def __init__(self, model: LcmVariant, part: LcmPart | None = None) -> None:
        self.model = model
        self.part = part or described(model)
        self.dimension = model.context.config.dimension
        self._draw = FAMILY[model.name].draw

    def prepare(self, vectors: NDArray[Any], kinds: NDArray[Any]) -> SequenceState:
        """The state after vectors (t, d) of kinds (t,); what is too long is cut. Raises LcmError."""
        items, what = checked(vectors, kinds, self.dimension)
        kept = fitted(what, self.part.maximum_context)
        return self._read(items[kept], what[kept], None)

    def extend(self, state: SequenceState, vector: NDArray[Any], kind: int) -> SequenceState:
        """The state after one more item, (d,). Raises LcmError."""
        items, what = checked(
            np.concatenate([state.vectors, np.asarray(vector, np.float32)[None]]),
            np.append(state.kinds, kind),
            self.dimension,
        )
        if len(what) > self.part.maximum_context:
            return self.prepare(items, what)
        return self._read(items, what, state)

    def sample(
        self, state: SequenceState, n: int, settings: SampleSettings | None = None, seed: int = 0
    ) -> Sampled:
        """`n` next concepts, best first. The same arguments give the same vectors. Raises LcmError."""
        if n < 1:
            raise LcmError("At least one next concept must be requested.")
        wanted = settings or SampleSettings()
        used = settings_used(self.part, wanted)
        with torch.no_grad():
            vectors, scores = self._draw(self.model, self.part, state, n, used, seed)
        return answered(self.part, state.prediction, vectors, scores, wanted)

    @torch.no_grad()
    def _read(self, items: FloatArray, what: Kinds, before: SequenceState | None) -> SequenceState:
        start = 0 if before is None else len(before.kinds)
        if before is None:
            past = self.model.empty_past(1)
        else:
            past = tensor_for(self.model, before.past_key), tensor_for(self.model, before.past_value)
        reading = self.model.read(
            tensor_for(self.model, items[None, start:]), tensor_for(self.model, what[None, start:]), *past
        )
        candidates = np.zeros((0, self.dimension), np.float32)
        weights = np.zeros(0, np.float32)
        direction = None
        if isinstance(self.model, MixtureLcm):
            last = reading.hidden[0, -1]
            candidates, weights = (array(x) for x in self.model.propose(last))
            towards = self.model.towards(last)
            direction = None if towards is None else array(towards)
        prediction = Prediction(
            candidates, weights, float(reading.end[0, -1]), float(reading.document_end[0, -1]), direction
        )
        hidden = array(reading.hidden[0])
        if before is not None:
            hidden = np.concatenate([before.hidden, hidden])
        return SequenceState(items, what, array(reading.key), array(reading.value), prediction, hidden)

"""What the model knows after reading a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from conceptwriter.bundles.manifest import LcmPart
from conceptwriter.lcm.contract import FloatArray, Sampled, SampleSettings
from conceptwriter.lcm.mixture import Prediction, of_length, probability
from conceptwriter.lcm.sequence import Kinds
from conceptwriter.lcm.variants import settings_ignored


@dataclass(frozen=True, slots=True, eq=False)
class SequenceState:
    """The model after reading a sequence. Never changed: extending makes a new one."""

    vectors: FloatArray
    """(t, d)"""
    kinds: Kinds
    """(t,)"""
    past_key: FloatArray
    """(1, layers, heads, t, head_dim)"""
    past_value: FloatArray
    prediction: Prediction
    """What follows the last item; without candidates where a head graph draws them."""
    hidden: FloatArray
    """(t, width): what the head graph reads of every item; (t, 0) where it reads nothing of the kind."""
    context_key: FloatArray | None = None
    """(1, t, denoiser layers, heads, head_dim): what a denoiser looks at, where the context graph says it."""
    context_value: FloatArray | None = None


def answered(
    part: LcmPart, prediction: Prediction, vectors: FloatArray, scores: FloatArray, wanted: SampleSettings
) -> Sampled:
    """What was drawn, vectors (n, d) and scores (n,), with all else the model says of the place."""
    sampled = Sampled(
        vectors,
        scores,
        probability(prediction.end),
        probability(prediction.document_end),
        settings_ignored(part, wanted),
        prediction.direction,
    )
    return of_length(sampled, part.vector_length)

"""The answer to a request for next concepts: the sampled vectors and the model's other predictions."""

from __future__ import annotations

from conceptwriter.bundles.lcm_part import LcmPart
from conceptwriter.lcm.contract import FloatArray, Sampled, SampleSettings
from conceptwriter.lcm.mixture import Prediction, of_length, probability
from conceptwriter.lcm.variants import settings_ignored


def answered(
    part: LcmPart, prediction: Prediction, vectors: FloatArray, scores: FloatArray, wanted: SampleSettings
) -> Sampled:
    """The sampled vectors (n, d) and scores (n,), with the model's other predictions at this place."""
    sampled = Sampled(
        vectors,
        scores,
        probability(prediction.end),
        probability(prediction.document_end),
        settings_ignored(part, wanted),
        prediction.direction,
    )
    return of_length(sampled, part.vector_length)

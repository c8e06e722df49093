"""How likely a translation is usable: a measured probability, from what is known when it is made.

Usable means: at most a small edit away from what a person would write. What stands for that in the
measurement, and how good the probabilities are, is in `docs/measuring.md`. A probability is only told where
it was measured: for the codec whose manifest has it (`bundles.confidence_part`), decoded in the same way,
between the same languages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from conceptwriter.assistant.comparison import weighted_length
from conceptwriter.assistant.findings import LABELS, Flag
from conceptwriter.bundles.confidence_part import CONFIDENCE_VERSION, ConfidencePart

if TYPE_CHECKING:
    from conceptwriter.assistant.ranking import Candidate
    from conceptwriter.assistant.rendering import Read, Rendering

LOST = frozenset({Flag.NUMBERS.value, Flag.NAMES.value})
"""Findings of a text that cannot be used without looking at its source."""
_SURELY_WRONG = -20.0
"""Least mean log probability that counts: a single token that cannot be would outweigh everything."""
_LABELS = frozenset(flag.value for flag in LABELS)


@dataclass(frozen=True, slots=True)
class TranslationFeatures:
    """What is known of a translation when it is made."""

    source_language: str
    language: str
    decoded_from: str
    """A value of `engine.DecodedFrom`."""
    beam_size: int
    log_probability: float
    """Mean of its tokens."""
    nearness: float
    """Cosine of the vectors of the source and of the translation: the round trip through the codec."""
    length: float
    """Of the source: characters, weighted by the density of its script."""
    pieces: int
    """In how many parts the codec read the source."""
    flags: tuple[str, ...] = ()
    """Names of the findings."""

    def values(self) -> Mapping[str, float]:
        """The features by name (`FEATURES`)."""
        return MappingProxyType(
            {
                "log_probability": max(self.log_probability, _SURELY_WRONG),
                "nearness": self.nearness,
                "length": math.log1p(self.length),
                "warned": float(any(flag not in _LABELS for flag in self.flags)),
                "lost": float(not LOST.isdisjoint(self.flags)),
            }
        )


FEATURES = ("log_probability", "nearness", "length", "warned", "lost")
"""The names of the features, in the order in which they are reported."""


def features_of(read: Read, candidate: Candidate, rendering: Rendering) -> TranslationFeatures | None:
    """The features of a translation; None where the codec cannot judge how near it is."""
    if candidate.closeness is None:
        return None
    return TranslationFeatures(
        source_language=read.task.language,
        language=rendering.to,
        decoded_from=rendering.writer.way_of(rendering.settings.decode_from).value,
        beam_size=rendering.settings.beam_size,
        log_probability=candidate.log_probability,
        nearness=candidate.closeness,
        length=weighted_length(read.text.text),
        pieces=len(rendering.writer.pieces(read.text)),
        flags=candidate.flags,
    )


def chance_of(features: TranslationFeatures | None, part: ConfidencePart | None) -> float | None:
    """The probability, 0 to 1, that a translation is usable; None where it was not measured."""
    if features is None or part is None or not is_measured(features, part):
        return None
    values = features.values()
    score = part.intercept + sum(
        each.weight * (values[name] - each.mean) / each.spread for name, each in part.weights.items()
    )
    return logistic(score)


def is_measured(features: TranslationFeatures, part: ConfidencePart) -> bool:
    """Whether the probability was measured on texts like this one."""
    return (
        part.version == CONFIDENCE_VERSION
        and part.weights.keys() <= set(FEATURES)
        and (features.source_language, features.language) in part.pairs
        and features.decoded_from == part.decoded_from
        and features.beam_size == part.beam_size
        and features.pieces == 1  # only sentences were
    )


def unlikely_reason(chance: float) -> str:
    """Why a text that is probably not usable should be checked, for the user."""
    return f"is only {chance:.0%} likely to be usable"


def logistic(score: float) -> float:
    """1 / (1 + exp(-score)), for scores of any size."""
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    grown = math.exp(score)
    return grown / (1 + grown)

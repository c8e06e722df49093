"""How likely a translation of a codec is usable: what its manifest says of what was measured."""

from __future__ import annotations

import math

import msgspec

CONFIDENCE_VERSION = 1


class Weighted(msgspec.Struct, frozen=True):
    """One feature: its mean and spread where it was measured, and the weight of what it differs by."""

    mean: float
    spread: float
    weight: float


class ConfidencePart(msgspec.Struct, frozen=True):
    """A logistic regression from features of a translation to the probability that it is usable.

    `assistant.confidence` computes it; `conceptwriter evaluate confidence` measures it. It holds for exactly
    the model it is stored with, decoded in the way that was measured, between the languages that were.
    """

    intercept: float
    weights: dict[str, Weighted]
    """By the names of `assistant.confidence.FEATURES`."""
    pairs: list[tuple[str, str]]
    """Source and target languages, FLORES-200, that it was measured on."""
    unlikely: float
    """Below this probability a person is asked to check the text."""
    beam_size: int
    """Of the search that wrote the texts."""
    decoded_from: str
    """What they were decoded from: a value of `engine.DecodedFrom`."""
    measured: str = ""
    """On what, for a reader."""
    version: int = CONFIDENCE_VERSION
    """Of the features: what has another one is not used."""


def confidence_problem(part: ConfidencePart) -> str:
    """What is wrong with its numbers; empty where nothing is."""
    numbers = [part.intercept, part.unlikely]
    numbers += [number for each in part.weights.values() for number in (each.mean, each.spread, each.weight)]
    if not all(map(math.isfinite, numbers)):
        return "a number of the confidence is not finite"
    if any(each.spread <= 0 for each in part.weights.values()):
        return "a feature of the confidence has no spread"
    return "" if 0 <= part.unlikely <= 1 else "the confidence's threshold is not between 0 and 1"

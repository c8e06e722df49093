"""Baselines without a model, which must be beaten, and known-bad models, which must fail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from conceptwriter.evaluation.lcm.neighbours import Continuations
from conceptwriter.evaluation.lcm.predictors import Kinds, PointPredictor, Vectors, spoken
from conceptwriter.evaluation.systems.meaning_judge import DECAY


class PreviousSentence(PointPredictor):
    """The next sentence is like the last one. When sampled, it is the model that only copies."""

    name = "previous sentence"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        """The last sentence."""
        result: Vectors = spoken(vectors, kinds)[-1]
        return result


class DocumentMean(PointPredictor):
    """The next sentence is like the document so far."""

    name = "document mean"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        """The mean of the sentences so far."""
        result: Vectors = spoken(vectors, kinds).mean(axis=0)
        return result


class DecayedMean(PointPredictor):
    """The next sentence is like those before it, each counting less than the one after it."""

    name = "decayed mean"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        """The weighted mean of the sentences so far."""
        sentences = spoken(vectors, kinds)
        weights = np.float32(DECAY) ** np.arange(len(sentences), dtype=np.float32)[::-1]
        result: Vectors = ((weights / weights.sum()) @ sentences).astype(np.float32)
        return result


class RandomSentence(PointPredictor):
    """The next sentence is like some sentence of the document so far, selected by the sequence."""

    name = "random sentence of the document"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        """A sentence drawn with a seed made from the sequence."""
        sentences = spoken(vectors, kinds)
        result: Vectors = sentences[_generator(sentences).integers(len(sentences))]
        return result


class NearestContinuation(PointPredictor):
    """The next sentence is the one that followed, in training documents, the sentence most like the last."""

    name = "nearest training continuation"

    def __init__(self, continuations: Continuations) -> None:
        self._continuations = continuations

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        """The vector of that continuation."""
        return self._continuations.after(spoken(vectors, kinds)[-1])


class RandomVector(PointPredictor):
    """Known bad: a random direction each time. Its figures are the chance level."""

    name = "random vector"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:  # noqa: ARG002 (that is what is bad about it)
        """Noise of unit variance, another one for every sequence."""
        return _noise(_generator(vectors), vectors.shape[1])


class ConstantVector(PointPredictor):
    """Known bad: always the same direction."""

    name = "constant vector"

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:  # noqa: ARG002 (that is what is bad about it)
        """The same noise for every sequence."""
        return _noise(np.random.default_rng(17), vectors.shape[1])


KNOWN_BAD: Mapping[str, type[PointPredictor]] = {
    "random": RandomVector,
    "previous": PreviousSentence,
    "constant": ConstantVector,
}
"""Names that the gates use. Each must fail all gates of an LCM."""


def baselines(continuations: Continuations | None = None) -> Sequence[PointPredictor]:
    """All baselines; the nearest continuation only where training documents were given."""
    always = [PreviousSentence(), DocumentMean(), DecayedMean(), RandomSentence(), RandomVector()]
    return always if continuations is None else [*always, NearestContinuation(continuations)]


def _noise(draw: np.random.Generator, size: int) -> Vectors:
    return np.asarray(draw.standard_normal(size), dtype=np.float32)


def _generator(vectors: Vectors) -> np.random.Generator:
    digest = hashlib.blake2b(np.ascontiguousarray(vectors).tobytes(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))

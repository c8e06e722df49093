"""The interface measured on an LCM: anything that predicts the next concept of a sequence.

Every variant of a bundle, every baseline and every known-bad model is an `EvaluatedPredictor`, so that all of
them get the same tasks. A variant that draws (one with a head graph) expects the mean of a few draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.engine import VariantStatus, variants_in
from conceptwriter.lcm.contract import ItemKind, Sampled, SampleSettings
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.lcm.variants import VARIANTS

Vectors = NDArray[np.float32]
Kinds = NDArray[np.int64]

DRAWS = 8
"""Number of draws that represent a drawing variant's expectation."""


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """What is expected next: alternatives (k, d) with log weights (k,)."""

    alternatives: Vectors
    log_weights: NDArray[np.float32]
    direction: Vectors | None = None
    """(d,) unit vector from the mean of all sentences to the next, where the model has one for ranking."""

    @property
    def mean(self) -> Vectors:
        """The alternatives weighted together, (d,)."""
        weights = np.exp(self.log_weights - self.log_weights.max())
        result: Vectors = ((weights / weights.sum()) @ self.alternatives).astype(np.float32)
        return result


def equally_likely(alternatives: Vectors) -> Expectation:
    """Alternatives (k, d) of one weight."""
    return Expectation(alternatives.astype(np.float32), np.zeros(len(alternatives), np.float32))


class EvaluatedPredictor(Protocol):
    """Predicts the next concept."""

    @property
    def name(self) -> str:
        """Its name in the tables."""

    @property
    def draws(self) -> bool:
        """Whether an expectation is drawn, and so costs many passes; slow tasks are then run less often."""

    @property
    def variant(self) -> VariantStatus:
        """Its status as given to the program."""

    def expect(self, vectors: Vectors, kinds: Kinds) -> Expectation:
        """Expectation after vectors (t, d) of kinds (t,), t >= 1; truncated as in the program."""

    def sample(self, vectors: Vectors, kinds: Kinds, n: int, settings: SampleSettings, seed: int) -> Sampled:
        """`n` next vectors as the program draws them."""


class BundlePredictor:
    """A variant of an installed bundle, through the same code as in the program."""

    def __init__(self, lcm: Lcm, variant: VariantStatus, draws: int = DRAWS) -> None:
        self.lcm = lcm
        self.variant = variant
        self.name = variant.name
        self._count = draws
        self._draws = VARIANTS[variant.kind].has_head

    @property
    def draws(self) -> bool:
        """True for variants with a head graph."""
        return self._draws

    def expect(self, vectors: Vectors, kinds: Kinds) -> Expectation:
        """The weighted alternatives after the sequence, or draws as the bundle recommends them."""
        state = self.lcm.prepare(vectors, kinds)
        if self._draws:
            return equally_likely(self.lcm.sample(state, self._count, SampleSettings(), 0).vectors)
        prediction = state.prediction
        return Expectation(prediction.candidates, prediction.weights, prediction.direction)

    def sample(self, vectors: Vectors, kinds: Kinds, n: int, settings: SampleSettings, seed: int) -> Sampled:
        """As the engine does it."""
        return self.lcm.sample(self.lcm.prepare(vectors, kinds), n, settings, seed)


def bundle_predictors(folder: Path, threads: int = 1, names: tuple[str, ...] = ()) -> list[BundlePredictor]:
    """The LCM variants of a bundle, the default first; only those of the given names, when there are any.

    Raises:
        BundleError: the bundle has no LCM, or none of such a name.
    """
    manifest = load_manifest(folder)
    there = {variant.name: variant for variant in variants_in(manifest)}
    if not there:
        raise BundleError(f"The bundle {manifest.name} in {folder} has no concept model (LCM).")
    if unknown := [name for name in names if name not in there]:
        raise BundleError(
            f"The bundle {manifest.name} has no LCM {', '.join(unknown)}. It has {', '.join(there)}."
        )
    return [
        BundlePredictor(Lcm(folder, manifest, variant=name, threads=threads), variant)
        for name, variant in there.items()
        if not names or name in names
    ]


class PointPredictor:
    """Base of predictors that expect one vector, and draw it with a little noise."""

    name = "point"
    draws = False

    @property
    def variant(self) -> VariantStatus:
        """Like a Base LCM of any length."""
        return VariantStatus(self.name, "base", settings=("reroll", "temperature"), maximum_context=1024)

    def point(self, vectors: Vectors, kinds: Kinds) -> Vectors:
        """The vector (d,) expected after the sequence."""
        raise NotImplementedError

    def expect(self, vectors: Vectors, kinds: Kinds) -> Expectation:
        """That one vector."""
        return equally_likely(self.point(vectors, kinds)[None])

    def sample(self, vectors: Vectors, kinds: Kinds, n: int, settings: SampleSettings, seed: int) -> Sampled:
        """The vector, the first draw as it is, each further one with noise of the temperature."""
        draw = np.random.default_rng([seed, settings.reroll])
        noise = draw.standard_normal((n, vectors.shape[1])).astype(np.float32)
        noise[0] = 0.0
        strength = 0.3 if settings.temperature is None else settings.temperature
        drawn = (self.point(vectors, kinds) + np.float32(strength) * noise).astype(np.float32)
        return Sampled(drawn, np.full(n, 1 / n, np.float32), 0.0)


def spoken(vectors: Vectors, kinds: Kinds) -> Vectors:
    """The vectors of the sentences; where there is none yet, of what else has words; never empty."""
    sentences: Vectors = vectors[kinds == ItemKind.CONCEPT]
    if len(sentences):
        return sentences
    worded: Vectors = vectors[kinds == ItemKind.PLAN]
    return worded if len(worded) else vectors

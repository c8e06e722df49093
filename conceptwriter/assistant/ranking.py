"""Which candidates are shown, and in which order.

The score a writer sees is between 0 and 1: a weighted mean of the decoder's certainty, how well the text
survives the round trip text -> vector, how new it is in its context, the LCM's opinion of it, and (for
expansion and rewriting) how close it stays to the plan or the original; each finding then reduces it by a
factor. Degenerate candidates are shown only when there are not enough good ones, last and flagged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conceptwriter.assistant.comparison import edit_similarity, folded
from conceptwriter.assistant.findings import DEGENERATE, LABELS, MILD, Finding, Flag
from conceptwriter.assistant.vectors import FloatArray, cosines

SAME_TEXT = 0.9
"""Edit similarity of two candidates above which they count as the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One text that may be offered, with everything needed to judge it.

    `vector` (d,) is that of the text itself, not the one it was decoded from. `prior` is the LCM's opinion of
    it, 0 to 1 (1 where it was not asked), `closeness` the cosine to a plan or original (None where there is
    none).
    """

    text: str
    vector: FloatArray
    log_probability: float
    round_trip: float
    novelty: float = 1.0
    prior: float = 1.0
    closeness: float | None = None
    findings: tuple[Finding, ...] = ()
    seed: int = 0
    writer: str = ""
    """Title of the voice that wrote it; empty: the concept model with the codec."""
    chance: float | None = None
    """Measured probability, 0 to 1, that it is the right one; None where nothing was measured."""
    merit: float | None = None
    """The chooser's score of a draft, 0 to 1, replacing the mean of the rest; None: it was not asked."""

    @property
    def is_degenerate(self) -> bool:
        """True when it is useless as it is."""
        return any(finding.flag in DEGENERATE for finding in self.findings)

    @property
    def flags(self) -> tuple[str, ...]:
        """The names of the findings, without duplicates."""
        return tuple(dict.fromkeys(finding.flag.value for finding in self.findings))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What was noticed, for the user."""
        return tuple(finding.reason for finding in self.findings)


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How much each part counts in the score; a part that is absent is left out of the mean."""

    fluency: float = 0.3
    round_trip: float = 0.35
    novelty: float = 0.15
    prior: float = 0.2
    closeness: float = 0.3
    degenerate: float = 0.25
    """Factor on the score for a finding of a degenerate text."""
    doubtful: float = 0.8
    """The same for a warning."""
    mild: float = 0.95
    """The same for a warning that is often not a fault."""

    def of(self, flag: Flag) -> float:
        """Factor on the score for a finding with this flag."""
        if flag in LABELS:
            return 1.0
        if flag in DEGENERATE:
            return self.degenerate
        return self.mild if flag in MILD else self.doubtful


PROPOSING = RankingWeights()
EXPANDING = RankingWeights(closeness=0.35, prior=0.15)
REWRITING = RankingWeights(closeness=0.6, novelty=0.3, prior=0.0, round_trip=0.1)
SUMMARISING = RankingWeights(closeness=0.6, novelty=0.0, prior=0.0)


def score(candidate: Candidate, weights: RankingWeights = PROPOSING) -> float:
    """0 (worthless) to 1."""
    merit = _mean_of_parts(candidate, weights) if candidate.merit is None else candidate.merit
    return merit * left_by_findings(candidate, weights)


def left_by_findings(candidate: Candidate, weights: RankingWeights = PROPOSING) -> float:
    """The factor that remains of a score after the findings, 0 to 1."""
    return math.prod(weights.of(flag) for flag in {found.flag for found in candidate.findings})


def _mean_of_parts(candidate: Candidate, weights: RankingWeights) -> float:
    parts = [
        (weights.fluency, math.exp(min(0.0, candidate.log_probability))),
        (weights.round_trip, _clipped(candidate.round_trip)),
        (weights.novelty, _clipped(candidate.novelty)),
        (weights.prior, _clipped(candidate.prior)),
    ]
    if candidate.closeness is not None:
        parts.append((weights.closeness, _clipped(candidate.closeness)))
    return sum(weight * value for weight, value in parts) / sum(weight for weight, _ in parts)


def distinct(candidates: Sequence[Candidate], weights: RankingWeights = PROPOSING) -> list[Candidate]:
    """The candidates, best first, without those that have (nearly) the same words as a better one."""
    kept: list[Candidate] = []
    seen: set[str] = set()
    for candidate in sorted(candidates, key=lambda candidate: -score(candidate, weights)):
        plain = folded(candidate.text)
        if not plain or plain in seen:
            continue
        if any(edit_similarity(plain, other.text) > SAME_TEXT for other in kept):
            continue
        seen.add(plain)
        kept.append(candidate)
    return kept


def choose(
    candidates: Sequence[Candidate], n: int, *, diversity: float = 0.0, weights: RankingWeights = PROPOSING
) -> list[tuple[Candidate, float]]:
    """The `n` to show with their scores, best first; degenerate ones only to fill up, and then at the end.

    `diversity` is the weight of differing from those chosen before (maximal marginal relevance).
    """
    pool = distinct(candidates, weights)
    good = [candidate for candidate in pool if not candidate.is_degenerate]
    bad = [candidate for candidate in pool if candidate.is_degenerate]
    chosen = _marginally_relevant(good, n, diversity, weights)
    chosen.sort(key=lambda candidate: -score(candidate, weights))
    chosen.extend(bad[: max(0, n - len(chosen))])
    return [(candidate, score(candidate, weights)) for candidate in chosen]


def _marginally_relevant(
    pool: Sequence[Candidate], n: int, diversity: float, weights: RankingWeights
) -> list[Candidate]:
    if len(pool) <= n or diversity <= 0.0:
        return list(pool[:n])
    relevance = np.asarray([score(candidate, weights) for candidate in pool])
    if all(candidate.merit is not None for candidate in pool):
        # Merits are close together: unscaled, diversity alone would decide.
        relevance = (relevance - relevance.min()) / max(float(np.ptp(relevance)), 1e-9)
    vectors = np.stack([candidate.vector for candidate in pool])
    return [pool[index] for index in most_relevant(relevance, cosines(vectors, vectors), n, diversity)]


def most_relevant(
    relevance: np.ndarray[tuple[int, ...], np.dtype[np.floating]],
    likeness: FloatArray,
    n: int,
    diversity: float,
) -> list[int]:
    """Indices in order of choice by maximal marginal relevance (Carbonell and Goldstein 1998).

    relevance (m,), likeness (m, m); `diversity` 0 considers relevance only, 1 only the difference from those
    chosen before.
    """
    chosen: list[int] = []
    left = list(range(len(relevance)))
    while left and len(chosen) < n:
        repeated = likeness[np.ix_(left, chosen)].max(axis=1) if chosen else np.zeros(len(left))
        gains = (1 - diversity) * relevance[left] - diversity * repeated
        chosen.append(left.pop(int(np.argmax(gains))))
    return chosen


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))

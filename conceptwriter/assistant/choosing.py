"""Which draft a reader would take for the author's next sentence: one score from many features.

Each feature describes a draft in its place: how likely the voice finds it after the text, and how much more
likely than without the text; the sentence-order model's score; how well it matches the concept model's
direction; how cohesive it is with the preceding words. The score is the weighted sum of the standardised
features. The weights are fitted on documents (`training.choosing`), and a logistic curve turns the score into
a probability: how often a sentence with this score was the author's own, among drafts and other sentences of
the same document.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from conceptwriter.assistant.comparison import runs, tokens
from conceptwriter.assistant.errors import AssistantError
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.ranking import Candidate, left_by_findings
from conceptwriter.assistant.vectors import FloatArray
from conceptwriter.bundles import resources_folder
from conceptwriter.language.sentence_order import SentenceOrder

Features = Mapping[str, FloatArray]
"""Name of a feature -> (n,) its value for each draft. Unavailable features are omitted."""
ORDER_LANGUAGE = "eng_Latn"
"""The training language of the sentence-order model."""
FEWEST_FOR_A_REASON = 0.5
"""By how much a feature's contribution must exceed that of the other drafts to be given as a reason.

What is true of all of them does not help to choose."""
MOST_REASONS = 2
RUN = 4
"""Length in words of a run that counts as repeated."""
RUNS_NEAR = 40
"""Number of sentences before a place whose runs are remembered."""
RUNS_POWER = 3
PLAN_SHARE = 0.5
"""Weight of keeping to a plan or a wish against everything else. Set by reading expansions: no document says
which of two sentences its plan meant.
"""
_REASONS = {
    "gain": "follows from the text",
    "order": "follows the last sentence",
    "direction": "goes where the concept model points",
    "takes_up_heading": "fits the heading",
    "repeats_near": "stays with the subject",
    "known_name": "speaks of someone in the text",
}


@dataclass(frozen=True, slots=True)
class Weighted:
    """One feature on the common scale: (value - mean) / spread * weight."""

    mean: float
    spread: float
    weight: float


@dataclass(frozen=True, slots=True)
class Chooser:
    """Weights for the features, and the curve from score to probability."""

    voice: str
    """The bundle whose likelihoods the probabilities were measured with; for others they are unknown. Empty
    for weights that rank well but whose probabilities say too little to be shown."""
    features: Mapping[str, Weighted]
    slope: float
    intercept: float

    def parts(self, features: Features) -> dict[str, FloatArray]:
        """The contribution of each feature to the scores (n,)."""
        return {
            name: ((features[name] - each.mean) / each.spread * each.weight).astype(np.float32)
            for name, each in self.features.items()
            if name in features
        }

    def scores(self, features: Features) -> FloatArray:
        """(n,); higher is better. Without any feature, an array of length zero."""
        parts = list(self.parts(features).values())
        total: FloatArray = np.sum(parts, axis=0) if parts else np.zeros(0, np.float32)
        return total

    def merits(self, scores: FloatArray) -> FloatArray:
        """(n,) between 0 and 1: the probabilities, for the voice that they were measured with."""
        merits: FloatArray = 1 / (1 + np.exp(-(self.slope * scores + self.intercept)))
        return merits

    def reasons(self, features: Features) -> list[tuple[Finding, ...]]:
        """For each draft, the main reasons for it, in words."""
        parts = {name: part - part.mean() for name, part in self.parts(features).items() if name in _REASONS}
        count = len(next(iter(features.values()), ()))
        return [
            tuple(
                Finding(Flag.REASON, _REASONS[name])
                for name in sorted(parts, key=lambda name: -parts[name][place])[:MOST_REASONS]
                if parts[name][place] >= FEWEST_FOR_A_REASON and _is_plain(name, float(features[name][place]))
            )
            for place in range(count)
        ]


def _is_plain(name: str, value: float) -> bool:
    """A count of zero is no reason, however rare it is."""
    return value > 0 or name not in {"takes_up_heading", "repeats_near", "known_name"}


def chosen_among(
    chooser: Chooser, features: Features, candidates: Sequence[Candidate], voice: str
) -> list[Candidate]:
    """The candidates with the chooser's scores and reasons. `voice` is the bundle that wrote them."""
    known = bool(voice) and voice == chooser.voice
    scores = chooser.scores(features)
    if len(scores) != len(candidates):
        return list(candidates)
    return [
        _weighed(candidate, float(merit), reasons, known=known)
        for candidate, merit, reasons in zip(
            candidates, chooser.merits(scores), chooser.reasons(features), strict=True
        )
    ]


def kept_to_plan(candidates: Sequence[Candidate], at_it: Sequence[bool] = ()) -> list[Candidate]:
    """The candidates with merits of which `PLAN_SHARE` is their relative closeness to the plan.

    `at_it`: those that count as closest, whatever their vectors. Without a plan: unchanged.
    """
    nearness = [each.closeness for each in candidates if each.closeness is not None]
    if not nearness or len(nearness) < len(candidates):
        return list(candidates)
    near = _scaled(np.array(nearness, np.float32))
    near[np.array(at_it or [False] * len(near), bool)] = 1.0
    merits = _scaled(np.array([each.merit or 0.0 for each in candidates], np.float32))
    weighed = (1 - PLAN_SHARE) * merits + PLAN_SHARE * near
    return [replace(each, merit=float(merit)) for each, merit in zip(candidates, weighed, strict=True)]


def less_for_repeats(candidates: Sequence[Candidate], before: Sequence[str]) -> list[Candidate]:
    """The candidates with less merit the more of their words are in runs of four that occurred just before.

    One in ten human sentences has such a run, so it is no fault; but the first offer is often taken, and a
    text made of such offers soon went in circles.
    """
    said = {run for text in before[-RUNS_NEAR:] for run in runs(_folded(text), RUN)}
    return [
        each
        if each.merit is None
        else replace(each, merit=each.merit * (1 - _share_in(said, _folded(each.text))) ** RUNS_POWER)
        for each in candidates
    ]


def _folded(text: str) -> list[str]:
    return [word.casefold() for word in tokens(text)]


def _share_in(said: Collection[tuple[str, ...]], words: Sequence[str]) -> float:
    places = {
        start + place for start, run in enumerate(runs(words, RUN)) if run in said for place in range(RUN)
    }
    return len(places) / max(1, len(words))


def _scaled(values: FloatArray) -> FloatArray:
    """(n,) scaled to 0 to 1; all 0.5 where they are equal."""
    spread = float(np.ptp(values))
    scaled: FloatArray = (values - values.min()) / spread if spread > 0 else np.full_like(values, 0.5)
    return scaled


def _weighed(candidate: Candidate, merit: float, reasons: tuple[Finding, ...], *, known: bool) -> Candidate:
    left = left_by_findings(candidate)
    return replace(
        candidate,
        merit=merit,
        chance=merit * left if known else None,
        findings=(*candidate.findings, *reasons) if left == 1 else candidate.findings,
    )


def read_chooser(path: Path) -> Chooser:
    """Read weights from a file. Raises AssistantError where it does not contain any."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        features = {name: Weighted(*map(float, row)) for name, row in plain["signs"].items()}
        chooser = Chooser(str(plain["voice"]), features, float(plain["slope"]), float(plain["intercept"]))
        if any(each.spread <= 0 for each in features.values()):
            raise ValueError("a feature without spread")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssistantError(
            f"{path.name} is not a valid weights file. Install the program again."
        ) from error
    return chooser


@cache
def shipped_chooser() -> Chooser:
    """The weights that ship with the program. Raises AssistantError."""
    return read_chooser(resources_folder() / "chooser" / "weights.json")


@cache
def shipped_order() -> SentenceOrder:
    """The sentence-order model that ships with the program (English). Raises SentenceOrderError."""
    return SentenceOrder(resources_folder() / "chooser" / "order-eng_Latn.npz")

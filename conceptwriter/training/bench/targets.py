"""Performance targets, and whether they are met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Target:
    """A target for one figure."""

    key: str
    what: str
    bound: float
    unit: str
    way: Literal["at least", "at most"]

    def met_by(self, value: float) -> bool:
        """Whether this figure meets it."""
        return value >= self.bound if self.way == "at least" else value <= self.bound


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """A promise and the figure. `value` is None when it was not measured; then `why` says why."""

    target: Target
    value: float | None
    why: str = ""

    @property
    def word(self) -> Literal["met", "missed", "not measured"]:
        """As text for display."""
        if self.value is None:
            return "not measured"
        return "met" if self.target.met_by(self.value) else "missed"


TARGETS = (
    Target("encode1_f32", "encode, batch 1: ONNX Runtime float32 / ours", 2.3, "x", "at least"),
    Target("encode32_f32", "encode, batch 32: ONNX Runtime float32 / ours", 2.3, "x", "at least"),
    Target("encode1_space", "encode, batch 1: sonar-space / ours", 5.0, "x", "at least"),
    Target("encode32_space", "encode, batch 32: sonar-space / ours", 5.0, "x", "at least"),
    Target("encode1_ct2", "encode, batch 1: ours / CTranslate2 int8", 1.1, "x", "at most"),
    Target("encode32_ct2", "encode, batch 32: ours / CTranslate2 int8", 1.1, "x", "at most"),
    Target("decode_floor", "decode, greedy, one sentence: share of the memory floor", 90.0, "%", "at least"),
    Target("decode_ct2", "decode, greedy, one sentence: CTranslate2 int8 / ours", 2.5, "x", "at least"),
    Target("second_start", "second start to the first encoding", 1.0, "s", "at most"),
    Target("beam", "decode, one sentence: beam of 5 over greedy, a step", 1.6, "x", "at most"),
    Target("resident", "resident memory, encoder and decoder in use", 2.0, "GB", "at most"),
    Target("proposal", "LCM: 5 candidates, 20 guided steps, 100 concepts before", 5.0, "s", "at most"),
    Target("cosine", "least cosine of vectors to those in float32", 0.999, "", "at least"),
    Target("top1", "most likely next piece the same as in float32", 98.0, "%", "at least"),
)
"""Of the published size on two cores; smaller models meet or miss them by other reasons."""


def verdicts(figures: dict[str, float], reasons: dict[str, str]) -> list[TargetVerdict]:
    """All targets in order, with what was measured, or why it was not."""
    return [
        TargetVerdict(
            target,
            figures.get(target.key),
            "" if target.key in figures else reasons.get(target.key, "not requested"),
        )
        for target in TARGETS
    ]

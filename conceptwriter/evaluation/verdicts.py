"""Judging a report: a gate compares a target with its figures and gives verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.measurements import POINTS, SECONDS, SHARE, Measurement, Report

DEFAULT_VARIANT = "@default"
"""In ``where``: the variant that the report's facts name ``default_variant``."""
ENGLISH = "eng_Latn"
STRONG = ("fra_Latn", "deu_Latn", "spa_Latn")
"""The languages with more than 100,000 human pairs with English."""
OTHER = "@other"
"""In ``where``: any language that is neither English nor among the strong ones."""


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """One gate on one figure."""

    gate: str
    about: Mapping[str, str]
    target: str
    figure: Figure | None
    """None: the report lacks the figure, and the gate is not passed."""
    passed: bool
    distance: float
    """How far the value is beyond the target (positive) or short of it (negative), in the figure's unit."""
    limit: float = float("nan")
    """The target as a number."""
    unit: str = POINTS

    @property
    def certain(self) -> bool:
        """Whether the whole interval lies on the same side of the target as the value."""
        return self.figure is not None and not self.figure.low <= self.limit <= self.figure.high


@dataclass(frozen=True, slots=True)
class Gate:
    """Every figure of this name must be at least (or at most) this value."""

    name: str
    table: str
    figure: str
    target: float
    why: str
    known_bad: str
    """The deliberately bad model that must fail it: of ``codec.known_bad`` or ``lcm.baselines``."""
    at_most: bool = False
    unit: str = POINTS
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Allowed values of the figure's keys; keys that are not named may have any value."""
    only_if_measured: bool = False
    """The texts may have nothing of what it is about, as no names: then there is no verdict."""

    def verdicts(self, report: Report) -> list[GateVerdict]:
        """One per figure; a single "not measured" when there is none."""
        found = [
            row
            for row in report.measurements
            if row.table == self.table and row.name == self.figure and allowed(row, self.where, report)
        ]
        words = f"{'<=' if self.at_most else '>='} {_plain(self.target, self.unit)}"
        if not found and (self.only_if_measured or self._concerns_no_language(report)):
            return []
        if not found:
            return [GateVerdict(self.name, {}, words, None, False, float("nan"), unit=self.unit)]
        return [self._verdict(row, words) for row in found]

    def _concerns_no_language(self, report: Report) -> bool:
        """A gate for other languages, and a bundle that lists none."""
        wanted = any(OTHER in values for values in self.where.values())
        listed = report.facts.get("languages", [OTHER])
        return wanted and not any(_fits(code, OTHER, report) for code in listed)

    def _verdict(self, row: Measurement, words: str) -> GateVerdict:
        short = row.figure.value - self.target
        distance = -short if self.at_most else short
        return GateVerdict(
            self.name, row.about, words, row.figure, distance >= 0, distance, self.target, self.unit
        )


@dataclass(frozen=True, slots=True)
class BaselineGate:
    """The model's figure must be this many times the best baseline's, with disjoint intervals.

    Not passed where one of the baselines in ``needed`` was not measured: a contest without the strongest.
    """

    name: str
    table: str
    figure: str
    times: float
    why: str
    known_bad: str
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    model: str = "lcm"
    """Value of the key "method" of the rows that are the model's; all other methods are baselines."""
    needed: tuple[str, ...] = ()
    """Methods that must be among the baselines."""

    def verdicts(self, report: Report) -> list[GateVerdict]:
        """One per row of the model."""
        rows = [row for row in report.measurements if row.table == self.table and row.name == self.figure]
        own = [
            row for row in rows if row.about.get("method") == self.model and allowed(row, self.where, report)
        ]
        found = [
            self._verdict(row, others) if self._are_all(others) else self._not_measured(row.about)
            for row in own
            if (others := [o for o in rows if self._is_baseline_for(row, o)])
        ]
        return found or [self._not_measured({})]

    def _are_all(self, baselines: Sequence[Measurement]) -> bool:
        return {row.about.get("method") for row in baselines}.issuperset(self.needed)

    def _not_measured(self, about: Mapping[str, str]) -> GateVerdict:
        words = f">= {self.times:g}x best baseline"
        return GateVerdict(self.name, about, words, None, False, float("nan"), unit=SHARE)

    def _is_baseline_for(self, row: Measurement, other: Measurement) -> bool:
        """A baseline of the same pool: all keys the two rows share are equal."""
        shared = (row.about.keys() & other.about.keys()) - {"method", "variant"}
        same = all(row.about[key] == other.about[key] for key in shared)
        return same and other.about.get("method") != self.model

    def _verdict(self, row: Measurement, baselines: Sequence[Measurement]) -> GateVerdict:
        best = max(baselines, key=lambda other: other.figure.value)
        target = self.times * best.figure.value
        apart = row.figure.low > best.figure.high
        words = f">= {_plain(target, row.unit)} ({self.times:g}x {best.about.get('method', 'baseline')})"
        distance = row.figure.value - target
        passed = distance >= 0 and apart
        return GateVerdict(self.name, row.about, words, row.figure, passed, distance, target, row.unit)


def allowed(row: Measurement, where: Mapping[str, Sequence[str]], report: Report) -> bool:
    """Whether the row has an allowed value for every named key."""
    return all(
        any(_fits(row.about.get(key, ""), value, report) for value in values) for key, values in where.items()
    )


def _fits(found: str, wanted: str, report: Report) -> bool:
    if wanted == DEFAULT_VARIANT:
        return bool(found == report.facts.get("default_variant", found))
    if wanted == OTHER:
        return bool(found) and found != ENGLISH and found not in STRONG
    return found == wanted


def _plain(value: float, unit: str) -> str:
    if unit == SHARE:
        return f"{100 * value:.1f}%"
    return f"{value:g} s" if unit == SECONDS else f"{value:.4g}"

"""A report against all gates: the rows that `conceptwriter evaluate gates` prints, and who may be listed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conceptwriter.evaluation.gates import (
    GATES,
    PRECISION_TARGETS,
    YARDSTICK_TARGETS,
    LanguageFloors,
    language_gates,
    language_verdicts,
)
from conceptwriter.evaluation.measurements import Report, aligned, number, shown
from conceptwriter.evaluation.verdicts import BaselineGate, Gate, GateVerdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on one report."""

    targets: list[GateVerdict]
    languages: dict[str, list[GateVerdict]]
    """FLORES-200 code -> verdicts of the language gate."""

    @property
    def passing_languages(self) -> list[str]:
        """Those that may be listed in the bundle."""
        return [code for code, verdicts in self.languages.items() if all(row.passed for row in verdicts)]

    @property
    def passed(self) -> bool:
        """Whether every target is met and every language may be listed."""
        return all(row.passed for row in self.targets) and len(self.passing_languages) == len(self.languages)

    def as_json(self) -> dict[str, Any]:
        """Everything, for other programs."""
        return {
            "passed": self.passed,
            "targets": [_row(verdict) for verdict in self.targets],
            "languages": {code: [_row(row) for row in rows] for code, rows in self.languages.items()},
            "passing_languages": self.passing_languages,
        }

    def text(self) -> str:
        """Tables for reading."""
        language_rows = [row for rows in self.languages.values() for row in rows]
        failing = [code for code in self.languages if code not in self.passing_languages]
        met = sum(row.passed for row in self.targets)
        targets = [
            "Targets of a fully trained model",
            _table(self.targets),
            f"{met} of {len(self.targets)} met.",
        ]
        if not self.languages:
            return "\n".join(targets)
        return "\n".join(
            [
                *targets,
                "",
                "Language gate: all rows of a language must pass for it to be listed",
                _table(language_rows),
                f"may be listed: {', '.join(self.passing_languages) or 'none'}",
                f"may not: {', '.join(failing) or 'none'}",
            ]
        )


def judge(report: Report, floors: LanguageFloors | None = None) -> Judgement:
    """Hold a report against all targets and the language gate; one of a yardstick against its targets."""
    targets = [verdict for gate in targets_of(report) for verdict in gate.verdicts(report)]
    return Judgement(targets, {code: language_verdicts(report, code, floors) for code in _listed(report)})


def targets_of(report: Report) -> Sequence[Gate | BaselineGate]:
    """The targets that a report is held against, without the language gate."""
    yardstick = report.facts.get("yardstick")
    if yardstick is not None:
        return YARDSTICK_TARGETS[str(yardstick)]
    return [*GATES, *(PRECISION_TARGETS if report.facts.get("against") else ())]


def _listed(report: Report) -> list[str]:
    """The languages that the bundle lists; none in a yardstick's report, which says nothing about that."""
    if "yardstick" in report.facts:
        return []
    return [str(code) for code in report.facts.get("languages", [])]


def gates_meant_for(bad: str, report: Report) -> list[Gate | BaselineGate]:
    """The gates that a deliberately bad model of this name must fail."""
    everything = [*targets_of(report), *(gate for code in _listed(report) for gate in language_gates(code))]
    return [gate for gate in everything if gate.known_bad == bad]


def wrongly_passed(bad: str, report: Report) -> tuple[list[GateVerdict], list[GateVerdict]]:
    """Of a bad model's report: all measured verdicts of the gates meant for it, and those that it passed.

    What was not measured proves nothing and is left out.
    """
    found = [
        verdict
        for gate in gates_meant_for(bad, report)
        for verdict in gate.verdicts(report)
        if verdict.figure is not None
    ]
    return found, [verdict for verdict in found if verdict.passed]


@dataclass(frozen=True, slots=True)
class KnownBadJudgement:
    """Whether the gates stop the deliberately bad models meant for them."""

    judged: Sequence[tuple[str, GateVerdict]]
    """Name of the bad model, and the verdict on it."""
    wrongly_passed: Sequence[tuple[str, GateVerdict]]
    not_shown: Sequence[str]
    """Gates of which no bad model was shown to fail them, because nothing was measured."""
    tried: int
    """How many bad models there were."""

    @staticmethod
    def of(reports: Mapping[str, Report]) -> KnownBadJudgement:
        """Reports by the name of the bad model."""
        judged: list[tuple[str, GateVerdict]] = []
        passed: list[tuple[str, GateVerdict]] = []
        meant: dict[str, None] = {}
        for bad, report in reports.items():
            ours, wrong = wrongly_passed(bad, report)
            judged += [(bad, verdict) for verdict in ours]
            passed += [(bad, verdict) for verdict in wrong]
            meant |= {gate.name: None for gate in gates_meant_for(bad, report) if gate.verdicts(report)}
        shown = {verdict.gate for _, verdict in judged}
        return KnownBadJudgement(judged, passed, [name for name in meant if name not in shown], len(reports))

    @property
    def sound(self) -> bool:
        """No bad model passed; and of all of them together, none of the gates was left out."""
        return not self.wrongly_passed and not (self.tried > 1 and self.not_shown)

    def as_json(self) -> dict[str, Any]:
        """Everything, for other programs."""
        return {
            "sound": self.sound,
            "gates": [{"known_bad": bad, **_row(verdict)} for bad, verdict in self.judged],
            "not_shown": list(self.not_shown),
        }

    def text(self) -> str:
        """A table for reading."""
        names = [bad for bad, _ in self.judged]
        lines = [
            "Gates, and the bad model that must fail each",
            _table([row for _, row in self.judged], names),
        ]
        if self.not_shown:
            lines.append(f"not measured, so not shown to be failed: {', '.join(self.not_shown)}")
        return "\n".join(lines)


def _table(verdicts: Sequence[GateVerdict], models: Sequence[str] = ()) -> str:
    """`models`: a name for each verdict, as the first column."""
    rows = [[*(["model"] if models else []), "gate", "of", "target", "value", "verdict", "distance"]]
    rows.extend(
        [
            *models[number : number + 1],
            verdict.gate,
            ", ".join(value for key, value in verdict.about.items() if key != "other"),
            verdict.target,
            shown(verdict.figure, verdict.unit) if verdict.figure is not None else "not measured",
            _verdict(verdict),
            "" if math.isnan(verdict.distance) else _signed(verdict),
        ]
        for number, verdict in enumerate(verdicts)
    )
    return aligned(rows)


def _verdict(verdict: GateVerdict) -> str:
    word = "pass" if verdict.passed else "FAIL"
    return word if verdict.certain or verdict.figure is None else f"{word} (interval contains the target)"


def _signed(verdict: GateVerdict) -> str:
    text = number(verdict.distance, verdict.unit)
    return text if text.startswith("-") else f"+{text}"


def _row(verdict: GateVerdict) -> dict[str, Any]:
    figure = verdict.figure
    return {
        "gate": verdict.gate,
        "about": dict(verdict.about),
        "target": verdict.target,
        "passed": verdict.passed,
        "certain": verdict.certain,
        "distance": None if math.isnan(verdict.distance) else round(verdict.distance, 5),
        **(figure.as_json() if figure is not None else {"value": None}),
    }

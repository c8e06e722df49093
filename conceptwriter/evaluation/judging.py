"""A report against all gates: the rows that `conceptwriter evaluate gates` prints, and who may be listed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conceptwriter.evaluation.gates import (
    CODEC_TARGETS,
    GATES,
    PRECISION_TARGETS,
    LanguageFloors,
    language_gates,
    language_verdicts,
)
from conceptwriter.evaluation.measurements import Report, aligned, number, shown
from conceptwriter.evaluation.verdicts import Gate, GateVerdict


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
        return "\n".join(
            [
                "Targets of a fully trained model",
                _table(self.targets),
                f"{met} of {len(self.targets)} met.",
                "",
                "Language gate: all rows of a language must pass for it to be listed",
                _table(language_rows),
                f"may be listed: {', '.join(self.passing_languages) or 'none'}",
                f"may not: {', '.join(failing) or 'none'}",
            ]
        )


def judge(report: Report, floors: LanguageFloors | None = None) -> Judgement:
    """Hold a report against all targets and the language gate."""
    gates = [*GATES, *(PRECISION_TARGETS if report.facts.get("against") else ())]
    targets = [verdict for gate in gates for verdict in gate.verdicts(report)]
    codes = [str(code) for code in report.facts.get("languages", [])]
    return Judgement(targets, {code: language_verdicts(report, code, floors) for code in codes})


def gates_meant_for(bad: str, report: Report) -> list[Gate]:
    """The codec gates that a deliberately bad codec of this name must fail."""
    languages = [str(code) for code in report.facts.get("languages", [])]
    everything = [*CODEC_TARGETS, *(gate for code in languages for gate in language_gates(code))]
    return [gate for gate in everything if gate.known_bad == bad]


def wrongly_passed(bad: str, report: Report) -> tuple[list[GateVerdict], list[GateVerdict]]:
    """Of a bad codec's report: all measured verdicts of the gates meant for it, and those that it passed.

    What was not measured proves nothing and is left out.
    """
    found = [
        verdict
        for gate in gates_meant_for(bad, report)
        for verdict in gate.verdicts(report)
        if verdict.figure is not None
    ]
    return found, [verdict for verdict in found if verdict.passed]


def verdict_table(verdicts: Sequence[GateVerdict]) -> str:
    """Gate, what it is about, target, value with interval, verdict, distance."""
    return _table(verdicts)


def _table(verdicts: Sequence[GateVerdict]) -> str:
    rows = [["gate", "of", "target", "value", "verdict", "distance"]]
    rows.extend(
        [
            verdict.gate,
            ", ".join(value for key, value in verdict.about.items() if key != "other"),
            verdict.target,
            shown(verdict.figure, verdict.unit) if verdict.figure is not None else "not measured",
            _verdict(verdict),
            "" if math.isnan(verdict.distance) else _signed(verdict),
        ]
        for verdict in verdicts
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

"""Every gate lets the good pass and stops the bad model it names."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.evaluation.bootstrap import Figure
from conceptwriter.evaluation.codec.comparison import comparison_figures
from conceptwriter.evaluation.codec.figures import CodecRun, EvaluatedCodec
from conceptwriter.evaluation.codec.fragility import fragility_figures
from conceptwriter.evaluation.codec.known_bad import KNOWN_BAD, known_bad_codec
from conceptwriter.evaluation.gates import (
    CODEC_TARGETS,
    GATES,
    PRECISION_TARGETS,
    LanguageFloors,
    language_verdicts,
)
from conceptwriter.evaluation.held_out.sets import EvaluationSets
from conceptwriter.evaluation.judging import gates_meant_for, judge, wrongly_passed
from conceptwriter.evaluation.measurements import SHARE, Measurement, Report
from conceptwriter.evaluation.verdicts import BaselineGate, Gate
from tests.evaluation.conftest import LANGUAGES, Oracle, write_dev


def report_of(codec: EvaluatedCodec, dev: Path) -> Report:
    sets = EvaluationSets(dev)
    rows = CodecRun(codec, sets, LANGUAGES).measure()
    rows += fragility_figures(codec, sets.sentences("stories", "eng_Latn", 100), 0.2, levels=[0.0])
    rows += comparison_figures(codec, Oracle(), sets, LANGUAGES)
    return Report(rows, {"languages": LANGUAGES, "against": "other"})


Reports = Callable[[str], Report]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, tokenizer_path: Path) -> Reports:
    """The report of a codec by name, "good" or known bad; each is measured once."""
    dev = write_dev(tmp_path_factory.mktemp("held_out") / "dev")

    @functools.cache
    def report(name: str) -> Report:
        good = Oracle()
        return report_of(good if name == "good" else known_bad_codec(name, good, tokenizer_path), dev)

    return report


def test_a_good_codec_passes_every_codec_gate(reports: Reports) -> None:
    report = reports("good")
    verdicts = [row for gate in (*CODEC_TARGETS, *PRECISION_TARGETS) for row in gate.verdicts(report)]
    assert len(verdicts) >= 9
    assert all(row.passed for row in verdicts)
    assert judge(report).passing_languages == LANGUAGES


@pytest.mark.parametrize("bad", KNOWN_BAD)
def test_a_bad_codec_fails_the_gates_meant_for_it(bad: str, reports: Reports) -> None:
    judged, passed = wrongly_passed(bad, reports(bad))
    assert judged
    assert not passed


def test_untrained_files_fail_against_the_trained(reports: Reports) -> None:
    report = reports("untrained")
    assert not any(row.passed for gate in PRECISION_TARGETS for row in gate.verdicts(report))


def test_every_gate_has_a_bad_model_and_a_reason() -> None:
    report = Report([], {"languages": ["eng_Latn", "fra_Latn", "hin_Deva"]})
    meant = {gate.name for bad in KNOWN_BAD for gate in gates_meant_for(bad, report)}
    assert {gate.name for gate in CODEC_TARGETS} <= meant
    assert all(gate.why for gate in GATES)


@pytest.mark.parametrize(("bad", "listed"), [("shuffled", []), ("untrained", []), ("copy", ["eng_Latn"])])
def test_a_bad_codec_may_not_list_its_languages(bad: str, listed: list[str], reports: Reports) -> None:
    assert judge(reports(bad)).passing_languages == listed


def row(value: float, low: float, high: float, **about: str) -> Measurement:
    return Measurement("t", "f", about, Figure(value, low, high, 100))


LEAST = Gate("g", "t", "f", 50, "why", "untrained")
MOST = Gate("g", "t", "f", 0.1, "why", "untrained", at_most=True, unit=SHARE)


@pytest.mark.parametrize(
    ("gate", "value", "low", "high", "passed", "certain", "distance"),
    [
        (LEAST, 60, 55, 65, True, True, 10),
        (LEAST, 50, 45, 55, True, False, 0),
        (LEAST, 45, 40, 51, False, False, -5),
        (MOST, 0.05, 0.01, 0.09, True, True, 0.05),
        (MOST, 0.3, 0.2, 0.4, False, True, -0.2),
    ],
)
def test_verdict(
    gate: Gate, value: float, low: float, high: float, passed: bool, certain: bool, distance: float
) -> None:
    (verdict,) = gate.verdicts(Report([row(value, low, high)]))
    assert (verdict.passed, verdict.certain) == (passed, certain)
    assert verdict.distance == pytest.approx(distance)


def test_what_was_not_measured_is_not_passed() -> None:
    for gate in GATES:
        (verdict,) = gate.verdicts(Report([], {}))
        assert not verdict.passed
        assert verdict.figure is None
        assert math.isnan(verdict.distance)


def test_gates_of_other_languages_ask_nothing_of_a_bundle_without() -> None:
    (gate,) = (gate for gate in CODEC_TARGETS if gate.name == "xsim, other")
    assert gate.verdicts(Report([], {"languages": ["eng_Latn", "fra_Latn"]})) == []
    assert len(gate.verdicts(Report([], {"languages": ["eng_Latn", "hin_Deva"]}))) == 1


def test_nan_does_not_pass() -> None:
    (verdict,) = LEAST.verdicts(Report([row(math.nan, math.nan, math.nan)]))
    assert not verdict.passed


BEST = BaselineGate("b", "t", "f", 2.0, "why", "untrained", where={"pool": ("p",)})


@pytest.mark.parametrize(
    ("own", "baselines", "passed"),
    [
        ((0.4, 0.3, 0.5), [(0.1, 0.05, 0.15), (0.2, 0.15, 0.25)], True),
        ((0.4, 0.2, 0.6), [(0.2, 0.15, 0.25)], False),  # the intervals touch
        ((0.39, 0.3, 0.5), [(0.1, 0.05, 0.15), (0.2, 0.15, 0.25)], False),  # not twice the best
    ],
)
def test_twice_the_best_baseline_and_apart(
    own: tuple[float, float, float], baselines: list[tuple[float, float, float]], passed: bool
) -> None:
    rows = [row(*own, method="lcm", pool="p", variant="token")]
    rows += [row(*found, method=f"b{n}", pool="p") for n, found in enumerate(baselines)]
    rows += [row(0.9, 0.9, 0.9, method="b", pool="another pool")]
    (verdict,) = BEST.verdicts(Report(rows))
    assert verdict.passed is passed


def test_without_baselines_nothing_is_shown() -> None:
    (verdict,) = BEST.verdicts(Report([row(0.9, 0.8, 1.0, method="lcm", pool="p")]))
    assert verdict.figure is None
    assert not verdict.passed


def test_the_default_variant_is_the_one_judged() -> None:
    rows = [row(60, 55, 65, variant="base"), row(40, 35, 45, variant="token")]
    gate = Gate("g", "t", "f", 50, "why", "untrained", where={"variant": ("@default",)})
    (verdict,) = gate.verdicts(Report(rows, {"default_variant": "token"}))
    assert not verdict.passed


def test_the_floor_into_unspaced_scripts_is_lower() -> None:
    floors = LanguageFloors()
    assert floors.translation_into("jpn_Jpan") < floors.translation_into("fra_Latn")
    rows = [
        Measurement("translation", "chrf++", {"source": s, "target": t}, Figure(25, 24, 26, 500))
        for s, t in (("eng_Latn", "jpn_Jpan"), ("jpn_Jpan", "eng_Latn"))
    ]
    found = {
        verdict.about["target"]: verdict.passed
        for verdict in language_verdicts(Report(rows), "jpn_Jpan")
        if verdict.figure is not None
    }
    assert found == {"jpn_Jpan": True, "eng_Latn": False}


def test_judgement_reads_well(reports: Reports) -> None:
    judgement = judge(reports("good"))
    text = judgement.text()
    assert "may be listed: eng_Latn, fra_Latn" in text
    assert "not measured" in text  # the LCM's gates
    assert not judgement.passed
    assert judgement.as_json()["passing_languages"] == LANGUAGES
